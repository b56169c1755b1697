"""The layers in their order: the first that can tell decides."""

from collections.abc import Callable
from functools import lru_cache, partial

from verifiers.math.cases import cases_layer
from verifiers.math.computer_algebra import algebra_layer, referring_layer
from verifiers.math.elements import collection_layer, interval_layer
from verifiers.math.equations import statement_layer
from verifiers.math.evaluation_layer import evaluation_layer
from verifiers.math.finding import Allowance, AnswerType, Comparison, Finding, Layer, NeedsAlgebra, TooCostly
from verifiers.math.matrices import matrix_layer
from verifiers.math.notation import compact, tidy, without_spaces
from verifiers.math.numbers import number_layer
from verifiers.math.parameters import parameter_layer
from verifiers.math.plain import plain_finding, tidied_finding
from verifiers.math.regions import region_layer
from verifiers.math.rounding import rounding_layer
from verifiers.math.shapes import shape_layer
from verifiers.math.spellings import respelled
from verifiers.math.splitting import with_closing_bracket
from verifiers.math.units import without_remark
from verifiers.math.vectors import as_tuple
from verifiers.math.words import choice_layer, prose_layer, words_layer

_MAX_LENGTH = 20_000
_REMEMBERED_LENGTH = 1_000


def same_text_layer(comparison: Comparison) -> Finding | None:
    """Decides where both sides are the same notation."""
    truth, answer = comparison.truth, comparison.answer
    notated = "\\" in truth or "{" in truth or "\\" in answer or "{" in answer
    same = without_spaces(truth) == without_spaces(answer) or (notated and compact(truth) == compact(answer))
    return Finding(True, "equal as text") if same else None


def short_cut_layer(comparison: Comparison) -> Finding | None:
    """Decides between plain numbers as the layers behind it would."""
    if comparison.answer_type != "auto" or not comparison.allowance.exact:
        return None
    return tidied_finding(comparison.truth, comparison.answer)


LAYERS: tuple[Layer, ...] = (
    shape_layer,
    same_text_layer,
    choice_layer,
    words_layer,
    parameter_layer,
    statement_layer,
    rounding_layer,
    number_layer,
    interval_layer,
    region_layer,
    cases_layer,
    matrix_layer,
    collection_layer,
    prose_layer,
    evaluation_layer,
    algebra_layer,
)
_ALL = (short_cut_layer, *LAYERS)
_LIGHT = (*_ALL[:-1], referring_layer)


@lru_cache(maxsize=256)
def _read(text: str) -> str:
    return with_closing_bracket(as_tuple(respelled(without_remark(tidy(text)))))


def compare(
    truth: str, answer: str, answer_type: AnswerType, allowance: Allowance, *, lightly: bool = False
) -> Finding:
    """Decide whether an answer means the ground truth. Raises TooCostly where that would take too much.

    ``lightly`` is without computer algebra: raises NeedsAlgebra where nothing else can decide.
    """
    if len(answer) > _MAX_LENGTH:
        raise TooCostly("unparsable", f"an answer of more than {_MAX_LENGTH} characters")
    if answer_type == "auto" and allowance.exact:
        finding = plain_finding(truth, answer)
        if finding is not None:
            return finding
    if len(answer) > _REMEMBERED_LENGTH:
        return compare_by(_LIGHT if lightly else _ALL, truth, answer, answer_type, allowance)
    decision = _decision(_LIGHT if lightly else _ALL, truth, answer, answer_type, allowance)
    if isinstance(decision, Finding):
        return decision
    raise decision()


@lru_cache(maxsize=512)
def _decision(
    layers: tuple[Layer, ...], truth: str, answer: str, answer_type: AnswerType, allowance: Allowance
) -> Finding | Callable[[], Exception]:
    """What ``compare_by`` finds or raises: a group's completions often share an answer."""
    try:
        return compare_by(layers, truth, answer, answer_type, allowance)
    except TooCostly as costly:
        return partial(TooCostly, costly.error, costly.reason)
    except NeedsAlgebra:
        return NeedsAlgebra


def compare_by(
    layers: tuple[Layer, ...], truth: str, answer: str, answer_type: AnswerType, allowance: Allowance
) -> Finding:
    """The decision of the first of some layers that can tell."""
    comparison = Comparison(_read(truth), _read(answer), answer_type, allowance, layers)
    return comparison.judge() or Finding(False, "the answer cannot be read as mathematics")
