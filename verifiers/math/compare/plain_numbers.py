"""Numbers in their plainest spelling, and one operation between two of them, as exact fractions."""

import math
import re

Ratio = tuple[int, int]
"""Numerator and denominator in lowest terms, the denominator positive."""

_MOST_DIGITS = 12
_RAW = re.compile(
    r"\s*(-?)\s*(?:([0-9]{1,12}(?:\.[0-9]{1,12})?)|([0-9]{1,6})?\\[dt]?frac\{([0-9]{1,9})\}\{([1-9][0-9]{0,8})\}"
    r"|\\[dt]?frac ?([0-9])([1-9])|([0-9]{1,9})/([1-9][0-9]{0,8}))(\.?)\s*"
)
_OPERATION = re.compile(
    r"(-?[^-+*/^\\]+|-?\\[dt]?frac\{\d+\}\{\d+\} ?)"
    r"(\+|-|\*|\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z]))(?! ?[-.])([^-+*/^]+)"
)
_MEASURED = re.compile(
    r"(-? ?\d{1,12}(?:\.\d{1,12})?) ?"
    r"(\\%|\\pi|\\sqrt\{[1-9]\d{0,8}\}|\^\\circ|\^\{\\circ\}|(?:\\[,;] ?)?\\text\{ ?(?!(?:[ap] ?m) ?\})[a-z ]+\})"
)


def ratio(text: str, *, inside: bool = False) -> Ratio | None:
    """The number that a text is; ``None`` for any other text. ``inside`` of another text no full stop ends it."""
    if len(text) <= _MOST_DIGITS and text.isdecimal() and text.isascii():
        return int(text), 1
    found = _RAW.fullmatch(text)
    if not found or (inside and found[10]):
        return None
    literal = found[2]
    if literal:
        whole, _, places = literal.partition(".")
        numerator, denominator = int(whole + places), 10 ** len(places)
    else:
        numerator, denominator = int(found[4] or found[6] or found[8]), int(found[5] or found[7] or found[9])
    if found[3]:
        if numerator >= denominator:
            return None
        numerator += int(found[3]) * denominator
    common = math.gcd(numerator, denominator)
    return (-numerator if found[1] else numerator) // common, denominator // common


def reckoned(text: str) -> Ratio | None:
    """The number that a text is, or that one sum, difference or product of two numbers comes to."""
    number = ratio(text)
    if number is not None:
        return number
    found = _OPERATION.fullmatch(text)
    if found is None:
        return None
    first, second = (ratio(found[place].strip(), inside=True) for place in (1, 3))
    return _combined(first, found[2], second) if first and second else None


def _combined(first: Ratio, sign: str, second: Ratio) -> Ratio:
    (top, bottom), (other, divisor) = first, second
    if sign == "+":
        numerator, denominator = top * divisor + other * bottom, bottom * divisor
    elif sign == "-":
        numerator, denominator = top * divisor - other * bottom, bottom * divisor
    else:
        numerator, denominator = top * other, bottom * divisor
    common = math.gcd(numerator, denominator)
    return numerator // common, denominator // common


def measured(text: str) -> tuple[Ratio, str] | None:
    """A plain number and the one unit, root or multiple of pi behind it; ``None`` for any other text."""
    found = _MEASURED.fullmatch(text)
    value = ratio(found[1]) if found else None
    return (value, found[2].replace("{\\circ}", "\\circ")) if found and value else None
