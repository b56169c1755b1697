"""The layer for ground truths that are themselves rounded: the exact value behind one is right too."""

import re
from fractions import Fraction

from verifiers.math.evaluation import Evaluator
from verifiers.math.expressions import parsed
from verifiers.math.finding import Comparison, Finding
from verifiers.math.functions import NoValue
from verifiers.math.notation import unwrapped, without_outer_braces
from verifiers.math.numbers import number
from verifiers.math.syntax import Unreadable, names_in
from verifiers.math.units import without_degrees, without_units

_DECIMAL = re.compile(r"-?\d{0,12}\.\d{2,12}%?")
_EXACT_FORM = re.compile(r"/|\\(?:frac|sqrt|pi|ln|log|sin|cos|tan)(?![a-z])|\^")
_FEWEST_DIGITS = 3
_DIGITS = 40


def rounding_layer(comparison: Comparison) -> Finding | None:
    """Accepts a fraction or a root whose decimals are those of the ground truth, rounded or cut.

    Only for three digits and more, and never the other way round: a decimal is no exact answer.
    """
    if "." not in comparison.truth or not comparison.allowance.exact or "." in comparison.answer:
        return None
    truth = without_units(comparison.truth).replace("\\", "")
    if not _DECIMAL.fullmatch(truth) or len(re.sub(r"\D", "", truth).lstrip("0")) < _FEWEST_DIGITS:
        return None
    value = _value(comparison.answer) if _EXACT_FORM.search(comparison.answer) else None
    if value is None:
        return None
    percent = truth.endswith("%") and not comparison.answer.rstrip("\\ ").endswith("%")
    same = _shows(truth.rstrip("%"), value * 100 if percent else value)
    return Finding(True, "the ground truth is this value rounded") if same else None


def _value(answer: str) -> Fraction | None:
    """The constant that an answer is, if its decimals never end."""
    rational = number(answer)
    if rational is not None:
        return None if _ends(rational.value) else rational.value
    try:
        tree = parsed(without_outer_braces(unwrapped(without_degrees(without_units(answer))).rstrip("%\\ ")))
        evaluator = Evaluator(_DIGITS, {})
        value = evaluator.value(tree) if not names_in(tree) else None
    except (Unreadable, NoValue, ZeroDivisionError, OverflowError):
        return None
    if value is None or isinstance(value, Fraction) or evaluator.context.im(value) != 0:
        return None
    return Fraction(evaluator.context.nstr(evaluator.context.re(value), _DIGITS))


def _ends(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _shows(decimal: str, value: Fraction) -> bool:
    """Whether these are the decimals of a value, rounded or cut."""
    places = len(decimal.partition(".")[2])
    shown, scaled = abs(Fraction(decimal)) * 10**places, abs(value) * 10**places
    return (value < 0) == decimal.startswith("-") and shown in (int(scaled), int(scaled + Fraction(1, 2)))
