"""Programs in other languages that claim to have passed what was put after them: none does, honest twins do."""

import json

import pytest

from sandbox.sandbox import Sandbox
from tests.verifiers.language_forgeries import FORGERIES, TESTS, Forgery
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

pytestmark = pytest.mark.languages


def judge(sandbox: Sandbox, forgery: Forgery, program: str) -> Verdict:
    language = forgery.language
    wall_seconds = 6.0 if language == "bash" else 30.0  # nothing is compiled, and some forgeries wait for ever
    limits = {"cpu_seconds": 5.0, "wall_seconds": wall_seconds, "memory_mb": 256}
    tests = [{"type": "program", "code": forgery.test or TESTS[language]}]
    request = {"kind": "code", "language": language, "tests": tests, "limits": limits}
    tags = {"cpp": "c++", "javascript": "js"}
    completion = f"```{tags.get(language, language)}\n{program}\n```"
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(completion, sandbox)


@pytest.mark.parametrize("name", FORGERIES)
def test_no_forged_end_is_accepted(local_sandbox: Sandbox, name: str) -> None:
    forgery = FORGERIES[name]
    (check,) = judge(local_sandbox, forgery, forgery.program).checks
    assert not check.passed, check


@pytest.mark.parametrize("name", FORGERIES)
def test_an_honest_program_that_uses_the_same_means_passes(local_sandbox: Sandbox, name: str) -> None:
    forgery = FORGERIES[name]
    verdict = judge(local_sandbox, forgery, forgery.twin)
    assert verdict.checks[0].passed, verdict
    assert "forgeable" in verdict.flags
