"""The question of the verifier, with its short cut in front and its memory of answers that a group shares."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from verifiers.math.compare.computer_algebra import affordable_pair, by_algebra
from verifiers.math.compare.decide import Asked, decide, truth_reading
from verifiers.math.compare.plain import plain_finding
from verifiers.math.compare.question import Latitude, UnitsMode
from verifiers.math.compare.shapes import has_shape, is_choice
from verifiers.math.finding import Allowance, AnswerType, Finding, NeedsAlgebra, TooCostly

_REMEMBERED_LENGTH = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What a specification says besides its ground truth; told apart by identity."""

    answer_type: AnswerType
    allowance: Allowance
    units: UnitsMode = "check"
    applied: frozenset[str] = frozenset()
    multiplied: frozenset[str] = frozenset()


def compare(truth: str, answer: str, options: Options, *, lightly: bool = False) -> Finding:
    """Decide whether an answer means the ground truth. Raises TooCostly where that would take too much.

    ``lightly`` is without computer algebra: raises NeedsAlgebra where nothing else can decide.
    """
    if options.answer_type == "auto" and options.allowance.exact:
        finding = plain_finding(truth, answer)
        if finding is not None:
            return finding
    if len(answer) > _REMEMBERED_LENGTH:
        return _decided(truth, answer, options, lightly)
    decision = _remembered(truth, answer, options, lightly)
    if isinstance(decision, Finding):
        return decision
    raise decision()


def misfit_of(truth: str, options: Options) -> str:
    """Why a ground truth is not of the type that is asked for; empty if it is."""
    if options.answer_type in ("auto", "text"):
        return ""
    if options.answer_type == "choice":
        return "" if is_choice(truth) else "is not of type choice"
    try:
        fits = has_shape(options.answer_type, truth_reading(truth, options.applied, options.multiplied))
    except TooCostly as costly:
        return costly.reason
    return "" if fits else f"is not of type {options.answer_type}"


@lru_cache(maxsize=512)
def _remembered(truth: str, answer: str, options: Options, lightly: bool) -> Finding | Callable[[], Exception]:
    """What is found or raised: a group's completions often share an answer."""
    try:
        return _decided(truth, answer, options, lightly)
    except TooCostly as costly:
        return partial(TooCostly, costly.error, costly.reason)
    except NeedsAlgebra:
        return NeedsAlgebra


def _decided(truth: str, answer: str, options: Options, lightly: bool) -> Finding:
    latitude = Latitude(options.allowance, options.units, truth, options.answer_type)
    asked = Asked(options.answer_type, latitude, options.applied, options.multiplied)
    algebra = _refer if lightly else partial(by_algebra, allowance=options.allowance)
    return decide(truth, answer, asked, algebra=algebra)


def _refer(truth: str, answer: str) -> Finding | None:
    affordable_pair(truth, answer)
    raise NeedsAlgebra
