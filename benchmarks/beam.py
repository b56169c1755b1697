"""What judging beams costs, and what solving one costs beside sympy's Beam and SymBeam, all in one process.

``python -m benchmarks.beam [rows]`` prints completions and checks (one for each quantity) a second per core, with
the problem solved for every completion and remembered, and the time to solve the same beams with each solver.
SymBeam takes part where it is installed (``pip install symbeam``). Times are CPU times; each figure is the best of
five rounds in turn. With ``--agreement FILE …`` labelled rows are sent to a running server instead, and its
rewards compared with the labels.
"""

import argparse
import importlib
import importlib.util
import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.running import steelyard
from sandbox.refusing import RefusingSandbox
from verifiers.beam import solved, values
from verifiers.beam.beam import bind
from verifiers.beam.solver import solve
from verifiers.beam.spec import BeamSpec
from verifiers.beam.verifier import BeamVerifier
from verifiers.registry import Registry

DEV = Path(__file__).parent.parent.parent / "shared/data/beam/dev.jsonl"
NOWHERE = RefusingSandbox("beams run no programs")
_ROUNDS = 5
_FAMILIES = ("numeric", "symbolic", "expression")
_REGISTRY = Registry((BeamVerifier,))


def _parsed(row: dict[str, Any]) -> BeamVerifier:
    fields = {"kind": "beam", **{name: row[name] for name in ("spec", "asked", "tolerance")}}
    read = _REGISTRY.parse(json.dumps(fields).encode())
    assert isinstance(read, BeamVerifier)
    return read


def checks(rows: Sequence[dict[str, Any]]) -> None:
    """Completions judged a second, by family."""
    print("| completions | n | checks each | solved again | completions/s | checks/s ", end="")
    print("| problem remembered | completions/s | checks/s |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for family in _FAMILIES:
        pairs = [(_parsed(row), row["completion"]) for row in rows if row["family"] == family]
        fresh, again = [], []
        for _ in range(_ROUNDS):
            solved.forget()
            parsed = [_REGISTRY.parse(one.model_dump_json().encode()) for one, _ in pairs]
            both = list(zip(parsed, (text for _, text in pairs), strict=True))
            fresh.append(_mean_seconds(both))
            again.append(_mean_seconds(both))
        each = sum(len(one.asked) for one, _ in pairs) / len(pairs)
        costs = " | ".join(
            f"{cost * 1e6:.0f} µs | {1 / cost:,.0f} | {each / cost:,.0f}" for cost in (min(fresh), min(again))
        )
        print(f"| {family} | {len(pairs)} | {each:.1f} | {costs} |")


def _mean_seconds(pairs: Sequence[tuple[Any, str]]) -> float:
    values.read_value.cache_clear()
    started = time.process_time()
    for judge, completion in pairs:
        judge.verify(completion, NOWHERE)
    return (time.process_time() - started) / len(pairs)


def solvers(rows: Sequence[dict[str, Any]]) -> None:
    """Milliseconds to solve a beam: reactions, V, M and deflection."""
    beams = _benchmark_beams(rows)
    ways: dict[str, Callable[[BeamSpec], object]] = {
        "Steelyard, floats": lambda beam: solve(bind(beam)),
        "Steelyard, fractions": lambda beam: solve(bind(beam, exact=True)),
        "sympy Beam": _by_sympy,
    }
    for title, some in (("of all kinds", beams), ("determinate", [one for one in beams if _is_determinate(one)])):
        taken = {name: statistics.median(_seconds(way, beam) for beam in some) for name, way in ways.items()}
        print(f"\n| solver | median of {len(some)} beams {title} | times Steelyard |\n|---|--:|--:|")
        for name, median in taken.items():
            print(f"| {name} | {median * 1e3:.3f} ms | {median / taken['Steelyard, floats']:,.0f} |")
        if importlib.util.find_spec("symbeam"):
            ways["SymBeam"] = _by_symbeam  # it solves determinate beams only


def _benchmark_beams(rows: Sequence[dict[str, Any]]) -> list[BeamSpec]:
    """The most heavily loaded beam of each kind of layout that every solver here can be told."""
    beams: dict[str, BeamSpec] = {}
    for row in rows:
        spec = _parsed(row).spec
        plain = all(one.type in ("pin", "roller", "fixed") and not one.settlement for one in spec.supports)
        forces = all(one.type != "thermal" and not getattr(one, "Fx", None) for one in spec.loads)
        if row["family"] == "numeric" and plain and forces and not spec.segments and not spec.hinges:
            known = beams.get(row["arch"])
            if known is None or len(known.loads) < len(spec.loads):
                beams[row["arch"]] = spec
    return list(beams.values())


def _is_determinate(spec: BeamSpec) -> bool:
    return bind(spec).redundancy == 0


def _seconds(way: Callable[[BeamSpec], object], beam: BeamSpec) -> float:
    """The best round. Sympy forgets what it knows of a beam in between, as it would not know a new problem's."""
    rounds = []
    slow = way in (_by_sympy, _by_symbeam)
    for _ in range(2 if slow else 20):
        if slow:
            importlib.import_module("sympy.core.cache").clear_cache()
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
        if support.rotation:
            couple = symbols(f"M_{support.name}")
            beam.apply_load(couple, Rational(support.x), -2)
            beam.bc_slope.append((Rational(support.x), 0))
            unknowns.append(couple)
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
        beam.add_support(str(support.x), "fixed" if support.rotation else "roller" if number else "pin")
    for x, fy, _ in exact.points:
        beam.add_point_load(str(x), str(fy))
    for x, couple in exact.couples:
        beam.add_point_moment(str(x), str(couple))
    for x1, x2, w1, w2 in exact.spreads:
        beam.add_distributed_load(str(x1), str(x2), f"({w1}) + ({(w2 - w1) / (x2 - x1)})*(x - ({x1}))")
    beam.solve(output=False)
    return beam


def agreement(url: str, file: Path) -> None:
    """How far the rewards of a running server and the labels of a file agree."""
    rows = _read(file)
    groups = [
        {
            "verifier": {"kind": "beam", **{name: row[name] for name in ("spec", "asked", "tolerance")}},
            "completions": [row["completion"]],
        }
        for row in rows
    ]
    body = {"cache": "off", "timeout_seconds": 600, "reward": "binary", "groups": groups}
    request = urllib.request.Request(
        f"{url}/v1/verify", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=900) as answer:
        results = [result for group in json.load(answer)["groups"] for result in group["results"]]
    labelled = [
        (row["id"], bool(row["expected"]["binary"]), row["expected"]["fraction"], result)
        for row, result in zip(rows, results, strict=True)
        if row["expected"]["binary"] is not None
    ]
    alike = sum((result["reward"] == 1.0) == right for _, right, _, result in labelled)
    near = sum(abs(result["verdict"]["score"] - share) < 1e-6 for _, _, share, result in labelled)
    unearned = [name for name, right, _, result in labelled if result["reward"] == 1.0 and not right]
    missed = [name for name, right, _, result in labelled if result["reward"] != 1.0 and right]
    print(
        f"{file.name}: {len(labelled)} labelled of {len(rows)}, binary agreement {alike / len(labelled):.2%}, ",
        end="",
    )
    print(
        f"fraction alike {near / len(labelled):.2%}\n"
        f"  full reward unearned: {unearned}\n  right and missed: {missed}"
    )


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def main() -> None:
    """Measure and print both tables, or the agreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, nargs="?", default=DEV)
    parser.add_argument("--agreement", type=Path, nargs="*")
    options = parser.parse_args()
    if options.agreement is None:
        rows = _read(options.rows)
        checks(rows)
        solvers(rows)
        return
    with steelyard({"STEELYARD_SANDBOX": "off"}) as url:
        for file in options.agreement or [DEV]:
            agreement(url, file)


if __name__ == "__main__":
    main()
