"""The attack programs beside the repository, as far as they need nothing but scripts and calls."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.limits import Limits
from sandbox.program import Call, Case, Program, Run
from sandbox.sandbox import CaseOutcome, Sandbox

LIMITS = Limits(cpu_seconds=1.0, wall_seconds=3.0, memory_mb=256, output_kb=2048, disk_mb=16)


def _score(row: dict[str, Any], sandbox: Sandbox) -> float:
    cases = row["tests"]["cases"]
    inputs: list[Case] = [
        Run(case["stdin"]) if "stdin" in case else Call(case["fn"], case["args"], case.get("kwargs", {}))
        for case in cases
    ]
    outcomes = sandbox.run(Program("python", row["solution"]), inputs, LIMITS)
    return sum(_passes(*pair) for pair in zip(cases, outcomes, strict=True)) / len(cases)


def _passes(case: dict[str, Any], outcome: CaseOutcome) -> bool:
    if "stdin" in case:
        right: str = case["stdout"]
        return outcome.ended == "exited" and not outcome.exit_status and outcome.stdout.decode() == right
    return outcome.ended == "returned" and outcome.values == (case["expected"],)


@pytest.mark.shared
def test_no_attack_beside_the_repository_succeeds(sandbox: Sandbox, shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "data/attacks/attacks.jsonl").read_text().splitlines()]
    wrong = []
    for row in rows:
        if row["tests"]["style"] not in ("stdio", "calls"):
            continue
        score = _score(row, sandbox)
        most = row.get("max_reward", 1.0 if row["family"] == "benign" else 0.0)
        if not row.get("min_reward", 0.0) <= score <= most:
            wrong.append((row["name"], score))
    assert wrong == []
