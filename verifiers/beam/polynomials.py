"""Polynomials with coefficients in rising powers: value, derivative, roots in an interval."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

_STEPS = 200


def value(coefficients: Sequence[Any], s: Any) -> Any:
    """The polynomial at ``s`` (Horner)."""
    total: Any = 0
    for coefficient in reversed(coefficients):
        total = total * s + coefficient
    return total


def derivative(coefficients: Sequence[Any]) -> list[Any]:
    """The coefficients of the derivative."""
    return [power * coefficient for power, coefficient in enumerate(coefficients)][1:] or [0.0]


def roots(coefficients: Sequence[float], end: float) -> list[float]:
    """All places in ``[0, end]`` where the polynomial changes sign or touches zero, rising.

    Up to degree two in closed form; above, between the roots of the derivative, by bisection-guarded Newton.
    A polynomial that vanishes everywhere has none.
    """
    scale = max((abs(c) * end**k for k, c in enumerate(coefficients)), default=0.0)
    trimmed = list(coefficients)
    while trimmed and abs(trimmed[-1]) * end ** (len(trimmed) - 1) <= 1e-14 * scale:
        trimmed.pop()
    if len(trimmed) <= 1:
        return []
    found = _closed(trimmed) if len(trimmed) <= 3 else _between(trimmed, end, 1e-13 * scale)
    slack = 1e-12 * end
    return sorted(min(max(root, 0.0), end) for root in found if -slack <= root <= end + slack)


def _closed(c: Sequence[float]) -> list[float]:
    if len(c) == 2:
        return [-c[0] / c[1]]
    square = c[1] * c[1] - 4 * c[0] * c[2]
    if square < 0:
        return [-c[1] / (2 * c[2])] if square > -1e-12 * c[1] * c[1] else []
    half = -0.5 * (c[1] + math.copysign(math.sqrt(square), c[1]))
    return [half / c[2], *([c[0] / half] if half else [])]


def _between(c: Sequence[float], end: float, zero: float) -> list[float]:
    slope = derivative(c)
    marks = [0.0, *roots(slope, end), end]
    found = [mark for mark in marks if abs(value(c, mark)) <= zero]
    for low, high in itertools.pairwise(marks):
        at_low, at_high = value(c, low), value(c, high)
        if abs(at_low) > zero and abs(at_high) > zero and (at_low < 0) != (at_high < 0):
            found.append(_newton(c, slope, low, high))
    return found


def _newton(c: Sequence[float], slope: Sequence[float], low: float, high: float) -> float:
    """The one root between ``low`` and ``high``, where the signs differ."""
    falling = value(c, low) > 0
    x = 0.5 * (low + high)
    for _ in range(_STEPS):
        y = value(c, x)
        if (y > 0) == falling:
            low = x
        else:
            high = x
        rise = value(slope, x)
        guess = x - y / rise if rise else low
        nearer = guess if low < guess < high else 0.5 * (low + high)
        if abs(nearer - x) <= 1e-15 * max(abs(high), 1e-300):
            return nearer
        x = nearer
    return x
