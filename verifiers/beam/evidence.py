"""What a policy is told of each quantity: what was found and what it violates, never what would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifiers.beam.asked import Asked
from verifiers.beam.case import Case
from verifiers.beam.equilibrium import Reactions, needed, sum_of_forces, sum_of_moments
from verifiers.beam.judging import Answer
from verifiers.mechanics.units import unit_of
from verifiers.verdict import CheckError

_CONFUSED = ("N", "kN", "MN", "lbf", "kip"), ("m", "cm", "mm", "ft", "in"), ("rad", "mrad", "deg")
_POWERS = tuple(10.0**power for power in (-6, -3, -2, -1, 1, 2, 3, 6))
_CLOSE = 5
_POSITIVE = {
    "up": "upward is positive",
    "down": "downward is positive",
    "right": "to the right is positive",
    "left": "to the left is positive",
    "ccw": "counter-clockwise is positive",
    "cw": "clockwise is positive",
    "sag": "sagging is positive",
    "hog": "hogging is positive",
}
_OTHERWISE = {
    "force": "upward is positive",
    "horizontal": "to the right is positive",
    "couple": "counter-clockwise is positive",
    "shear": "upward forces left of the section count positive",
    "moment": "sagging is positive",
    "slope": "counter-clockwise is positive",
    "deflection": "upward is positive",
}
_FAULTS: dict[CheckError, str] = {
    "missing": "not stated",
    "ambiguous": "more than one value is stated",
    "unparsable": "not a number, nor an expression in the symbols of the problem",
    "unit": "the unit does not measure a quantity of this kind",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Writes the evidence of one completion's answers."""

    case: Case
    answers: Sequence[Answer]
    rel: float
    abs_frac: float

    def lines(self, *, hidden: bool) -> list[str | None]:
        """A line for each asked quantity. ``hidden`` tells what was found and nothing else."""
        return [self._line(number, hidden) for number in range(len(self.answers))]

    def _line(self, number: int, hidden: bool) -> str | None:
        answer = self.answers[number]
        found = f"found {answer.text}" if answer.text else None
        if hidden or answer.error is None:
            return found
        violated = "; ".join(self._violated(number, answer, answer.error))
        return f"{found}: {violated}" if found and violated else violated or found

    def _violated(self, number: int, answer: Answer, error: CheckError) -> list[str]:
        asked = self.case.asked[number]
        if error in _FAULTS:
            return [_FAULTS[error]]
        if asked.meaning.form == "expression":
            return [f"sign convention: {_convention(asked)}" if error == "sign" else "not so along the whole beam"]
        if error == "sign":
            return [f"sign convention: {_convention(asked)}"]
        named = self._swapped(number) or self._factor(number, answer) or self._nearly(number, answer)
        broken = self._equilibrium() if asked.meaning.form in ("force", "couple") else []
        return [*([named] if named else []), *broken] or ["wrong"]

    def _accepts(self, number: int, numbers: Sequence[float], rel: float | None = None) -> bool:
        truths = self.case.truths[number]
        return len(numbers) == len(truths) and all(
            truth is not None and truth.accepts(given, self.rel if rel is None else rel, self.abs_frac)
            for given, truth in zip(numbers, truths, strict=True)
        )

    def _swapped(self, number: int) -> str | None:
        """Two answers are each right for the other."""
        mine = self.case.asked[number]
        for other, answer in enumerate(self.answers):
            theirs = self.case.asked[other]
            alike = theirs.meaning.dimension == mine.meaning.dimension and theirs.unit == mine.unit
            if other == number or not alike or answer.error is None:
                continue
            if self._accepts(number, answer.numbers) and self._accepts(other, self.answers[number].numbers):
                first, second = sorted((number, other))
                return f"{self.case.asked[first].key} and {self.case.asked[second].key} are swapped"
        return None

    def _factor(self, number: int, answer: Answer) -> str | None:
        """The number would be right in another unit, or with the decimal point elsewhere."""
        asked = self.case.asked[number]
        needed = self._needed(number, answer)
        if needed is None:
            return None
        if self.case.measures.known and asked.unit is not None:
            stated = answer.unit or unit_of(asked.unit)
            assert stated is not None
            for name, factor in _units_like(*asked.meaning.dimension):
                ratio = factor / stated.factor
                if ratio != 1 and abs(ratio / needed - 1) <= 2 * self.rel and self._scaled(number, answer, ratio):
                    said = _called(stated.factor, asked)
                    return f"factor {max(ratio, 1 / ratio):.4g}: {said} for {name.replace('*', '·')}"
        for power in _POWERS:
            if abs(power / needed - 1) <= 2 * self.rel and self._scaled(number, answer, power):
                return f"off by a factor of {max(power, 1 / power):g}"
        return None

    def _needed(self, number: int, answer: Answer) -> float | None:
        """What the answer would have to be multiplied with, where that may tell something."""
        truth = self.case.truths[number][0]
        given = answer.numbers[0] if answer.numbers else 0.0
        value = truth.values[0] if truth is not None and truth.values else 0.0
        return value / given if given and value else None

    def _scaled(self, number: int, answer: Answer, factor: float) -> bool:
        return self._accepts(number, [factor * given for given in answer.numbers])

    def _nearly(self, number: int, answer: Answer) -> str | None:
        if self._accepts(number, answer.numbers, _CLOSE * self.rel):
            return f"close, but off by more than the tolerance of {100 * self.rel:g} %"
        return None

    def _equilibrium(self) -> list[str]:
        """Which sums over stated reactions and loads are not zero; in symbols only that they are not."""
        sums = [self._sums(place) for place in range(len(self.case.bindings))]
        if not sums or any(one is None for one in sums):
            return []
        forces, moments, size, turning = zip(*(one for one in sums if one is not None), strict=True)
        slack = max(self.rel, 1e-6)
        alone = len(self.case.bindings) == 1
        broken = []
        if any(abs(one) > slack * limit for one, limit in zip(forces, size, strict=True)):
            broken.append(f"ΣF_y is off by {self._shown(forces[0], 0)}" if alone else "ΣF_y is not zero")
        if any(abs(one) > slack * limit for one, limit in zip(moments, turning, strict=True)):
            name = self.case.beam.supports[0].name
            about = f"ΣM about {name}"
            broken.append(f"{about} is off by {self._shown(moments[0], 1)}" if alone else f"{about} is not zero")
        if not broken and self.case.beam.redundancy > 0:
            return ["equilibrium holds, but the supports would not stay in place"]
        return broken

    def _sums(self, place: int) -> tuple[float, float, float, float] | None:
        """ΣF_y, ΣM about the first support and the sizes of what was added up, where all reactions are stated."""
        stated = stated_reactions(self.case, self.answers, place)
        if stated is None:
            return None
        beam = self.case.solutions[place].beam
        about = float(beam.supports[0].x)
        size = sum(map(abs, stated.forces.values()))
        arms = {support.name: float(support.x) - about for support in beam.supports}
        turning = sum(abs(value * arms[name]) for name, value in stated.forces.items())
        turning += sum(map(abs, stated.couples.values()))
        return sum_of_forces(beam, stated), sum_of_moments(beam, stated, about), size, turning

    def _shown(self, value: float, arms: int) -> str:
        """A force or (with an arm) a moment in the units of the question."""
        measures = self.case.measures
        forces = [one.unit for one in self.case.asked if one.meaning.form == "force" and one.unit]
        unit = unit_of(forces[0]) if forces else None
        if unit is None or not measures.known:
            return f"{abs(value):.4g}"
        in_force = abs(value) * measures.force / unit.factor
        if not arms:
            return f"{in_force:.4g} {forces[0]}"
        return f"{in_force / measures.shown:.4g} {forces[0]}·{measures.shown_name}"


def stated_reactions(case: Case, answers: Sequence[Answer], place: int) -> Reactions | None:
    """All reactions as stated, at one binding; ``None`` where one is missing, unreadable or without direction."""
    beam, measures = case.solutions[place].beam, case.measures
    forces: dict[str, float] = {}
    couples: dict[str, float] = {}
    for asked, answer in zip(case.asked, answers, strict=True):
        form = asked.meaning.form
        if form not in ("force", "couple") or asked.at is None or not answer.numbers or asked.unsigned:
            continue
        found = forces if form == "force" else couples
        found[asked.at] = asked.turned * answer.numbers[place] / measures.factor(asked)
    wanted_forces, wanted_couples = needed(beam)
    complete = wanted_forces <= forces.keys() and wanted_couples <= couples.keys()
    return Reactions(forces, couples) if complete else None


def _convention(asked: Asked) -> str:
    meaning = asked.meaning
    return _POSITIVE.get(asked.sign or "") or _OTHERWISE.get(meaning.form) or _OTHERWISE[meaning.field]


@lru_cache
def _units_like(force: int, length: int, angle: bool) -> tuple[tuple[str, float], ...]:
    """Units of a dimension that are easily confused, with their sizes."""
    forces, lengths, angles = _CONFUSED
    if angle:
        names = list(angles)
    elif force and length:
        names = [f"{one}*{other}" for one in forces for other in lengths]
    else:
        names = list(forces if force else lengths)
    return tuple((name, unit.factor) for name in names if (unit := unit_of(name)) is not None)


def _called(factor: float, asked: Asked) -> str:
    """A unit's usual name: as it was asked for, if it is that one."""
    asked_unit = unit_of(asked.unit or "")
    if asked_unit is not None and abs(asked_unit.factor / factor - 1) < 1e-6:
        return (asked.unit or "").replace("*", "·")
    names = (name for name, size in _units_like(*asked.meaning.dimension) if abs(size / factor - 1) < 1e-6)
    return next(names, "another unit").replace("*", "·")
