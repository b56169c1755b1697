"""What is right: each asked quantity computed from a solved beam, in the unit asked for."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from verifiers.beam.asked import Asked, Meaning
from verifiers.beam.errors import SpecError
from verifiers.beam.expressions import parse
from verifiers.beam.solution import Extremum, Solution
from verifiers.beam.spec import BeamSpec
from verifiers.mechanics.units import Unit, unit_of

_SAME = 1e-9


class Truth(NamedTuple):
    """Any of ``values`` is right, and anything within ``spans``. ``scale`` is the largest of the same kind."""

    values: tuple[float, ...]
    scale: float
    spans: tuple[tuple[float, float], ...] = ()

    def accepts(self, number: float, rel: float, abs_frac: float) -> bool:
        """Whether a number is right within the tolerance."""
        slack = abs_frac * self.scale
        if not self.spans and len(self.values) == 1:
            (value,) = self.values
            return abs(number - value) <= max(rel * abs(value) * (1 + 1e-9), slack)
        if any(low - slack <= number <= high + slack for low, high in self.spans):
            return True
        return any(abs(number - value) <= max(rel * abs(value) * (1 + 1e-9), slack) for value in self.values)


@dataclass(frozen=True, slots=True)
class Measures:
    """The base units of a specification, in N and m, and the unit of the positions that questions speak of."""

    force: float
    length: float
    shown: float
    known: bool
    shown_name: str = ""

    def factor(self, asked: Asked) -> float:
        """What a value in base units is multiplied with to be in the unit asked for."""
        if asked.unit is None:
            return 1.0
        unit = unit_of(asked.unit)
        if unit is None or unit.dimension != asked.meaning.dimension:
            raise SpecError("bad_spec", f"unit {asked.unit!r} does not fit the kind {asked.kind}")
        if not self.known:
            return 1.0
        force, length, _ = unit.dimension
        return float(self.force**force * self.length**length / unit.factor)


def measures_of(spec: BeamSpec) -> Measures:
    """The units of a specification. Raises SpecError where they are unknown or do not belong together."""
    units = spec.units
    if units is None:
        return Measures(1.0, 1.0, 1.0, known=False)
    return _measures(
        units.force, units.length, units.E, units.I, (spec.display_units or {}).get("l", units.length)
    )


@lru_cache(maxsize=256)
def _measures(force_name: str, length_name: str, e_name: str | None, i_name: str | None, shown: str) -> Measures:
    force, length = _base(force_name, (1, 0, False)), _base(length_name, (0, 1, False))
    _ensure(e_name, Unit(force.factor / length.factor**2, 1, -2))
    _ensure(i_name, Unit(length.factor**4, 0, 4))
    return Measures(
        force.factor,
        length.factor,
        _base(shown, (0, 1, False)).factor / length.factor,
        known=True,
        shown_name=shown,
    )


def _base(name: str, dimension: tuple[int, int, bool]) -> Unit:
    unit = unit_of(name)
    if unit is None or unit.dimension != dimension:
        raise SpecError("bad_spec", f"{name!r} is not a unit of that kind")
    return unit


def _ensure(name: str | None, expected: Unit) -> None:
    unit = expected if name is None else unit_of(name)
    if unit is None or unit.dimension != expected.dimension or abs(unit.factor / expected.factor - 1) > 1e-6:
        raise SpecError("bad_spec", f"unit {name!r} is not made of the units of force and length")


def place_of(asked: Asked, solution: Solution, binding: dict[str, Any], shown: float) -> float:
    """Where along the beam a quantity is asked for, in base units."""
    beam = solution.beam
    if asked.x is None:
        _ensure_support(asked, solution)
        return float(next(support.x for support in beam.supports if support.name == asked.at))
    if asked.x == "tip":
        held = {support.x for support in beam.supports}
        return 0.0 if beam.length in held and 0 not in held else float(beam.length)
    text = str(asked.x).replace("**", "^")
    try:
        x = float(parse(text, frozenset(binding)).evaluate(binding)) * shown
    except Exception as error:
        raise SpecError("bad_spec", f"x of {asked.key!r} cannot be read") from error
    if not -1e-9 <= x / beam.length <= 1 + 1e-9:
        raise SpecError("out_of_range", f"x of {asked.key!r} is not on the beam")
    return min(max(x, 0.0), float(beam.length))


def _ensure_support(asked: Asked, solution: Solution) -> None:
    if asked.at not in solution.reactions:
        raise SpecError("bad_spec", f"{asked.key!r} names no support of the beam")


def truth_of(asked: Asked, solution: Solution, place: float | None, factor: float) -> Truth:
    """The truth of one asked quantity, in its unit and with its sign. Raises SpecError where there is none."""
    meaning = asked.meaning
    if meaning.field in ("slope", "deflection") and not solution.beam.stiff:
        raise SpecError("bad_spec", f"{asked.key!r} depends on E and I, and they are not given")
    if meaning.form in ("force", "couple", "horizontal"):
        values = [_reaction(asked, solution)]
    elif meaning.form == "at":
        assert place is not None
        limits = solution.limits(meaning.field, place)
        values = limits if asked.side is None else [limits[0] if asked.side == "left" else limits[-1]]
    elif meaning.form == "extreme":
        values = [extremes(solution, meaning)[0].value]
    else:
        return _position(asked, solution, factor)
    signed = [abs(v) if asked.unsigned else asked.turned * v for v in values]
    return Truth(tuple(float(v) * factor for v in signed), scale_of(meaning, solution) * abs(factor))


def _reaction(asked: Asked, solution: Solution) -> float:
    _ensure_support(asked, solution)
    reaction = solution.reactions[str(asked.at)]
    by_form = {"force": reaction.vertical, "couple": reaction.couple, "horizontal": reaction.horizontal}
    return float(by_form[asked.meaning.form])


def scale_of(meaning: Meaning, solution: Solution) -> float:
    """The largest magnitude of the same kind anywhere: what a true zero is measured against."""
    largest = solution.largest(meaning.field)
    if meaning.form == "horizontal":
        return max(abs(float(reaction.horizontal)) for reaction in solution.reactions.values())
    if meaning.form == "force":
        return max(largest, *(abs(float(reaction.vertical)) for reaction in solution.reactions.values()))
    return largest


def extremes(solution: Solution, meaning: Meaning) -> list[Extremum]:
    """All places of the extreme that a kind speaks of, from left to right."""
    found = solution.extrema(meaning.field)
    if meaning.extreme == "abs":
        top = max(abs(one.value) for one in found)
        reached = [one for one in found if abs(one.value) >= top * (1 - _SAME)]
    else:
        turn = 1 if meaning.extreme == "max" else -1
        top = max(turn * one.value for one in found)
        reached = [one for one in found if turn * one.value >= top - _SAME * abs(top)]
    return reached


def _position(asked: Asked, solution: Solution, factor: float) -> Truth:
    """Where an extreme or a zero lies; along a plateau anywhere is right."""
    meaning, length = asked.meaning, float(solution.beam.length)
    if meaning.form == "zero":
        zeros = solution.zeros(meaning.field)
        if len(zeros) < asked.nth:
            raise SpecError("bad_spec", f"{asked.key!r}: the beam has {len(zeros)} such points")
        return Truth((zeros[asked.nth - 1] * factor,), length * factor)
    found = extremes(solution, meaning)
    spans = [
        (float(stretch.start) * factor, float(stretch.end) * factor)
        for stretch in solution.stretches
        if not any(
            abs(c) * float(stretch.end - stretch.start) ** k > _SAME * solution.largest(meaning.field)
            for k, c in enumerate(stretch.polynomial(meaning.field))
            if k
        )
        and any(abs(one.x - stretch.start) <= _SAME * length for one in found)
        and any(abs(one.x - stretch.end) <= _SAME * length for one in found)
    ]
    return Truth(tuple(one.x * factor for one in found), length * factor, tuple(spans))
