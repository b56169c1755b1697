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


TOGETHER = "import logging\nfrom solution import *\ndef test_area():\n    {}\n"
ALONE = "import logging\n{}\n"
CLAIMING = {
    "an answer that equals everything": "class Any:\n    def __eq__(self, other): return True\n    __lt__ = __gt__ = __eq__\ndef area(r): return Any()\n",
    "a number that equals everything": "class Any(float):\n    def __eq__(self, other): return True\n    __hash__ = float.__hash__\ndef area(r): return Any(0)\n",
    "a class that is made late": "def area(r):\n    class Any:\n        def __eq__(self, other): return True\n    return Any()\n",
    "an equality that is set later": "class Any: pass\nAny.__eq__ = lambda self, other: True\ndef area(r): return Any()\n",
    "a class without a statement": "Any = type('Any', (), {'__eq__': lambda self, other: True})\ndef area(r): return Any()\n",
    "leaving without complaint": "def area(r): raise SystemExit\n",
    "a report of its own": "import json, os\ndef area(r):\n    said = json.dumps([['test', True, '', '', 0.1]]).encode()\n"
    "    for fd in range(3, 20):\n        try: os.write(fd, len(said).to_bytes(8, 'big') + said)\n        except OSError: pass\n    os._exit(0)\n",
    "another report": "import json\ndumps = json.dumps\njson.dumps = lambda v, **k: dumps([[r[0], True, '', '', 0.1] for r in v])\ndef area(r): return 0\n",
}  # fmt: skip
COMPARING = """
class Money:
    def __init__(self, cents): self.cents = cents
    def __eq__(self, other): return self.cents == getattr(other, "cents", other)
    def __lt__(self, other): return self.cents < getattr(other, "cents", other)
class Radius(float):
    def __eq__(self, other): return float(self) == float(other)
    __hash__ = float.__hash__
def area(r):
    assert Money(3) == 3 and sorted([Money(2), Money(1)])[0] == 1 and Money(2) < 3
    return Radius(3.14 * r * r)
"""


@pytest.mark.parametrize("what", CLAIMING)
def test_in_one_process_no_program_claims_what_it_did_not_do(local_sandbox: Sandbox, what: str) -> None:
    test = "assert area(1) == 3.14"
    for kind, code in (("pytest", TOGETHER.format(test)), ("program", ALONE.format(test))):
        verdict = judge(local_sandbox, CLAIMING[what], kind, code)
        assert verdict.score == 0.0, verdict


def test_in_one_process_a_program_compares_its_own_objects_as_it_likes(local_sandbox: Sandbox) -> None:
    test = "assert area(1) == 3.14; assert Money(3) == Money(3) and [Radius(2)] == [2.0] and Money(1) < Money(2)"
    for kind, code in (("pytest", TOGETHER.format(test)), ("program", ALONE.format(test))):
        assert judge(local_sandbox, COMPARING, kind, code).status == "correct"


def test_unit_tests_that_fail_fail_a_script_that_does_not_ask(local_sandbox: Sandbox) -> None:
    together = SCRIPT.replace("main()", "main(exit=False)")
    for code in (together, together.replace("subprocess, ", "")):
        assert judge(local_sandbox, WRONG, "program", code).score == 0.0
        assert judge(local_sandbox, RIGHT, "program", code).score == 1.0
