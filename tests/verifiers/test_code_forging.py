"""Programs that claim what they did not do: none passes, their honest twins do, and a naive grader is fooled."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from tests.verifiers.forgeries import FORGERIES
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

CALL = {"type": "call", "function": "solve", "args": [10], "expected": 45}
ASSERT = {"type": "assert", "code": "assert solve(10) == 45"}
CLOSE = {"type": "assert", "code": "assert abs(solve(10) - 45) < 1e-9"}
LOOP = {"type": "assert", "code": "for n, s in [(10, 45), (4, 6)]:\n    assert solve(n) == s"}
FILE = {"type": "pytest", "code": "from solution import solve\n\ndef test_sum():\n    assert solve(10) == 45\n"}


def judge(sandbox: Sandbox, program: str) -> Verdict:
    tests: list[dict[str, Any]] = [CALL, ASSERT, CLOSE, LOOP, FILE]
    limits = {"cpu_seconds": 5.0, "wall_seconds": 30.0, "memory_mb": 256}
    request = {"kind": "code", "language": "python", "tests": tests, "limits": limits}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}\n```", sandbox)


@pytest.mark.parametrize("name", FORGERIES)
def test_no_forged_verdict_is_accepted(local_sandbox: Sandbox, name: str) -> None:
    verdict = judge(local_sandbox, FORGERIES[name].program)
    assert [check.passed for check in verdict.checks] == [False] * 5, verdict
    assert verdict.status == "incorrect"


@pytest.mark.parametrize("name", FORGERIES)
def test_an_honest_program_that_uses_the_same_means_passes(local_sandbox: Sandbox, name: str) -> None:
    verdict = judge(local_sandbox, FORGERIES[name].twin)
    assert [check.passed for check in verdict.checks] == [True] * 5, verdict


@pytest.mark.parametrize("name", [name for name, forgery in FORGERIES.items() if forgery.fools])
def test_a_grader_that_goes_by_the_exit_status_is_fooled(name: str, tmp_path: Path) -> None:
    source = f"{FORGERIES[name].program}\nassert solve(10) == 45\n"
    ran = subprocess.run([sys.executable, "-c", source], cwd=tmp_path, capture_output=True, timeout=60)
    assert ran.returncode == 0, ran
