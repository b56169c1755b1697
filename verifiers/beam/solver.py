"""Solves a beam by initial parameters: the state (v, θ, M, V) is carried along the beam as an affine function of
what is unknown, and the conditions at supports, hinges and the right end give the unknowns.

Works in floats or exact fractions. Lengths are measured in the beam's length and stiffness in its first EI, so
that the linear system is well scaled. Method: textbook transfer matrices (Pestel & Leckie, 1963), written anew.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.beam.beam import Beam, Held
from verifiers.beam.errors import SpecError
from verifiers.beam.linear import Singular, solve_linear
from verifiers.beam.solution import Reaction, Solution, Stretch

_Affine = list[Any]


@dataclass(frozen=True, slots=True)
class _Jump:
    """What happens at one place: an unknown with the state component it enters, and the condition it meets."""

    component: int
    meets: int
    support: Held | None
    gain: Any
    target: Any


_V, _THETA, _M, _Q = 0, 1, 2, 3


def solve(beam: Beam) -> Solution:
    """The reactions and the polynomials of V, M, θ and v of every stretch. Raises SpecError."""
    try:
        solution = _Transfer(beam).solution()
        finite = all(math.isfinite(number) for part in solution.stretches for number in part.deflection)
    except (OverflowError, ZeroDivisionError):
        finite = False
    if not finite:
        raise SpecError("bad_spec", "its numbers are too large or too far apart")
    return solution


class _Transfer:
    def __init__(self, beam: Beam) -> None:
        self.beam = beam
        self.length = beam.length
        self.ei = beam.stiffness[0][2]
        self.jumps = _jumps(beam, self.length, self.ei)
        self.size = 2 + sum(map(len, self.jumps.values()))
        self.rows: list[_Affine] = []
        self.stretches: list[tuple[Any, Any, Any, Any, Any, Any, list[_Affine]]] = []

    def solution(self) -> Solution:
        self._carry()
        try:
            unknowns = solve_linear(self.rows)
        except Singular as singular:
            raise SpecError("unstable", "the beam can move without being deformed") from singular
        stretches = [self._stretch(part, unknowns) for part in self.stretches]
        return Solution(self.beam, tuple(stretches), self._reactions(unknowns))

    def _carry(self) -> None:
        """Carry the state from left to right, noting each stretch and each condition."""
        zero = 0 * self.length
        state = [[zero] * (self.size + 1) for _ in range(4)]
        state[_V][0] = state[_THETA][1] = zero + 1
        marks = _marks(self.beam)
        unknown = 2
        for number, mark in enumerate(marks):
            unknown = self._pass(mark, state, unknown)
            if number + 1 < len(marks):
                state = self._cross(mark, marks[number + 1], state)
        self.rows += [state[_M], state[_Q]]

    def _pass(self, mark: Any, state: list[_Affine], unknown: int) -> int:
        """Loads, reactions and hinges at one place."""
        for x, fy, _ in self.beam.points:
            if x == mark:
                state[_Q][-1] += fy * self.length**2 / self.ei
        for x, couple in self.beam.couples:
            if x == mark:
                state[_M][-1] -= couple * self.length / self.ei
        for jump in self.jumps.get(mark, ()):
            row = list(state[jump.meets])
            row[-1] -= jump.target
            row[unknown] += jump.gain
            self.rows.append(row)
        for jump in self.jumps.get(mark, ()):
            state[jump.component][unknown] += -1 if jump.component == _M else 1
            unknown += 1
        return unknown

    def _cross(self, start: Any, end: Any, state: list[_Affine]) -> list[_Affine]:
        """Carry the state over a stretch without jumps, and note the stretch."""
        middle = (start + end) / 2
        stiffness = next(ei for x1, x2, ei in self.beam.stiffness if x1 <= middle <= x2) / self.ei
        w, rise = self._load(start, middle)
        kappa = sum((k for x1, x2, k in self.beam.curvatures if x1 <= middle <= x2), 0 * self.length)
        kappa *= self.length
        self.stretches.append((start, end, stiffness, w, rise, kappa, state))
        h = (end - start) / self.length
        f = h / stiffness
        v, theta, m, q = state
        f1, f2, f3 = f * h / 2, f * h * h / 6, f * h / 2
        carried = [
            [a + b * h + c * f1 + d * f2 for a, b, c, d in zip(v, theta, m, q, strict=True)],
            [b + c * f + d * f3 for b, c, d in zip(theta, m, q, strict=True)],
            [c + d * h for c, d in zip(m, q, strict=True)],
            list(q),
        ]
        h2 = h * h
        carried[_V][-1] += h2 * h2 * (w / 24 + rise * h / 120) / stiffness + kappa * h2 / 2
        carried[_THETA][-1] += h2 * h * (w / 6 + rise * h / 24) / stiffness + kappa * h
        carried[_M][-1] += h2 * (w / 2 + rise * h / 6)
        carried[_Q][-1] += h * (w + rise * h / 2)
        return carried

    def _load(self, start: Any, middle: Any) -> tuple[Any, Any]:
        """The distributed load at the start of a stretch and its rise per (scaled) length."""
        scale = self.length**3 / self.ei
        w = rise = 0 * self.length
        for x1, x2, w1, w2 in self.beam.spreads:
            if x1 <= middle <= x2:
                slope = (w2 - w1) / (x2 - x1)
                w += (w1 + slope * (start - x1)) * scale
                rise += slope * scale * self.length
        return w, rise

    def _stretch(
        self, part: tuple[Any, Any, Any, Any, Any, Any, list[_Affine]], unknowns: Sequence[Any]
    ) -> Stretch:
        """The polynomials of one stretch in true units, in the distance from its start."""
        start, end, stiffness, w, rise, kappa, state = part
        v, theta, m, q = (
            row[-1] + sum(a * b for a, b in zip(row, unknowns, strict=False) if a != 0) for row in state
        )
        length, ei = self.length, self.ei
        force, moment = ei / length**2, ei / length
        bend = (m / stiffness + kappa, q / stiffness, w / stiffness, rise / stiffness)
        return Stretch(
            start,
            end,
            (q * force, w * force / length, rise * force / length**2 / 2),
            (m * moment, q * moment / length, w * moment / length**2 / 2, rise * moment / length**3 / 6),
            (
                theta,
                bend[0] / length,
                bend[1] / length**2 / 2,
                bend[2] / length**3 / 6,
                bend[3] / length**4 / 24,
            ),
            (
                v * length,
                theta,
                bend[0] / length / 2,
                bend[1] / length**2 / 6,
                bend[2] / length**3 / 24,
                bend[3] / length**4 / 120,
            ),
        )

    def _reactions(self, unknowns: Sequence[Any]) -> dict[str, Reaction]:
        force, moment = self.ei / self.length**2, self.ei / self.length
        pull = -sum(fx for _, _, fx in self.beam.points)
        found = {
            s.name: Reaction(0 * force, 0 * force, pull if s.horizontal and pull else 0 * force)
            for s in self.beam.supports
        }
        number = 2
        for mark in _marks(self.beam):
            for jump in self.jumps.get(mark, ()):
                if jump.support is not None:
                    known = found[jump.support.name]
                    if jump.component == _Q:
                        known = Reaction(unknowns[number] * force, known.couple, known.horizontal)
                    else:
                        known = Reaction(known.vertical, unknowns[number] * moment, known.horizontal)
                    found[jump.support.name] = known
                number += 1
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
