"""Trusses and frames: from the specification to the frame in SI units, and from its solution to what is asked."""

import math
from collections.abc import Callable

from verifiers.mechanics.labelled.asked import Asked
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.mechanics.labelled.found import Found, Solution, foreign, missing, one
from verifiers.mechanics.labelled.measures import in_si
from verifiers.structure.frames import Frame, Member, MemberState, Restraint, SolvedFrame, solve
from verifiers.structure.lines import at, extremes
from verifiers.structure.spec import FrameMember, FrameSpec, FrameSupport, MemberLoad, NodeLoad

_FORCE, _LENGTH = (1, 0, 0, 0), (0, 1, 0, 0)


def frame_problem(spec: FrameSpec) -> Solution:
    """Solve a truss or frame. Raises StructureError."""
    length = in_si(spec.units.length, _LENGTH)
    solved = solved_frame(spec)
    truss = spec.type == "truss"

    def quantity(asked: Asked) -> Found:
        return _quantity(asked, solved, length, truss=truss)

    return quantity


def solved_frame(spec: FrameSpec) -> SolvedFrame:
    """The solved frame itself, in SI units. Raises StructureError."""
    return solve(_frame(spec, in_si(spec.units.force, _FORCE), in_si(spec.units.length, _LENGTH)))


def _frame(spec: FrameSpec, force: float, length: float) -> Frame:
    nodes = {name: (x * length, y * length) for name, (x, y) in spec.nodes.items()}
    named = {(m.from_, m.to) for m in spec.members}
    _ensure_nodes(spec)
    if len({frozenset(pair) for pair in named}) < len(spec.members):
        raise StructureError("bad_spec", "two members join the same nodes")
    members = [_member(spec, member, nodes, force, length) for member in spec.members]
    loads: dict[str, tuple[float, float, float]] = {}
    for load in spec.loads:
        if isinstance(load, NodeLoad):
            fx, fy, m = loads.get(load.node, (0.0, 0.0, 0.0))
            loads[load.node] = (fx + load.Fx * force, fy + load.Fy * force, m + load.M * force * length)
        elif tuple(load.member) not in named:
            raise StructureError("bad_spec", f"no member goes from {load.member[0]} to {load.member[1]}")
    if spec.type == "truss" and any(load[2] for load in loads.values()):
        raise StructureError("bad_spec", "a couple acts on a joint of a truss")
    return Frame(nodes, members, {s.node: _hold(s, force, length) for s in spec.supports}, loads)


def _ensure_nodes(spec: FrameSpec) -> None:
    named = [
        *(node for member in spec.members for node in (member.from_, member.to)),
        *(support.node for support in spec.supports),
        *(load.node for load in spec.loads if isinstance(load, NodeLoad)),
    ]
    unknown = next((node for node in named if node not in spec.nodes), None)
    if unknown is not None:
        raise StructureError("bad_spec", f"there is no node {unknown!r}")
    if len({support.node for support in spec.supports}) < len(spec.supports):
        raise StructureError("bad_spec", "a node has two supports")


def _member(
    spec: FrameSpec,
    member: FrameMember,
    nodes: dict[str, tuple[float, float]],
    force: float,
    length: float,
) -> Member:
    (x1, y1), (x2, y2) = nodes[member.from_], nodes[member.to]
    size = math.hypot(x2 - x1, y2 - y1)
    if size == 0:
        raise StructureError("bad_spec", f"member {member.from_}-{member.to} has no length")
    along = across = 0.0
    for load in spec.loads:
        if isinstance(load, MemberLoad) and tuple(load.member) == (member.from_, member.to):
            along += load.w_local_x + load.w_global_y * (y2 - y1) / size
            across += load.w_local_y + load.w_global_y * (x2 - x1) / size
    bending = 0.0 if spec.type == "truss" else (member.EI or 0.0) * force * length**2
    if spec.type == "truss" and (along or across):
        raise StructureError("bad_spec", "a load acts between the joints of a truss")
    hinged = (member.hinge in ("start", "both"), member.hinge in ("end", "both"))
    per_length = force / length
    return Member(
        member.from_,
        member.to,
        member.EA * force,
        bending,
        1 / (member.kappa_GA * force) if member.kappa_GA else 0.0,
        hinged,
        along * per_length,
        (across * per_length, across * per_length),
    )


def _hold(support: FrameSupport, force: float, length: float) -> Restraint:
    return Restraint(
        (support.ux, support.uy, support.rz),
        (support.dx * length, support.dy * length, support.rotation),
        (
            support.kx * force / length,
            support.ky * force / length,
            support.kr * force * length,
        ),
        math.radians(support.angle),
    )


_AT_NODE: dict[str, tuple[bool, int]] = {
    "reaction_horizontal": (True, 0),
    "reaction_force": (True, 1),
    "reaction_moment": (True, 2),
    "displacement_x": (False, 0),
    "displacement_y": (False, 1),
    "rotation": (False, 2),
}


def _quantity(asked: Asked, solved: SolvedFrame, length: float, *, truss: bool) -> Found:
    if asked.kind in _AT_NODE:
        return _at_node(asked, solved)
    if asked.kind == "axial_force":
        state, _ = _named(asked, solved)
        return one(state.axial_largest, max(abs(m.axial_largest) for m in solved.members))
    if truss or asked.kind not in _ALONG:
        raise foreign(asked, "truss" if truss else "frame")
    return _ALONG[asked.kind](asked, solved, length)


def _at_node(asked: Asked, solved: SolvedFrame) -> Found:
    reaction, axis = _AT_NODE[asked.kind]
    if asked.place is None:
        raise missing(asked, "a node")
    values = solved.reactions if reaction else solved.displacements
    if asked.place not in values:
        raise StructureError(
            "bad_spec", f"{asked.key!r}: {asked.place!r} is no {'support' if reaction else 'node'}"
        )
    alike = (axis,) if axis == 2 else (0, 1)
    scale = max(abs(v[k]) for v in values.values() for k in alike)
    return one(values[asked.place][axis], scale)


def _named(asked: Asked, solved: SolvedFrame) -> tuple[MemberState, bool]:
    """The member asked of, and whether it was named from its other end."""
    if asked.member is None:
        raise missing(asked, "a member")
    for state in solved.members:
        ends = (state.member.start, state.member.end)
        if asked.member in (ends, ends[::-1]):
            return state, asked.member != ends
    raise StructureError("bad_spec", f"{asked.key!r}: no member joins {asked.member[0]} and {asked.member[1]}")


def _along(asked: Asked, solved: SolvedFrame, length: float, which: int) -> Found:
    """Shear (0) or moment (1) at a place of a member, counted from the end named first."""
    state, backwards = _named(asked, solved)
    if asked.x is None:
        raise missing(asked, "x")
    x = asked.x * length
    if not -1e-9 <= x / state.length <= 1 + 1e-9:
        raise StructureError("out_of_range", f"x of {asked.key!r} is not on the member")
    if state.line is None:
        return Found((0.0,), _largest(solved, which))
    place = state.length - x if backwards else x
    value = at(state.line.shapes(*state.start)[which], min(max(place, 0.0), state.length))
    # From the other end the sides of a member change places, and with them the signs of its moments.
    return one(-value if backwards and which == 1 else value, _largest(solved, which))


def _largest(solved: SolvedFrame, which: int) -> float:
    lines = [(state, state.line) for state in solved.members if state.line is not None]
    return max(
        (
            abs(value)
            for state, line in lines
            for _, value in extremes(line.shapes(*state.start)[which], state.length)
        ),
        default=0.0,
    )


def _extreme(asked: Asked, solved: SolvedFrame, _: float, which: int) -> Found:
    largest = _largest(solved, which)
    if asked.member is None:
        return one(largest)
    state, _ = _named(asked, solved)
    if state.line is None:
        return Found((0.0,), largest)
    found = max((v for _, v in extremes(state.line.shapes(*state.start)[which], state.length)), key=abs)
    return one(abs(found), largest)


_ALONG: dict[str, Callable[[Asked, SolvedFrame, float], Found]] = {
    "member_shear_at": lambda asked, solved, length: _along(asked, solved, length, 0),
    "member_moment_at": lambda asked, solved, length: _along(asked, solved, length, 1),
    "max_abs_shear": lambda asked, solved, length: _extreme(asked, solved, length, 0),
    "max_abs_moment": lambda asked, solved, length: _extreme(asked, solved, length, 1),
}
