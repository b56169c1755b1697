"""What follows from a solved beam: stresses in its section, its deflection against a limit, Euler's load.

The formulas are those of ``verifiers/mechanics``; answers are read and judged there too.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from verifiers.beam.asked import Asked, Tolerance
from verifiers.beam.case import Case
from verifiers.beam.errors import SpecError
from verifiers.beam.sections import section_in_metres
from verifiers.beam.spec import BeamSpec
from verifiers.mechanics.labelled import judging
from verifiers.mechanics.labelled.asked import Asked as Labelled
from verifiers.mechanics.labelled.asked import Kind as LabelledKind
from verifiers.mechanics.labelled.asked import Sign as LabelledSign
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, one
from verifiers.mechanics.labelled.labels import Names
from verifiers.mechanics.labelled.measures import measure_of
from verifiers.mechanics.limits import allowed_deflection
from verifiers.mechanics.standards import End, effective_length_factor, euler_load
from verifiers.verdict import Verdict

_LONGEST_UNIT, _MOST_ALIASES = 20, 20
_LABELLED: dict[str, LabelledKind] = {
    "bending_stress": "normal_stress",
    "shear_stress": "shear_stress",
    "deflection_limit": "deflection_limit",
    "utilisation": "utilisation",
    "critical_load": "critical_load",
    "effective_length_factor": "effective_length_factor",
}
_SIGNS: dict[str | None, LabelledSign] = {
    None: "abs",
    "abs": "abs",
    "tension": "tension",
    "compression": "compression",
}
_EXTREMES: dict[str | None, Literal["max", "min"]] = {"tension": "max", "compression": "min"}
_ENDS: dict[tuple[bool, bool], End] = {
    (True, True): "fixed",
    (True, False): "pinned",
    (False, True): "guided",
    (False, False): "free",
}
"""By whether the displacement and the rotation are held."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What is asked of this make, in order, what is right in SI units, and the names of it."""

    asked: tuple[Labelled, ...]
    truths: tuple[Found, ...]
    names: Names


def derive(spec: BeamSpec, case: Case) -> Derived:
    """The derived quantities of a solved beam. Raises SpecError, which names the field that is missing."""
    asked = [one for one in case.all_asked if one.derived]
    if asked and (spec.symbols is not None or spec.units is None):
        raise SpecError(
            "bad_spec", f"{asked[0].key!r}: {asked[0].kind} is asked of beams in numbers with units only"
        )
    try:
        labelled = tuple(_labelled(one, spec) for one in asked)
        truths = tuple(_TRUTHS[one.kind](one, spec, case) for one in asked)
    except StructureError as error:
        raise SpecError(error.code, error.reason) from error
    except ArithmeticError as error:
        raise SpecError("bad_spec", "its numbers are too large or too small") from error
    if not all(math.isfinite(truth.scale) for truth in truths):
        raise SpecError("bad_spec", "its numbers are too large or too small")
    places = [place for place, one in enumerate(case.all_asked) if one.derived]
    return Derived(labelled, truths, Names.of(labelled, places, len(case.all_asked)))


def judge(completion: str, derived: Derived, tolerance: Tolerance, *, hidden: bool) -> Verdict:
    """The verdict on the derived quantities alone."""
    bounds = judging.Tolerance(tolerance.rel, tolerance.abs_frac)
    return judging.judge(completion, derived.asked, derived.truths, derived.names, bounds, hidden=hidden)


def conflict_with(
    ground_truth: Mapping[str, int | float | str], derived: Derived, tolerance: Tolerance
) -> str | None:
    """What is wrong with values given as right, in their asked units; ``None`` where nothing is."""
    given: dict[str, float] = {}
    for key, value in ground_truth.items():
        try:
            given[key] = float(value)
        except (ValueError, OverflowError):
            return f"{key!r} is no number"
    bounds = judging.Tolerance(tolerance.rel, tolerance.abs_frac)
    wrong = judging.conflict_with(given, derived.asked, derived.truths, bounds)
    return None if wrong is None else f"{wrong!r} is not what the beam gives"


def _labelled(asked: Asked, spec: BeamSpec) -> Labelled:
    """As the shared reader knows it: the largest size where no sign is asked, in base units where no unit is."""
    if asked.x is not None or asked.at is not None or asked.side is not None:
        raise SpecError("bad_spec", f"{asked.key!r}: {asked.kind} is asked of the whole beam, not of a place")
    if asked.sign not in (_SIGNS if asked.kind == "bending_stress" else (None, "abs")):
        raise SpecError("bad_spec", f"{asked.key!r}: {asked.kind} has no sign {asked.sign!r}")
    unit = asked.unit or _base_unit(asked, spec)
    _need(unit is None or len(unit) <= _LONGEST_UNIT, asked, "unit")
    made = Labelled(
        key=asked.key,
        kind=_LABELLED[asked.kind],
        unit=unit,
        sign=_SIGNS[asked.sign],
        weight=asked.weight,
        extreme=_EXTREMES.get(asked.sign),
        aliases=(*asked.aliases, *_limit_itself(asked, spec))[:_MOST_ALIASES],
    )
    if unit is not None and measure_of(unit).dimension != made.dimension:
        raise SpecError("bad_spec", f"unit {asked.unit!r} does not fit the kind {asked.kind}")
    return made


def _limit_itself(asked: Asked, spec: BeamSpec) -> tuple[str, ...]:
    """``L/360 = 16.7 mm`` names the limit by what it is."""
    return (spec.limit,) if asked.kind == "deflection_limit" and isinstance(spec.limit, str) else ()


def _base_unit(asked: Asked, spec: BeamSpec) -> str | None:
    assert spec.units is not None
    force, length = spec.units.force, spec.units.length
    if asked.kind in ("bending_stress", "shear_stress"):
        return f"{force}/{length}^2"
    return {"critical_load": force, "deflection_limit": length}.get(asked.kind)


def _bending_stress(asked: Asked, spec: BeamSpec, case: Case) -> Found:
    """σ = M y/I at the fibre and the place where it is largest, or largest in the asked direction."""
    _need(spec.section is not None, asked, "section")
    section = section_in_metres(spec, case.measures.length)
    newton_metres = case.measures.force * case.measures.length
    moments = [float(extremum.value) * newton_metres for extremum in case.solutions[0].extrema("moment")]
    stresses = [stress for moment in moments for stress in section.edge_stresses(0.0, moment)]
    largest = max(stresses, key=abs)
    if asked.sign == "tension":
        return one(max(stresses), abs(largest))
    return one(min(stresses) if asked.sign == "compression" else largest, abs(largest))


def _shear_stress(asked: Asked, spec: BeamSpec, case: Case) -> Found:
    _need(spec.section is not None, asked, "section")
    section = section_in_metres(spec, case.measures.length)
    return one(section.shear_stress(float(case.solutions[0].largest("shear")) * case.measures.force))


def _need(given: bool, asked: Asked, field: str) -> None:
    if not given:
        raise SpecError("bad_spec", f"{asked.key!r} needs {field}")


def _deflection_limit(asked: Asked, spec: BeamSpec, case: Case) -> Found:
    return one(_allowed(asked, spec, case) * case.measures.length)


def _utilisation(asked: Asked, spec: BeamSpec, case: Case) -> Found:
    """The largest deflection over the allowed one."""
    _need(case.beam.stiff, asked, "E, and I or section")
    return one(float(case.solutions[0].largest("deflection")) / _allowed(asked, spec, case))


def _allowed(asked: Asked, spec: BeamSpec, case: Case) -> float:
    """In base units. The span of a share is the beam's length, where its supports leave no doubt of that."""
    _need(spec.limit is not None, asked, "limit")
    limit, beam = spec.limit or 0.0, case.beam
    if isinstance(limit, str) and any(support.x not in (0, beam.length) for support in beam.supports):
        raise SpecError("bad_spec", "limit: which span is L? Give it as a length where supports stand inside")
    return allowed_deflection(limit, float(beam.length))


def _critical_load(asked: Asked, _: BeamSpec, case: Case) -> Found:
    """Euler's load for buckling in the plane of the beam, under a force along all of it."""
    _need(case.beam.stiff, asked, "E, and I or section")
    stiffnesses = {float(stiffness) for _, _, stiffness in case.beam.stiffness}
    if len(stiffnesses) > 1:
        raise SpecError("bad_spec", f"{asked.key!r}: Euler's load is known of one EI along the beam")
    length = _effective_length_factor(asked, case) * float(case.beam.length)
    return one(euler_load(stiffnesses.pop(), length) * case.measures.force)


def _factor(asked: Asked, _: BeamSpec, case: Case) -> Found:
    return one(_effective_length_factor(asked, case))


def _effective_length_factor(asked: Asked, case: Case) -> float:
    """K by what the supports at both ends hold."""
    beam = case.beam
    simple = all(support.x in (0, beam.length) and support.kind != "spring" for support in beam.supports)
    if not simple or beam.hinges:
        raise SpecError("bad_spec", f"{asked.key!r}: Euler's load is known of beams held at their ends only")
    held = [[support for support in beam.supports if support.x == x] for x in (0, beam.length)]
    first, last = (
        _ENDS[any(support.vertical for support in end), any(support.rotation for support in end)] for end in held
    )
    factor = effective_length_factor((first, last))
    if factor is None:
        raise SpecError("unstable", f"{asked.key!r}: ends {first} and {last} hold no column")
    return factor


_TRUTHS: dict[str, Callable[[Asked, BeamSpec, Case], Found]] = {
    "bending_stress": _bending_stress,
    "shear_stress": _shear_stress,
    "deflection_limit": _deflection_limit,
    "utilisation": _utilisation,
    "critical_load": _critical_load,
    "effective_length_factor": _factor,
}
