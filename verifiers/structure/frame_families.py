"""Generated trusses and frames."""

import random
from itertools import pairwise
from typing import Any

from verifiers.structure.draft import Draft, Item, number

Draw = random.Random
_STIFFNESS = 20_000


def truss(rng: Draw) -> Draft:
    """A Warren truss: joints below at whole panels, above at half panels; loads at its joints."""
    panels, width, height = rng.randint(2, 4), rng.choice((2, 3, 4)), rng.choice((2, 3, 4))
    below = [(width * n, 0) for n in range(panels + 1)]
    above = [(width * n + width / 2, height) for n in range(panels)]
    names = "ABCDEFGHIJ"[: len(below) + len(above)]
    nodes = dict(zip(names, [*below, *above], strict=True))
    low, high = names[: panels + 1], names[panels + 1 :]
    joined = [*pairwise(low), *pairwise(high)]
    joined += [pair for n, top in enumerate(high) for pair in ((low[n], top), (top, low[n + 1]))]
    loads = [
        {"node": node, "Fy": -rng.randint(4, 40)}
        for node in sorted(rng.sample([*low[1:-1], *high], rng.randint(1, 2)))
    ]
    asked_members = sorted(rng.sample(joined, 3))
    spec = {
        "type": "truss",
        "nodes": {name: list(place) for name, place in nodes.items()},
        "members": [{"from": one, "to": other} for one, other in joined],
        "supports": [{"node": low[0], "ux": True, "uy": True}, {"node": low[-1], "uy": True}],
        "loads": loads,
    }
    asked: list[Item] = [
        {"key": f"N_{one}{other}", "kind": "axial_force", "member": [one, other], "unit": "kN", "sign": "tension"}
        for one, other in asked_members
    ]
    given = (
        f"A plane truss has joints at {_places(nodes)} (x, y in m).",
        f"Its members are {', '.join(one + other for one, other in joined)}.",
        f"It is pinned at {low[0]} and rests on a roller (vertical reaction) at {low[-1]}.",
        *(f"A force of {-load['Fy']} kN acts downward at {load['node']}." for load in loads),
    )
    wanted = [f"the axial force of member {one}{other} (tension positive)" for one, other in asked_members]
    return Draft(spec, asked, given, wanted, {"panels": panels, "loads": len(loads)})


def portal_frame(rng: Draw) -> Draft:
    """Two posts and a beam, fixed or pinned below, pushed at a corner and loaded on the beam."""
    height, span = rng.randint(3, 6), rng.randint(4, 10)
    nodes = {"A": (0, 0), "B": (0, height), "C": (span, height), "D": (span, 0)}
    fixed = rng.random() < 0.5
    push, load = rng.randint(0, 30), rng.randint(1, 20)
    spec = _frame(nodes, [("A", "B"), ("B", "C"), ("C", "D")])
    spec["supports"] = [{"node": node, "ux": True, "uy": True, "rz": fixed} for node in "AD"]
    spec["loads"] = [
        *([{"node": "B", "Fx": push}] if push else []),
        {"type": "member_uniform", "member": ["B", "C"], "w_global_y": -load},
    ]
    given = (
        f"A portal frame has joints at {_places(nodes)} (x, y in m) and members AB, BC, CD of equal EI,",
        f"axially rigid and rigidly joined. It is {'fixed' if fixed else 'pinned'} at A and D.",
        *([f"A force of {push} kN acts to the right at B."] if push else []),
        f"A uniform load of {load} kN/m acts downward on BC.",
    )
    asked, wanted = _reactions("AD", turning=fixed)
    return Draft(spec, asked, given, wanted, {"fixed": fixed, "indeterminate": 3 if fixed else 1})


def cantilever_frame(rng: Draw) -> Draft:
    """A post fixed below with an arm at its top."""
    height, arm = rng.randint(2, 6), rng.randint(1, 4)
    nodes = {"A": (0, 0), "B": (0, height), "C": (arm, height)}
    down, push = rng.randint(2, 30), rng.randint(0, 15)
    spec = _frame(nodes, [("A", "B"), ("B", "C")])
    spec["supports"] = [{"node": "A", "ux": True, "uy": True, "rz": True}]
    spec["loads"] = [{"node": "C", "Fy": -down, "Fx": push}]
    given = (
        f"A frame of a post and an arm has joints at {_places(nodes)} (x, y in m) and members AB and BC.",
        "It is fixed at A.",
        f"At C acts a force of {down} kN downward" + (f" and one of {push} kN to the right." if push else "."),
    )
    asked, wanted = _reactions("A", turning=True)
    asked, wanted = (asked, wanted) if push else (asked[1:], wanted[1:])
    asked.append({"key": "M_max", "kind": "max_abs_moment", "unit": "kN*m", "sign": "abs"})
    return Draft(spec, asked, given, [*wanted, "the largest bending moment in size"], {"indeterminate": 0})


def _frame(nodes: dict[str, tuple[int, int]], members: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "type": "frame",
        "nodes": {name: list(place) for name, place in nodes.items()},
        "members": [{"from": one, "to": other, "EI": _STIFFNESS} for one, other in members],
    }


def _reactions(names: str, *, turning: bool) -> tuple[list[Item], list[str]]:
    asked: list[Item] = []
    wanted: list[str] = []
    kinds = [("H", "reaction_horizontal", "kN", "right"), ("V", "reaction_force", "kN", "up")]
    kinds += [("M", "reaction_moment", "kN*m", "ccw")] if turning else []
    words = {"right": "horizontal reaction (to the right positive)", "up": "vertical reaction (upward positive)"}
    for name in names:
        for letter, kind, unit, sign in kinds:
            asked.append({"key": f"{letter}_{name}", "kind": kind, "node": name, "unit": unit, "sign": sign})
            about = words.get(sign, "reaction moment (counter-clockwise positive)")
            wanted.append(f"at {name} the {about}")
    return asked, wanted


def _places(nodes: dict[str, Any]) -> str:
    return ", ".join(f"{name} ({number(x)}, {number(y)})" for name, (x, y) in nodes.items())
