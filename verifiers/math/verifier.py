"""The verifier of kind ``math``."""

import re
import time
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.math.compare.comparison import Options, compare, misfit_of
from verifiers.math.compare.question import UnitsMode
from verifiers.math.finding import Allowance, AnswerType, Finding, NeedsAlgebra, TooCostly
from verifiers.math.ground_truth import defect_of, is_plainly_fine, opened
from verifiers.reading.extraction import Extraction, extract
from verifiers.reading.reasoning import conclusion
from verifiers.reading.surroundings import in_front
from verifiers.verdict import Check, Verdict, undecided
from verifiers.verifier import Verifier

_SHOWN = 500
_STATEMENT = re.compile(r"[=<>]|\\(?:leq?|geq?|lt|gt|neq?)(?![a-zA-Z])")


class Tolerance(BaseModel):
    """By how much a number may differ from the ground truth: the larger of both parts counts."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    rel: float = Field(0.0, ge=0, allow_inf_nan=False)
    abs: float = Field(0.0, ge=0, allow_inf_nan=False)


class MathVerifier(Verifier):
    """Is the final answer of a completion mathematically equivalent to the ground truth?

    One check, ``answer``. Its evidence names the layer that decided and never holds the ground truth.
    ``correct`` and ``incorrect`` are exact decisions; ``no_answer`` means that the completion gives none;
    ``undecided`` that deciding would take more than one completion is worth. Of several ground truths any
    one counts. ``docs/math.md`` has the policy.
    """

    version: ClassVar[str] = "2.7.0"
    preload: ClassVar[tuple[str, ...]] = ("sympy", "latex2sympy2_extended", "math_verify")

    kind: Literal["math"]
    ground_truth: str | Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=64)]
    answer_type: AnswerType = "auto"
    tolerance: Tolerance = Tolerance()
    extraction: Extraction = "auto"
    units: UnitsMode = "check"
    names: dict[str, Literal["value", "function"]] = Field(default_factory=dict, max_length=32)

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Judge the final answer of one completion."""
        return self._judge(completion, lightly=False)

    def verify_lightly(self, completion: str, sandbox: Sandbox) -> Verdict | None:  # noqa: ARG002
        """Judge without computer algebra; ``None`` where nothing else can decide."""
        try:
            return self._judge(completion, lightly=True)
        except NeedsAlgebra:
            return None

    def _judge(self, completion: str, *, lightly: bool) -> Verdict:
        started = time.thread_time()  # under a CPU budget the clock of the process moves by ticks only
        answer = extract(completion, self.extraction)
        shown = answer[:_SHOWN]
        if not any(map(str.isprintable, answer.replace(" ", ""))):
            check = Check("answer", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, None, checks=(check,))
        try:
            finding = self._compare(answer, self._stated(answer, completion), lightly)
        except TooCostly as costly:
            return undecided(costly.error, costly.reason, shown, time.thread_time() - started)
        except RecursionError:
            return undecided(
                "runtime_error", "nested too deeply to be judged", shown, time.thread_time() - started
            )
        return _verdict(finding, shown, time.thread_time() - started)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a ground truth that nothing could be compared with."""
        for truth in self._truths:
            defect = defect_of(truth) or misfit_of(opened(truth), self._options)
            if defect:
                raise UnusableSpec("ground_truth", defect)

    def read_as(self) -> tuple[str, ...]:
        """The kind of each ground truth, ``text`` where it is compared as text only."""
        from verifiers.math.truth_kinds import truth_kind  # only dry runs ask

        options = self._options
        return tuple(truth_kind(opened(truth), options.applied, options.multiplied) for truth in self._truths)

    @property
    def surely_usable(self) -> bool:
        """Whether every ground truth is a number, a simple fraction, a letter or a short word."""
        return self.answer_type == "auto" and all(map(is_plainly_fine, self._truths))

    def expected_seconds(self, completion: str) -> float:
        """Mostly the comparison; reading takes about a second for ten million characters."""
        return 0.001 + 1e-7 * len(completion)

    @property
    def _truths(self) -> tuple[str, ...]:
        return (self.ground_truth,) if isinstance(self.ground_truth, str) else self.ground_truth

    @property
    def _options(self) -> Options:
        return _options(
            self.answer_type, self.tolerance.rel, self.tolerance.abs, self.units, tuple(sorted(self.names.items()))
        )

    def _stated(self, answer: str, completion: str) -> str:
        """The answer as the statement that it stands in: counts for ground truths that are statements."""
        if self.extraction not in ("auto", "boxed") or _STATEMENT.search(answer) or not answer[:1].strip("-"):
            return answer
        if not any(map(_STATEMENT.search, self._truths)):
            return answer
        front = in_front(conclusion(completion))
        return f"{front} {answer}" if front and any(map(str.isdigit, answer)) else answer

    def _compare(self, answer: str, stated: str, lightly: bool) -> Finding:
        """The first ground truth that the answer means; a hard one only matters if none does."""
        options = self._options
        finding: Finding | None = None
        given_up: TooCostly | NeedsAlgebra | None = None
        for truth in self._truths:
            try:
                said = stated if _STATEMENT.search(truth) else answer
                finding = compare(opened(truth), said, options, lightly=lightly)
            except NeedsAlgebra as needed:
                given_up = needed
                continue
            except TooCostly as costly:
                given_up = given_up or costly
                continue
            if finding.equal:
                return finding
        if given_up is not None or finding is None:
            raise given_up or TooCostly("unparsable", "no ground truth")
        return finding


@lru_cache(maxsize=64)
def _options(
    answer_type: AnswerType, relative: float, absolute: float, units: UnitsMode, names: tuple[tuple[str, str], ...]
) -> Options:
    return Options(
        answer_type,
        Allowance(Fraction(relative), Fraction(absolute)),
        units,
        frozenset(name for name, use in names if use == "function"),
        frozenset(name for name, use in names if use == "value"),
    )


def _verdict(finding: Finding, answer: str, seconds: float) -> Verdict:
    if finding.equal:
        return Verdict(
            "correct", 1.0, answer, checks=(Check("answer", True, 1.0, evidence=finding.reason, seconds=seconds),)
        )
    check = Check("answer", False, 0.0, error="wrong_answer", evidence=finding.reason, seconds=seconds)
    return Verdict("incorrect", 0.0, answer, checks=(check,))
