"""The logistic function and its logarithm, without overflow at either end."""

import math


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), between 0 and 1, without overflow for any ``x``."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1 + grown)


def log_sigmoid(x: float) -> float:
    """The natural logarithm of ``sigmoid(x)``: a value of at most 0, finite for any finite ``x``."""
    return min(x, 0.0) - math.log1p(math.exp(-abs(x)))
