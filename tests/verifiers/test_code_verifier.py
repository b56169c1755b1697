"""The code verifier on a real sandbox."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from sandbox.sandbox import Sandbox
from verifiers.code.verifier import CodeVerifier
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict

Judge = Callable[..., Verdict]
LIMITS = {"cpu_seconds": 1.0, "wall_seconds": 5.0, "memory_mb": 256}
ADD = "def add(a, b):\n    return a + b\n"


def code(*tests: dict[str, Any], **options: Any) -> CodeVerifier:
    request = {"kind": "code", "language": "python", "tests": tests, "limits": LIMITS, **options}
    return CodeVerifier.model_validate_json(json.dumps(request))


@pytest.fixture
def judge(local_sandbox: Sandbox) -> Judge:
    def judge(program: str, *tests: dict[str, Any], **options: Any) -> Verdict:
        verifier = code(*tests, **options)
        verifier.ensure_usable()
        return verifier.verify(program, local_sandbox)

    return judge


def call(function: str, args: list[Any], expected: Any, **rest: Any) -> dict[str, Any]:
    return {"type": "call", "function": function, "args": args, "expected": expected, **rest}


def stdio(stdin: str, stdout: str, **rest: Any) -> dict[str, Any]:
    return {"type": "stdio", "stdin": stdin, "stdout": stdout, **rest}


def passed(verdict: Verdict) -> list[bool | None]:
    return [check.passed for check in verdict.checks]


def errors(verdict: Verdict) -> list[str | None]:
    return [check.error for check in verdict.checks]


def test_every_kind_of_test_passes_for_a_right_program(judge: Judge) -> None:
    verdict = judge(
        f"Here it is:\n```python\n{ADD}\nprint(add(1, 2))\n```",
        call("add", [1, 2], 3),
        stdio("", "3\n"),
        {"type": "assert", "code": "assert add(1, 2) == 3"},
        {"type": "assert", "code": "try:\n    add(1, 'a')\n    assert False\nexcept TypeError:\n    pass"},
        {"type": "pytest", "code": "from solution import add\n\ndef test_add():\n    assert add(1, 2) == 3\n"},
        {"type": "program", "code": "import sys\nsys.exit(0 if add(1, 2) == 3 else 1)"},
    )
    assert (verdict.status, verdict.score, verdict.flags) == ("correct", 1.0, ())
    assert verdict.checks[4].name == "test_add"


def test_text_after_the_program_decides_by_its_exit_status(judge: Judge) -> None:
    right = {"type": "program", "code": "assert add(1, 2) == 3"}
    wrong = {"type": "program", "code": "assert add(1, 2) == 4"}
    left = {"type": "program", "code": "import sys\nsys.exit(add(1, 2) - 3)"}
    verdict = judge(ADD, right, wrong, left)
    assert passed(verdict) == [True, False, True]
    assert (verdict.status, verdict.flags) == ("partial", ())


def test_tests_that_share_the_program_s_process_say_so(judge: Judge) -> None:
    apart = {"type": "program", "code": "assert add(1, 2) == 3"}
    shared = {"type": "program", "code": "import inspect\nassert inspect.isfunction(add)"}
    assert judge(ADD, apart).flags == ()
    verdict = judge(ADD, apart, shared)
    assert (verdict.status, verdict.flags) == ("correct", ("forgeable",))
    assert "inside" in str(verdict.checks[1].evidence)


@pytest.mark.parametrize("kind", ["pytest", "assert", "program"])
def test_tests_that_import_what_is_not_there_are_no_verdict_on_the_program(judge: Judge, kind: str) -> None:
    missing = {
        "type": kind,
        "code": "import no_such_package\ndef test_it():\n    assert no_such_package and add(1, 2)\ntest_it()",
    }
    verdict = judge(ADD, missing)
    assert (verdict.status, verdict.score) == ("infrastructure_error", None)
    assert "no_such_package" in str(verdict.checks[0].evidence)
    verdict = judge(
        f"import no_such_package\n{ADD}", {"type": kind, "code": "def test_it():\n    assert add(1, 2)\ntest_it()"}
    )
    assert verdict.status == "incorrect"


def test_each_test_is_a_check_with_its_weight_and_name(judge: Judge) -> None:
    verdict = judge(
        ADD,
        call("add", [1, 2], 3, name="small", weight=3.0),
        call("add", [1, 2], 4),
        call("add", [2, 2], 4, name="other"),
    )
    assert [(check.name, check.weight) for check in verdict.checks] == [
        ("small", 3.0),
        ("test_2", 1.0),
        ("other", 1.0),
    ]
    assert verdict.score == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("def f(x):\n    return x + 1", "wrong_answer"),
        ("def f(x):\n    while True:\n        pass", "timeout"),
        ("def f(x):\n    return [0] * 10**9", "memory"),
        ("def f(x):\n    return 'a' * 5_000_000", "output_limit"),
        ("def f(x):\n    raise KeyError(x)", "runtime_error"),
        ("def f(x):\n    return f(x)", "runtime_error"),
        ("def f(x:\n    return x", "syntax"),
        ("import nowhere_to_be_found\ndef f(x):\n    return x", "import"),
        ("def g(x):\n    return x", "missing"),
        ("import os\ndef f(x):\n    os._exit(0)", "runtime_error"),
        ("import os, signal\ndef f(x):\n    os.kill(os.getpid(), signal.SIGSEGV)", "runtime_error"),
        ("def f(x):\n    open('big', 'wb').write(bytes(200 * 1024 ** 2))", "forbidden"),
    ],
)
def test_what_the_program_does_wrong_is_named(judge: Judge, program: str, error: str) -> None:
    verdict = judge(program, call("f", [7], 7))
    assert errors(verdict) == [error]
    assert verdict.status == "incorrect"


LOADED = "import solution\ndef test_one(): assert solution.f(1) == 1\ndef test_two(): assert solution.f(2) == 2\n"
TOGETHER = LOADED + "def test_printed(capsys): assert not capsys.readouterr().out\n"


@pytest.mark.parametrize("tests", [LOADED, TOGETHER], ids=["apart", "together"])
@pytest.mark.parametrize(
    ("program", "error", "words"),
    [
        ("import nowhere_to_be_found\ndef f(x): return x", "import", "nowhere_to_be_found"),
        ("def f(x: return x", "syntax", "the program is not valid source"),
        ("def f(x): return x\nf(1)[0]", "runtime_error", "raised TypeError"),
    ],
)
def test_a_program_that_does_not_load_is_not_said_to_answer(
    judge: Judge, tests: str, program: str, error: str, words: str
) -> None:
    verdict = judge(f"```python\n{program}\n```", {"type": "pytest", "code": tests}, hidden=False)
    assert set(errors(verdict)) == {error}
    assert len(verdict.checks) == tests.count("def ")
    assert words in str(verdict.checks[0].evidence)
    assert verdict.score == 0.0


def test_one_bad_test_costs_only_itself(judge: Judge) -> None:
    program = "def f(x):\n    while x == 2: pass\n    if x == 3:\n        raise SystemExit\n    return x"
    verdict = judge(program, *(call("f", [number], number) for number in range(6)))
    assert errors(verdict) == [None, None, "timeout", "runtime_error", None, None]


def test_a_program_cannot_pass_by_an_object_that_equals_everything(judge: Judge) -> None:
    program = (
        "class Yes:\n    def __eq__(self, other): return True\n    def __lt__(self, other): return True\n"
        "    def __abs__(self): return self\n    def __sub__(self, other): return self\n"
        "    def __bool__(self): return True\n"
        "class Number(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "def f(x): return Yes()\ndef g(x): return Number(0)\n"
    )
    verdict = judge(
        program,
        call("f", [1], 1),
        {"type": "assert", "code": "assert f(1) == 1"},
        {"type": "assert", "code": "assert abs(f(1) - 1) < 1e-6"},
        {"type": "assert", "code": "assert g(1) == 1"},
        call("g", [1], 1),
    )
    assert passed(verdict) == [False] * 5


def test_a_program_that_leaves_early_passes_nothing(judge: Judge) -> None:
    after = {"type": "program", "code": "assert f(1) == 1"}
    split = {"type": "assert", "code": "assert f(1) == 1"}
    for way in ("import os\nos._exit(0)", "import sys\nsys.exit(0)", "raise SystemExit"):
        verdict = judge(way, after, split)
        assert passed(verdict) == [False, False]
        assert "early_exit" in verdict.flags


def test_stdio_is_compared_as_asked(judge: Judge) -> None:
    program = "print('2  1')\nprint(0.1 + 0.2)\n"
    verdict = judge(
        program,
        stdio("", "2  1\n0.30000000000000004"),
        stdio("", "2  1\n0.30000000000000004", compare="exact"),
        stdio("", "2 1 0.30000000000000004", compare="tokens"),
        stdio("", "2 1 0.3", compare={"float": 1e-9}),
        stdio("", "0.30000000000000004\n2  1", compare="unordered"),
    )
    assert passed(verdict) == [True, False, True, True, True]


def test_an_exit_status_other_than_zero_fails_right_output(judge: Judge) -> None:
    verdict = judge("import sys\nprint(3)\nsys.exit(1)", stdio("", "3"))
    assert errors(verdict) == ["runtime_error"]


def test_megabytes_of_right_output_pass_and_a_flood_does_not(judge: Judge) -> None:
    program = "n = int(input())\nfor i in range(n):\n    print(i)\n"
    right = "".join(f"{number}\n" for number in range(300_000))
    limits = {**LIMITS, "output_kb": 4096, "cpu_seconds": 3.0, "wall_seconds": 60.0}
    assert judge(program, stdio("300000", right), limits=limits).status == "correct"
    flood = judge("while True:\n    print('a' * 1000)", stdio("", "a"), limits=limits)
    assert errors(flood) == ["output_limit"]


FUNCTION = "def check(stdin, expected, output):\n    return int(output) ** 2 == int(stdin)\n"
SCRIPT = (
    "import sys\nstdin, expected, output = (open(name).read() for name in sys.argv[1:4])\n"
    "print(0.5 if output.startswith('-') else 1)\nsys.exit(int(output) ** 2 != int(stdin))\n"
)


@pytest.mark.parametrize("checker", [FUNCTION, SCRIPT])
def test_a_checker_decides_where_several_outputs_are_right(judge: Judge, checker: str) -> None:
    compare = {"checker": checker}
    assert judge("print(3)", stdio("9", "-3", compare=compare)).status == "correct"
    assert judge("print(4)", stdio("9", "-3", compare=compare)).status == "incorrect"
    assert judge("print('x')", stdio("9", "-3", compare=compare)).status == "incorrect"


def test_a_checker_may_give_credit(judge: Judge) -> None:
    verdict = judge("print(-3)", stdio("9", "3", compare={"checker": SCRIPT}))
    assert (verdict.status, verdict.score) == ("partial", 0.5)


def test_stopping_at_the_first_failure_fails_what_was_not_run(judge: Judge) -> None:
    tests = [call("add", [1, 2], expected) for expected in (3, 4, 3, 3)]
    verdict = judge(ADD, *tests, stop="first_failure")
    assert passed(verdict) == [True, False, False, False]
    assert "not run" in str(verdict.checks[3].evidence)


def test_setup_and_files_are_there(judge: Judge) -> None:
    verdict = judge(
        "def f():\n    return open('data/numbers.txt').read() + EXTRA\n",
        call("f", [], "1 2 3"),
        setup="EXTRA = ' 3'",
        files={"data/numbers.txt": "1 2"},
    )
    assert verdict.status == "correct"


def test_hidden_tests_leak_neither_inputs_nor_expectations(judge: Judge) -> None:
    program = "def f(x):\n    raise ValueError(f'got {x}')\ndef g(x):\n    print(x)\n    return x\n"
    tests = [
        call("f", ["s3cret"], "t0ken"),
        call("g", ["s3cret"], "t0ken"),
        {"type": "assert", "code": "assert g('s3cret') == 't0ken'"},
        {"type": "program", "code": "assert g('s3cret') == 't0ken'"},
        {
            "type": "pytest",
            "code": "import pytest\nfrom solution import g\n\n@pytest.mark.parametrize('x', ['s3cret'])\n"
            "def test_g(x):\n    assert g(x) == 't0ken'\n",
        },
    ]
    told = repr(judge(program, *tests).checks)
    assert "s3cret" not in told
    assert "t0ken" not in told
    shown = repr(judge(program, *tests, hidden=False).checks)
    assert "s3cret" in shown
    assert "t0ken" in shown


def test_pytest_files_have_a_check_for_each_test_function(judge: Judge) -> None:
    tests = (
        "import unittest\nfrom solution import add\n\nclass TestAdd(unittest.TestCase):\n"
        "    def test_small(self):\n        self.assertEqual(add(1, 2), 3)\n"
        "    def test_wrong(self):\n        self.assertEqual(add(1, 2), 4)\n"
        "    def test_types(self):\n        with self.assertRaises(TypeError):\n            add(1, 'a')\n"
    )
    verdict = judge(ADD, {"type": "pytest", "code": tests, "name": "suite"})
    assert {check.name: check.passed for check in verdict.checks} == {
        "suite::TestAdd::test_small": True,
        "suite::TestAdd::test_wrong": False,
        "suite::TestAdd::test_types": True,
    }


def test_a_completion_without_a_program_is_no_answer(judge: Judge) -> None:
    verdict = judge("```cpp\nint main() {}\n```", call("f", [1], 1))
    assert (verdict.status, verdict.score) == ("no_answer", 0.0)


def test_cpu_seconds_are_in_the_check(judge: Judge) -> None:
    program = (
        "import time\ndef f(x):\n    end = time.process_time() + 0.2\n"
        "    while time.process_time() < end: pass\n    return x"
    )
    verdict = judge(program, call("f", [1], 1), stdio("", ""))
    assert 0.15 < verdict.checks[0].seconds < 2


def test_peak_memory_is_in_the_check(judge: Judge) -> None:
    verdict = judge("def f(x):\n    return len(bytearray(100 * 2 ** 20)) and x", call("f", [1], 1))
    assert 100 < (verdict.checks[0].memory_mb or 0) < 160


@pytest.mark.parametrize(
    ("field", "request_part"),
    [
        ("tests.0.code", {"tests": [{"type": "assert", "code": "assert f(1 =="}]}),
        ("tests.0.function", {"tests": [call("f(1)", [], 1)]}),
        ("tests.0.compare.checker", {"tests": [stdio("", "", compare={"checker": "def"})]}),
        ("tests.0.path", {"tests": [{"type": "pytest", "code": "def test_f(): pass", "path": "../a.py"}]}),
        ("files", {"files": {"../a": ""}}),
        ("files", {"files": {"/etc/passwd": ""}}),
        ("language", {"language": "cobol"}),
        ("setup", {"setup": "x ="}),
        ("tests", {"tests": [stdio("a" * 8_000_001, "")]}),
    ],
)
def test_a_suite_that_nothing_could_pass_is_refused_with_its_field(
    field: str, request_part: dict[str, Any]
) -> None:
    request = {"tests": [call("f", [1], 1)], **request_part}
    with pytest.raises(UnusableSpec) as refused:
        code(*request.pop("tests"), **request).ensure_usable()
    assert refused.value.field == field


@pytest.mark.parametrize(
    "request_part",
    [
        {"tests": []},
        {"tests": [{"type": "call", "function": "f", "args": "no list", "expected": 1}]},
        {"tests": [{"type": "guess"}]},
        {"tests": [stdio("", "", compare="nearly")]},
        {"tests": [stdio("", "", compare={"float": -1})]},
        {"tests": [call("f", [1], 1)] * 401},
        {"limits": {"cpu_seconds": 0}},
        {"limits": {"gpu_seconds": 1}},
    ],
)
def test_a_malformed_suite_is_refused(request_part: dict[str, Any]) -> None:
    request = {"tests": [call("f", [1], 1)], **request_part}
    with pytest.raises(ValidationError):
        code(*request.pop("tests"), **request)


def test_a_program_may_close_its_output(judge: Judge) -> None:
    test = {"type": "stdio", "stdin": "", "stdout": "done"}
    for end in ("sys.stdout.close()", "sys.stdout = None"):
        verdict = judge(f"import sys\nprint('done', flush=True)\n{end}\n", test)
        assert verdict.status == "correct", verdict
