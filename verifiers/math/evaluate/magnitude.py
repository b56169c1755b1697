"""Fractions that refuse to grow: every operation is bounded in the size of its result."""

import re
from fractions import Fraction

from verifiers.math.finding import TooCostly

MAX_DIGITS = 4000
MAX_BITS = 40_000
_MAX_FACTORIAL = 3000
_REPEATING = re.compile(r"(\d*)\.(\d*)\\overline\s*\{(\d+)\}")


class NotRational(Exception):
    """The text is no arithmetic on rational numbers."""


def literal_value(literal: str) -> Fraction:
    """The value of an unsigned decimal literal, with an exponent or with a period under a bar."""
    if len(literal) > MAX_DIGITS:
        raise TooCostly("unparsable", f"a number of more than {MAX_DIGITS} digits")
    if "\\" in literal:
        return _repeating(literal)
    mantissa, _, exponent = literal.replace(",", "").lower().partition("e")
    if exponent and abs(int(exponent)) > MAX_DIGITS:
        raise TooCostly("timeout", "an exponent is too large to be evaluated")
    return Fraction(f"{mantissa.rstrip('.')}e{exponent or 0}")


def _repeating(literal: str) -> Fraction:
    found = _REPEATING.match(literal)
    if not found:
        raise NotRational
    whole, fixed, period = found.groups()
    head = Fraction(int((whole or "0") + fixed), 10 ** len(fixed))
    return head + Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(fixed))


def bounded(value: Fraction) -> Fraction:
    """The value itself, if it is of a reasonable size."""
    if _bits(value) > MAX_BITS:
        raise TooCostly("timeout", "a number is too large to be evaluated")
    return value


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """A whole power of a fraction."""
    if exponent.denominator != 1:
        raise NotRational
    if abs(base) not in (0, 1) and _bits(base) * abs(exponent.numerator) > MAX_BITS:
        raise TooCostly("timeout", "a power is too large to be evaluated")
    return Fraction(base**exponent.numerator)


def factorial(value: Fraction) -> Fraction:
    """The factorial of a natural number."""
    if value.denominator != 1 or value < 0:
        raise NotRational
    if value > _MAX_FACTORIAL:
        raise TooCostly("timeout", "a factorial is too large to be evaluated")
    result = 1
    for factor in range(2, value.numerator + 1):
        result *= factor
    return bounded(Fraction(result))
