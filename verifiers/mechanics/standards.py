"""Columns and vibrating beams with standard ends: effective lengths and frequency factors.

Both are roots of the characteristic equation of a prismatic member (Euler 1744; Blevins, Formulas for Natural
Frequency and Mode Shape).
"""

import math
from collections.abc import Callable
from typing import Literal

End = Literal["pinned", "fixed", "free", "guided"]


def effective_length_factor(ends: tuple[End, End]) -> float | None:
    """K of P_cr = π²EI/(KL)², or ``None`` where the member is not held."""
    known = {
        ("pinned", "pinned"): 1.0,
        ("fixed", "free"): 2.0,
        ("fixed", "fixed"): 0.5,
        ("fixed", "pinned"): math.pi / _root(lambda x: math.tan(x) - x, 4.4, 4.6),
        ("fixed", "guided"): 1.0,
        ("guided", "pinned"): 2.0,
    }
    return known.get(_ordered(ends))


def euler_load(stiffness: float, effective_length: float) -> float:
    """P_cr = π²EI/(KL)², of the bending stiffness EI and the effective length KL (Euler 1744)."""
    return math.pi**2 * stiffness / effective_length**2


def frequency_factor(ends: tuple[End, End], mode: int) -> float | None:
    """β of f = β²/(2π)·√(EI/(m L⁴)) in the given mode (1 is the lowest that bends), or ``None``."""
    pair = _ordered(ends)
    if pair == ("pinned", "pinned"):
        return mode * math.pi
    if pair == ("guided", "pinned"):
        return (mode - 0.5) * math.pi
    found = _CHARACTERISTIC.get(pair)
    if found is None:
        return None
    equation, offset = found
    guess = (mode + offset) * math.pi
    return _root(equation, guess - 0.4 * math.pi, guess + 0.4 * math.pi)


def _ordered(ends: tuple[End, End]) -> tuple[str, str]:
    order = ("fixed", "guided", "pinned", "free")
    first, second = sorted(ends, key=order.index)
    return first, second


_CHARACTERISTIC: dict[tuple[str, str], tuple[Callable[[float], float], float]] = {
    # cos β cosh β = ∓1, tan β = ± tanh β; divided by cosh β so that high modes stay finite.
    ("fixed", "free"): (lambda x: math.cos(x) + 1 / math.cosh(x), -0.5),
    ("fixed", "fixed"): (lambda x: math.cos(x) - 1 / math.cosh(x), 0.5),
    ("free", "free"): (lambda x: math.cos(x) - 1 / math.cosh(x), 0.5),
    ("fixed", "pinned"): (lambda x: math.sin(x) - math.cos(x) * math.tanh(x), 0.25),
    ("pinned", "free"): (lambda x: math.sin(x) - math.cos(x) * math.tanh(x), 0.25),
    ("fixed", "guided"): (lambda x: math.sin(x) + math.cos(x) * math.tanh(x), -0.25),
    ("guided", "free"): (lambda x: math.sin(x) + math.cos(x) * math.tanh(x), -0.25),
}


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """The root between two places of different sign, to the last digit of a double."""
    below = function(low) < 0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (function(middle) < 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2
