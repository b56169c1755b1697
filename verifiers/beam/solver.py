"""Solves a beam by initial parameters: the state (v, θ, M, V) is carried along the beam as an affine function of
what is unknown, and the conditions at supports, hinges and the right end give the unknowns.

Works in floats or exact fractions. Lengths are measured in the beam's length and stiffness in its first EI, so
that the linear system is well scaled. Method: textbook transfer matrices (Pestel & Leckie, 1963), our own writing.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from verifiers.beam.beam import Beam, Restraint
from verifiers.beam.errors import SpecError
from verifiers.beam.linear import Singular, solve_linear
from verifiers.beam.solution import Interval, Reaction, Solution

_State = tuple[Any, Any, Any, Any]
"""v, θ, M and V: what one unknown (or the loads) contributes to them."""


class _Jump(NamedTuple):
    """What happens at one place: an unknown with the state component it enters, and the condition it meets."""

    component: int
    meets: int
    support: Restraint | None
    gain: Any
    target: Any


class _Part(NamedTuple):
    """A stretch on the way: its stiffness, its loads in scaled units, and the state at its start."""

    start: Any
    end: Any
    stiffness: Any
    w: Any
    rise: Any
    kappa: Any
    columns: Sequence[_State]
    loads: _State


_V, _THETA, _M, _Q = 0, 1, 2, 3


def solve(beam: Beam) -> Solution:
    """The reactions and the polynomials of V, M, θ and v of every stretch. Raises SpecError."""
    try:
        solution = _Transfer(beam).solution()
        finite = all(math.isfinite(sum(map(abs, part.deflection))) for part in solution.stretches)
    except (OverflowError, ZeroDivisionError):
        finite = False
    if not finite:
        raise SpecError("bad_spec", "its numbers are too large or too far apart")
    return solution


class _Transfer:
    """Carries the state along the beam: a column for each unknown met so far, and one for the loads."""

    def __init__(self, beam: Beam) -> None:
        self.beam = beam
        self.length = beam.length
        self.ei = beam.stiffness[0][2]
        self.zero = 0 * self.length
        self.jumps = _jumps(beam, self.length, self.ei)
        self.marks = _marks(beam)
        self.size = 2 + sum(map(len, self.jumps.values()))
        self.rows: list[list[Any]] = []
        self.parts: list[_Part] = []
        one = self.zero + 1
        self.columns: list[_State] = [
            (one, self.zero, self.zero, self.zero),
            (self.zero, one, self.zero, self.zero),
        ]
        self.loads: _State = (self.zero, self.zero, self.zero, self.zero)

    def solution(self) -> Solution:
        self._carry()
        try:
            unknowns = solve_linear(self.rows, exact=not isinstance(self.length, float))
        except Singular as singular:
            raise SpecError("unstable", "the beam can move without being deformed") from singular
        stretches = [self._stretch(part, unknowns) for part in self.parts]
        return Solution(self.beam, tuple(stretches), self._reactions(unknowns))

    def _carry(self) -> None:
        """Carry the state from left to right, noting each stretch and each condition."""
        self._pass(self.marks[0])
        for start, end in pairwise(self.marks):
            self._cross(start, end)
            self._pass(end)
        self.rows += [self._row(_M), self._row(_Q)]

    def _row(self, component: int) -> list[Any]:
        """A component of the state as coefficients of all unknowns and a constant."""
        unmet = [self.zero] * (self.size - len(self.columns))
        return [*(column[component] for column in self.columns), *unmet, self.loads[component]]

    def _pass(self, mark: Any) -> None:
        """Loads, reactions and hinges at one place."""
        self._load_here(mark)
        jumps = self.jumps.get(mark)
        if not jumps:
            return
        first = len(self.columns)
        for number, jump in enumerate(jumps, first):
            row = self._row(jump.meets)
            row[-1] -= jump.target
            row[number] += jump.gain
            self.rows.append(row)
        for jump in jumps:
            entering = [self.zero] * 4
            entering[jump.component] += -1 if jump.component == _M else 1
            self.columns.append((entering[0], entering[1], entering[2], entering[3]))

    def _load_here(self, mark: Any) -> None:
        v, theta, m, q = self.loads
        for x, fy, _ in self.beam.points:
            if x == mark:
                q += fy * self.length**2 / self.ei
        for x, couple in self.beam.couples:
            if x == mark:
                m -= couple * self.length / self.ei
        self.loads = (v, theta, m, q)

    def _cross(self, start: Any, end: Any) -> None:
        """Carry the state over a stretch without jumps, and note the stretch."""
        middle = (start + end) / 2
        stiffness = next(ei for x1, x2, ei in self.beam.stiffness if x1 <= middle <= x2) / self.ei
        w, rise = self._spread(start, middle)
        kappa = sum((k for x1, x2, k in self.beam.curvatures if x1 <= middle <= x2), self.zero) * self.length
        self.parts.append(_Part(start, end, stiffness, w, rise, kappa, self.columns, self.loads))
        h = (end - start) / self.length
        f = h / stiffness
        f1, f2 = f * h / 2, f * h * h / 6
        self.columns = [
            (v + t * h + m * f1 + q * f2, t + m * f + q * f1, m + q * h, q) for v, t, m, q in self.columns
        ]
        v, t, m, q = self.loads
        h2 = h * h
        self.loads = (
            v + t * h + m * f1 + q * f2 + h2 * h2 * (w / 24 + rise * h / 120) / stiffness + kappa * h2 / 2,
            t + m * f + q * f1 + h2 * h * (w / 6 + rise * h / 24) / stiffness + kappa * h,
            m + q * h + h2 * (w / 2 + rise * h / 6),
            q + h * (w + rise * h / 2),
        )

    def _spread(self, start: Any, middle: Any) -> tuple[Any, Any]:
        """The distributed load at the start of a stretch and its rise per (scaled) length."""
        w = rise = self.zero
        if self.beam.spreads:
            scale = self.length**3 / self.ei
            for x1, x2, w1, w2 in self.beam.spreads:
                if x1 <= middle <= x2:
                    slope = (w2 - w1) / (x2 - x1)
                    w += (w1 + slope * (start - x1)) * scale
                    rise += slope * scale * self.length
        return w, rise

    def _stretch(self, part: _Part, unknowns: Sequence[Any]) -> Interval:
        """The polynomials of one stretch in true units, in the distance from its start."""
        v, theta, m, q = part.loads
        for (dv, dtheta, dm, dq), unknown in zip(part.columns, unknowns, strict=False):
            v += dv * unknown
            theta += dtheta * unknown
            m += dm * unknown
            q += dq * unknown
        length, stiffness, w, rise = self.length, part.stiffness, part.w, part.rise
        force, moment = self.ei / length**2, self.ei / length
        a = (m / stiffness + part.kappa) / length
        b = q / stiffness / length**2 / 2
        c = w / stiffness / length**3 / 6
        d = rise / stiffness / length**4 / 24
        return Interval(
            part.start,
            part.end,
            (q * force, w * force / length, rise * force / length**2 / 2),
            (m * moment, q * moment / length, w * moment / length**2 / 2, rise * moment / length**3 / 6),
            (theta, a, b, c, d),
            (v * length, theta, a / 2, b / 3, c / 4, d / 5),
        )

    def _reactions(self, unknowns: Sequence[Any]) -> dict[str, Reaction]:
        force, moment = self.ei / self.length**2, self.ei / self.length
        pull = -sum(fx for _, _, fx in self.beam.points)
        nothing = 0 * force
        found = {
            s.name: Reaction(nothing, nothing, pull if s.horizontal and pull else nothing)
            for s in self.beam.supports
        }
        met = (jump for mark in self.marks for jump in self.jumps.get(mark, ()))
        for jump, unknown in zip(met, unknowns[2:], strict=True):
            if jump.support is not None:
                known = found[jump.support.name]
                if jump.component == _Q:
                    known = Reaction(unknown * force, known.couple, known.horizontal)
                else:
                    known = Reaction(known.vertical, unknown * moment, known.horizontal)
                found[jump.support.name] = known
        return found


def _marks(beam: Beam) -> list[Any]:
    """All places where something begins, ends or jumps, rising."""
    marks = {0 * beam.length, beam.length, *beam.hinges}
    marks |= {support.x for support in beam.supports}
    marks |= {load[0] for load in (*beam.points, *beam.couples)}
    for part in (*beam.spreads, *beam.curvatures, *beam.stiffness):
        marks |= {part[0], part[1]}
    return sorted(marks)


def _jumps(beam: Beam, length: Any, ei: Any) -> dict[Any, list[_Jump]]:
    """The unknowns of each place. A spring's condition holds its own force: v + R/k = settlement."""
    jumps: dict[Any, list[_Jump]] = {}
    for support in beam.supports:
        here = jumps.setdefault(support.x, [])
        settled = support.settlement / length
        if support.vertical:
            here.append(_Jump(_Q, _V, support, 0 * length, settled))
        elif support.ky != 0:
            here.append(_Jump(_Q, _V, support, ei / (support.ky * length**3), settled))
        if support.rotation:
            here.append(_Jump(_M, _THETA, support, 0 * length, 0 * length))
        elif support.kr != 0:
            here.append(_Jump(_M, _THETA, support, ei / (support.kr * length), 0 * length))
    for x in beam.hinges:
        jumps.setdefault(x, []).append(_Jump(_THETA, _M, None, 0 * length, 0 * length))
    return jumps
