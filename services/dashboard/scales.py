"""Axes that people read: round ticks, and numbers as one would write them."""

import math
from dataclasses import dataclass
from typing import Literal

Unit = Literal["number", "share", "seconds"]
"""What an axis counts: plain numbers, shares of one (shown in percent), or seconds."""

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of an axis, both on ticks, and its ticks from low to high."""

    low: float
    high: float
    ticks: list[float]


def scale(low: float, high: float, intervals: int = 4, *, whole: bool = False) -> Scale:
    """A scale over at least these values with about so many intervals; ``whole`` takes whole ticks."""
    if not high > low:
        high = low + 1.0
    step = _round_step((high - low) / (intervals + 1))
    if whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [round(number * step, 12) for number in range(first, last + 1)]
    return Scale(ticks[0], ticks[-1], ticks)


def inner_ticks(low: float, high: float, intervals: int = 5) -> list[float]:
    """Round whole numbers between two ends, for an axis that ends where its values do."""
    if not high > low:
        return [low]
    return [tick for tick in scale(low, high, intervals, whole=True).ticks if low <= tick <= high]


def number(value: float | None) -> str:
    """A number for people: at most four digits after the point, a dash for none."""
    if value is None:
        return "–"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.1f}"
    return f"{value:.4f}".rstrip("0") if abs(value) >= 0.001 else f"{value:.2g}"


def percent(share: float | None) -> str:
    """A share of one in percent."""
    return "–" if share is None else f"{100 * share:.4g} %"


def duration(seconds: float | None) -> str:
    """Two or three digits and a unit."""
    if seconds is None:
        return "–"
    if seconds == 0:
        return "0 s"
    if seconds < 1:
        return f"{1000 * seconds:.3g} ms"
    if seconds < 120:
        return f"{seconds:.3g} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def worded(value: float | None, unit: Unit) -> str:
    """A value in its unit."""
    if unit == "share":
        return percent(value)
    return duration(value) if unit == "seconds" else number(value)


def _round_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * factor for factor in _ROUND if size * factor >= rough * (1 - 1e-9))
