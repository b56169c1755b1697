"""Straight beams: shear-flexible ones, influence lines, moving loads and deflection limits."""

from collections.abc import Sequence

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, Solution, foreign, missing, one
from verifiers.mechanics.labelled.measures import in_si
from verifiers.mechanics.limits import allowed_deflection
from verifiers.structure.frames import SolvedFrame
from verifiers.structure.lines import extremes
from verifiers.structure.moving import envelope_moment, envelope_shear
from verifiers.structure.spans import (
    Held,
    InfluenceLines,
    Loads,
    Span,
    largest_deflection,
    solve_span,
    supports_of,
)
from verifiers.structure.spec import (
    DeflectionLimitSpec,
    InfluenceSpec,
    MovingLoadSpec,
    ShearFlexibleSpec,
    SpanLoad,
    Supports,
    Units,
)

_FORCE, _LENGTH = (1, 0, 0, 0), (0, 1, 0, 0)
_UNIT_STIFFNESS = 1.0


def shear_flexible_problem(spec: ShearFlexibleSpec) -> Solution:
    """Reactions, largest forces and deflection of a beam with shear deformation. Raises StructureError."""
    force, length = _units(spec.units)
    span = Span(
        spec.length * length,
        spec.EI * force * length**2,
        1 / (spec.kappa_GA * force),
        _supports(spec.supports, spec.length, length),
    )
    solved, where = solve_span(span, _loads(spec.loads, force, length))

    def quantity(asked: Asked) -> Found:
        return _of_span(asked, solved, where)

    return quantity


def influence_problem(spec: InfluenceSpec) -> Solution:
    """Ordinates of influence lines at one place of the unit load. Raises StructureError."""
    length = in_si(spec.units.length, _LENGTH)
    lines = InfluenceLines.of(
        Span(spec.length * length, _UNIT_STIFFNESS, 0.0, _supports(spec.supports, spec.length, length))
    )
    a = spec.unit_load_at * length
    if not 0 <= a <= lines.span.length:
        raise StructureError("out_of_range", "the unit load is not on the beam")

    def quantity(asked: Asked) -> Found:
        if asked.kind in ("influence_reaction", "influence_reaction_moment"):
            if asked.place is None or asked.place not in lines.vertical:
                raise missing(asked, "the support that it is asked of")
            couple = asked.kind == "influence_reaction_moment"
            return one(lines.reaction(asked.place, a, couple=couple), lines.span.length if couple else 1.0)
        if asked.kind not in ("influence_moment", "influence_shear"):
            raise foreign(asked, "influence line")
        return _ordinate(asked, lines, a, length)

    return quantity


def _ordinate(asked: Asked, lines: InfluenceLines, a: float, length: float) -> Found:
    if asked.x is None:
        raise missing(asked, "x")
    c = asked.x * length
    if not 0 <= c <= lines.span.length:
        raise StructureError("out_of_range", f"x of {asked.key!r} is not on the beam")
    if asked.kind == "influence_moment":
        return one(lines.moment(c, a), lines.span.length)
    return Found(tuple(dict.fromkeys(lines.shear(c, a, side) for side in (-1, 1))), 1.0)


def moving_load_problem(spec: MovingLoadSpec) -> Solution:
    """The largest moment and shear under a vehicle at any position. Raises StructureError."""
    force, length = _units(spec.units)
    lines = InfluenceLines.of(
        Span(spec.length * length, _UNIT_STIFFNESS, 0.0, _supports(spec.supports, spec.length, length))
    )
    forward = [(axle.P * force, axle.offset * length) for axle in spec.axles]
    ways = [forward, [(p, -x) for p, x in forward]] if spec.both_directions else [forward]

    def quantity(asked: Asked) -> Found:
        if asked.kind in ("envelope_moment", "max_abs_moment"):
            return one(max(envelope_moment(lines, axles) for axles in ways))
        if asked.kind in ("envelope_shear", "max_abs_shear"):
            return one(max(envelope_shear(lines, axles) for axles in ways))
        raise foreign(asked, "moving load")

    return quantity


def deflection_limit_problem(spec: DeflectionLimitSpec) -> Solution:
    """Largest deflection, what is allowed, and the ratio of both. Raises StructureError."""
    force, length = _units(spec.units)
    span = Span(
        spec.length * length,
        spec.EI * force * length**2,
        0.0,
        _supports(spec.supports, spec.length, length),
    )
    loads = _loads(spec.loads, force, length)
    if spec.w:
        everywhere = (0.0, span.length, spec.w * force / length, spec.w * force / length)
        loads = Loads(loads.forces, loads.couples, (*loads.spreads, everywhere))
    solved, where = solve_span(span, loads)
    deflection, allowed = largest_deflection(solved), allowed_deflection(spec.limit, spec.length) * length

    def quantity(asked: Asked) -> Found:
        if asked.kind == "deflection_limit":
            return one(allowed)
        if asked.kind == "utilisation":
            return one(deflection / allowed)
        return _of_span(asked, solved, where)

    return quantity


def _of_span(asked: Asked, solved: SolvedFrame, where: dict[str, str]) -> Found:
    if asked.kind in ("reaction_force", "reaction_moment"):
        axis = 1 if asked.kind == "reaction_force" else 2
        if asked.place not in where:
            raise missing(asked, "the support that it is asked of")
        largest = max(abs(solved.reactions[node][axis]) for node in where.values())
        return one(solved.reactions[where[asked.place]][axis], largest)
    which = {"max_abs_shear": 0, "max_abs_moment": 1, "max_abs_deflection": 3}.get(asked.kind)
    if which is None:
        raise foreign(asked, "beam")
    return one(
        max(
            abs(value)
            for state in solved.members
            if state.line is not None
            for _, value in extremes(state.line.shapes(*state.start)[which], state.length)
        )
    )


def _units(units: Units) -> tuple[float, float]:
    return in_si(units.force, _FORCE), in_si(units.length, _LENGTH)


def _supports(supports: Supports, span: float, length: float) -> tuple[tuple[str, Held, float], ...]:
    if isinstance(supports, str):
        return supports_of(supports, span * length)
    if len({support.id for support in supports}) < len(supports):
        raise StructureError("bad_spec", "two supports have the same id")
    return tuple((support.id, support.type, support.x * length) for support in supports)


def _loads(loads: Sequence[SpanLoad], force: float, length: float) -> Loads:
    forces, couples, spreads = [], [], []
    for load in loads:
        if load.type == "dist":
            if load.x1 is None or load.x2 is None or load.x1 >= load.x2:
                raise StructureError("bad_spec", "a distributed load needs x1 before x2")
            spreads.append(
                (load.x1 * length, load.x2 * length, load.w1 * force / length, load.w2 * force / length)
            )
        elif load.x is None:
            raise StructureError("bad_spec", "a load at a point needs x")
        elif load.type == "point":
            forces.append((load.x * length, load.Fy * force))
        else:
            couples.append((load.x * length, load.M * force * length))
    return Loads(forces, couples, spreads)
