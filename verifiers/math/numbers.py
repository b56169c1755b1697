"""The layer that compares rational numbers, exactly and in both directions."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifiers.math.finding import Allowance, Comparison, Finding
from verifiers.math.notation import compact, unwrapped
from verifiers.math.rationals import rational
from verifiers.math.units import without_degrees, without_units
from verifiers.math.vocabulary import SPELLED_NUMBERS

_BASED = re.compile(r"\(?([0-9A-F]+)\)?_(?:\{(\d+)\}|(\d+))$")
_CLOCK = re.compile(r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[ap]\.?m\.?)?$", re.I)
_RATIO = re.compile(r"([^:]+):([^:]+)$")
_LONG_DECIMAL = re.compile(r"-?\d*\.(\d{15,40})$")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+$")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALE = re.compile(
    r"\d\s*(?:\\(?:text|mathrm|mbox)\s*\{\s*)?(thousand|million|billion|trillion)s?(?![a-z])", re.I
)
_SPECIAL = re.compile(r"[:_]|\.\s*\.\s*\.|\\(?:[lcd]?dots|[pb]?mod|equiv)")
_UNREADABLE = re.compile(r"\\[lcd]?dots(?![a-zA-Z])|\.\.\.|\\pmod|\\bmod|\\equiv|\\mod(?![a-zA-Z])")


_NO_NUMBER = re.compile(r"[=<>|_]|,(?!\d{3}(?!\d)).|\\(?:sqrt|pi|infty|sin|cos|cup)(?![a-zA-Z])")
_WRAPPER = re.compile(r"\\(?:text|mbox|hbox|math|operatorname)")


@dataclass(frozen=True, slots=True)
class Number:
    """A rational number and whether it was written as a percentage."""

    value: Fraction
    percent: bool = False
    scale: int = 1
    """What a word such as ``million`` behind the number stands for; beside a bare number it may be a unit."""


def number_layer(comparison: Comparison) -> Finding | None:
    """Decides where both sides are rational numbers, ratios, clock times or numerals with a base."""
    special = _special_finding(comparison)
    if special:
        return special
    truth, answer = number(comparison.truth), number(comparison.answer)
    if truth is None:
        return None
    if answer is None:
        answer = _with_decimal_comma(comparison)
    if answer is None:
        return None
    same = equal_numbers(truth, answer, comparison.allowance) or _is_written_out(truth, comparison.answer)
    return Finding(same, "exact rationals agree" if same else "exact rationals differ")


@lru_cache(maxsize=256)
def number(text: str) -> Number | None:
    """The rational number that a text writes, without its unit."""
    if _NO_NUMBER.search(text) and not _WRAPPER.search(text):
        return None  # a glance suffices, unless what it sees may be part of a unit
    scale = _scale_of(text)
    text = without_degrees(without_units(text))
    percent = text.endswith("%")
    text = unwrapped(text.rstrip("%"))
    spelled = SPELLED_NUMBERS.get(text.lower().replace("-", "").replace(" ", ""))
    value = Fraction(spelled) if spelled is not None else rational(text)
    if value is None:
        value = _ratio(text)
    return None if value is None else Number(value, percent, scale)


def equal_numbers(truth: Number, answer: Number, allowance: Allowance) -> bool:
    """Whether two numbers agree; against a percentage both 28 and 0.28 mean 28 %."""
    if truth.scale != answer.scale:
        return _equal_with_scales(truth, answer, allowance)
    if allowance.covers(truth.value, answer.value):
        return True
    if truth.percent and not answer.percent:
        return allowance.covers(truth.value / 100, answer.value)
    if answer.percent and not truth.percent:
        return allowance.covers(truth.value, answer.value / 100)
    return False


def _equal_with_scales(truth: Number, answer: Number, allowance: Allowance) -> bool:
    """``1.5 million`` is 1500000, and 1.5 where that is counted in millions, but not ``1.5 billion``."""
    if allowance.covers(truth.value * truth.scale, answer.value * answer.scale):
        return True
    return 1 in (truth.scale, answer.scale) and allowance.covers(truth.value, answer.value)


def _scale_of(text: str) -> int:
    found = _SCALE.search(text)
    return _SCALES[found[1].lower()] if found else 1


def _is_written_out(truth: Number, answer: str) -> bool:
    """Whether a decimal of many places is as much of a periodic fraction as a computer prints."""
    found = _LONG_DECIMAL.match(compact(answer))
    if not found or truth.percent:
        return False
    places = len(found[1])
    is_periodic = 10**places % truth.value.denominator != 0
    return is_periodic and abs(truth.value - Fraction(found[0])) < Fraction(1, 10**places)


def _special_finding(comparison: Comparison) -> Finding | None:
    """What only equal notation settles: clock times, numerals of another base, dots, congruences."""
    if not (_SPECIAL.search(comparison.truth) or _SPECIAL.search(comparison.answer)):
        return None
    truth, answer = compact(comparison.truth), compact(comparison.answer)
    if _UNREADABLE.search(truth) or _UNREADABLE.search(answer):
        return Finding(False, "sequences and congruences are compared as text")
    if _CLOCK.match(truth) or (_CLOCK.match(answer) and ":" in truth):
        return Finding(False, "clock times differ")
    first, second = _based(truth), _based(answer)
    if first is None and second is None:
        return None
    same = first is not None and first == second
    return Finding(same, "numerals with their base agree" if same else "numerals with their base differ")


def _based(text: str) -> int | None:
    found = _BASED.match(text)
    base = int((found[2] or found[3])[:3]) if found else 0
    if not found or not 2 <= base <= 36 or len(found[1]) > 1000:
        return None
    try:
        return int(found[1], base)
    except ValueError:
        return None


def _ratio(text: str) -> Fraction | None:
    found = _RATIO.match(text)
    first, second = (rational(found[1]), rational(found[2])) if found else (None, None)
    return first / second if first is not None and second else None


def _with_decimal_comma(comparison: Comparison) -> Number | None:
    """``1000,99`` where the ground truth shows that a decimal number is meant."""
    text = compact(without_units(comparison.answer))
    if "." in comparison.truth and _DECIMAL_COMMA.match(text):
        return number(text.replace(",", "."))
    return None
