"""Special judges: a program of the caller's decides whether an output will do. It runs in a sandbox of its own.

A checker that defines ``check(stdin, expected, output)`` is called and gives a bool or a credit in [0, 1]. Any
other is run as a script with the files ``input.txt``, ``expected.txt`` and ``output.txt`` beside it and in
``sys.argv``; it accepts with exit status 0, and may print a credit in [0, 1] on its first line.
"""

import ast
import dataclasses
import math
from typing import Any

from sandbox.limits import Limits
from sandbox.program import Call, Program, Run
from sandbox.sandbox import CaseOutcome, Sandbox
from verifiers.code import comparing
from verifiers.code.plans import OutputPlan, Used
from verifiers.code.suite import Checker
from verifiers.verdict import Check

_LIMITS = Limits(cpu_seconds=10, wall_seconds=30, memory_mb=1024)
_FILES = ("input.txt", "expected.txt", "output.txt")
_ARGUMENTS = f"import sys; sys.argv[1:] = {list(_FILES)!r}\n"


def checker_of(plan: OutputPlan) -> str | None:
    """The checker's source, if the test has one."""
    return plan.test.compare.checker if isinstance(plan.test.compare, Checker) else None


def ask_checker(checker: str, plan: OutputPlan, outcome: CaseOutcome, sandbox: Sandbox) -> Check:
    """The check of a test whose program ended well, as its checker sees it."""
    texts = (plan.test.stdin, plan.test.stdout, comparing.text_of(outcome.stdout))
    if has_function(checker):
        (answer,) = sandbox.run(Program("python", checker), [Call("check", texts)], _LIMITS)
        credit = _credit(answer.values[0]) if answer.ended == "returned" and answer.values else None
    else:
        files = dict(zip(_FILES, texts, strict=True))
        (answer,) = sandbox.run(Program("python", _ARGUMENTS + checker, files), [Run()], _LIMITS)
        credit = _printed_credit(answer) if answer.ended == "exited" else None
    return _check(plan, Used.of([outcome]), credit)


def has_function(checker: str) -> bool:
    """Whether it is to be called rather than run."""
    body = ast.parse(checker).body
    return any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in body)


def _check(plan: OutputPlan, used: Used, credit: float | None) -> Check:
    if credit is None:
        return plan.check("wrong_answer", "the checker could not read the output", used)
    check = plan.check(None, None, used, passed=credit >= 1)
    if check.passed:
        return check
    return dataclasses.replace(
        check, score=credit, error="wrong_answer", evidence="the checker refuses the output"
    )


def _credit(value: Any) -> float | None:
    if not isinstance(value, bool | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return float(min(1, max(0, value)))


def _printed_credit(answer: CaseOutcome) -> float:
    if answer.exit_status:
        return 0.0
    first = comparing.text_of(answer.stdout).strip().partition("\n")[0]
    try:
        credit = float(first)
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, credit)) if math.isfinite(credit) else 0.0
