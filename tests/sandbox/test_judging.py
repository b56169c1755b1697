"""Programs that would judge themselves pass no kind of test, and honest ones with the same means pass all."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from tests.sandbox.attacks.judging import FORGED_FILES, HONEST, HONEST_FILES, LIARS, Judged
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

_LIMITS = {"cpu_seconds": 3.0, "wall_seconds": 30.0, "memory_mb": 512}
_SHARED = {"capsys", "patch time shared"}


def judge(sandbox: Sandbox, program: str, *tests: dict[str, Any]) -> Verdict:
    request = {"kind": "code", "language": "python", "tests": tests, "limits": _LIMITS}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}\n```", sandbox)


def in_each_kind(judged: Judged) -> list[dict[str, Any]]:
    whole = f"import cmath\nimport math\nassert {judged.test}"
    file = f"import cmath\nimport math\nfrom solution import *\n\ndef test_it():\n    assert {judged.test}"
    return [
        {"type": "assert", "code": whole},
        {"type": "program", "code": whole},
        {"type": "pytest", "code": file},
    ]


@pytest.mark.parametrize("name", LIARS)
def test_no_answer_judges_itself(sandbox: Sandbox, name: str) -> None:
    verdict = judge(sandbox, LIARS[name].program, *in_each_kind(LIARS[name]))
    assert [check.passed for check in verdict.checks] == [False] * 3, verdict


@pytest.mark.parametrize("name", HONEST)
def test_honest_objects_do_what_they_do_in_python(sandbox: Sandbox, name: str) -> None:
    verdict = judge(sandbox, HONEST[name].program, *in_each_kind(HONEST[name]))
    assert (verdict.status, verdict.flags) == ("correct", ()), verdict


@pytest.mark.parametrize("name", FORGED_FILES)
def test_no_test_file_is_forged(sandbox: Sandbox, name: str) -> None:
    verdict = judge(sandbox, FORGED_FILES[name].program, {"type": "pytest", "code": FORGED_FILES[name].test})
    assert verdict.status == "incorrect", verdict


@pytest.mark.parametrize("name", HONEST_FILES)
def test_test_files_have_the_program_s_objects_at_hand(sandbox: Sandbox, name: str) -> None:
    verdict = judge(sandbox, HONEST_FILES[name].program, {"type": "pytest", "code": HONEST_FILES[name].test})
    assert verdict.status == "correct", verdict
    assert verdict.flags == (("forgeable",) if name in _SHARED else ())


def test_the_order_of_tests_tells_a_program_nothing(sandbox: Sandbox) -> None:
    counting = "n = 0\ndef f():\n    global n\n    n += 1\n    return n"
    tests = [{"type": "call", "function": "f", "args": [], "expected": number} for number in range(1, 13)]
    verdict = judge(sandbox, counting, *tests)
    assert verdict.status != "correct"
    assert judge(sandbox, counting, *tests).checks[0].passed == verdict.checks[0].passed
