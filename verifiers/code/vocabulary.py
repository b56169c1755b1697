"""The functions that asserts may use on our own side: built-ins that only look at plain values."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.values import without_collisions

_LARGEST = 1_000_000


def _range(*bounds: int) -> list[int]:
    """A range is only iterated here, so a list will do."""
    numbers = range(*bounds)
    if len(numbers) > _LARGEST:
        raise ValueError("a range of more than a million numbers")
    return list(numbers)


FUNCTIONS: Mapping[str, Any] = {
    function.__name__: function
    for function in (
        *(abs, all, any, bool, divmod, enumerate, float, frozenset, int, isinstance, len, list, max, min, ord),
        *(reversed, round, set, sorted, str, sum, tuple, type, zip, bytes, dict, complex),
    )
}
FUNCTIONS = {
    **FUNCTIONS,
    "range": _range,
    "set": lambda items=(): set(without_collisions(items)),
    "frozenset": lambda items=(): frozenset(without_collisions(items)),
}

MATH: Mapping[str, Callable[..., Any] | float] = {
    name: getattr(math, name)
    for name in (
        *(
            "isclose",
            "isnan",
            "isinf",
            "isfinite",
            "sqrt",
            "floor",
            "ceil",
            "fabs",
            "pi",
            "e",
            "tau",
            "inf",
            "nan",
        ),
        *(
            "sin",
            "cos",
            "tan",
            "atan",
            "atan2",
            "exp",
            "log",
            "log2",
            "log10",
            "hypot",
            "gcd",
            "radians",
            "degrees",
        ),
    )
}
