"""Plans: how each kind of test is put to a sandbox, and how its check follows from what came out.

A plan holds what is expected, and its cases do not.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sandbox.program import Case, Run, Script, TestFile
from sandbox.sandbox import CaseOutcome, TestOutcome
from sandbox.test_names import names_of
from sandbox.values import has_opaque
from verifiers.code import comparing
from verifiers.code.asserts import Step
from verifiers.code.endings import error_of, known_type, visible_detail
from verifiers.code.equality import near_value, same_items, same_value
from verifiers.code.showing import plain, short
from verifiers.code.suite import CallTest, Near, StdioTest
from verifiers.code.working_out import CannotWorkOut
from verifiers.reading.patterns import Pattern
from verifiers.verdict import Check, CheckError

_SHOWN = 200
_SHOWN_OF_COMPILER = 500
INSIDE = "judged inside the program's process"


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds, and peak memory where something was run."""

    seconds: float = 0.0
    memory_mb: float | None = None

    @classmethod
    def of(cls, outcomes: Sequence[CaseOutcome]) -> "Used":
        """All seconds, and the highest peak."""
        return cls(sum(one.cpu_seconds for one in outcomes), max(one.memory_mb for one in outcomes))


@dataclass(frozen=True, slots=True)
class Plan(ABC):
    """One test: its cases, and its checks. ``hidden`` ones tell nothing of inputs, outputs or expectations."""

    name: str
    weight: float
    hidden: bool
    cases: tuple[Case, ...]

    @abstractmethod
    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """The checks of this test."""

    def again(self, _outcomes: Sequence[CaseOutcome]) -> "Plan | None":
        """The same test where more is at hand, if that is why it failed."""
        return None

    def not_run(self) -> list[Check]:
        """The checks where an earlier failure ended it all: failed, so that every test counts."""
        return [self.check(None, "not run: an earlier check failed", Used())]

    def check(self, error: CheckError | None, evidence: str | None, used: Used, *, passed: bool = False) -> Check:
        """A check of this test."""
        measured = (round(used.seconds, 6), used.memory_mb and round(used.memory_mb, 1))
        return Check(self.name, passed, float(passed), self.weight, error, evidence, *measured)

    def ended_badly(self, outcome: CaseOutcome, used: Used) -> Check | None:
        """The check of a case that came to no good end."""
        found = error_of(outcome)
        if found is None:
            return None
        error, evidence = found
        detail = self._detail(outcome)
        return self.check(error, f"{evidence}: {detail}" if detail else evidence, used)

    def unavailable(self, outcome: CaseOutcome) -> Check | None:
        """The check where the tests import what the sandbox lacks: that says nothing of the program."""
        if outcome.ended != "unavailable" or outcome.error is None:
            return None
        reason = f"the tests import what this sandbox does not have: {outcome.error.message}"
        return Check(self.name, None, None, self.weight, "infrastructure", reason)

    def _detail(self, outcome: CaseOutcome) -> str:
        """The program's own words, or the compiler's: those of hidden tests may quote what is hidden."""
        if outcome.ended == "compile" and not (self.hidden and self._is_quotable):
            return plain(outcome.stderr.strip()[:_SHOWN_OF_COMPILER])
        return "" if self.hidden else plain(visible_detail(outcome.error) or outcome.stderr.strip()[-_SHOWN:])

    @property
    def _is_quotable(self) -> bool:
        return any(isinstance(case, Run) and case.after for case in self.cases)


@dataclass(frozen=True, slots=True)
class OutputPlan(Plan):
    """What the program prints."""

    test: StdioTest

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """One check: the exit status and the output."""
        (outcome,) = outcomes
        used = Used.of(outcomes)
        if bad := self.ended_badly(outcome, used):
            return [bad]
        got = comparing.text_of(outcome.stdout)
        if _same_output(got, self.test):
            return [self.check(None, None, used, passed=True)]
        detail = "wrong output" if self.hidden else comparing.first_difference(got, self.test.stdout)
        return [self.check("wrong_answer", detail, used)]


@dataclass(frozen=True, slots=True)
class CallPlan(Plan):
    """What a function returns."""

    test: CallTest

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """One check: the value that was returned."""
        (outcome,) = outcomes
        used = Used.of(outcomes)
        if bad := self.ended_badly(outcome, used):
            missing = outcome.error and outcome.error.message == f"name {self._first!r} is not defined"
            return [self.check("missing", "the function is not defined", used) if missing else bad]
        if len(outcome.values) != 1:
            return [self.check("runtime_error", "the program gave no result", used)]
        (value,) = outcome.values
        if _same_value(value, self.test):
            return [self.check(None, None, used, passed=True)]
        shown = "wrong value"
        if not self.hidden:
            shown = f"expected {short(self.test.expected)}, got {short(value)}"
        return [self.check("wrong_answer", shown, used)]

    @property
    def _first(self) -> str:
        return self.test.function.partition(".")[0]


@dataclass(frozen=True, slots=True)
class AssertPlan(Plan):
    """Asserts whose formulas are worked out here."""

    steps: tuple[Step, ...]
    source: str = field(repr=False, default="")

    def again(self, outcomes: Sequence[CaseOutcome]) -> Plan | None:
        """The same test apart from the program, if it failed over objects that did not come out as values."""
        if not any(has_opaque(outcome.values) for outcome in outcomes) or self.judge(outcomes)[0].passed:
            return None
        limits = self.cases[0].limits
        return ScriptPlan(self.name, self.weight, self.hidden, (Script(self.source, limits),))

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """One check: every formula is true."""
        used = Used.of(outcomes)
        for step, outcome in zip(self.steps, outcomes, strict=True):
            if failed := self._judge_step(step, outcome, used):
                return [failed]
        return [self.check(None, None, used, passed=True)]

    def _judge_step(self, step: Step, outcome: CaseOutcome, used: Used) -> Check | None:
        if bad := self.ended_badly(outcome, used):
            return bad
        if len(outcome.values) != len(step.expressions):
            return self.check("runtime_error", "the program gave no result", used)
        reason = "the assertion does not hold"
        try:
            if step.holds(outcome.values):
                return None
        except CannotWorkOut as odd:
            reason = f"cannot be judged: {odd}"
        except Exception as error:  # noqa: BLE001
            # Values of the program's fill the caller's formula: whatever that raises, the assert raises.
            reason = f"the assertion raises {known_type(type(error).__name__)}"
        got = "" if self.hidden else f", got {', '.join(map(short, outcome.values))}"
        return self.check("wrong_answer", reason + got, used)


@dataclass(frozen=True, slots=True)
class ScriptPlan(Plan):
    """Test code after the program, apart from it where its style allows."""

    def again(self, outcomes: Sequence[CaseOutcome]) -> Plan | None:
        """The same test together with the program, if it failed over objects of packages."""
        return _together(self, outcomes)

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """One check: the code comes to its end."""
        (outcome,) = outcomes
        used = Used.of(outcomes)
        if unavailable := self.unavailable(outcome):
            return [unavailable]
        if bad := self.ended_badly(outcome, used):
            return [bad]
        note = INSIDE if outcome.integrity == "shared" else None
        (test,) = outcome.tests
        if test.passed:
            return [self.check(None, note, used, passed=True)]
        kind = test.error.type if test.error else ""
        reason = (
            "the assertion does not hold" if kind == "AssertionError" else f"the test raises {known_type(kind)}"
        )
        detail = "" if self.hidden else plain(visible_detail(test.error))
        return [self.check("wrong_answer", f"{reason}: {detail}" if detail else reason, used)]


EARLY_EXIT = "the program ended before the test did"
_ASSERTED = Pattern(r"AssertionError|^Assertion failed|assertion .*failed", lines=True)


@dataclass(frozen=True, slots=True)
class ProvenPlan(Plan):
    """Source after the program, whose end the sandbox proves: see sandbox/proofs."""

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """One check: exit status 0, and the proof."""
        (outcome,) = outcomes
        used = Used.of(outcomes)
        if bad := self.ended_badly(outcome, used):
            failed = bad.error == "runtime_error" and _ASSERTED.search(outcome.stderr)
            evidence = f"{bad.evidence} ({INSIDE})"
            return [self.check("wrong_answer" if failed else bad.error, evidence, used)]
        if not outcome.reached_end:
            return [self.check("runtime_error", EARLY_EXIT, used)]
        return [self.check(None, INSIDE, used, passed=True)]


@dataclass(frozen=True, slots=True)
class FilePlan(Plan):
    """A test file: one check for each test function."""

    code: str = field(repr=False, default="")

    def again(self, outcomes: Sequence[CaseOutcome]) -> Plan | None:
        """The same tests together with the program, if one failed over objects of packages."""
        return _together(self, outcomes)

    def judge(self, outcomes: Sequence[CaseOutcome]) -> list[Check]:
        """A check for each test that ran or should have."""
        (outcome,) = outcomes
        if unavailable := self.unavailable(outcome):
            return [self._named(name, unavailable) for name in self._names()]
        if outcome.ended != "tested":
            used = Used.of(outcomes)
            bad = self.ended_badly(outcome, used)
            bad = bad or self.check("runtime_error", "the tests could not be run", used)
            return [self._named(name, bad) for name in self._names()]
        seen: dict[str, int] = {}
        note = INSIDE if outcome.integrity == "shared" else None
        return [self._checked(test, seen, note, Used(test.seconds, outcome.memory_mb)) for test in outcome.tests]

    def not_run(self) -> list[Check]:
        """A failed check for each test function of the file."""
        return [self._named(name, check) for name in self._names() for check in Plan.not_run(self)]

    def _names(self) -> list[str]:
        return names_of(self.code) or ["tests"]

    def _checked(self, test: TestOutcome, seen: dict[str, int], note: str | None, used: Used) -> Check:
        name = self._told(test.name, seen)
        if test.passed:
            return self._named(name, self.check(None, note, used, passed=True))
        kind = test.error.type if test.error else ""
        detail = "the test failed" if self.hidden else plain(visible_detail(test.error))
        error: CheckError = "missing" if kind == "NotRun" else "wrong_answer"
        return self._named(name, self.check(error, detail, used))

    def _told(self, name: str, seen: dict[str, int]) -> str:
        """The name of a test; parameters of hidden ones are inputs, and become numbers."""
        plain, bracket, _ = name.partition("[")
        if not (bracket and self.hidden):
            return name
        seen[plain] = seen.get(plain, 0) + 1
        return f"{plain}[{seen[plain]}]"

    def _named(self, name: str, check: Check) -> Check:
        return replace(check, name=f"{self.name}::{name}" if self.name else name)


def _together(plan: Plan, outcomes: Sequence[CaseOutcome]) -> Plan | None:
    """An array or a table has more to it than a stand-in can do: such tests are run where they are."""
    (outcome,), (case,) = outcomes, plan.cases
    if not outcome.met_packages or not isinstance(case, TestFile | Script):
        return None
    if all(check.passed for check in plan.judge(outcomes)):
        return None
    return replace(plan, cases=(replace(case, together=True),))


def _same_output(got: str, test: StdioTest) -> bool:
    if isinstance(test.compare, Near):
        return comparing.same_numbers(got, test.stdout, test.compare.float)
    compare = _OUTPUTS.get(test.compare) if isinstance(test.compare, str) else None
    # A checker decides later; what it decides on is any output of a program that ended well.
    return compare is None or compare(got, test.stdout)


def _same_value(value: object, test: CallTest) -> bool:
    if isinstance(test.compare, Near):
        return near_value(value, test.expected, test.compare.float)
    return (same_items if test.compare == "unordered" else same_value)(value, test.expected)


_OUTPUTS: dict[str, Callable[[str, str], bool]] = {
    "lines": comparing.same_lines,
    "exact": comparing.same_exactly,
    "tokens": comparing.same_tokens,
    "unordered": comparing.same_unordered,
}
