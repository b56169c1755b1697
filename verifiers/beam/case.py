"""A problem made ready: the beam solved at every binding, and what is right for each asked quantity."""

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from verifiers.beam.asked import Asked
from verifiers.beam.beam import Beam, bind
from verifiers.beam.errors import SpecError
from verifiers.beam.names import Names
from verifiers.beam.solution import Solution
from verifiers.beam.solver import solve
from verifiers.beam.spec import BeamSpec
from verifiers.beam.truths import Measures, Truth, extremes, measures_of, place_of, truth_of

_BINDINGS = 3
_ATTEMPTS = 60

Binding = dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """Solutions, one per binding of the symbols (numbers alone: one), and truths[asked][binding].

    ``asked`` are those of ``all_asked`` that are fields or reactions of the beam. The truth of an expression is
    ``None``: it is compared along the beam. ``names`` resolves labels of answers to the number of an asked
    quantity.
    """

    asked: tuple[Asked, ...]
    bindings: tuple[Binding, ...]
    solutions: tuple[Solution, ...]
    truths: tuple[tuple[Truth | None, ...], ...]
    measures: Measures
    symbols: frozenset[str]
    names: Names = field(repr=False)
    all_asked: tuple[Asked, ...]

    @property
    def places(self) -> list[int]:
        """Where each of ``asked`` stands among all that is asked."""
        return [place for place, one in enumerate(self.all_asked) if not one.derived]

    @property
    def beam(self) -> Beam:
        """The beam at its first binding."""
        return self.solutions[0].beam


def prepare(spec: BeamSpec, all_asked: Sequence[Asked], seed: int) -> Case:
    """Solve everything that judging needs. Raises SpecError."""
    asked = tuple(one for one in all_asked if not one.derived)
    for one in asked:
        if one.sign in ("tension", "compression"):
            raise SpecError("bad_spec", f"{one.key!r}: {one.kind} has no sign {one.sign!r}")
    if spec.symbols is None:
        bindings: tuple[Binding, ...] = ({},)
        solutions: tuple[Solution, ...] = (solve(bind(spec)),)
    else:
        bindings, solutions = _bound(spec, seed)
    measures = measures_of(spec)
    places = [[_place(one, *at, measures.shown) for at in zip(solutions, bindings, strict=True)] for one in asked]
    truths = tuple(_truths(*one, solutions, measures) for one in zip(asked, places, strict=True))
    peaks = frozenset(n for n, one in enumerate(truths) if places[n][0] is not None and _is_peak(one[0]))
    where = [at[0] for at in places]
    names = Names.of(
        asked, where, solutions[0].beam, bindings[0], measures.shown, peaks, _summits(asked, solutions[0])
    )
    return Case(asked, bindings, solutions, truths, measures, frozenset(bindings[0]), names, tuple(all_asked))


def _is_peak(truth: Truth | None) -> bool:
    return truth is not None and any(abs(value) >= truth.scale * (1 - 1e-9) > 0 for value in truth.values)


def _summits(asked: Sequence[Asked], solution: Solution) -> Mapping[int, tuple[float, ...]]:
    """Where along the beam the extremes asked for lie."""
    return {
        number: tuple(float(summit.x) for summit in extremes(solution, one.meaning))
        for number, one in enumerate(asked)
        if one.meaning.form == "extreme"
    }


def _place(asked: Asked, solution: Solution, binding: Binding, shown: float) -> float | None:
    return place_of(asked, solution, binding, shown) if asked.meaning.form == "at" else None


def _truths(
    asked: Asked, places: Sequence[float | None], solutions: Sequence[Solution], measures: Measures
) -> tuple[Truth | None, ...]:
    factor = measures.factor(asked)
    if asked.meaning.form == "expression":
        if asked.meaning.field in ("slope", "deflection") and not solutions[0].beam.stiff:
            raise SpecError("bad_spec", f"{asked.key!r} depends on E and I, and they are not given")
        return (None,) * len(solutions)
    return tuple(truth_of(asked, *at, factor) for at in zip(solutions, places, strict=True))


def _bound(spec: BeamSpec, seed: int) -> tuple[tuple[Binding, ...], tuple[Solution, ...]]:
    """Random bindings near the sample at which the beam keeps its shape, with their solutions."""
    rng = random.Random(seed)  # noqa: S311 - bindings must come again from the same seed
    symbols = sorted(spec.symbols or ())
    sample = {name: float(value) for name, value in _sample(spec).items()}
    order = _order(bind(spec, sample)) if len(sample) == len(symbols) else None
    bindings: list[Binding] = []
    solutions: list[Solution] = []
    failure: SpecError | None = None
    for attempt in range(_ATTEMPTS):
        spread = 0.3 / (1 + attempt // 10)
        binding = {
            name: sample[name] * rng.uniform(1 - spread, 1 + spread) if name in sample else rng.uniform(0.5, 4)
            for name in symbols
        }
        try:
            beam = bind(spec, binding)
            if order is None or _order(beam) == order:
                solutions.append(solve(beam))
                bindings.append(binding)
        except SpecError as error:
            failure = error
        if len(bindings) == _BINDINGS:
            return tuple(bindings), tuple(solutions)
    raise failure or SpecError("bad_spec", "no values of its symbols keep the shape of sample_binding")


def sample_of(spec: BeamSpec) -> Mapping[str, float]:
    """Numbers for all symbols: as ``sample_binding`` has them, else 1."""
    return {**dict.fromkeys(spec.symbols or (), 1.0), **_sample(spec)}


def _sample(spec: BeamSpec) -> Mapping[str, float]:
    """The given numbers for symbols. Raises SpecError."""
    given = spec.sample_binding or {}
    unknown = given.keys() - (spec.symbols or {}).keys()
    if unknown:
        raise SpecError("bad_spec", f"sample_binding binds {min(unknown)!r}, which is no symbol")
    return {name: _number(value, name) for name, value in given.items()}


def _number(value: int | float | str, name: str) -> float:
    if isinstance(value, str) and not re.fullmatch(r"\d*\.?\d*(?:/\d+)?", value, re.ASCII):
        raise SpecError("bad_spec", f"sample_binding of {name!r} is no number")
    try:
        return float(Fraction(value))
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise SpecError("bad_spec", f"sample_binding of {name!r} is no number") from error


def _order(beam: Beam) -> tuple[tuple[int, ...], ...]:
    """In which order the things along a beam lie, ties included: what a drawing of it shows."""
    places = [
        *(support.x for support in beam.supports),
        *beam.hinges,
        *(load[0] for load in (*beam.points, *beam.couples)),
        *(x for part in (*beam.spreads, *beam.curvatures) for x in part[:2]),
        beam.length,
    ]
    slack = 1e-9 * beam.length
    return tuple(tuple((x > y + slack) - (x < y - slack) for y in places) for x in places)


def seed_of(canonical: bytes, seed: int) -> int:
    """The seed of a problem's bindings: the same for every completion, not to be guessed from outside."""
    return int.from_bytes(hashlib.sha256(b"%d:" % seed + canonical).digest()[:8])
