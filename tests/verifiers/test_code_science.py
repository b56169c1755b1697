"""Programs that use numpy, pandas, scipy, sympy, matplotlib and scikit-learn, and tests that use them too."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from sandbox.choosing import open_sandbox
from sandbox.sandbox import Sandbox
from tests.conftest import require
from tests.parts import ROOT
from tests.verifiers.science_programs import PROGRAMS, UNNAMED
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

_VENV = ROOT / ".science"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    require("science", (_VENV / "bin/python").exists())
    with closing(open_sandbox("local", 1, science=_VENV)) as opened:
        yield opened


def judge(sandbox: Sandbox, program: str, test: Mapping[str, object], environment: str) -> Verdict:
    limits = {"cpu_seconds": 10.0, "wall_seconds": 60.0, "memory_mb": 512}
    request = {"kind": "code", "language": "python", "environment": environment, "tests": [test], "limits": limits}
    verifier = CodeVerifier.model_validate_json(json.dumps(request))
    return verifier.verify(f"```python\n{program}\n```", sandbox)


@pytest.mark.parametrize("name", PROGRAMS)
def test_right_programs_pass_and_wrong_ones_do_not(sandbox: Sandbox, name: str) -> None:
    right, wrong, test = PROGRAMS[name]
    suite = {"type": "pytest", "code": test}
    passed, failed = (judge(sandbox, program, suite, "science") for program in (right, wrong))
    assert passed.status == "correct", passed
    assert failed.status == "incorrect", failed


@pytest.mark.parametrize("kind", ["assert", "pytest"])
@pytest.mark.parametrize("name", UNNAMED)
def test_objects_of_packages_are_at_hand_for_tests_that_name_none(sandbox: Sandbox, name: str, kind: str) -> None:
    right, wrong, code, together = UNNAMED[name]
    indented = code.replace("\n", "\n    ")
    test = {"type": kind, "code": code if kind == "assert" else f"def test_it():\n    {indented}\n"}
    passed, failed = (judge(sandbox, program, test, "science") for program in (right, wrong))
    assert (passed.status, failed.status) == ("correct", "incorrect"), (passed, failed)
    assert ("forgeable" in passed.flags) == together


def test_what_says_that_it_is_of_a_package_passes_nothing(sandbox: Sandbox) -> None:
    liar = "class L:\n    __module__ = 'numpy'\n    def __eq__(self, other): return True\ndef f(x): return L()\n"
    for kind, code in (("assert", "assert f(1) == 2"), ("pytest", "def test_it(): assert f(1) == 2\n")):
        verdict = judge(sandbox, liar, {"type": kind, "code": code}, "science")
        assert verdict.status == "incorrect", verdict


def test_imports_cost_nothing_because_they_are_there_already(sandbox: Sandbox) -> None:
    source = (
        "import sys\nnames = 'numpy pandas scipy.stats sklearn sympy matplotlib.pyplot'.split()\n"
        "print(all(name in sys.modules for name in names))"
    )
    assert judge(sandbox, source, {"type": "stdio", "stdin": "", "stdout": "True"}, "science").score == 1


def test_memory_that_was_there_before_does_not_count(sandbox: Sandbox) -> None:
    source = (
        "import numpy\ntry:\n    print(numpy.ones({size} << 17).sum() > 0)\nexcept MemoryError:\n    print('full')"
    )
    test = {"type": "stdio", "stdin": "", "stdout": "True"}
    assert judge(sandbox, source.format(size=400), test, "science").score == 1
    assert judge(sandbox, source.format(size=700), test, "science").score == 0


def test_where_a_package_is_missing_it_is_told_which_environment_has_it(local_sandbox: Sandbox) -> None:
    test = {"type": "call", "function": "f", "args": [], "expected": 1}
    for program in (
        "import pandas as pd\ndef f(): return 1",
        "def f():\n    from sklearn.svm import SVC\n    return 1",
    ):
        (check,) = judge(local_sandbox, program, test, "python").checks
        assert (check.error, "'science'" in str(check.evidence)) == ("import", True)
    (check,) = judge(local_sandbox, "import s3cret_name\ndef f(): return 1", test, "python").checks
    assert check.evidence == "a module could not be imported"
