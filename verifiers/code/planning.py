"""From tests to plans: what runs, in which order, and what a program must not be able to guess."""

import ast
import secrets
from collections.abc import Sequence

from sandbox.languages import LANGUAGES, PYTHON, Language
from sandbox.limits import Limits
from sandbox.program import Call, Evaluate, Run, TestFile
from verifiers.code.asserts import split
from verifiers.code.formulas import Unsplittable
from verifiers.code.plans import AfterPlan, AssertPlan, CallPlan, FilePlan, OutputPlan, Plan, ProvenPlan
from verifiers.code.suite import AssertTest, CallTest, ProgramTest, PytestTest, StdioTest, Test

_LEAVING = {"exit", "quit", "_exit", "main"}


def plan_all(tests: Sequence[Test], limits: Limits, language: Language, *, hidden: bool) -> list[Plan]:
    """A plan for each test, in order. Raises SyntaxError where an assert test is no Python."""
    return [_plan(number, test, limits, language, hidden) for number, test in enumerate(tests, 1)]


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
            farewell = None if _leaves(test.code) else language.farewell
            return _plan_after(name, test, test.code, own, hidden, farewell)


def _plan_assert(name: str, test: AssertTest, own: Limits | None, language: Language, hidden: bool) -> Plan:
    source = f"{test.setup}\n{test.code}"
    if language is not LANGUAGES[PYTHON]:
        return _plan_proven(name, test, source, own, hidden)
    try:
        steps = split(source)
    except (Unsplittable, RecursionError):
        return _plan_after(name, test, source, own, hidden, language.farewell)
    cases = tuple(Evaluate(step.expressions, step.statements, own) for step in steps)
    return AssertPlan(name, test.weight, hidden, cases, steps)


def _plan_proven(name: str, test: AssertTest | ProgramTest, source: str, own: Limits | None, hidden: bool) -> Plan:
    return ProvenPlan(name, test.weight, hidden, (Run(after=source, limits=own, proven=True),))


def _plan_after(
    name: str, test: AssertTest | ProgramTest, source: str, own: Limits | None, hidden: bool, farewell: str | None
) -> Plan:
    secret = secrets.token_hex(16)
    end = farewell.replace("{word}", secret) if farewell else "\n"
    case = Run(after=f"\n{source}{end}", limits=own)
    return AfterPlan(name, test.weight, hidden, (case,), secret, farewell is not None)


def _leaves(code: str) -> bool:
    """Whether test code ends the program itself, as ``sys.exit()`` and ``unittest.main()`` do."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return True
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any((getattr(call, "id", None) or getattr(call, "attr", None)) in _LEAVING for call in calls)
