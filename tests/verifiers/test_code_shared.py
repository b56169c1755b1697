"""The labelled jobs and the attacks beside the repository, judged by the code verifier."""

import ast
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.code_rows import Agreement, Row, read_rows
from sandbox.docker import DockerSandbox
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Program, Run
from sandbox.sandbox import Sandbox
from tests.sandbox.containers import IMAGE
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

KINDS = pytest.mark.parametrize("kind", ["local", pytest.param("docker", marks=pytest.mark.docker)])
pytestmark = pytest.mark.shared

_SHARE = 8  # every eighth job; benchmarks/code.py judges all of them
_OF_CONTAINERS = 2  # every second attack; all of them are tried without containers
_LIMITS = {"cpu_seconds": 1.0, "wall_seconds": 3.0, "memory_mb": 256, "output_kb": 2048, "disk_mb": 16}
_QUICKLY = {"cpu_seconds": 1.0, "wall_seconds": 3.0, "memory_mb": 3072, "output_kb": 4096}
_PROBES = {
    "no_processes": "import os\nprint(sum(name.isdigit() for name in os.listdir('/proc')) <= 2)",
    "no_files": "import os\nprint(os.listdir('.') == ['solution.py'] or os.listdir('.') == [])",
}


@contextmanager
def _open(kind: str, runners: int) -> Iterator[Sandbox]:
    started = LocalSandbox(runners) if kind == "local" else DockerSandbox(runners, IMAGE)
    try:
        started.start()
        yield started
    finally:
        started.close()


def _judge_all(rows: list[Row], sandbox: Sandbox) -> Agreement:
    agreement = Agreement()
    with ThreadPoolExecutor(2) as pool:
        for row, verdict in zip(rows, pool.map(lambda row: row.judge(sandbox), rows), strict=True):
            passed = {check.name: bool(check.passed) for check in verdict.checks}
            agreement.add(row, verdict.status == "correct", passed)
    return agreement


@pytest.mark.languages
def test_labelled_jobs_are_judged_as_labelled(local_sandbox: Sandbox, shared: Path) -> None:
    rows = list(read_rows(shared / "data/code/dev.jsonl"))[::_SHARE]
    # What is labelled as failing for want of time does so within a second, too.
    rows = [row if row.passes else row.within(_QUICKLY) for row in rows]
    agreement = _judge_all(rows, local_sandbox)
    assert agreement.false_passes == []
    assert agreement.binary >= 0.999
    assert agreement.per_test >= 0.998


def test_no_hostile_job_passes_and_the_controls_do(local_sandbox: Sandbox, shared: Path) -> None:
    rows = [row.within(_QUICKLY) for row in read_rows(shared / "data/code/hostile.jsonl")]
    # Filling 2 GiB takes this machine longer than that.
    agreement = _judge_all([row for row in rows if "mem2g" not in row.name], local_sandbox)
    assert agreement.false_passes == []
    assert agreement.false_failures == []


def _tests(tests: dict[str, Any]) -> list[dict[str, Any]]:
    match tests["style"]:
        case "stdio":
            return [
                {"type": "stdio", "compare": "exact", "stdin": case["stdin"], "stdout": case["stdout"]}
                for case in tests["cases"]
            ]
        case "calls":
            return [
                {"type": "call", "function": case["fn"], "args": case["args"], "expected": case["expected"]}
                | {"kwargs": case.get("kwargs", {})}
                for case in tests["cases"]
            ]
        case "asserts":
            return [{"type": "assert", "code": ast.unparse(node)} for node in ast.parse(tests["code"]).body]
        case _:
            return [{"type": "pytest", "code": code, "path": path} for path, code in tests["files"].items()]


def _read_attacks(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "data/attacks/attacks.jsonl").read_text().splitlines()]


def _judge_attack(row: dict[str, Any], sandbox: Sandbox) -> Verdict:
    specification = {"kind": "code", "language": "python", "tests": _tests(row["tests"]), "limits": _LIMITS}
    verifier = CodeVerifier.model_validate_json(json.dumps(specification))
    return verifier.verify(f"```python\n{row['solution']}\n```", sandbox)


def _is_right(row: dict[str, Any], verdict: Verdict) -> bool:
    most: float = row.get("max_reward", 1.0 if row["family"] == "benign" else 0.0)
    least: float = row.get("min_reward", 0.0)
    return least <= (verdict.score or 0.0) <= most


@KINDS
def test_no_attack_gets_more_than_it_may(kind: str, shared: Path) -> None:
    rows = _read_attacks(shared)[:: 1 if kind == "local" else _OF_CONTAINERS]
    with _open(kind, 4) as sandbox, ThreadPoolExecutor(4) as pool:
        verdicts = pool.map(lambda row: _judge_attack(row, sandbox), rows)
        wrong = [
            (row["name"], verdict)
            for row, verdict in zip(rows, verdicts, strict=True)
            if not _is_right(row, verdict)
        ]
    assert wrong == []


@KINDS
def test_attacks_leave_nothing_to_the_next_program(kind: str, shared: Path) -> None:
    rows = {row["name"]: row for row in _read_attacks(shared)}
    with _open(kind, 1) as sandbox:
        for row in rows.values():
            if "after" in row:
                _judge_attack(rows[row["after"]], sandbox)
                assert _is_right(row, _judge_attack(row, sandbox)), row["name"]
            if "followup" in row:
                _judge_attack(row, sandbox)
                probe = Program("python", _PROBES[row["followup"]])
                (outcome,) = sandbox.run(probe, [Run()], Limits(cpu_seconds=5, wall_seconds=10))
                assert outcome.stdout == b"True\n", row["name"]
