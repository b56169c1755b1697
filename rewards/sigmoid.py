"""The logistic function and its logarithm, without overflow at either end."""

import math


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x))."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1 + grown)


def log_sigmoid(x: float) -> float:
    """The logarithm of ``sigmoid(x)``."""
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))
