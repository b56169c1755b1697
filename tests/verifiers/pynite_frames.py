"""The oracle for plane frames and trusses: PyNiteFEA, a solver in three dimensions by another author."""

import math
from typing import Any

from Pynite import FEModel3D

from verifiers.structure.frames import Frame, Member

Case = "Combo 1"


def solved(frame: Frame) -> Any:
    """The frame as PyNite solves it, held in its plane. ``M0``, ``M1``… are its members in their order."""
    model = FEModel3D()
    model.add_material("unit", 1.0, 1.0, 0.3, 1.0)
    for node, (x, y) in frame.nodes.items():
        model.add_node(node, x, y, 0)
    turning = {node for member in frame.members if _bends(member) for node in _rigid_ends(member)}
    for node in frame.nodes:
        hold = frame.holds.get(node)
        ux, uy, rz = hold.held if hold else (False, False, False)
        model.def_support(node, ux, uy, True, True, True, rz or node not in turning)
        if hold:
            _impose(model, node, hold.imposed, hold.springs)
    for number, member in enumerate(frame.members):
        _add(model, f"M{number}", member)
    for node, load in frame.loads.items():
        for direction, value in zip(("FX", "FY", "MZ"), load, strict=True):
            model.add_node_load(node, direction, value)
    model.analyze_linear(check_stability=False)
    return model


def reaction(model: Any, node: str) -> tuple[float, float, float]:
    """Fx, Fy and the couple of a support."""
    there = model.nodes[node]
    return there.RxnFX[Case], there.RxnFY[Case], there.RxnMZ[Case]


def displacement(model: Any, node: str) -> tuple[float, float, float]:
    """u, v and the rotation of a node."""
    there = model.nodes[node]
    return there.DX[Case], there.DY[Case], there.RZ[Case]


def axial(model: Any, number: int) -> float:
    """The axial force at a member's start, tension positive."""
    member = model.members[f"M{number}"]
    return -float(member.axial(0, Case)) if not math.isnan(member.axial(0, Case)) else math.nan


def _bends(member: Member) -> bool:
    return member.bending_stiffness > 0


def _rigid_ends(member: Member) -> list[str]:
    ends = (member.start, member.end)
    return [node for node, hinged in zip(ends, member.hinged, strict=True) if not hinged]


def _impose(model: Any, node: str, imposed: tuple[float, ...], springs: tuple[float, ...]) -> None:
    for direction, value in zip(("DX", "DY", "RZ"), imposed, strict=True):
        if value:
            model.def_node_disp(node, direction, value)
    for direction, value in zip(("DX", "DY", "RZ"), springs, strict=True):
        if value:
            model.def_support_spring(node, direction, value)


def _add(model: Any, name: str, member: Member) -> None:
    stiffness = member.bending_stiffness or 1.0
    model.add_section(name, member.axial_stiffness, 1.0, stiffness, 1.0)
    model.add_member(name, member.start, member.end, "unit", name)
    bar = not _bends(member)
    if bar or any(member.hinged):
        model.def_releases(name, Ryi=bar, Rzi=bar or member.hinged[0], Ryj=bar, Rzj=bar or member.hinged[1])
    # In global directions: local ones of upright members are turned otherwise than ours.
    start, end = model.nodes[member.start], model.nodes[member.end]
    size = math.hypot(end.X - start.X, end.Y - start.Y)
    c, s = (end.X - start.X) / size, (end.Y - start.Y) / size
    for direction, along, across in (("FX", c, -s), ("FY", s, c)):
        model.add_member_dist_load(name, direction, *(member.axial * along + w * across for w in member.across))
