"""How several schemes become one number: sum, minimum, product, sum of log-sigmoids.

Each part's value is multiplied by its ``coef`` first, except under ``logsum``, where the coefficient weighs the
logarithm: the log-probability that all parts are good, if a value is the log-odds that its part is.

Source: definitions; logsum [abs] Transforming and Combining Rewards, each term held above -20.
"""

import math
from collections.abc import Callable, Sequence
from typing import Literal

from rewards.scheme import Rewards
from rewards.sigmoid import log_sigmoid

Combiner = Literal["sum", "min", "product", "logsum"]
Missing = Literal["null", "zero", "renormalise"]
Part = tuple[float, float]

_LOWEST = -20.0


def combine(how: Combiner, values: Rewards, coefs: Sequence[float], missing: Missing) -> float | None:
    """The parts as one number; ``None`` where all are missing, or one is and ``missing`` is ``null``."""
    present = [(value, coef) for value, coef in zip(values, coefs, strict=True) if value is not None]
    if not present or (len(present) < len(values) and missing == "null"):
        return None
    if missing == "zero":
        present = [(0.0 if value is None else value, coef) for value, coef in zip(values, coefs, strict=True)]
    total = _COMBINERS[how](present)
    if len(present) == len(values) or how in ("min", "product"):
        return total
    weight = sum(coef for _, coef in present)
    return total / weight * sum(coefs) if weight else None


def _sum(parts: Sequence[Part]) -> float:
    return sum(coef * value for value, coef in parts)


def _min(parts: Sequence[Part]) -> float:
    return min(coef * value for value, coef in parts)


def _product(parts: Sequence[Part]) -> float:
    return math.prod(coef * value for value, coef in parts)


def _logsum(parts: Sequence[Part]) -> float:
    return sum(coef * max(log_sigmoid(value), _LOWEST) for value, coef in parts)


_COMBINERS: dict[Combiner, Callable[[Sequence[Part]], float]] = {
    "sum": _sum,
    "min": _min,
    "product": _product,
    "logsum": _logsum,
}
