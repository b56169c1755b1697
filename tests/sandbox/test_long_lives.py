"""A process that answers many cases has the limits of each of them."""

import pytest

from sandbox.limits import Limits
from sandbox.program import Call, Case, Program, Script
from sandbox.sandbox import Sandbox

BURNING = """
import time
def f():
    started = time.process_time()
    while time.process_time() - started < 0.5: pass
    return 7
"""
LIMITS = Limits(cpu_seconds=1, wall_seconds=30, memory_mb=256)


@pytest.mark.parametrize("case", [Call("f"), Script("assert f() == 7\nlambda: 0")], ids=["call", "script"])
def test_cpu_seconds_are_those_of_one_case(sandbox: Sandbox, case: Case) -> None:
    outcomes = sandbox.run(Program("python", BURNING), [case] * 8, LIMITS)
    assert {outcome.ended for outcome in outcomes} <= {"returned", "tested"}
    assert all(test.passed for outcome in outcomes for test in outcome.tests)


def test_a_program_that_dies_in_one_script_is_there_for_the_next(sandbox: Sandbox) -> None:
    program = "import os\ndef f(x):\n    if x == 1: os._exit(0)\n    return x"
    outcomes = sandbox.run(Program("python", program), [Script(f"assert f({x}) == {x}") for x in range(3)], LIMITS)
    assert [outcome.ended for outcome in outcomes] == ["tested", "crashed", "tested"]
