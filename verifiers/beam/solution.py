"""A solved beam: reactions, and V, M, θ and v as polynomials of every stretch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifiers.beam.beam import Beam
from verifiers.beam.fields import Field, Side
from verifiers.beam.polynomials import derivative, roots, value


class Reaction(NamedTuple):
    """What a support does to the beam: up, counter-clockwise and to the right positive."""

    vertical: Any
    couple: Any
    horizontal: Any


class Interval(NamedTuple):
    """A part of the beam without jumps; coefficients rise in powers of the distance from ``start``."""

    start: Any
    end: Any
    shear: tuple[Any, ...]
    moment: tuple[Any, ...]
    slope: tuple[Any, ...]
    deflection: tuple[Any, ...]

    def polynomial(self, field: Field) -> tuple[Any, ...]:
        """The coefficients of one field."""
        if field == "shear":
            return self.shear
        if field == "moment":
            return self.moment
        return self.slope if field == "slope" else self.deflection


class Extremum(NamedTuple):
    """A value that a field takes at ``x``, as its limit from within a stretch."""

    x: float
    value: float


@dataclass(frozen=True, slots=True)
class Solution:
    """Fields in the base units of the beam: V the sum of upward forces to the left, M sagging, v up positive."""

    beam: Beam
    stretches: tuple[Interval, ...]
    reactions: Mapping[str, Reaction]
    _extrema: dict[Field, list[Extremum]] = field(default_factory=dict, repr=False, compare=False)

    def limits(self, field: Field, x: Any) -> list[Any]:
        """The limits of a field at ``x`` from the left and from the right, one where there is one."""
        slack = 1e-9 * self.beam.length
        found = []
        for stretch in self.stretches:
            if stretch.start - slack <= x <= stretch.end + slack:
                found.append(value(stretch.polynomial(field), x - stretch.start))
        return found

    def at(self, field: Field, x: Any, side: Side = "left") -> Any:
        """A field at ``x``. ``side`` matters where it jumps."""
        limits = self.limits(field, x)
        return limits[0] if side == "left" else limits[-1]

    def extrema(self, field: Field) -> list[Extremum]:
        """Every place where a field may be largest or smallest: ends of stretches and zero derivatives."""
        if field not in self._extrema:
            self._extrema[field] = self._found_extrema(field)
        return self._extrema[field]

    def _found_extrema(self, field: Field) -> list[Extremum]:
        found: list[Extremum] = []
        for stretch in self.stretches:
            polynomial = stretch.polynomial(field)
            start, length = float(stretch.start), float(stretch.end - stretch.start)
            found.append(Extremum(start, polynomial[0]))
            if not any(polynomial[2:]):
                found.append(Extremum(start + length, polynomial[0] + polynomial[1] * length))
                continue
            inner = roots(derivative(polynomial), length)
            found += [Extremum(start + s, value(polynomial, s)) for s in (*inner, length)]
        return found

    def zeros(self, field: Field) -> list[float]:
        """Where a field changes sign, jumps through zero included, the ends of the beam not."""
        length = float(self.beam.length)
        slack = 1e-9 * length
        places = [
            float(stretch.start) + s
            for stretch in self.stretches
            for s in roots(stretch.polynomial(field), float(stretch.end - stretch.start))
        ]
        for left, right in zip(self.stretches, self.stretches[1:], strict=False):
            before = value(left.polynomial(field), left.end - left.start)
            if before * right.polynomial(field)[0] < 0:
                places.append(float(right.start))
        return [x for x in _distinct(places, slack) if slack < x < length - slack]

    def largest(self, field: Field) -> float:
        """The largest magnitude of a field."""
        return max(abs(extremum.value) for extremum in self.extrema(field))


def _distinct(places: Iterable[float], slack: float) -> list[float]:
    found: list[float] = []
    for x in sorted(places):
        if not found or x - found[-1] > slack:
            found.append(x)
    return found
