"""The verifier of kind ``code``."""

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from sandbox.errors import LanguageUnavailable
from sandbox.languages import LANGUAGES, PYTHON
from sandbox.limits import Limits
from sandbox.program import PLAIN, Program
from sandbox.sandbox import CaseOutcome, Sandbox
from verifiers.audit.program import AuditedProgram
from verifiers.code.checkers import ask_checker, checker_of
from verifiers.code.composing import ANY, Composed, compose
from verifiers.code.endings import flags_of
from verifiers.code.missing_imports import imports_of, missing_imports
from verifiers.code.planning import plan_all, shuffled
from verifiers.code.plans import EARLY_EXIT, OutputPlan, Plan
from verifiers.code.preludes import PRELUDES, put_before
from verifiers.code.setups import Divided, divide
from verifiers.code.suite import AssertTest, CallTest, ProgramTest, PytestTest, StdioTest, Test, TestLimits
from verifiers.code.usable import ensure_before, ensure_files, ensure_test
from verifiers.errors import UnusableSpec
from verifiers.trajectory import LooksAt
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_DEFAULTS = Limits(cpu_seconds=5, wall_seconds=10, memory_mb=512)
_MOST_BYTES = 8_000_000


class CodeVerifier(Verifier):
    """Does the program of a completion pass its tests?

    Every test is one check (a pytest file: one for each test function) with its CPU seconds. The program runs in a
    sandbox; what is expected of it stays outside. A completion without a program is ``no_answer``. Of ``hidden``
    tests nothing is told but whether they passed and what went wrong. ``docs/code.md`` has the policy.
    """

    version: ClassVar[str] = "1.4.6"
    looks_at_unless_said: ClassVar[LooksAt] = "each_turn"
    own_limits: ClassVar[Limits] = Limits(cpu_seconds=60, wall_seconds=7200, memory_mb=2048)

    model_config = ConfigDict(ser_json_inf_nan="constants")

    kind: Literal["code"]
    language: str = Field(
        description=f"One of {', '.join(LANGUAGES)}, of which the worker's sandbox has to have the tools, "
        "or 'any': that of the fence."
    )
    tests: Annotated[tuple[Test, ...], Field(strict=False, min_length=1, max_length=400)]
    environment: str = Field(
        "python",
        pattern=r"^[a-z][a-z0-9_]{0,31}$",
        description="What Python programs find installed: 'python', 'science' (numpy, pandas, scipy, sympy, "
        "matplotlib, scikit-learn), or another one that the worker's sandbox has.",
    )
    before: str = Field("", description="Source put before the program, or 'leetcode' for the usual imports.")
    prefix: str = Field("", description="The beginning of a program that completions may leave out.")
    setup: str = ""
    files: Mapping[str, str] = Field(default_factory=dict, max_length=64)
    limits: TestLimits = TestLimits()
    stop: Literal["all", "first_failure"] = "all"
    hidden: bool = True

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:
        """Put the program of one completion through its tests."""
        composed = self._compose(completion)
        if composed is None:
            return _no_answer("the completion has no program")
        program = Program(composed.language, composed.source, self.files, self.environment)
        plans = self._plans if self.stop == "first_failure" else shuffled(self._plans, self._secret, completion)
        cases = [case for plan in plans for case in plan.cases]
        watch = _Watch(plans, stop_early=self.stop == "first_failure")
        try:
            outcomes = [self._told(one) for one in sandbox.run(program, cases, self._test_limits, watch.stop)]
        except LanguageUnavailable:
            if self.language != ANY:
                raise
            # It was the completion that chose the language, which must not earn it a verdict of ours.
            return _no_answer(f"no program in a language of this sandbox: {composed.language} is none")
        by_plan = _by_plan(plans, outcomes)
        again = self._look_again(by_plan, program, sandbox)
        checks = list(self._judge(by_plan, again, sandbox))
        outcomes += [outcome for _, outcome in again.values()]
        return from_checks(checks, flags=_flags(outcomes, checks))

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for tests that could not be run or that nothing could pass."""
        if self.language not in (*LANGUAGES, ANY):
            raise UnusableSpec("language", f"not one of {', '.join(LANGUAGES)}, {ANY}")
        if _size(self) > _MOST_BYTES:
            raise UnusableSpec("tests", f"larger than {_MOST_BYTES:,} bytes")
        ensure_files(self.files)
        ensure_before(self.before, self.prefix, self.language)
        for number, test in enumerate(self.tests):
            ensure_test(f"tests.{number}", test, self.language)
        if self.setup:
            self._ensure_setup()

    def expected_seconds(self, completion: str) -> float:
        """Mostly the sandbox: a process for each program, and for each test that has one to itself."""
        if self.language not in (PYTHON, ANY):
            language = LANGUAGES[self.language]
            return language.build_seconds + (0.005 + language.start_seconds) * len(self.tests)
        return 0.008 + sum(_COSTS[test.type] for test in self.tests) + 1e-7 * len(completion)

    def program_of(self, completion: str) -> AuditedProgram | None:
        """What is run, for the audit."""
        composed = compose(completion, self.language, prefix=self.prefix)
        if composed is None or composed.language != PYTHON:
            return None
        imported = not all(isinstance(test, StdioTest) for test in self.tests)
        return AuditedProgram(
            composed.source, [value for test in self.tests for value in _expected(test)], imported
        )

    def _compose(self, completion: str) -> Composed | None:
        setup = self._divided.program
        composed = compose(completion, self.language, before=self.before, prefix=self.prefix, setup=setup)
        if composed is None or composed.language != PYTHON:
            return composed
        return replace(
            composed, source=put_before(missing_imports(composed.source, self._imports), composed.source)
        )

    @cached_property
    def _imports(self) -> Mapping[str, str]:
        return imports_of(
            test.code for test in self.tests if isinstance(test, AssertTest | ProgramTest | PytestTest)
        )

    @cached_property
    def _divided(self) -> Divided:
        """The setup, and of what comes before the program a copy of what tests use."""
        if self.language != PYTHON:
            return Divided(self.setup, "")
        codes = [test.code for test in self.tests if isinstance(test, AssertTest | ProgramTest)]
        own = divide(self.setup, codes)
        before = "" if self.before in PRELUDES else divide(self.before, [*codes, own.tests]).tests
        return Divided(own.program, "\n".join(filter(None, (before, own.tests))))

    @cached_property
    def _plans(self) -> list[Plan]:
        language = LANGUAGES.get(self.language, LANGUAGES[PYTHON])
        tests = [_after(self._divided.tests, test) for test in self.tests]
        return plan_all(tests, self._test_limits, language, hidden=self.hidden)

    @cached_property
    def _secret(self) -> bytes:
        """What no program can know: all tests, with what they expect."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8", "surrogatepass")).digest()

    @property
    def _test_limits(self) -> Limits:
        return self.limits.over(_DEFAULTS)

    def _judge(
        self,
        outcomes: Mapping[int, Sequence[CaseOutcome]],
        again: Mapping[int, tuple[Plan, CaseOutcome]],
        sandbox: Sandbox,
    ) -> Iterator[Check]:
        for plan in self._plans:
            own = outcomes[id(plan)]
            if id(plan) in again:
                script, outcome = again[id(plan)]
                yield from script.judge([outcome])
                continue
            if any(outcome.ended == "not_run" for outcome in own):
                yield from plan.not_run()
                continue
            checks = plan.judge(own)
            checker = checker_of(plan) if isinstance(plan, OutputPlan) else None
            if checker and isinstance(plan, OutputPlan) and checks[0].passed:
                checks = [ask_checker(checker, plan, own[0], sandbox)]
            yield from checks

    def _look_again(
        self, outcomes: Mapping[int, Sequence[CaseOutcome]], program: Program, sandbox: Sandbox
    ) -> dict[int, tuple[Plan, CaseOutcome]]:
        """Tests that failed over objects which did not come out, run where these are: apart, then together."""
        found: dict[int, tuple[Plan, CaseOutcome]] = {}
        latest = [(id(plan), plan, outcomes[id(plan)]) for plan in self._plans]
        while pending := [(number, more) for number, plan, own in latest if (more := plan.again(own))]:
            cases = [case for _, plan in pending for case in plan.cases]
            ran = [self._told(one) for one in sandbox.run(program, cases, self._test_limits)]
            latest = [(number, plan, [one]) for (number, plan), one in zip(pending, ran, strict=True)]
            found |= {number: (plan, one) for number, plan, (one,) in latest}
        return found

    def _told(self, outcome: CaseOutcome) -> CaseOutcome:
        """Without a compiler's words that may quote what is hidden, or packages that only tests have."""
        if self.environment == PLAIN:
            outcome = replace(outcome, met_packages=False)
        quotable = self.hidden and (self.setup or self.files)
        return replace(outcome, stderr="") if outcome.ended == "compile" and quotable else outcome

    def _ensure_setup(self) -> None:
        if all(isinstance(test, StdioTest) for test in self.tests):
            raise UnusableSpec("setup", "stdio tests run the program as it is")
        if self.language != PYTHON:
            return
        try:
            ast.parse(self.setup)
        except (SyntaxError, ValueError) as error:
            raise UnusableSpec("setup", f"no valid Python: {error}") from error


def _after(setup: str, test: Test) -> Test:
    """A test with what it uses of the setup."""
    if not (setup and isinstance(test, AssertTest | ProgramTest)):
        return test
    if isinstance(test, AssertTest):
        return test.model_copy(update={"setup": f"{setup}\n{test.setup}"})
    return test.model_copy(update={"code": f"{setup}\n{test.code}"})


def _no_answer(reason: str) -> Verdict:
    return Verdict("no_answer", 0.0, checks=(Check("program", False, 0.0, error="missing", evidence=reason),))


class _Watch:
    """Decides after each case whether the rest can be left out."""

    def __init__(self, plans: Sequence[Plan], *, stop_early: bool) -> None:
        self._plans = iter(plans)
        self._plan = next(self._plans)
        self._seen: list[CaseOutcome] = []
        self._stop_early = stop_early

    def stop(self, _number: int, outcome: CaseOutcome) -> bool:
        if not self._stop_early:
            return False
        self._seen.append(outcome)
        if len(self._seen) < len(self._plan.cases):
            return False
        failed = any(not check.passed for check in self._plan.judge(self._seen))
        if failed and self._plan.again(self._seen):
            failed = False  # that is not known yet
        self._plan, self._seen = next(self._plans, self._plan), []
        return failed


def _by_plan(plans: Sequence[Plan], outcomes: Sequence[CaseOutcome]) -> dict[int, Sequence[CaseOutcome]]:
    """The outcomes of each plan's cases, by the identity of the plan."""
    rest = iter(outcomes)
    return {id(plan): list(islice(rest, len(plan.cases))) for plan in plans}


def _flags(outcomes: Sequence[CaseOutcome], checks: Sequence[Check]) -> list[str]:
    flags = set().union(*map(flags_of, outcomes))
    if any(check.evidence == EARLY_EXIT for check in checks):
        flags.add("early_exit")
    if any(outcome.integrity == "shared" for outcome in outcomes):
        flags.add("forgeable")
    return sorted(flags)


def _size(verifier: CodeVerifier) -> int:
    return len(verifier.model_dump_json())


def _expected(test: Test) -> Sequence[object]:
    if isinstance(test, CallTest):
        return (test.expected,)
    return (test.stdout.strip(),) if isinstance(test, StdioTest) else ()


_COSTS = {"stdio": 0.008, "call": 0.0005, "assert": 0.0005, "pytest": 0.3, "program": 0.01}
