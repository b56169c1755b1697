"""Frames and trusses against another solver, and against what equilibrium demands."""

import math
import random
from collections.abc import Iterator

import pytest

from tests.verifiers import pynite_frames as oracle
from verifiers.mechanics.labelled.errors import StructureError
from verifiers.structure.frames import Frame, Member, Restraint, SolvedFrame, solve

_HELD = ((True, True, True), (True, True, False), (False, True, False))


def random_frame(rng: random.Random) -> Frame:
    """A row of storeys or bays with random heights, hinges, springs, settlements and loads."""
    bays, storeys = rng.randint(1, 3), rng.randint(1, 3)
    xs = [0.0]
    for _ in range(bays):
        xs.append(xs[-1] + rng.uniform(2, 8))
    ys = [0.0]
    for _ in range(storeys):
        ys.append(ys[-1] + rng.uniform(2, 5))
    nodes = {
        f"{column}.{row}": (x + (rng.uniform(-0.5, 0.5) if row else 0), y)
        for column, x in enumerate(xs)
        for row, y in enumerate(ys)
    }
    members = []
    for column in range(len(xs)):
        for row in range(storeys):
            members.append(_random_member(rng, f"{column}.{row}", f"{column}.{row + 1}"))
            if column:
                members.append(_random_member(rng, f"{column - 1}.{row + 1}", f"{column}.{row + 1}"))
    holds = {}
    for column in range(len(xs)):
        held = _HELD[0] if column == 0 else rng.choice(_HELD)
        springs = (0.0, 0.0, rng.choice((0.0, rng.uniform(1e3, 1e5)))) if not held[2] else (0.0, 0.0, 0.0)
        imposed = (0.0, rng.choice((0.0, rng.uniform(-0.01, 0.01))), 0.0)
        holds[f"{column}.0"] = Restraint(held, imposed, springs)
    hinged = {member.start for member in members if member.hinged[0]}
    loads = {
        node: (rng.uniform(-5e4, 5e4), rng.uniform(-5e4, 5e4), 0.0 if node in hinged else rng.uniform(-5e4, 5e4))
        for node in nodes
        if rng.random() < 0.4
    }
    return Frame(nodes, members, holds, loads)


def _random_member(rng: random.Random, start: str, end: str) -> Member:
    hinged = (rng.random() < 0.1, False)
    across = (rng.uniform(-2e4, 2e4), rng.uniform(-2e4, 2e4)) if rng.random() < 0.5 else (0.0, 0.0)
    return Member(
        start, end, rng.uniform(1e8, 1e9), rng.uniform(1e6, 1e8), 0.0, hinged, rng.uniform(-1e3, 1e3), across
    )


def random_truss(rng: random.Random) -> Frame:
    """A parallel-chord truss with a diagonal, sometimes two, in every panel."""
    panels, height = rng.randint(1, 8), rng.uniform(1, 4)
    nodes, bars = {}, []
    x = 0.0
    for number in range(panels + 1):
        nodes[f"b{number}"], nodes[f"t{number}"] = (x, 0.0), (x, height * rng.uniform(0.8, 1.2))
        bars.append((f"b{number}", f"t{number}"))
        if number:
            bars += [
                (f"b{number - 1}", f"b{number}"),
                (f"t{number - 1}", f"t{number}"),
                (f"b{number - 1}", f"t{number}"),
            ]
            if rng.random() < 0.3:
                bars.append((f"t{number - 1}", f"b{number}"))
        x += rng.uniform(1, 5)
    loads = {node: (rng.uniform(-1e4, 1e4), rng.uniform(-1e5, 0), 0.0) for node in nodes if rng.random() < 0.5}
    members = [Member(a, b, rng.uniform(1e7, 1e9)) for a, b in bars]
    holds = {"b0": Restraint((True, True, False)), f"b{panels}": Restraint((False, True, False))}
    return Frame(nodes, members, holds, loads)


def _frames(count: int, seed: int) -> Iterator[Frame]:
    rng = random.Random(seed)
    for number in range(count):
        yield random_truss(rng) if number % 2 else random_frame(rng)


def _agree(mine: tuple[float, ...], theirs: tuple[float, ...], scale: float) -> bool:
    return all(abs(a - b) <= 1e-8 * scale for a, b in zip(mine, theirs, strict=True))


def test_random_frames_and_trusses_agree_with_another_solver() -> None:
    for frame in _frames(60, seed=18):
        mine, theirs = solve(frame), oracle.solved(frame)
        forces = max((abs(f) for r in mine.reactions.values() for f in r), default=0.0) + 1.0
        moves = max(abs(d) for found in mine.displacements.values() for d in found[:2]) + 1e-9
        for node in frame.holds:
            assert _agree(mine.reactions[node], oracle.reaction(theirs, node), forces), (frame, node)
        for node in frame.nodes:
            assert _agree(mine.displacements[node][:2], oracle.displacement(theirs, node)[:2], moves), (
                frame,
                node,
            )
        for number, state in enumerate(mine.members):
            axial = oracle.axial(theirs, number)
            assert abs(state.axial_start - axial) <= 1e-8 * forces or math.isnan(axial), (frame, number)


def _imbalance(solved: SolvedFrame) -> float:
    """What is left of all loads and reactions, over the largest of them."""
    frame = solved.frame
    fx = fy = m = largest = 0.0
    acting = [(frame.nodes[n], load) for n, load in frame.loads.items()]
    acting += [(frame.nodes[n], force) for n, force in solved.reactions.items()]
    for member in frame.members:
        acting += _resultants(frame, member)
    for (x, y), (px, py, pm) in acting:
        fx, fy, m = fx + px, fy + py, m + pm + x * py - y * px
        largest = max(largest, abs(px), abs(py), abs(pm), abs(x * py), abs(y * px))
    return max(abs(fx), abs(fy), abs(m)) / max(largest, 1e-30)


def _resultants(frame: Frame, member: Member) -> list[tuple[tuple[float, float], tuple[float, float, float]]]:
    (x1, y1), (x2, y2) = frame.nodes[member.start], frame.nodes[member.end]
    length = math.hypot(x2 - x1, y2 - y1)
    c, s = (x2 - x1) / length, (y2 - y1) / length
    w0, w1 = member.across
    pieces = [(w0 * length, 0.5), ((w1 - w0) * length / 2, 2 / 3)]
    found = [((x1 + t * (x2 - x1), y1 + t * (y2 - y1)), (-s * f, c * f, 0.0)) for f, t in pieces]
    pull = member.axial * length
    return [*found, (((x1 + x2) / 2, (y1 + y2) / 2), (c * pull, s * pull, 0.0))]


def test_loads_and_reactions_of_every_frame_are_in_equilibrium() -> None:
    assert max(_imbalance(solve(frame)) for frame in _frames(300, seed=7)) < 1e-9


@pytest.mark.parametrize(
    ("members", "holds"),
    [
        ([("A", "B"), ("B", "C"), ("C", "D")], {"A": (True, True, False), "D": (True, True, False)}),
        ([("A", "B"), ("B", "C"), ("C", "D"), ("B", "D")], {"A": (True, False, False), "D": (True, False, False)}),
    ],
    ids=["four-bar linkage", "nothing holds it up"],
)
def test_mechanisms_are_refused_as_unstable(
    members: list[tuple[str, str]], holds: dict[str, tuple[bool, bool, bool]]
) -> None:
    nodes = {"A": (0.0, 0.0), "B": (0.0, 3.0), "C": (4.0, 3.0), "D": (4.0, 0.0)}
    frame = Frame(
        nodes,
        [Member(a, b, 1e8) for a, b in members],
        {node: Restraint(held) for node, held in holds.items()},
        {"B": (0.0, -1.0, 0.0)},
    )
    with pytest.raises(StructureError, match="unstable"):
        solve(frame)


def test_an_inclined_roller_pushes_across_its_slope() -> None:
    angle = math.radians(30)
    frame = Frame(
        {"A": (0.0, 0.0), "B": (4.0, 0.0)},
        [Member("A", "B", 1e9, 1e7, across=(-1e3, -1e3))],
        {"A": Restraint((True, True, False)), "B": Restraint((False, True, False), angle=angle)},
    )
    fx, fy, _ = solve(frame).reactions["B"]
    assert fy == pytest.approx(2e3)
    assert fx == pytest.approx(-2e3 * math.tan(angle))
