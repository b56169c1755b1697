"""A second solver, for tests: direct stiffness with Hermite elements, written apart from the one it tests.

Source: the textbook stiffness method (McGuire, Gallagher & Ziemian, Matrix Structural Analysis, ch. 4).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from verifiers.beam.beam import Beam, Restraint

Vector = NDArray[np.float64]


def reactions(beam: Beam) -> dict[str, tuple[float, float]]:
    """Vertical reaction and couple of every support."""
    marks = _marks(beam)
    twists = _twists(marks, beam)
    size = len(marks) + max(right for _, right in twists) + 1
    stiffness, load = np.zeros((size, size)), np.zeros(size)
    for number in range(len(marks) - 1):
        _add_element(beam, marks, twists, number, stiffness, load)
    _add_loads(beam, marks, twists, load)
    place = {x: number for number, x in enumerate(marks)}
    fixed: dict[int, float] = {}
    springs: dict[int, tuple[float, float]] = {}
    for support in beam.supports:
        _hold(support, place[support.x], len(marks) + twists[place[support.x]][0], fixed, springs)
    for index, (k, settled) in springs.items():
        stiffness[index, index] += k
        load[index] += k * settled
    moved = _solve(stiffness, load, fixed)
    push = stiffness @ moved - load
    for index, (k, settled) in springs.items():
        push[index] = -k * (moved[index] - settled)
    touched = fixed.keys() | springs.keys()
    found = {}
    for support in beam.supports:
        at = place[support.x]
        turn = len(marks) + twists[at][0]
        found[support.name] = (
            float(push[at]) if at in touched else 0.0,
            float(push[turn]) if turn in touched else 0.0,
        )
    return found


def _marks(beam: Beam) -> list[float]:
    marks = {0.0, float(beam.length), *map(float, beam.hinges), *(float(s.x) for s in beam.supports)}
    marks |= {float(load[0]) for load in (*beam.points, *beam.couples)}
    marks |= {float(x) for part in (*beam.spreads, *beam.curvatures, *beam.stiffness) for x in part[:2]}
    return sorted(marks)


def _twists(marks: list[float], beam: Beam) -> list[tuple[int, int]]:
    """The numbers of the rotations left and right of every mark: two at a hinge, else one."""
    twists, count = [], 0
    for mark in marks:
        hinged = mark in beam.hinges
        twists.append((count, count + hinged))
        count += 1 + hinged
    return twists


def _add_element(
    beam: Beam, marks: list[float], twists: list[tuple[int, int]], number: int, stiffness: Vector, load: Vector
) -> None:
    x1, x2 = marks[number], marks[number + 1]
    middle, h, n = (x1 + x2) / 2, x2 - x1, len(marks)
    ei = next(part[2] for part in beam.stiffness if part[0] <= middle <= part[1])
    at = [number, n + twists[number][1], number + 1, n + twists[number + 1][0]]
    element = (ei / h**3) * np.array(
        [
            [12, 6 * h, -12, 6 * h],
            [6 * h, 4 * h * h, -6 * h, 2 * h * h],
            [-12, -6 * h, 12, -6 * h],
            [6 * h, 2 * h * h, -6 * h, 4 * h * h],
        ]
    )
    stiffness[np.ix_(at, at)] += element
    for a, b, w1, w2 in beam.spreads:
        if a <= middle <= b:
            p, q = (w1 + (w2 - w1) * (x - a) / (b - a) for x in (x1, x2))
            load[at] += [
                h * (7 * p + 3 * q) / 20,
                h * h * (3 * p + 2 * q) / 60,
                h * (3 * p + 7 * q) / 20,
                -h * h * (2 * p + 3 * q) / 60,
            ]
    for a, b, kappa in beam.curvatures:
        if a <= middle <= b:
            load[[at[1], at[3]]] += [-ei * kappa, ei * kappa]


def _add_loads(beam: Beam, marks: list[float], twists: list[tuple[int, int]], load: Vector) -> None:
    for x, fy, _ in beam.points:
        load[marks.index(x)] += fy
    for x, couple in beam.couples:
        load[len(marks) + twists[marks.index(x)][0]] += couple


def _hold(
    support: Restraint, at: int, turn: int, fixed: dict[int, float], springs: dict[int, tuple[float, float]]
) -> None:
    if support.vertical:
        fixed[at] = support.settlement
    elif support.ky:
        springs[at] = (support.ky, support.settlement)
    if support.rotation:
        fixed[turn] = 0.0
    elif support.kr:
        springs[turn] = (support.kr, 0.0)


def _solve(stiffness: Vector, load: Vector, fixed: Mapping[int, float]) -> Vector:
    moved = np.zeros(len(load))
    for index, value in fixed.items():
        moved[index] = value
    free = [index for index in range(len(load)) if index not in fixed]
    known = list(fixed)
    right = load[free] - stiffness[np.ix_(free, known)] @ moved[known]
    scale = 1 / np.sqrt(np.diag(stiffness)[free])
    moved[free] = scale * np.linalg.solve(stiffness[np.ix_(free, free)] * np.outer(scale, scale), right * scale)
    return moved
