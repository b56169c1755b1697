"""What tests use of Python is what it was, though a program that shares their process has replaced it."""

import json

import pytest

from sandbox.sandbox import Sandbox
from verifiers.code.verifier import CodeVerifier
from verifiers.verdict import Verdict

FILE = """
import math, subprocess, unittest
from solution import area
class TestArea(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(area(1), 3.14)
    def test_near(self):
        self.assertTrue(math.isclose(area(2), 12.56))
"""
SCRIPT = """
import subprocess, unittest
class T(unittest.TestCase):
    def test(self): self.assertEqual(area(1), 3.14)
unittest.main()
"""
WRONG = "\ndef area(r): return 0\n"
RIGHT = "\ndef area(r): return 3.14 * r * r\n"
REPLACING = {
    "asserts": "import unittest\nunittest.TestCase.assertEqual = unittest.TestCase.assertTrue = lambda *a, **k: None",
    "what asserts call": "import unittest.case as c\nc.TestCase._getAssertEqualityFunc = lambda *a: print\nc.TestCase.assertTrue = print",
    "a function of a module": "import math, unittest\nmath.isclose = lambda *a, **k: True\nunittest.TestCase.assertEqual = print",
    "how tests are run": "import _pytest.unittest as u, unittest\nu.TestCaseFunction.runtest = lambda t: called and None\nunittest.main = print\ncalled = True",
}  # fmt: skip


def judge(sandbox: Sandbox, program: str, kind: str, code: str) -> Verdict:
    request = {"kind": "code", "language": "python", "tests": [{"type": kind, "code": code}]}
    return CodeVerifier.model_validate_json(json.dumps(request)).verify(f"```python\n{program}```", sandbox)


@pytest.mark.parametrize("what", REPLACING)
def test_no_replaced_judge_passes_anything(local_sandbox: Sandbox, what: str) -> None:
    for kind, code in (("pytest", FILE), ("program", SCRIPT)):
        verdict = judge(local_sandbox, REPLACING[what] + WRONG, kind, code)
        assert verdict.score == 0.0, verdict


def test_a_replacement_from_inside_of_a_test_is_seen_at_its_end(local_sandbox: Sandbox) -> None:
    late = "def area(r):\n    import unittest\n    unittest.TestCase.assertTrue = lambda *a, **k: None\n    return 3.14 * (r == 1)\n"
    assert judge(local_sandbox, late, "pytest", FILE).score == 0.0


def test_a_program_that_replaces_for_itself_passes(local_sandbox: Sandbox) -> None:
    own = "import math, unittest\nmath.isclose = lambda *a, **k: False\nunittest.TestCase.extra = print"
    for kind, code in (("pytest", FILE), ("program", SCRIPT)):
        verdict = judge(local_sandbox, own + RIGHT, kind, code)
        assert (verdict.status, verdict.flags) == ("correct", ("forgeable",)), verdict
