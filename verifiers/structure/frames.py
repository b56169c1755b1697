"""Plane trusses and frames by the direct stiffness method, in SI units.

Degrees of freedom of a node: u along x, v along y, rotation counter-clockwise. A member's local axes run from its
start to its end and 90° counter-clockwise from there. Source: the matrices of matrix structural analysis (e.g.
Przemieniecki 1968), with Timoshenko's Φ = 12 EI/(κGA L²) for shear flexibility.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.structure.lines import Line

Array = npt.NDArray[np.float64]
_SMALLEST_PIVOT = 1e-10
"""A structure whose smallest pivot, of the matrix scaled to a diagonal of ones, is below this is a mechanism."""


@dataclass(frozen=True, slots=True)
class Member:
    """A prismatic member: EA (N), EI (N m², 0 for a truss bar), shear flexibility 1/κGA (1/N), hinges at its ends.

    Loads on it are per length (N/m) in local axes: ``axial`` along it, ``across`` at its start and its end, linear
    between.
    """

    start: str
    end: str
    axial_stiffness: float
    bending_stiffness: float = 0.0
    flexibility: float = 0.0
    hinged: tuple[bool, bool] = (False, False)
    axial: float = 0.0
    across: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Restraint:
    """A support: which of (u, v, rotation) are held, at which displacements, and springs (N/m, N/m, N m/rad).

    ``angle`` (rad) turns the axes of u and v counter-clockwise, for inclined rollers.
    """

    held: tuple[bool, bool, bool]
    imposed: tuple[float, float, float] = (0.0, 0.0, 0.0)
    springs: tuple[float, float, float] = (0.0, 0.0, 0.0)
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A plane structure: node coordinates (m), members, supports by node, node loads (N, N, N m)."""

    nodes: Mapping[str, tuple[float, float]]
    members: Sequence[Member]
    holds: Mapping[str, Restraint]
    loads: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberState:
    """One member of a solved frame: axial force at its start (N, tension positive) and the start of its line.

    ``line`` with ``start`` = (v, θ, V, M) gives everything along it.
    """

    member: Member
    length: float
    axial_start: float
    line: Line | None
    start: tuple[float, float, float, float]

    @property
    def axial_largest(self) -> float:
        """The axial force of largest size along the member, tension positive."""
        end = self.axial_start - self.member.axial * self.length
        return max((self.axial_start, end), key=abs)


@dataclass(frozen=True, slots=True)
class SolvedFrame:
    """Displacements (u, v, rotation) and reactions (Fx, Fy, M) by node in global axes, and the members' states."""

    frame: Frame
    displacements: Mapping[str, tuple[float, float, float]]
    reactions: Mapping[str, tuple[float, float, float]]
    members: tuple[MemberState, ...]


def solve(frame: Frame) -> SolvedFrame:
    """Solve a frame for its displacements, reactions and internal forces.

    Raises StructureError ``unstable`` for mechanisms, ``bad_spec`` for members without length.
    """
    parts = [_part(frame, member) for member in frame.members]
    system = _System(frame, parts)
    displacements = system.displacements()
    return SolvedFrame(
        frame,
        {node: _three(displacements[places]) for node, places in system.places.items()},
        {node: system.reaction(node, displacements) for node in frame.holds},
        tuple(_state(part, displacements[system.of_member(part.member)]) for part in parts),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A member's local stiffness, the rotation to local axes, and the end forces of its load when held."""

    member: Member
    length: float
    local: Array
    turn: Array
    fixed: Array


def _part(frame: Frame, member: Member) -> _Part:
    (x1, y1), (x2, y2) = frame.nodes[member.start], frame.nodes[member.end]
    length = math.hypot(x2 - x1, y2 - y1)
    if length <= 0:
        raise StructureError("bad_spec", f"member {member.start}-{member.end} has no length")
    c, s = (x2 - x1) / length, (y2 - y1) / length
    turn = np.zeros((6, 6))
    turn[:3, :3] = turn[3:, 3:] = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    local, fixed = _local(member, length)
    for end in range(2):
        if member.hinged[end] and member.bending_stiffness:
            local, fixed = _released(local, fixed, 2 + 3 * end)
    return _Part(member, length, local, turn, fixed)


def _local(member: Member, length: float) -> tuple[Array, Array]:
    local, fixed = np.zeros((6, 6)), np.zeros(6)
    local[np.ix_([0, 3], [0, 3])] = member.axial_stiffness / length * np.array([[1, -1], [-1, 1]])
    fixed[[0, 3]] = -member.axial * length / 2
    if not member.bending_stiffness:
        if any(member.across):
            fixed[1] = -length * (2 * member.across[0] + member.across[1]) / 6
            fixed[4] = -length * (member.across[0] + 2 * member.across[1]) / 6
        return local, fixed
    phi = 12 * member.bending_stiffness * member.flexibility / length**2
    a, b = (4 + phi) * length**2, (2 - phi) * length**2
    bending = np.array(
        [
            [12, 6 * length, -12, 6 * length],
            [6 * length, a, -6 * length, b],
            [-12, -6 * length, 12, -6 * length],
            [6 * length, b, -6 * length, a],
        ]
    )
    across = [1, 2, 4, 5]
    local[np.ix_(across, across)] = member.bending_stiffness / (length**3 * (1 + phi)) * bending
    v0, m0, v1, m1 = Line(length, member.bending_stiffness, member.flexibility, member.across).fixed_end()
    fixed[across] = [v0, -m0, -v1, m1]
    return local, fixed


def _released(local: Array, fixed: Array, place: int) -> tuple[Array, Array]:
    """Condense out the rotation at a hinge."""
    pivot = local[place, place]
    if pivot <= 0:
        return local, fixed
    column = local[:, place].copy()
    condensed, fixed = local - np.outer(column, column) / pivot, fixed - column * fixed[place] / pivot
    condensed[place, :] = condensed[:, place] = fixed[place] = 0.0
    return condensed, fixed


class _System:
    """The assembled equations. Nodes that no bending member holds have no rotation of their own."""

    def __init__(self, frame: Frame, parts: Sequence[_Part]) -> None:
        self._frame = frame
        self.places = {node: np.arange(3 * n, 3 * n + 3) for n, node in enumerate(frame.nodes)}
        size = 3 * len(self.places)
        self._stiffness, self._forces = np.zeros((size, size)), np.zeros(size)
        for part in parts:
            where = self.of_member(part.member)
            self._stiffness[np.ix_(where, where)] += part.turn.T @ part.local @ part.turn
            self._forces[where] -= part.turn.T @ part.fixed
        for node, load in frame.loads.items():
            self._forces[self.places[node]] += load
        self._bare = self._stiffness.copy()
        self._turn()

    def of_member(self, member: Member) -> npt.NDArray[np.intp]:
        """The six places of a member's ends."""
        return np.concatenate((self.places[member.start], self.places[member.end]))

    def _turn(self) -> None:
        """Axes of the supports: inclined ones are turned; springs stand on the diagonal."""
        self._axes = np.eye(len(self._forces))
        for node, hold in self._frame.holds.items():
            c, s = math.cos(hold.angle), math.sin(hold.angle)
            self._axes[np.ix_(self.places[node][:2], self.places[node][:2])] = [[c, s], [-s, c]]

    def displacements(self) -> Array:
        """All displacements in global axes."""
        stiffness = self._axes @ self._stiffness @ self._axes.T
        forces = self._axes @ self._forces
        held, imposed = np.zeros(len(forces), bool), np.zeros(len(forces))
        for node, hold in self._frame.holds.items():
            where = self.places[node]
            held[where], imposed[where] = hold.held, hold.imposed
            stiffness[where, where] += hold.springs
        idle = (np.abs(stiffness).sum(axis=1) == 0) & ~held
        if np.any(idle & (forces != 0)):
            raise StructureError("unstable", "a load acts where nothing can resist it")
        free = ~held & ~idle
        imposed[held] = np.where(held, imposed, 0.0)[held]
        solution = np.where(held, imposed, 0.0)
        solution[free] = _solved(
            stiffness[np.ix_(free, free)], forces[free] - stiffness[np.ix_(free, held)] @ imposed[held]
        )
        return self._axes.T @ solution

    def reaction(self, node: str, displacements: Array) -> tuple[float, float, float]:
        """What the support does to the structure, in global axes: springs included."""
        where = self.places[node]
        return _three(self._bare[where] @ displacements - self._forces[where])


def _solved(stiffness: Array, forces: Array) -> Array:
    if not len(forces):
        return forces
    scale = 1 / np.sqrt(np.diag(stiffness))
    scaled = stiffness * np.outer(scale, scale)
    try:
        pivots = np.diag(np.linalg.cholesky(scaled)) ** 2
    except np.linalg.LinAlgError as error:
        raise StructureError("unstable", "the structure is a mechanism") from error
    if pivots.min() < _SMALLEST_PIVOT:
        raise StructureError("unstable", "the structure is a mechanism")
    found = np.linalg.solve(scaled, forces * scale)
    found += np.linalg.solve(scaled, forces * scale - scaled @ found)
    return np.asarray(found * scale)


def _state(part: _Part, displacements: Array) -> MemberState:
    local = part.turn @ displacements
    forces = part.local @ local + part.fixed
    member = part.member
    line = None
    theta = local[2]
    if member.bending_stiffness:
        line = Line(part.length, member.bending_stiffness, member.flexibility, member.across)
        if member.hinged[0]:
            theta = _slope_at_hinge(line, local[1], local[4], forces)
    start = (float(local[1]), float(theta), float(forces[1]), float(-forces[2]))
    return MemberState(member, part.length, float(-forces[0]), line, start)


def _slope_at_hinge(line: Line, v0: float, v1: float, forces: Array) -> float:
    """The rotation of the member's own end at a hinge: the one with which it reaches its other end."""
    deflection = line.shapes(v0, 0.0, forces[1], -forces[2])[3]
    reached = float(np.polyval(deflection[::-1], line.length))
    return (v1 - reached) / line.length


def _three(values: Array) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
