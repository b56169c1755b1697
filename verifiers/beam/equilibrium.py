"""How far stated reactions are from holding the beam: sums of forces and moments, and the shape they imply.

r_F = |ΣF| / Σ|F_load|, r_M = Σ|M| / (Σ|M_load| + L Σ|F_load|) over the whole beam and the part left of each hinge,
r_C = distance of the supports from where they hold the beam, over the largest deflection
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from verifiers.beam.beam import Beam, Restraint
from verifiers.beam.errors import SpecError
from verifiers.beam.solution import Solution
from verifiers.beam.solver import solve

_RELEASES = 40


@dataclass(frozen=True, slots=True)
class Reactions:
    """Stated reactions by support, up and counter-clockwise positive, in the beam's base units."""

    forces: dict[str, float]
    couples: dict[str, float]

    @property
    def of_beam(self) -> Iterator[tuple[str, bool, float]]:
        """Every reaction: its support, whether it is a couple, and what it is."""
        yield from ((name, False, value) for name, value in self.forces.items())
        yield from ((name, True, value) for name, value in self.couples.items())


@dataclass(frozen=True, slots=True)
class Loads:
    """Point forces and couples that a beam's loads amount to, and how large they are in all."""

    forces: tuple[tuple[float, float], ...]
    couples: tuple[tuple[float, float], ...]
    size: float
    turning: float


def needed(beam: Beam) -> tuple[frozenset[str], frozenset[str]]:
    """The supports that give the beam a vertical reaction, and those that give it a couple."""
    forces = frozenset(support.name for support in beam.supports if _gives_force(support))
    return forces, frozenset(support.name for support in beam.supports if _gives_couple(support))


def _gives_force(support: Restraint) -> bool:
    return bool(support.vertical or support.ky != 0)


def _gives_couple(support: Restraint) -> bool:
    return bool(support.rotation or support.kr != 0)


def loads_of(beam: Beam, end: float | None = None) -> Loads:
    """The loads on the beam, or on its part up to ``end``."""
    end = float(beam.length) if end is None else end
    forces = [(float(x), float(fy)) for x, fy, _ in beam.points if x <= end]
    for x1, x2, w1, w2 in beam.spreads:
        forces += _resultants(float(x1), min(float(x2), end), float(x2), float(w1), float(w2))
    couples = tuple((float(x), float(couple)) for x, couple in beam.couples if x <= end)
    size = sum(abs(force) for _, force in forces)
    turning = sum(abs(couple) for _, couple in couples) + float(beam.length) * size
    return Loads(tuple(forces), couples, size, turning)


def _resultants(start: float, cut: float, end: float, w1: float, w2: float) -> list[tuple[float, float]]:
    """A trapezoidal load up to ``cut`` as the resultants of two triangles."""
    if cut <= start:
        return []
    span = cut - start
    at_cut = w1 + (w2 - w1) * span / (end - start)
    return [(start + span / 3, w1 * span / 2), (start + 2 * span / 3, at_cut * span / 2)]


def sum_of_forces(beam: Beam, stated: Reactions) -> float:
    """ΣF_y of stated reactions and loads."""
    return sum(stated.forces.values()) + sum(force for _, force in loads_of(beam).forces)


def sum_of_moments(beam: Beam, stated: Reactions, about: float, end: float | None = None) -> float:
    """ΣM about a place, counter-clockwise positive, of the beam or of its part up to ``end``."""
    loads = loads_of(beam, end)
    total = sum(force * (x - about) for x, force in loads.forces) + sum(couple for _, couple in loads.couples)
    for support in beam.supports:
        if end is None or support.x <= end:
            total += stated.forces.get(support.name, 0.0) * (float(support.x) - about)
            total += stated.couples.get(support.name, 0.0)
    return total


def residual(solution: Solution, stated: Reactions) -> float:
    """r_F + r_M + r_C: 0 for the reactions of the beam; 1 or more is hopeless."""
    beam, loads = solution.beam, loads_of(solution.beam)
    size = loads.size or loads.turning / float(beam.length)
    if size == 0:
        return 1.0
    turning = abs(sum_of_moments(beam, stated, float(beam.supports[0].x)))
    turning += sum(abs(sum_of_moments(beam, stated, float(x), float(x))) for x in beam.hinges)
    return abs(sum_of_forces(beam, stated)) / size + turning / loads.turning + _gap(solution, stated)


def _gap(solution: Solution, stated: Reactions) -> float:
    """r_C. Of an indeterminate beam, the redundant supports are replaced by what is stated of them."""
    beam = solution.beam
    extra = beam.redundancy
    if extra <= 0:
        return 0.0
    largest = solution.largest("deflection")
    for number, released in enumerate(combinations(reversed(list(stated.of_beam)), extra)):
        if number >= _RELEASES or largest == 0:
            break
        try:
            freed = solve(_released(beam, released))
        except SpecError:
            continue
        return sum(_distance(beam, freed, *one) for one in released) / largest
    return 1.0


def _released(beam: Beam, released: Sequence[tuple[str, bool, float]]) -> Beam:
    """The beam with some of its reactions as loads."""
    supports, points, couples = list(beam.supports), list(beam.points), list(beam.couples)
    for name, turns, value in released:
        number = next(n for n, support in enumerate(supports) if support.name == name)
        support = supports[number]
        if turns:
            couples.append((support.x, value))
            supports[number] = support._replace(rotation=False, kr=0)
        else:
            points.append((support.x, value, 0))
            supports[number] = support._replace(vertical=False, ky=0)
    return beam._replace(supports=tuple(supports), points=tuple(points), couples=tuple(couples))


def _distance(beam: Beam, freed: Solution, name: str, turns: bool, value: float) -> float:
    """How far the freed beam is from where the released support holds it; rotations as deflection at its end."""
    support = next(support for support in beam.supports if support.name == name)
    if turns:
        held = -value / support.kr if support.kr else 0.0
        return abs(float(freed.at("slope", support.x)) - held) * float(beam.length)
    held = float(support.settlement) - (value / support.ky if support.ky else 0.0)
    return abs(float(freed.at("deflection", support.x)) - held)
