"""The oracle for beams: PyNiteFEA, by another author and another method. It knows no thermal curvature."""

from typing import Any

from Pynite import FEModel3D

from verifiers.beam.beam import Beam, Restraint
from verifiers.beam.solution import Solution


def reactions(beam: Beam, solution: Solution) -> dict[str, tuple[float, float]]:
    """Vertical reaction and couple of every support."""
    model = FEModel3D()
    model.add_material("unit", 1.0, 1.0, 0.3, 1.0)
    marks = [float(stretch.start) for stretch in solution.stretches] + [float(beam.length)]
    for number, x in enumerate(marks):
        model.add_node(f"N{number}", x, 0, 0)
    for number in range(len(marks) - 1):
        _add_member(model, beam, marks, number)
    nodes = {x: f"N{number}" for number, x in enumerate(marks)}
    for node in nodes.values():
        model.def_support(node, True, False, True, True, True, False)
    for support in beam.supports:
        _hold(model, nodes[float(support.x)], support)
    for x, fy, _ in beam.points:
        model.add_node_load(nodes[float(x)], "FY", float(fy))
    for x, couple in beam.couples:
        model.add_node_load(nodes[float(x)], "MZ", float(couple))
    model.analyze_linear(check_stability=False)
    return {support.name: _reaction(model, nodes[float(support.x)]) for support in beam.supports}


def _hold(model: Any, node: str, support: Restraint) -> None:
    model.def_support(node, True, support.vertical, True, True, True, support.rotation)
    if support.vertical and support.settlement:
        model.def_node_disp(node, "DY", float(support.settlement))
    if support.ky:
        model.def_support_spring(node, "DY", float(support.ky))


def _add_member(model: Any, beam: Beam, marks: list[float], number: int) -> None:
    start, end = marks[number], marks[number + 1]
    middle, name = (start + end) / 2, f"M{number}"
    ei = next(part[2] for part in beam.stiffness if part[0] <= middle <= part[1])
    model.add_section(name, 1.0, 1.0, float(ei), 1.0)
    model.add_member(name, f"N{number}", f"N{number + 1}", "unit", name)
    if end in beam.hinges:
        model.def_releases(name, Rzj=True)
    for x1, x2, w1, w2 in beam.spreads:
        if x1 <= middle <= x2:
            p, q = (float(w1 + (w2 - w1) * (x - x1) / (x2 - x1)) for x in (start, end))
            model.add_member_dist_load(name, "FY", p, q)


def _reaction(model: Any, node: str) -> tuple[float, float]:
    there = model.nodes[node]
    return float(there.RxnFY["Combo 1"]), float(there.RxnMZ["Combo 1"])
