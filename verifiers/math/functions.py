"""The functions an expression may hold, each guarded against arguments out of proportion."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from verifiers.math.finding import TooCostly

HUGE = 2**45
"""The binary exponent beyond which nothing is computed."""
_MAX_ARGUMENT_BITS = 200
_EXACT_FACTORIAL = 300
_EXACT_BINOMIAL = 1000
_MAX_COUNT_BITS = 40

Value = Any


class NoValue(Exception):
    """An expression has no value at a point."""


def guarded(context: Any, value: Value, most: int = _MAX_ARGUMENT_BITS) -> Value:
    """The value as a number of mpmath, if its binary exponent is at most ``most``."""
    if isinstance(value, Fraction):
        value = context.mpf(value.numerator) / value.denominator
    if value != 0 and context.mag(value) > most:
        raise TooCostly("timeout", "an argument is too large to be evaluated")
    return value


def _plain(name: str, most: int = _MAX_ARGUMENT_BITS) -> Callable[..., Value]:
    def apply(context: Any, value: Value) -> Value:
        try:
            return getattr(context, name)(guarded(context, value, most))
        except (ValueError, ZeroDivisionError) as undefined:
            raise NoValue(name) from undefined

    return apply


def _logarithm(context: Any, value: Value, base: Value = Fraction(10)) -> Value:
    value, base = guarded(context, value, HUGE), guarded(context, base, HUGE)
    if value == 0 or base in (0, 1):
        raise NoValue("log")
    return context.ln(value) / context.ln(base)


def _natural(context: Any, value: Value) -> Value:
    value = guarded(context, value, HUGE)
    if value == 0:
        raise NoValue("ln")
    return context.ln(value)


def _factorial(context: Any, value: Value) -> Value:
    if _is_count(value) and value <= _EXACT_FACTORIAL:
        return Fraction(math.factorial(value.numerator))
    return _gamma(context, guarded(context, value, _MAX_COUNT_BITS) + 1)


def _gamma(context: Any, value: Value) -> Value:
    try:
        return context.gamma(value)
    except (ValueError, ZeroDivisionError) as undefined:
        raise NoValue("factorial") from undefined


def _binomial(context: Any, upper: Value, lower: Value) -> Value:
    if _is_count(upper) and _is_count(lower) and upper <= _EXACT_BINOMIAL:
        return Fraction(math.comb(upper.numerator, lower.numerator))
    upper, lower = guarded(context, upper, _MAX_COUNT_BITS), guarded(context, lower, _MAX_COUNT_BITS)
    spare = 2 * _MAX_COUNT_BITS
    with context.extraprec(spare):
        factors = [_gamma(context, one + 1) for one in (upper, lower, upper - lower)]
        value = factors[0] / (factors[1] * factors[2])
    return +value


def _is_count(value: Value) -> bool:
    return isinstance(value, Fraction) and value.denominator == 1 and value >= 0


def _real(context: Any, value: Value) -> Value:
    if isinstance(value, Fraction):
        return value
    if context.im(value) != 0:
        raise NoValue("order of complex numbers")
    return guarded(context, context.re(value), 4000)


def _floor(context: Any, value: Value) -> Value:
    value = _real(context, value)
    return Fraction(math.floor(value) if isinstance(value, Fraction) else int(context.floor(value)))


def _ceil(context: Any, value: Value) -> Value:
    return -_floor(context, -value)


def _largest(context: Any, *values: Value) -> Value:
    return max((_real(context, value) for value in values), key=lambda value: guarded(context, value, 4000))


def _smallest(context: Any, *values: Value) -> Value:
    return min((_real(context, value) for value in values), key=lambda value: guarded(context, value, 4000))


def _whole(combine: Callable[..., int]) -> Callable[..., Value]:
    def apply(_context: Any, *values: Value) -> Value:
        if not all(_is_count(value) for value in values):
            raise NoValue("whole numbers")
        return Fraction(combine(*(value.numerator for value in values)))

    return apply


_TRIGONOMETRY = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")
_INVERSES = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot"}
_MAX_EXPONENT_BITS = 44

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _plain(name, 40 if name.endswith("h") else _MAX_ARGUMENT_BITS) for name in _TRIGONOMETRY},
    **{name: _plain(inverse) for name, inverse in _INVERSES.items()},
    "exp": _plain("exp", _MAX_EXPONENT_BITS),
    "log": _logarithm,
    "lg": _logarithm,
    "ln": _natural,
    "factorial": _factorial,
    "binomial": _binomial,
    "absolute": lambda _context, value: abs(value),
    "floor": _floor,
    "ceil": _ceil,
    "max": _largest,
    "min": _smallest,
    "gcd": _whole(math.gcd),
    "lcm": _whole(math.lcm),
}
