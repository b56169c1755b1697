"""From tests to plans: what runs, in which order, and what a program must not be able to guess."""

import hmac
import random
from collections.abc import Sequence

from sandbox.languages import LANGUAGES, PYTHON, Language
from sandbox.limits import Limits
from sandbox.program import Call, Evaluate, Run, Script, TestFile
from verifiers.code.asserts import split
from verifiers.code.formulas import Unsplittable
from verifiers.code.plans import AssertPlan, CallPlan, FilePlan, OutputPlan, Plan, ProvenPlan, ScriptPlan
from verifiers.code.suite import AssertTest, CallTest, ProgramTest, PytestTest, StdioTest, Test


def plan_all(tests: Sequence[Test], limits: Limits, language: Language, *, hidden: bool) -> list[Plan]:
    """A plan for each test, in order. Raises SyntaxError where an assert test is no Python."""
    return [_plan(number, test, limits, language, hidden) for number, test in enumerate(tests, 1)]


def shuffled(plans: Sequence[Plan], secret: bytes, completion: str) -> list[Plan]:
    """The plans in an order that no program can know, so that it cannot tell tests by when they come.

    It is the same whenever this completion is judged. Tests of one kind stay together, which spares starting the
    program again.
    """
    seed = hmac.digest(secret, completion.encode("utf-8", "surrogatepass"), "sha256")
    order = random.Random(seed)  # noqa: S311 - to be repeated, by those who know the secret
    drawn = [(_KINDS.index(type(plan)), order.random(), plan) for plan in plans]
    return [plan for _, _, plan in sorted(drawn, key=lambda one: one[:2])]


def _plan(number: int, test: Test, limits: Limits, language: Language, hidden: bool) -> Plan:
    name = test.name or ("" if isinstance(test, PytestTest) else f"test_{number}")
    own = test.limits.over(limits) if test.limits else None
    match test:
        case StdioTest():
            return OutputPlan(name, test.weight, hidden, (Run(test.stdin, limits=own),), test)
        case CallTest():
            case = Call(test.function, test.args, test.kwargs, own)
            return CallPlan(name, test.weight, hidden, (case,), test)
        case AssertTest():
            return _plan_assert(name, test, own, language, hidden)
        case PytestTest():
            file = TestFile(test.code, test.path, own)
            return FilePlan(name, test.weight, hidden, (file,), test.code)
        case ProgramTest():
            if language is not LANGUAGES[PYTHON]:
                return _plan_proven(name, test, test.code, own, hidden)
            return ScriptPlan(name, test.weight, hidden, (Script(test.code, own),))


def _plan_assert(name: str, test: AssertTest, own: Limits | None, language: Language, hidden: bool) -> Plan:
    source = f"{test.setup}\n{test.code}"
    if language is not LANGUAGES[PYTHON]:
        return _plan_proven(name, test, source, own, hidden)
    try:
        steps = split(source)
    except (Unsplittable, RecursionError):
        return ScriptPlan(name, test.weight, hidden, (Script(source, own),))
    cases = tuple(Evaluate(step.expressions, step.statements, own) for step in steps)
    return AssertPlan(name, test.weight, hidden, cases, steps, source)


def _plan_proven(name: str, test: AssertTest | ProgramTest, source: str, own: Limits | None, hidden: bool) -> Plan:
    return ProvenPlan(name, test.weight, hidden, (Run(after=source, limits=own, proven=True),))


_KINDS = (CallPlan, AssertPlan, OutputPlan, ProvenPlan, ScriptPlan, FilePlan)
