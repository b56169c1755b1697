"""Reads the labelled code jobs beside the repository as what a trainer would send."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.sandbox import Sandbox
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

CODE = Path(__file__).parent.parent.parent / "shared" / "data" / "code"
_TOLERANCE = 1e-6
_LIMITS = {"cpu_seconds": 4.0, "wall_seconds": 20.0, "memory_mb": 3072, "output_kb": 4096}


@dataclass(frozen=True, slots=True)
class Row:
    """One job: its specification, its completion, and what is true of each of its tests."""

    name: str
    style: str
    specification: dict[str, Any]
    completion: str
    passes: bool
    vector: tuple[bool, ...]
    test_ids: tuple[str, ...]

    def judge(self, sandbox: Sandbox) -> Verdict:
        """The verdict of the verifier that a worker would read."""
        verifier = CodeVerifier.model_validate_json(json.dumps(self.specification))
        return verifier.verify(self.completion, sandbox)

    def within(self, limits: dict[str, float]) -> "Row":
        """The same job under other limits."""
        return replace(self, specification={**self.specification, "limits": limits})

    def agreeing(self, passed: Mapping[str, bool]) -> int:
        """How many of its tests are judged as they are labelled, by the names of their checks."""
        names = self.test_ids or tuple(f"test_{number}" for number in range(1, len(self.vector) + 1))
        found = (passed.get(name) for name in names)
        return sum(one == label for one, label in zip(found, self.vector, strict=True))


@dataclass(slots=True)
class Agreement:
    """How far verdicts and labels agree."""

    jobs: int = 0
    tests: int = 0
    agreeing_tests: int = 0
    false_passes: list[str] = field(default_factory=list)
    false_failures: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)

    def add(self, row: Row, is_correct: bool, passed: Mapping[str, bool]) -> None:
        """Count one job: whether all of it passed, and which of its tests."""
        agreeing = row.agreeing(passed)
        self.jobs += 1
        self.tests += len(row.vector)
        self.agreeing_tests += agreeing
        if agreeing < len(row.vector):
            self.disputed.append(row.name)
        if row.passes and not is_correct:
            self.false_failures.append(row.name)
        if not row.passes and is_correct:
            self.false_passes.append(row.name)

    @property
    def binary(self) -> float:
        """Share of jobs that pass or fail as labelled."""
        return 1 - (len(self.false_passes) + len(self.false_failures)) / self.jobs

    @property
    def per_test(self) -> float:
        """Share of tests that pass or fail as labelled."""
        return self.agreeing_tests / self.tests


def read_rows(path: Path, *, language: str | None = None) -> Iterator[Row]:
    """The jobs of a file, or those in one language."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if language in (None, row["language"]):
                yield _row(row)


def _row(row: dict[str, Any]) -> Row:
    tests = row["tests"]
    specification = {
        "kind": "code",
        "language": row["language"],
        "tests": _tests(tests),
        "limits": _LIMITS,
    }
    passes = row["expected"] == "pass"
    vector = tuple(map(bool, row.get("expected_vector", [passes])))
    completion = f"```{row['language']}\n{row['solution']}\n```"
    ids = tuple(tests.get("test_ids", ()))
    return Row(row["id"], tests["style"], specification, completion, passes, vector, ids)


def _tests(tests: dict[str, Any]) -> list[dict[str, Any]]:
    match tests["style"]:
        case "assert":
            return [{"type": "assert", "code": code, "setup": tests["setup"]} for code in tests["tests"]]
        case "call":
            return [_call(tests, case) for case in tests["cases"]]
        case "stdio":
            return [{"type": "stdio", "stdin": case["input"], "stdout": case["output"]} for case in tests["cases"]]
        case "pytest":
            return [{"type": "pytest", "code": tests["code"]}]
        case _:
            return [{"type": "program", "code": tests["after"]}]


def _call(tests: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    near = tests["atol"] or _has_float(case["expected"])
    compare: Any = {"float": max(tests["atol"], _TOLERANCE)} if near else "equal"
    call = {"type": "call", "function": tests["entry_point"], "args": case["args"], "expected": case["expected"]}
    return {**call, "compare": compare}


def _has_float(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_float, value))
    return any(map(_has_float, value.values())) if isinstance(value, dict) else isinstance(value, float)
