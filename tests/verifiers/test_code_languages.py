"""Programs in other languages than Python, judged by the code verifier."""

import json
from typing import Any

import pytest

from sandbox.sandbox import Sandbox
from tests.verifiers.language_layouts import LAYOUTS
from verifiers.code.verifier import CodeVerifier
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict

ADD = {"type": "stdio", "stdin": "1 2\n", "stdout": "3\n"}
LIMITS = {"cpu_seconds": 2.0, "wall_seconds": 20.0, "memory_mb": 256}


def code(language: str, *tests: dict[str, Any], **options: Any) -> CodeVerifier:
    request = {"kind": "code", "language": language, "tests": tests, "limits": LIMITS, **options}
    return CodeVerifier.model_validate_json(json.dumps(request))


def judge(sandbox: Sandbox, language: str, completion: str, *tests: dict[str, Any], **options: Any) -> Verdict:
    verifier = code(language, *tests, **options)
    verifier.ensure_usable()
    return verifier.verify(completion, sandbox)


def test_a_program_is_found_by_any_name_of_its_language_and_judged_by_its_output(local_sandbox: Sandbox) -> None:
    completion = "First:\n```python\nprint(3)\n```\nBetter:\n```sh\nread a b; echo $((a + b))\n```"
    verdict = judge(local_sandbox, "bash", completion, ADD, {**ADD, "stdout": "4"}, {**ADD, "stdin": "2 2\n"})
    assert [check.error for check in verdict.checks] == [None, "wrong_answer", "wrong_answer"]


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("exit 3", "runtime_error"),
        ("if then", "syntax"),
        ("while :; do :; done", "timeout"),
        ("while :; do printf %05000d 0; done", "output_limit"),
    ],
)
def test_what_a_script_does_wrong_is_named(local_sandbox: Sandbox, program: str, error: str) -> None:
    (check,) = judge(local_sandbox, "bash", program, ADD, limits={**LIMITS, "cpu_seconds": 0.5}).checks
    assert check.error == error


@pytest.mark.languages
def test_a_program_that_does_not_compile_is_told_why(local_sandbox: Sandbox) -> None:
    verdict = judge(local_sandbox, "c", "int main(void) { return nowhere; }", ADD, ADD)
    assert (verdict.status, verdict.score) == ("incorrect", 0.0)
    assert [check.error for check in verdict.checks] == ["compile", "compile"]
    assert "nowhere" in str(verdict.checks[0].evidence)


@pytest.mark.languages
def test_a_compiler_does_not_quote_what_is_hidden(local_sandbox: Sandbox) -> None:
    after = {"type": "program", "code": "int main(void) { return s3cret; }"}
    told = repr(judge(local_sandbox, "c", "int f(void) { return 1; }", after))
    assert "s3cret" not in told
    told = repr(judge(local_sandbox, "c", '#include "data.txt"\n', ADD, files={"data.txt": "s3cret"}))
    assert "s3cret" not in told
    assert "s3cret" in repr(judge(local_sandbox, "c", "int f(void) { return 1; }", after, hidden=False))


@pytest.mark.languages
def test_text_after_a_compiled_program_decides_by_its_exit_status(local_sandbox: Sandbox) -> None:
    tests = [{"type": "program", "code": f"int main() {{ return twice(2) != {value}; }}"} for value in (4, 5)]
    verdict = judge(local_sandbox, "c", "```c\nint twice(int x) { return 2 * x; }\n```", *tests)
    assert [check.passed for check in verdict.checks] == [True, False]
    assert "inside" in str(verdict.checks[0].evidence)


@pytest.mark.languages
def test_asserts_follow_a_script_which_must_reach_their_end(local_sandbox: Sandbox) -> None:
    setup = "const assert = require('node:assert');"
    tests = [{"type": "assert", "setup": setup, "code": f"assert.equal(f(2), {value});"} for value in (4, 5)]
    verdict = judge(local_sandbox, "javascript", "const f = x => 2 * x;", *tests)
    assert [check.passed for check in verdict.checks] == [True, False]
    verdict = judge(local_sandbox, "javascript", "process.exit(0);", *tests)
    assert [check.passed for check in verdict.checks] == [False, False]
    assert verdict.flags == ("early_exit", "forgeable")


def test_a_test_after_a_shell_script_keeps_its_exit_status(local_sandbox: Sandbox) -> None:
    tests = [{"type": "program", "code": f"[[ $(twice 2) = {value} ]]"} for value in (4, 5)]
    verdict = judge(local_sandbox, "bash", "twice() { echo $((2 * $1)); }", *tests)
    assert [check.passed for check in verdict.checks] == [True, False]
    assert judge(local_sandbox, "bash", "exit 0", tests[0]).checks[0].passed is False


def test_a_checker_in_python_judges_a_program_in_another_language(local_sandbox: Sandbox) -> None:
    checker = "def check(stdin, expected, output):\n    return int(output) % 2 == 1\n"
    tests = {**ADD, "stdout": "", "compare": {"checker": checker}}
    assert judge(local_sandbox, "bash", "echo 7", tests).status == "correct"
    assert judge(local_sandbox, "bash", "echo 8", tests).status == "incorrect"


@pytest.mark.parametrize(
    ("language", "test", "field"),
    [
        ("cobol", ADD, "language"),
        ("java", {"type": "call", "function": "f", "args": [], "expected": 1}, "tests.0.type"),
        ("javascript", {"type": "pytest", "code": "def test(): pass"}, "tests.0.type"),
        ("rust", {"type": "assert", "code": "assert!(true)"}, "tests.0.type"),
        ("go", {**ADD, "compare": {"checker": "no python"}}, "tests.0.compare.checker"),
    ],
)
def test_tests_that_a_language_cannot_have_are_refused(language: str, test: dict[str, Any], field: str) -> None:
    with pytest.raises(UnusableSpec) as refusal:
        code(language, test).ensure_usable()
    assert refusal.value.field == field


@pytest.mark.languages
@pytest.mark.parametrize("layout", LAYOUTS)
def test_tests_are_run_as_their_datasets_lay_them_out(local_sandbox: Sandbox, layout: str) -> None:
    language, before, program, test = LAYOUTS[layout]
    tests = {"type": "program", "code": test}
    right, wrong = (
        judge(local_sandbox, language, program.replace("BODY", body), tests, before=before)
        for body in ("2 * x", "4 * x")
    )
    assert right.status == "correct", right
    assert (wrong.status, wrong.checks[0].error != "compile") == ("incorrect", True), wrong
