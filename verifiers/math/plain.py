"""The short cut: equal texts, and numbers in their plainest spelling. Most answers end here.

What it decides, the layers would decide in the same way, only later.
"""

import math
import re
from collections.abc import Sequence

from verifiers.math.finding import Finding
from verifiers.math.notation import without_spaces
from verifiers.reading.vocabulary import UNITS

_RAW = re.compile(
    r"\s*(-?)\s*(?:([0-9]{1,12}(?:\.[0-9]{1,12})?)|\\[dt]?frac\{([0-9]{1,9})\}\{([1-9][0-9]{0,8})\})\.?\s*"
)
_WRAPPED = re.compile(r"\\(?:text|textbf|mathbf|mathrm|boxed)\{\s*([^\s{}\\]+)\s*\}")
_NAME = re.compile(r"([A-Za-z])\s*=\s*(?=[-$0-9\\])")
_WORD_UNITS = "|".join(sorted((unit for unit in UNITS if unit.isalpha() and len(unit) > 1), key=len, reverse=True))
_TIDIED = re.compile(
    r"(-?)\$?(?:([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12}(?:\.[0-9]{1,12})?)"
    r"|\\frac\{([0-9]{1,9})\}\{([1-9][0-9]{0,8})\}"
    r"|([0-9]{1,9})/([1-9][0-9]{0,8}))"
    r"(?: ?\^\\circ| ?\\(?:text|mathrm|mbox)\s*\{\s*(?:" + _WORD_UNITS + r")\s*\}(?:\^[23]|\^\{[23]\})?)?"
)


def plain_finding(truth: str, answer: str) -> Finding | None:
    """The decision between two texts as they were written; ``None`` where that takes reading."""
    if answer.startswith("\\") and (wrapped := _WRAPPED.fullmatch(answer)):
        answer = wrapped[1]
    if truth == answer:
        return Finding(True, "equal as text")
    return _between(truth, answer, _RAW)


def tidied_finding(truth: str, answer: str) -> Finding | None:
    """The decision between two texts in tidied notation; ``None`` where it takes the layers."""
    if truth == answer or without_spaces(truth) == without_spaces(answer):
        return Finding(True, "equal as text")
    first, second = _NAME.match(truth), _NAME.match(answer)
    if first and second and first[1] != second[1]:
        return None
    return _between(truth[first.end() if first else 0 :], answer[second.end() if second else 0 :], _TIDIED)


def _between(truth: str, answer: str, number: re.Pattern[str]) -> Finding | None:
    first = number.fullmatch(truth)
    second = number.fullmatch(answer) if first else None
    if first and second and truth == answer:
        return Finding(True, "equal as text")
    if not first or not second:
        return None
    same = _ratio(first) == _ratio(second)
    if not same and "." in truth and "/" in answer.replace("\\frac", "/"):
        return None  # the ground truth may be rounded
    return Finding(same, "exact rationals agree" if same else "exact rationals differ")


def _ratio(found: re.Match[str]) -> tuple[int, int]:
    """Numerator and denominator in lowest terms."""
    sign, literal, *parts = found.groups()
    numerator, denominator = _decimal(literal.replace(",", "")) if literal else _fraction(parts)
    common = math.gcd(numerator, denominator)
    return (-numerator if sign else numerator) // common, denominator // common


def _decimal(literal: str) -> tuple[int, int]:
    whole, _, places = literal.partition(".")
    return int(whole + places), 10 ** len(places)


def _fraction(parts: Sequence[str | None]) -> tuple[int, int]:
    numerator, denominator = (int(part) for part in parts if part)
    return numerator, denominator
