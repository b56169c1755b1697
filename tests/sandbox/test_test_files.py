"""Test files: what counts as passed, and what no solution can bring about."""

from dataclasses import replace

import pytest

from sandbox.limits import Limits
from sandbox.program import Program, TestFile
from sandbox.sandbox import CaseOutcome, Sandbox

LIMITS = Limits(cpu_seconds=3, wall_seconds=10, memory_mb=512)
IMPATIENT = replace(LIMITS, wall_seconds=4)
"""For what may as well end by its limits."""
CODE = """
import pytest
from solution import total
def test_basic(): assert total([1, 2, 3]) == 6
def test_empty(): assert total([]) == 0
@pytest.mark.parametrize("n", [1, 2])
def test_many(n): assert total([n]) == n
def test_type():
    with pytest.raises(TypeError): total(None)
"""
RIGHT = "def total(x): return sum(x)"


def put(sandbox: Sandbox, solution: str, code: str = CODE, limits: Limits = LIMITS) -> CaseOutcome:
    (outcome,) = sandbox.run(Program("python", solution), [TestFile(code)], limits)
    return outcome


def passed(sandbox: Sandbox, solution: str, code: str = CODE, limits: Limits = LIMITS) -> list[str]:
    outcome = put(sandbox, solution, code, limits)
    return [test.name for test in outcome.tests if test.passed]


def test_a_right_solution_passes_every_test(sandbox: Sandbox) -> None:
    outcome = put(sandbox, RIGHT)
    assert outcome.ended == "tested", outcome
    assert outcome.integrity == "split"
    assert [test.name for test in outcome.tests if test.passed] == [
        "test_basic", "test_empty", "test_many[1]", "test_many[2]", "test_type",
    ], outcome  # fmt: skip


def test_a_wrong_one_fails_with_reasons(sandbox: Sandbox) -> None:
    outcome = put(sandbox, "def total(x): return -1")
    assert not any(test.passed for test in outcome.tests)
    assert all(test.error for test in outcome.tests)


def test_unittest_classes_and_names_without_import_work(sandbox: Sandbox) -> None:
    code = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): self.assertEqual(total([1]), 1)\n"
    assert passed(sandbox, RIGHT, code) == ["T::test_a"]


def test_objects_exceptions_and_changed_arguments_of_the_solution_work(sandbox: Sandbox) -> None:
    solution = (
        "class Bad(ValueError): pass\nclass Stack:\n    def __init__(self): self.x = []\n"
        "    def push(self, y): self.x.append(y)\n    def __len__(self): return len(self.x)\n"
        "def fill(x): x.append(1)\ndef fail(): raise Bad('no')\ndef gen():\n    yield 1\n    yield 2\n"
    )
    code = (
        "import pytest, solution\n"
        "def test_stack():\n    s = solution.Stack(); s.push(3); assert len(s) == 1 and s.x == [3]\n"
        "def test_fill():\n    x = []; solution.fill(x); assert x == [1]\n"
        "def test_fail():\n    with pytest.raises(solution.Bad): solution.fail()\n"
        "def test_gen(): assert list(solution.gen()) == [1, 2]\n"
    )
    outcome = put(sandbox, solution, code)
    assert [test.passed for test in outcome.tests] == [True] * 4, outcome


def test_an_exception_may_have_one_of_its_own_class_as_its_cause(sandbox: Sandbox) -> None:
    source = (
        "class Bad(Exception): pass\ndef fail():\n    try: raise Bad(1)\n"
        "    except Bad as first: raise Bad(2, first) from first\n"
    )
    code = (
        "import pytest, solution\ndef test_cause():\n"
        "    with pytest.raises(solution.Bad) as raised: solution.fail()\n"
        "    assert raised.value.__cause__.args == (1,) and raised.value.args[1] is raised.value.__cause__\n"
        "def test_after(): assert issubclass(solution.Bad, Exception)\n"
    )
    (outcome,) = sandbox.run(Program("python", source), [TestFile(code)], LIMITS)
    assert [test.passed for test in outcome.tests] == [True, True], outcome


@pytest.mark.parametrize(
    "solution",
    [
        "class E:\n    def __eq__(s, o): return True\n    def __len__(s): return 0\ndef total(x): return E()",
        "import sys; sys.exit(0)",
        "import os; os._exit(0)",
        "import os\ndef total(x): os._exit(0)",
        "import pytest\ndef total(x): pytest.skip('x')",
        "import pytest\ndef total(x): pytest.xfail('x')",
        "import builtins\nbuiltins.len = builtins.sum = builtins.isinstance = lambda *a: 0\n"
        "def total(x): return -1",
        "import _pytest.reports as r\nr.TestReport.from_item_and_call = None\ndef total(x): return -1",
        "for n in ('conftest.py', 'pytest.py', 'sitecustomize.py', 'test_solution.py'):\n"
        "    open(n, 'w').write('def test_basic(): pass')\ndef total(x): return -1",
        "import os\nfor fd in range(3, 50):\n"
        "    try: os.write(fd, b'\\0' * 7 + b'\\x2f' + b'[[\"test_basic\", true, \"\", \"\", 0.1]]')\n"
        "    except OSError: pass\ndef total(x): return -1",
        "import os, signal\ndef total(x):\n    for p in range(2, 9):\n"
        "        if p != os.getpid():\n            try: os.kill(p, 9)\n            except OSError: pass\n",
        "import gc\nfound = [o for o in gc.get_objects() if 'test_basic' in repr(o)[:4000] and type(o) is str]\n"
        "def total(x): return 6 if found else -1",
    ],
)  # fmt: skip
def test_nothing_that_a_solution_does_passes_a_test(sandbox: Sandbox, solution: str) -> None:
    assert passed(sandbox, solution, limits=IMPATIENT) == []


NEEDS_THE_PROCESS = """
import random
from unittest import mock
import solution
from solution import roll, shout, apply
def test_seed():
    random.seed(1)
    first = roll()
    random.seed(1)
    assert roll() == first
def test_streams(capfd, tmp_path):
    (tmp_path / "a.txt").write_text("hello")
    shout(tmp_path / "a.txt")
    assert capfd.readouterr().out == "HELLO\\n"
def test_callback():
    assert apply(lambda x: x + 1, 2) == 3
def test_patch():
    with mock.patch("solution.roll", return_value=4):
        assert solution.twice() == 8
"""
ROLLS = (
    "import random\ndef roll(): return random.random()\ndef twice(): return roll() * 2\n"
    "def shout(path): print(path.read_text().upper())\ndef apply(f, x): return f(x)\n"
)


def test_tests_that_need_the_solution_s_process_share_it_and_say_so(sandbox: Sandbox) -> None:
    outcome = put(sandbox, ROLLS, NEEDS_THE_PROCESS)
    assert outcome.integrity == "shared"
    assert [test.passed for test in outcome.tests] == [True] * 4, outcome


@pytest.mark.parametrize(
    "solution",
    [
        "import sys; sys.exit(0)",
        "import os; os._exit(0)",
        "import _pytest.reports as r\nold = r.TestReport.from_item_and_call\n"
        "def new(item, call):\n    report = old(item, call)\n    report.outcome = 'passed'\n    return report\n"
        "r.TestReport.from_item_and_call = new\n" + ROLLS.replace("+ 1", "+ 2"),
        "import os\nfor fd in range(3, 50):\n"
        '    try: os.write(fd, (66).to_bytes(8, \'big\') + b\'[["test_seed", true, "", "", 0.1]]\'.ljust(66))\n'
        "    except OSError: pass\nos._exit(0)",
    ],
)
def test_a_report_forged_in_the_shared_process_passes_nothing(sandbox: Sandbox, solution: str) -> None:
    assert passed(sandbox, solution, NEEDS_THE_PROCESS) == []


def test_a_forged_report_is_flagged(sandbox: Sandbox) -> None:
    solution = "import pytest\npytest.Function.runtest = lambda self: None\n" + ROLLS
    assert put(sandbox, solution, NEEDS_THE_PROCESS).tampering


def test_a_subtest_that_fails_fails_its_test(sandbox: Sandbox) -> None:
    code = (
        "import unittest\nclass T(unittest.TestCase):\n    def test_all(self):\n"
        "        for n in (1, 2):\n            with self.subTest(n=n):\n"
        "                self.assertEqual(total([n]), 1)\n"
    )
    assert passed(sandbox, RIGHT, code) == []
    assert passed(sandbox, "def total(x): return 1", code) == ["T::test_all"]


def test_an_object_that_claims_any_order_and_distance_passes_nothing(sandbox: Sandbox) -> None:
    solution = (
        "class E:\n    def __eq__(s, o): return True\n    def __sub__(s, o): return 0.0\n"
        "    __rsub__ = __sub__\n    def __abs__(s): return 0.0\n    def __getattr__(s, n): return s\n"
        "    def __lt__(s, o): return True\n    __gt__ = __le__ = __ge__ = __lt__\n"
        "def total(x): return E()\n"
    )
    code = (
        "import unittest, pytest\nclass T(unittest.TestCase):\n"
        "    def test_near(self): self.assertAlmostEqual(total([1]), 1.0)\n"
        "    def test_more(self): self.assertGreater(total([1]), 0)\n"
        "    def test_approx(self): assert total([1]) == pytest.approx(1.0)\n"
        "    def test_between(self): assert 0 < total([1]) < 2\n"
        "    def test_type(self):\n        with self.assertRaises(TypeError): total(None)\n"
    )
    assert passed(sandbox, solution, code) == []


def test_objects_of_the_solution_may_be_added_and_ordered(sandbox: Sandbox) -> None:
    solution = (
        "import functools\n@functools.total_ordering\nclass V:\n    def __init__(s, x): s.x = x\n"
        "    def __add__(s, o): return V(s.x + (o.x if isinstance(o, V) else o))\n"
        "    def __lt__(s, o): return s.x < o.x\n    def __eq__(s, o): return isinstance(o, V) and s.x == o.x\n"
        "    def __hash__(s): return hash(s.x)\n"
    )
    code = (
        "from solution import V\n"
        "def test_add(): assert V(1) + V(2) == V(3) and (V(1) + 2).x == 3\n"
        "def test_order(): assert V(1) < V(2) and sorted([V(2), V(1)])[0].x == 1\n"
    )
    outcome = put(sandbox, solution, code)
    assert [test.passed for test in outcome.tests] == [True, True], outcome
    assert outcome.integrity == "split"


def test_skipped_and_expected_failures_do_not_pass(sandbox: Sandbox) -> None:
    code = (
        "import pytest\n@pytest.mark.skip\ndef test_a(): pass\n@pytest.mark.xfail\ndef test_b(): assert 0\n"
        "@pytest.mark.xfail\ndef test_c(): pass\n"
    )
    assert passed(sandbox, RIGHT, code) == []


def test_a_hanging_solution_is_a_timeout(sandbox: Sandbox) -> None:
    assert put(sandbox, "def total(x):\n    while True: pass", limits=IMPATIENT).ended == "timeout"
