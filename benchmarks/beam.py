"""What judging beams costs, and what solving one costs beside sympy's Beam and SymBeam, all in one process.

``python -m benchmarks.beam [rows]`` prints checks a second per core, with the problem solved anew for every
completion and remembered, and the time to solve the same beams with each solver. SymBeam takes part where it is
installed (``pip install symbeam``). Times are CPU times; each figure is the best of five rounds in turn.
"""

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sandbox.refusing import RefusingSandbox
from verifiers.beam import values, verifier
from verifiers.beam.beam import bind
from verifiers.beam.solver import solve
from verifiers.beam.spec import BeamSpec
from verifiers.beam.verifier import BeamVerifier
from verifiers.registry import Registry

DEV = Path(__file__).parent.parent.parent / "shared/data/beam/dev.jsonl"
NOWHERE = RefusingSandbox("beams run no programs")
_ROUNDS = 5
_BEAMS = 12
_FAMILIES = ("numeric", "symbolic", "expression")
_REGISTRY = Registry((BeamVerifier,))


def _parsed(row: dict[str, Any]) -> BeamVerifier:
    fields = {"kind": "beam", **{name: row[name] for name in ("spec", "asked", "tolerance")}}
    read = _REGISTRY.parse(json.dumps(fields).encode())
    assert isinstance(read, BeamVerifier)
    return read


def checks(rows: Sequence[dict[str, Any]]) -> None:
    """Completions judged a second, by family."""
    print("| completions | n | uncached | a second | problem remembered | a second |\n|---|--:|--:|--:|--:|--:|")
    for family in _FAMILIES:
        pairs = [(_parsed(row), row["completion"]) for row in rows if row["family"] == family]
        fresh, again = [], []
        for _ in range(_ROUNDS):
            verifier.forget()
            parsed = [_REGISTRY.parse(one.model_dump_json().encode()) for one, _ in pairs]
            both = list(zip(parsed, (text for _, text in pairs), strict=True))
            fresh.append(_mean_seconds(both))
            again.append(_mean_seconds(both))
        first, then = min(fresh), min(again)
        costs = " | ".join(f"{cost * 1e6:.0f} µs | {1 / cost:,.0f}" for cost in (first, then))
        print(f"| {family} | {len(pairs)} | {costs} |")


def _mean_seconds(pairs: Sequence[tuple[Any, str]]) -> float:
    values.read_value.cache_clear()
    started = time.process_time()
    for judge, completion in pairs:
        judge.verify(completion, NOWHERE)
    return (time.process_time() - started) / len(pairs)


def solvers(rows: Sequence[dict[str, Any]]) -> None:
    """Milliseconds to solve a beam: reactions, V, M and deflection."""
    beams = [_parsed(row).spec for row in rows if row["family"] == "numeric" and row["arch"] in ("ss", "ss_over")]
    beams = [beam for beam in beams if not beam.segments][:_BEAMS]
    ways: dict[str, Callable[[BeamSpec], object]] = {
        "Steelyard, floats": lambda beam: solve(bind(beam)),
        "Steelyard, fractions": lambda beam: solve(bind(beam, exact=True)),
        "sympy Beam": _by_sympy,
    }
    if importlib.util.find_spec("symbeam"):
        ways["SymBeam"] = _by_symbeam
    medians = {name: statistics.median(_seconds(way, beam) for beam in beams) for name, way in ways.items()}
    print(f"\n| solver | median of {len(beams)} beams | times Steelyard |\n|---|--:|--:|")
    for name, median in medians.items():
        print(f"| {name} | {median * 1e3:.3f} ms | {median / medians['Steelyard, floats']:,.0f} |")


def _seconds(way: Callable[[BeamSpec], object], beam: BeamSpec) -> float:
    rounds = []
    for _ in range(2 if way in (_by_sympy, _by_symbeam) else 20):
        started = time.process_time()
        way(beam)
        rounds.append(time.process_time() - started)
    return min(rounds)


def _by_sympy(spec: BeamSpec) -> object:
    from sympy import Rational, symbols
    from sympy.physics.continuum_mechanics.beam import Beam

    exact = bind(spec, exact=True)
    beam = Beam(Rational(exact.length), 1, 1)
    unknowns = []
    for support in exact.supports:
        unknown = symbols(f"R_{support.name}")
        beam.apply_load(unknown, Rational(support.x), -1)
        beam.bc_deflection.append((Rational(support.x), 0))
        unknowns.append(unknown)
    for x, fy, _ in exact.points:
        beam.apply_load(Rational(fy), Rational(x), -1)
    for x, couple in exact.couples:
        beam.apply_load(-Rational(couple), Rational(x), -2)
    for x1, x2, w1, w2 in exact.spreads:
        beam.apply_load(Rational(w1), Rational(x1), 0, end=Rational(x2))
        beam.apply_load(Rational((w2 - w1) / (x2 - x1)), Rational(x1), 1, end=Rational(x2))
    beam.solve_for_reaction_loads(*unknowns)
    return beam.shear_force(), beam.bending_moment(), beam.deflection()


def _by_symbeam(spec: BeamSpec) -> object:
    from symbeam import beam as make

    exact = bind(spec, exact=True)
    beam = make(str(exact.length))
    for number, support in enumerate(exact.supports):
        beam.add_support(str(support.x), "roller" if number else "pin")
    for x, fy, _ in exact.points:
        beam.add_point_load(str(x), str(fy))
    for x, couple in exact.couples:
        beam.add_point_moment(str(x), str(couple))
    for x1, x2, w1, w2 in exact.spreads:
        beam.add_distributed_load(str(x1), str(x2), f"({w1}) + ({(w2 - w1) / (x2 - x1)})*(x - ({x1}))")
    beam.solve(output=False)
    return beam


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, nargs="?", default=DEV)
    rows = [json.loads(line) for line in parser.parse_args().rows.read_text().splitlines()]
    checks(rows)
    solvers(rows)


if __name__ == "__main__":
    main()
