"""Bars of segments in a row under axial forces and changes of temperature."""

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, Solution, foreign, one
from verifiers.mechanics.labelled.measures import in_si
from verifiers.structure.frames import Frame, Member, Restraint, SolvedFrame, solve
from verifiers.structure.spec import BarSpec

_FORCE, _LENGTH, _STRESS, _AREA = (1, 0, 0, 0), (0, 1, 0, 0), (1, -2, 0, 0), (0, 2, 0, 0)


def bar_problem(spec: BarSpec) -> Solution:
    """Solve a bar: N, σ = N/A, elongation δ = Σ N L/(EA) + α ΔT L. Raises StructureError."""
    units = spec.units
    force, length = in_si(units.force, _FORCE), in_si(units.length, _LENGTH)
    modulus = in_si(units.E, _STRESS) if units.E else force / length**2
    square = in_si(units.A, _AREA) if units.A else length**2
    areas = [segment.A * square for segment in spec.segments]
    stiffnesses = [s.E * modulus * area for s, area in zip(spec.segments, areas, strict=True)]
    thermal = [ea * s.alpha * s.delta_T for s, ea in zip(spec.segments, stiffnesses, strict=True)]
    solved = solve(_row(spec, stiffnesses, thermal, force, length))
    axial = [state.axial_start - t for state, t in zip(solved.members, thermal, strict=True)]
    stresses = [n / area for n, area in zip(axial, areas, strict=True)]

    def quantity(asked: Asked) -> Found:
        if asked.kind == "normal_stress":
            return one(_picked(asked, stresses), max(map(abs, stresses)))
        if asked.kind == "axial_force":
            return one(_picked(asked, axial), max(map(abs, axial)))
        if asked.kind == "reaction_horizontal":
            return one(*_reaction(asked, spec, solved))
        if asked.kind == "elongation":
            ends = solved.displacements["0"][0], solved.displacements[str(len(areas))][0]
            return one(ends[1] - ends[0], max(abs(d[0]) for d in solved.displacements.values()))
        raise foreign(asked, "bar")

    return quantity


def _row(spec: BarSpec, stiffnesses: list[float], thermal: list[float], force: float, length: float) -> Frame:
    places = [0.0]
    for segment in spec.segments:
        places.append(places[-1] + segment.length * length)
    last = len(spec.segments)
    held = {"start": {0}, "end": {last}, "both": {0, last}}[spec.fixed]
    pushes = [0.0] * (last + 1)
    for number, push in enumerate(thermal):
        pushes[number] -= push
        pushes[number + 1] += push
    for load in spec.loads:
        node = {"start": 0, "end": last}.get(load.at, load.at) if isinstance(load.at, str) else load.at
        if not isinstance(node, int) or node > last:
            raise StructureError("bad_spec", f"a load acts behind segment {load.at}, and there are {last}")
        pushes[node] += load.Fx * force
    return Frame(
        {str(n): (x, 0.0) for n, x in enumerate(places)},
        [Member(str(n), str(n + 1), ea) for n, ea in enumerate(stiffnesses)],
        {str(n): Restraint((n in held, True, True)) for n in range(last + 1)},
        {str(n): (push, 0.0, 0.0) for n, push in enumerate(pushes) if push},
    )


def _picked(asked: Asked, values: list[float]) -> float:
    """Of a named segment (counted from 1), or the largest, the smallest, or that of largest size."""
    if asked.place is not None:
        if not (asked.place.isdigit() and 0 < int(asked.place) <= len(values)):
            raise StructureError("bad_spec", f"{asked.key!r}: there is no segment {asked.place!r}")
        return values[int(asked.place) - 1]
    if asked.wants_smallest:
        return min(values)
    return max(values) if asked.extreme == "max" else max(values, key=abs)


def _reaction(asked: Asked, spec: BarSpec, solved: SolvedFrame) -> tuple[float, float]:
    ends = {"start": "0", "end": str(len(spec.segments))}
    known = {name: solved.reactions[node][0] for name, node in ends.items() if spec.fixed in (name, "both")}
    place = asked.place or (spec.fixed if spec.fixed != "both" else "start")
    if place not in known:
        raise StructureError("bad_spec", f"{asked.key!r}: the bar is not held at {place!r}")
    return known[place], max(map(abs, known.values()))
