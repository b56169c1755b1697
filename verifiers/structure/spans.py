"""Straight beams solved as frames along x, and their influence lines as piecewise cubics. SI units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from verifiers.mechanics.labelled.errors import StructureError
from verifiers.structure.frames import Frame, Member, Restraint, SolvedFrame, solve
from verifiers.structure.lines import extremes

Held = Literal["fixed", "pin", "roller"]
_SLACK = 1e-12
_RIGID_AXIALLY = 1e12


@dataclass(frozen=True, slots=True)
class Span:
    """Length (m), bending stiffness (N m²), shear flexibility (1/N), and supports (name, kind, place in m)."""

    length: float
    stiffness: float
    flexibility: float
    supports: tuple[tuple[str, Held, float], ...]


@dataclass(frozen=True, slots=True)
class Loads:
    """Forces (N, up) and couples (N m, counter-clockwise) at places; (x1, x2, w1, w2) between (N/m, up)."""

    forces: Sequence[tuple[float, float]] = ()
    couples: Sequence[tuple[float, float]] = ()
    spreads: Sequence[tuple[float, float, float, float]] = ()


def solve_span(span: Span, loads: Loads) -> tuple[SolvedFrame, dict[str, str]]:
    """The solved beam, and which node each support stands at. Raises StructureError."""
    places = _places(span, loads)
    node_at = {place: f"{number}" for number, place in enumerate(places)}

    def node(x: float) -> str:
        return node_at[min(places, key=lambda place: abs(place - x))]

    forces: dict[str, tuple[float, float, float]] = {}
    for x, force, couple in (*((x, f, 0.0) for x, f in loads.forces), *((x, 0.0, c) for x, c in loads.couples)):
        _, fy, m = forces.get(node(x), (0.0, 0.0, 0.0))
        forces[node(x)] = (0.0, fy + force, m + couple)
    members = [
        Member(
            node_at[a], node_at[b], _RIGID_AXIALLY, span.stiffness, span.flexibility, across=_across(loads, a, b)
        )
        for a, b in pairwise(places)
    ]
    where = {name: node(x) for name, _, x in span.supports}
    holds = {where[name]: Restraint((True, True, kind == "fixed")) for name, kind, _ in span.supports}
    frame = Frame({name: (x, 0.0) for x, name in node_at.items()}, members, holds, forces)
    return solve(frame), where


def _places(span: Span, loads: Loads) -> list[float]:
    marks = [0.0, span.length, *(x for _, _, x in span.supports)]
    marks += [x for x, _ in (*loads.forces, *loads.couples)] + [x for s in loads.spreads for x in s[:2]]
    if not all(-_SLACK <= x / span.length <= 1 + _SLACK for x in marks):
        raise StructureError("out_of_range", "a support or a load is not on the beam")
    kept: list[float] = []
    for x in sorted(min(max(x, 0.0), span.length) for x in marks):
        if not kept or x - kept[-1] > 1e-9 * span.length:
            kept.append(x)
    return kept


def _across(loads: Loads, a: float, b: float) -> tuple[float, float]:
    """The load per length at both ends of a piece that no load begins or ends inside."""
    middle, start, end = (a + b) / 2, 0.0, 0.0
    for x1, x2, w1, w2 in loads.spreads:
        if x1 < middle < x2:
            slope = (w2 - w1) / (x2 - x1)
            start += w1 + slope * (a - x1)
            end += w1 + slope * (b - x1)
    return start, end


def largest_deflection(solved: SolvedFrame) -> float:
    """The largest size of v anywhere."""
    return max(
        abs(value)
        for state in solved.members
        if state.line is not None
        for _, value in extremes(state.line.shapes(*state.start)[3], state.length)
    )


@dataclass(frozen=True, slots=True)
class InfluenceLines:
    """Reactions under a unit load (down) at a, for every a: cubic between supports, so four solutions a piece.

    ``vertical`` and ``couple`` map a support to one polynomial (rising powers of a) for each piece of ``pieces``.
    """

    span: Span
    pieces: tuple[tuple[float, float], ...]
    vertical: Mapping[str, tuple[npt.NDArray[np.float64], ...]]
    couple: Mapping[str, tuple[npt.NDArray[np.float64], ...]]

    @classmethod
    def of(cls, span: Span) -> "InfluenceLines":
        """Solve a beam for all places of the load. Raises StructureError."""
        marks = sorted({0.0, span.length, *(x for _, _, x in span.supports)})
        pieces = tuple(pairwise(marks))
        vertical: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name, _, _ in span.supports}
        couple: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name, _, _ in span.supports}
        for low, high in pieces:
            samples = [low + (high - low) * k / 3 for k in range(4)]
            matrix = np.vander([k / 3 for k in range(4)], increasing=True)
            solved = [solve_span(span, Loads(forces=[(a, -1.0)])) for a in samples]
            for name in vertical:
                for axis, kept in ((1, vertical), (2, couple)):
                    values = [frame.reactions[where[name]][axis] for frame, where in solved]
                    kept[name].append(np.linalg.solve(matrix, np.array(values)))
        return cls(
            span,
            pieces,
            {name: tuple(found) for name, found in vertical.items()},
            {name: tuple(found) for name, found in couple.items()},
        )

    def reaction(self, support: str, a: float, *, couple: bool = False) -> float:
        """What a support gives under a unit load at a (down): upwards, or counter-clockwise."""
        number = next((n for n, (low, high) in enumerate(self.pieces) if a <= high + _SLACK), len(self.pieces) - 1)
        low, high = self.pieces[number]
        polynomial = (self.couple if couple else self.vertical)[support][number]
        t = (a - low) / (high - low)
        return float(polynomial[0] + t * (polynomial[1] + t * (polynomial[2] + t * polynomial[3])))

    def moment(self, c: float, a: float) -> float:
        """The bending moment at c (sagging positive) under a unit load at a."""
        total = -(c - a) if a < c else 0.0
        for name, _, x in self.span.supports:
            if x < c:
                total += self.reaction(name, a) * (c - x)
            if x < c or (x == c == 0.0):
                total -= self.reaction(name, a, couple=True)
        return total

    def shear(self, c: float, a: float, side: int) -> float:
        """The shear force just before (-1) or behind (1) c under a unit load at a."""
        before = a < c or (a == c and side > 0)
        total = -1.0 if before else 0.0
        for name, _, x in self.span.supports:
            if x < c or (x == c and side > 0):
                total += self.reaction(name, a)
        return total


def supports_of(kind: str, length: float) -> tuple[tuple[str, Held, float], ...]:
    """Supports by name: A at the start, B at the end."""
    known: dict[str, tuple[tuple[str, Held, float], ...]] = {
        "simple": (("A", "pin", 0.0), ("B", "roller", length)),
        "cantilever": (("A", "fixed", 0.0),),
        "fixed_fixed": (("A", "fixed", 0.0), ("B", "fixed", length)),
        "propped": (("A", "fixed", 0.0), ("B", "roller", length)),
    }
    return known[kind]
