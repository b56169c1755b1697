"""Makes beam problems: specification, question and what is asked, the same for the same seed."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from verifiers.beam.errors import SpecError
from verifiers.beam.families import FAMILIES, Family
from verifiers.beam.layout import Layout
from verifiers.beam.options import Options
from verifiers.beam.questions import question
from verifiers.beam.short_prompts import short_prompt
from verifiers.beam.splits import split_of
from verifiers.beam.verifier import BeamVerifier
from verifiers.mechanics.problem import Problem

_ATTEMPTS = 1_000
_AS_DRAWN = Options()
_REL_OF_FORMULAS = 0.001
_UNITS = {"max_abs_moment": "kN*m", "max_abs_shear": "kN", "max_abs_deflection": "mm"}
_MOVED = {(False, False): "none", (True, False): "left", (False, True): "right", (True, True): "both"}
_KEYS = {"max_abs_moment": "M_max", "max_abs_shear": "V_max", "max_abs_deflection": "delta_max"}


def generate(
    family: str, seed: int, count: int, first: int = 0, options: Options = _AS_DRAWN
) -> Iterator[Problem]:
    """Problems ``first`` to ``first + count`` of a family: each depends on number, seed and options alone."""
    for number in range(first, first + count):
        yield _problem(FAMILIES[family], seed, number, options)


def _problem(family: Family, seed: int, number: int, options: Options) -> Problem:
    """The first drawn layout that is of the wanted part and can be solved; nearly every one can."""
    rng = random.Random(f"{family.name}:{seed}:{number}")  # noqa: S311 - problems must come again from their seed
    failure: SpecError | None = None
    for _ in range(_ATTEMPTS):
        layout = family.draw(rng, number, options.moved_supports)
        if options.split not in (None, split_of(layout)):
            continue
        asked = _asked(family, layout)
        verifier: dict[str, Any] = {"kind": "beam", "spec": _spec(layout), "asked": asked}
        if layout.symbolic:
            verifier["tolerance"] = {"rel": _REL_OF_FORMULAS}
        try:
            redundancy = BeamVerifier.model_validate(verifier).case.beam.redundancy
        except SpecError as unsolvable:
            failure = unsolvable
            continue
        prompt = short_prompt(layout, asked) if options.short else question(layout, asked, rng)
        name = f"{family.name}{options.named()}-{seed}-{number}"
        return Problem(name, prompt, verifier, _tags(family, layout, redundancy, asked))
    raise failure or SpecError("bad_spec", "no layout was drawn")


def _spec(layout: Layout) -> dict[str, Any]:
    if layout.symbolic:
        return {
            "symbols": {"P": "positive", "L": "positive"},
            "length": _times(layout.length, "L"),
            "supports": [{**one, "x": _times(one["x"], "L")} for one in layout.supports],
            "loads": [{name: _in_symbols(name, value) for name, value in one.items()} for one in layout.loads],
        }
    return {
        "units": {"force": "kN", "length": "m"},
        "length": _plain(layout.length),
        "E": 200_000_000,
        "I": "1/12500",
        "supports": [{**one, "x": _plain(one["x"])} for one in layout.supports],
        "hinges": [_plain(x) for x in layout.hinges],
        "loads": [{name: _plain(value) for name, value in one.items()} for one in layout.loads],
    }


def _in_symbols(name: str, value: Any) -> Any:
    """Forces in P, lengths in L, couples in PL, distributed loads in P/L."""
    units = {"Fy": "P", "M": "P*L", "w1": "P/L", "w2": "P/L"}
    return value if isinstance(value, str) else _times(value, units.get(name, "L"))


def _times(factor: Fraction, unit: str) -> str:
    return f"{factor}*{unit}" if factor.denominator == 1 else f"({factor})*{unit}"


def _plain(value: Any) -> Any:
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else str(value)


def _asked(family: Family, layout: Layout) -> list[dict[str, Any]]:
    """All reactions, and what the family asks besides."""
    unit, turning = (None, None) if layout.symbolic else ("kN", "kN*m")
    asked: list[dict[str, Any]] = []
    for support in layout.supports:
        name = support["id"]
        asked.append({"key": f"R_{name}", "kind": "reaction_force", "unit": unit, "sign": "up", "at": name})
        if support["type"] == "fixed":
            asked.append(
                {"key": f"M_{name}", "kind": "reaction_moment", "unit": turning, "sign": "ccw", "at": name}
            )
    asked += [{"key": _KEYS[kind], "kind": kind, "unit": _UNITS[kind], "sign": "abs"} for kind in family.kinds]
    return asked


def _tags(family: Family, layout: Layout, redundancy: int, asked: list[dict[str, Any]]) -> dict[str, Any]:
    places = [support["x"] for support in layout.supports]
    fixed = any(support["type"] == "fixed" for support in layout.supports)
    moved = (False, False) if fixed and len(places) == 1 else (min(places) > 0, max(places) < layout.length)
    loads = sorted({load["type"] for load in layout.loads})
    hard = 2 * redundancy + len(layout.hinges) + len(layout.loads) + len(asked) / 2
    return {
        "family": family.name,
        "loads": len(layout.loads),
        "load_types": loads,
        "supports": "-".join(support["type"] for support in layout.supports),
        "moved_supports": any(moved),
        "moved": _MOVED[moved],
        "span": _plain(layout.length),
        "overhangs": sum(moved),
        "hinges": len(layout.hinges),
        "indeterminate": redundancy,
        "symbolic": layout.symbolic,
        **({} if family.listed else {"split": split_of(layout)}),
        "difficulty": "easy" if hard <= 3 else "medium" if hard <= 6 else "hard",
    }
