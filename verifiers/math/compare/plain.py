"""The short cut: equal texts, and numbers in their plainest spelling. Most answers end here.

What it decides, the layers would decide in the same way, only later.
"""

import math
import re
from collections.abc import Sequence

from verifiers.math.finding import Finding

_RAW = re.compile(
    r"\s*(-?)\s*(?:([0-9]{1,12}(?:\.[0-9]{1,12})?)|\\[dt]?frac\{([0-9]{1,9})\}\{([1-9][0-9]{0,8})\})\.?\s*"
)
_STATED = re.compile(r"\$ ?(?=[-\d\\a-zA-Z])(?!\d+[.]?\d*$)(?:([a-zA-Z]) ?= ?)?|([a-zA-Z]) ?= ?(?=[-\d\\])")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,12})?")
_WRAPPED = re.compile(r"\\(?:text|textbf|mathbf|mathrm|boxed)\{\s*([^\s{}\\]+)\s*\}")


def plain_finding(truth: str, answer: str) -> Finding | None:
    """The decision between two texts as they were written; ``None`` where that takes reading."""
    answer = unset(answer)
    if truth == answer:
        return Finding(True, "equal as text")
    first, second = _STATED.match(truth), _STATED.match(answer)
    if first and second and len({first[1] or first[2], second[1] or second[2], None}) > 2:
        return None
    truth = truth[first.end() :].rstrip("$ ") if first else truth
    answer = answer[second.end() :].rstrip("$ ") if second else answer
    if "," in answer and "," not in truth and _THOUSANDS.fullmatch(answer):
        answer = answer.replace(",", "")
    return _between(truth, answer, _RAW)


def unset(answer: str) -> str:
    """One word without the command that sets it, as completions often have it."""
    wrapped = _WRAPPED.fullmatch(answer) if answer.startswith("\\") else None
    return wrapped[1] if wrapped else answer


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
