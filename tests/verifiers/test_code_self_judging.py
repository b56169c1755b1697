"""Answers that judge themselves pass no test, however it is put; objects that a test makes are asked as ever."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from tests.verifiers.self_judging import ASKED_OF_OWN, OWN_OBJECTS, SELF_JUDGING, SelfJudging
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict


def judge(sandbox: Sandbox, program: str, tests: list[dict[str, Any]]) -> Verdict:
    request = {"kind": "code", "language": "python", "tests": tests, "hidden": False}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}```", sandbox)


@pytest.mark.parametrize("name", SELF_JUDGING)
def test_no_answer_judges_itself(local_sandbox: Sandbox, name: str) -> None:
    case = SELF_JUDGING[name]
    verdict = judge(local_sandbox, case.program, case.tests())
    assert [check.passed for check in verdict.checks] == [False] * 3, verdict


@pytest.mark.parametrize("name", SELF_JUDGING)
def test_right_answers_by_the_same_means_pass(local_sandbox: Sandbox, name: str) -> None:
    case = SELF_JUDGING[name]
    verdict = judge(local_sandbox, case.twin, case.tests())
    assert verdict.status == "correct", verdict
    assert verdict.flags == ()


def test_objects_that_a_test_makes_are_asked(local_sandbox: Sandbox) -> None:
    tests = SelfJudging(ASKED_OF_OWN, "", "").tests()
    verdict = judge(local_sandbox, OWN_OBJECTS, tests)
    assert verdict.status == "correct", verdict
