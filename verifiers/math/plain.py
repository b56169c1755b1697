"""What needs no reading: equal texts, and numbers in their plainest spelling. Most answers end here."""

import re
from fractions import Fraction

from verifiers.math.finding import Finding

_NUMBER = re.compile(r"\s*(-?)\s*(?:(\d{1,12}(?:\.\d{1,12})?)|\\[dt]?frac\{(\d{1,9})\}\{([1-9]\d{0,8})\})\.?\s*")


def plain_finding(truth: str, answer: str) -> Finding | None:
    """The decision between equal texts or plain numbers; ``None`` for everything else."""
    if truth == answer:
        return Finding(True, "equal as text")
    first = _NUMBER.fullmatch(truth)
    second = _NUMBER.fullmatch(answer) if first else None
    if not first or not second:
        return None
    same = _value(first) == _value(second)
    return Finding(same, "exact rationals agree" if same else "exact rationals differ")


def _value(found: re.Match[str]) -> Fraction:
    sign, literal, numerator, denominator = found.groups()
    value = Fraction(literal) if literal else Fraction(int(numerator), int(denominator))
    return -value if sign else value
