"""The largest moment and shear that a vehicle causes on a beam: exact in the axles, refined in the position.

Under point loads the moment is straight between loads and supports, so its extremes stand under an axle or at a
support; for each of these the effect is a smooth function of the vehicle's position between the positions at which
an axle passes a support or an end, and is refined there by golden section.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from verifiers.structure.spans import InfluenceLines

Axles = Sequence[tuple[float, float]]
"""(force in N, offset in m along x)."""

_SAMPLES = 24
_GOLDEN = (math.sqrt(5) - 1) / 2


def envelope_moment(lines: InfluenceLines, axles: Axles) -> float:
    """The bending moment of largest size anywhere, for any position of the vehicle (N m)."""

    def under(number: int) -> Callable[[float], float]:
        return lambda position: _moment(lines, axles, position, position + axles[number][1])

    def fixed(c: float) -> Callable[[float], float]:
        return lambda position: _moment(lines, axles, position, c)

    effects = [under(n) for n in range(len(axles))] + [fixed(x) for _, _, x in lines.span.supports]
    return max(_largest(effect, lines, axles) for effect in effects)


def envelope_shear(lines: InfluenceLines, axles: Axles) -> float:
    """The shear force of largest size anywhere, for any position of the vehicle (N)."""

    def beside(number: int, side: int) -> Callable[[float], float]:
        return lambda position: _shear(lines, axles, position, position + axles[number][1], side)

    def fixed(c: float, side: int) -> Callable[[float], float]:
        return lambda position: _shear(lines, axles, position, c, side)

    effects = [beside(n, side) for n in range(len(axles)) for side in (-1, 1)]
    effects += [fixed(x, side) for _, _, x in lines.span.supports for side in (-1, 1)]
    return max(_largest(effect, lines, axles) for effect in effects)


def _on(lines: InfluenceLines, axles: Axles, position: float) -> list[tuple[float, float]]:
    length, slack = lines.span.length, 1e-12 * lines.span.length
    placed = [(force, position + offset) for force, offset in axles]
    return [(force, min(max(x, 0.0), length)) for force, x in placed if -slack <= x <= length + slack]


def _moment(lines: InfluenceLines, axles: Axles, position: float, c: float) -> float:
    if not 0 <= c <= lines.span.length:
        return 0.0
    return sum(force * lines.moment(c, x) for force, x in _on(lines, axles, position))


def _shear(lines: InfluenceLines, axles: Axles, position: float, c: float, side: int) -> float:
    if not 0 <= c <= lines.span.length:
        return 0.0
    return sum(force * lines.shear(c, x, side) for force, x in _on(lines, axles, position))


def _largest(effect: Callable[[float], float], lines: InfluenceLines, axles: Axles) -> float:
    marks = sorted({0.0, lines.span.length, *(x for _, _, x in lines.span.supports)})
    events = sorted({mark - offset for mark in marks for _, offset in axles})
    largest = 0.0
    inside = 1e-9 * lines.span.length
    for low, high in pairwise(events):
        if high - low > 4 * inside:
            largest = max(largest, _within(effect, low + inside * 1e-3, high - inside * 1e-3))
    return max(largest, *(abs(effect(event)) for event in events))


def _within(effect: Callable[[float], float], low: float, high: float) -> float:
    """The largest size of a smooth effect between two positions."""
    step = (high - low) / _SAMPLES
    values = [abs(effect(low + step * k)) for k in range(_SAMPLES + 1)]
    best = max(range(_SAMPLES + 1), key=values.__getitem__)
    a, b = low + step * max(best - 1, 0), low + step * min(best + 1, _SAMPLES)
    for _ in range(40):
        c, d = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
        if abs(effect(c)) > abs(effect(d)):
            b = d
        else:
            a = c
    return max(values[best], abs(effect((a + b) / 2)))
