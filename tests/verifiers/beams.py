"""Beams for tests: random ones of nine archetypes, and short ways from a specification to its solution."""

import random
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from verifiers.beam.beam import bind
from verifiers.beam.solution import Solution
from verifiers.beam.solver import solve
from verifiers.beam.spec import BeamSpec, CodedSpec

ADAPTER: TypeAdapter[BeamSpec] = TypeAdapter(CodedSpec)
Spec = dict[str, Any]


def read(spec: Mapping[str, Any]) -> BeamSpec:
    return ADAPTER.validate_python(dict(spec))


def solved(spec: Mapping[str, Any], binding: Mapping[str, Any] | None = None, *, exact: bool = False) -> Solution:
    return solve(bind(read(spec), binding, exact=exact))


def simply_supported(length: float, *loads: Spec, **more: Any) -> Spec:
    supports = [{"id": "A", "type": "pin", "x": 0}, {"id": "B", "type": "roller", "x": length}]
    return {"length": length, "supports": supports, "loads": list(loads), **more}


def point(x: float, fy: float) -> Spec:
    return {"type": "point", "x": x, "Fy": fy}


def _supports(rng: random.Random, length: float) -> tuple[list[Spec], list[float]]:
    a, b = sorted(rng.sample(range(1, 8), 2))
    inner = [length * a / 8, length * b / 8]
    ends = {"A": 0.0, "B": length}

    def held(name: str, kind: str, x: float, **more: float) -> Spec:
        return {"id": name, "type": kind, "x": x, **more}

    return rng.choice(
        [
            ([held("A", "pin", 0.0), held("B", "roller", length)], []),
            ([held("A", "pin", inner[0]), held("B", "roller", inner[1])], []),
            ([held("A", "fixed", 0.0)], []),
            ([held("A", "fixed", 0.0), held("B", "roller", inner[1])], []),
            ([held("A", "fixed", 0.0), held("B", "fixed", length)], []),
            ([held("A", "pin", 0.0), held("B", "roller", inner[0]), held("C", "roller", length)], []),
            ([held("A", "fixed", 0.0), held("B", "roller", length)], [inner[0]]),
            ([held("A", "fixed", 0.0), held("B", "spring", length, ky=rng.uniform(50, 5000))], []),
            ([held("A", "pin", 0.0), held("B", "guided", length)], []),
            ([held(name, "fixed", x, settlement=rng.uniform(-0.01, 0.01)) for name, x in ends.items()], []),
        ]
    )


def random_spec(rng: random.Random, *, thermal: bool = True) -> Spec:
    """A solvable beam with up to five loads, two stiffnesses, springs, settlements and hinges."""
    length = round(rng.uniform(2, 12), 2)
    supports, hinges = _supports(rng, length)
    loads = [_load(rng, length, thermal=thermal) for _ in range(rng.randint(1, 5))]
    loads = [load for load in loads if load["type"] != "moment" or load["x"] not in hinges]
    spec: Spec = {"length": length, "E": 2e8, "I": 8e-5, "supports": supports, "hinges": hinges, "loads": loads}
    if rng.random() < 0.3:
        spec["segments"] = [{"x1": 0.25 * length, "x2": 0.6 * length, "I": rng.uniform(4e-5, 4e-4)}]
    return spec


def _load(rng: random.Random, length: float, *, thermal: bool) -> Spec:
    start, end = sorted(rng.sample(range(17), 2))
    x1, x2 = length * start / 16, length * end / 16
    kind = rng.choice(["point", "moment", "dist", *(["thermal"] if thermal else [])])
    if kind == "point":
        return point(x1, rng.uniform(-60, 40))
    if kind == "moment":
        return {"type": "moment", "x": x1, "M": rng.uniform(-30, 30)}
    if kind == "dist":
        return {"type": "dist", "x1": x1, "x2": x2, "w1": rng.uniform(-20, 5), "w2": rng.uniform(-20, 5)}
    return {"type": "thermal", "x1": x1, "x2": x2, "kappa": rng.uniform(-1e-3, 1e-3)}
