"""A layout put into words: the question of a generated problem, in one of several phrasings."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from verifiers.beam.layout import Layout

_OPENINGS = (
    "A horizontal beam is {length} long; x is measured from its left end.",
    "Consider a straight beam of length {length}, with x = 0 at its left end.",
    "A beam spans from x = 0 to x = {length}.",
)
_SUPPORTS = {
    "pin": (
        "There is a pin support at {id} (x = {x}).",
        "It is pinned at {id}, x = {x}.",
        "Support {id} at x = {x} is a pin.",
    ),
    "roller": (
        "There is a roller support at {id} (x = {x}).",
        "It rests on a roller at {id}, x = {x}.",
        "Support {id} at x = {x} is a roller.",
    ),
    "fixed": (
        "The beam is fixed at {id} (x = {x}).",
        "It is clamped at {id}, x = {x}.",
        "Support {id} at x = {x} is fixed.",
    ),
}
_POINTS = (
    "A point load of {size} acts {way} at x = {x}.",
    "At x = {x} a concentrated force of {size} acts {way}.",
)
_COUPLES = ("A {turn} couple of {size} is applied at x = {x}.", "At x = {x} acts a couple of {size}, {turn}.")
_UNIFORM = (
    "A uniform load of {w1} acts downward from x = {x1} to x = {x2}.",
    "Between x = {x1} and x = {x2} the beam carries a uniformly distributed load of {w1}, downward.",
)
_VARYING = ("A downward load varies linearly from {w1} at x = {x1} to {w2} at x = {x2}.",)
_HINGES = ("There is an internal hinge at x = {x}.", "An internal hinge is located at x = {x}.")
_REQUESTS = ("Determine {asked}.", "Find {asked}.", "Calculate {asked}.", "What are {asked}?")
_ENDINGS = ("", " Put the final answer in \\boxed{}.", " End with \\boxed{} holding all results.")


def question(layout: Layout, asked: Sequence[Mapping[str, Any]], rng: random.Random) -> str:
    """The whole question."""
    parts = [rng.choice(_OPENINGS).format(length=_at(layout.length, layout.symbolic))]
    parts += [_support(one, layout.symbolic, rng) for one in layout.supports]
    parts += [rng.choice(_HINGES).format(x=_at(x, layout.symbolic)) for x in layout.hinges]
    parts += [_load(one, layout.symbolic, rng) for one in layout.loads]
    if any("deflection" in one["kind"] for one in asked):
        parts.append("E = 200 GPa and I = 80·10^6 mm^4.")
    elif len(layout.supports) > 2:
        parts.append("EI is constant.")
    wanted = "; ".join(_wanted(one, layout.symbolic) for one in asked)
    parts.append(rng.choice(_REQUESTS).format(asked=wanted) + rng.choice(_ENDINGS))
    return " ".join(parts)


def _support(support: Mapping[str, Any], symbolic: bool, rng: random.Random) -> str:
    return rng.choice(_SUPPORTS[support["type"]]).format(id=support["id"], x=_at(support["x"], symbolic))


def _load(load: Mapping[str, Any], symbolic: bool, rng: random.Random) -> str:
    if load["type"] == "point":
        size, way = abs(load["Fy"]), "upward" if load["Fy"] > 0 else "downward"
        return rng.choice(_POINTS).format(size=_force(size, symbolic), way=way, x=_at(load["x"], symbolic))
    if load["type"] == "moment":
        turn = "counter-clockwise" if load["M"] > 0 else "clockwise"
        size = f"{_number(abs(load['M']))}{'PL' if symbolic else ' kN·m'}"
        return rng.choice(_COUPLES).format(turn=turn, size=size, x=_at(load["x"], symbolic))
    ends = {name: _at(load[name], symbolic) for name in ("x1", "x2")}
    sizes = {name: f"{_number(-load[name])}{'P/L' if symbolic else ' kN/m'}" for name in ("w1", "w2")}
    return rng.choice(_UNIFORM if load["w1"] == load["w2"] else _VARYING).format(**ends, **sizes)


def _wanted(asked: Mapping[str, Any], symbolic: bool) -> str:
    unit = (
        f", in {asked['unit'].replace('*', '·')}" if asked["unit"] else ", as a multiple of P" if symbolic else ""
    )
    key = asked["key"]
    words = {
        "reaction_force": f"the vertical reaction {key} at {asked.get('at')} (upward positive)",
        "reaction_moment": f"the reaction moment {key} at {asked.get('at')} (counter-clockwise positive)",
        "max_abs_moment": f"the largest bending moment {key} in magnitude",
        "max_abs_shear": f"the largest shear force {key} in magnitude",
        "max_abs_deflection": f"the largest deflection {key} in magnitude",
    }
    return words[asked["kind"]] + unit


def _at(x: Fraction, symbolic: bool) -> str:
    return f"{_number(x)}L" if symbolic and x else f"{_number(x)}{'' if symbolic else ' m'}"


def _force(size: Fraction, symbolic: bool) -> str:
    return f"{_number(size)}{'P' if symbolic else ' kN'}"


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.6g}"
