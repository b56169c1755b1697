"""The functions an expression may hold, each guarded against arguments out of proportion."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from verifiers.math.finding import TooLarge

HUGE = 2**45
"""The binary exponent beyond which nothing is computed."""
_MAX_ARGUMENT_BITS = 200
_EXACT_FACTORIAL = 300
_EXACT_BINOMIAL = 1000
_MAX_COUNT_BITS = 40

Value = Any


class NoValue(Exception):
    """An expression has no value at a point."""


class NotReal(NoValue):
    """A part of an expression has a complex value where only real numbers count."""


def guarded(context: Any, value: Value, most: int = _MAX_ARGUMENT_BITS) -> Value:
    """The value as a number of mpmath, if its binary exponent is at most ``most``."""
    if type(value) is Fraction:
        value = context.mpf(value.numerator) / value.denominator
    if value != 0 and context.mag(value) > most:
        raise TooLarge("an argument is too large to be evaluated")
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
    return type(value) is Fraction and value.denominator == 1 and value >= 0


def _real(context: Any, value: Value) -> Value:
    if type(value) is Fraction:
        return value
    if context.im(value) != 0:
        raise NoValue("order of complex numbers")
    return guarded(context, context.re(value), 4000)


def _floor(context: Any, value: Value) -> Value:
    value = _real(context, value)
    return Fraction(math.floor(value) if type(value) is Fraction else int(context.floor(value)))


def _ceil(context: Any, value: Value) -> Value:
    return -_floor(context, -value)


def _largest(context: Any, *values: Value) -> Value:
    return max((_real(context, value) for value in values), key=lambda value: guarded(context, value, 4000))


def _smallest(context: Any, *values: Value) -> Value:
    return min((_real(context, value) for value in values), key=lambda value: guarded(context, value, 4000))


def _whole(combine: Callable[..., int]) -> Callable[..., Value]:
    def apply(_context: Any, *values: Value) -> Value:
        if not all(type(value) is Fraction and value.denominator == 1 for value in values):
            raise NoValue("whole numbers")
        return Fraction(combine(*(value.numerator for value in values)))

    return apply


def _permutations(context: Any, upper: Value, lower: Value) -> Value:
    if not (_is_count(upper) and _is_count(lower) and upper <= _EXACT_BINOMIAL):
        upper, lower = guarded(context, upper, _MAX_COUNT_BITS), guarded(context, lower, _MAX_COUNT_BITS)
        return _gamma(context, upper + 1) / _gamma(context, upper - lower + 1)
    return Fraction(math.perm(upper.numerator, lower.numerator))


def _double_factorial(context: Any, value: Value) -> Value:
    if _is_count(value) and value <= _EXACT_FACTORIAL:
        return Fraction(math.prod(range(value.numerator, 0, -2)))
    try:
        return context.fac2(guarded(context, value, _MAX_COUNT_BITS))
    except (ValueError, ZeroDivisionError) as undefined:
        raise NoValue("double factorial") from undefined


def _modulo(_context: Any, value: Value, modulus: Value) -> Value:
    if not (type(value) is Fraction and type(modulus) is Fraction) or modulus == 0:
        raise NoValue("modulo")
    return value - modulus * math.floor(value / modulus)


def _sign(context: Any, value: Value) -> Value:
    value = _real(context, value)
    return Fraction((value > 0) - (value < 0))


def _inverted(name: str) -> Callable[..., Value]:
    """The inverse of a reciprocal: ``arcsec x`` is ``arccos 1/x``."""
    plain = _plain(name)

    def apply(context: Any, value: Value) -> Value:
        if value == 0:
            raise NoValue(name)
        return plain(context, 1 / guarded(context, value))

    return apply


def _arccot(context: Any, value: Value) -> Value:
    """Between 0 and pi."""
    return context.pi / 2 - context.atan(guarded(context, value))


def _argument(context: Any, value: Value) -> Value:
    if value == 0:
        raise NoValue("arg")
    return context.arg(guarded(context, value, HUGE))


def _part(name: str) -> Callable[..., Value]:
    def apply(context: Any, value: Value) -> Value:
        if type(value) is Fraction:
            return Fraction(0) if name == "im" else value
        return getattr(context, name)(value)

    return apply


def _fixed(name: str, most: int = 20) -> Callable[..., Value]:
    """A special function of the library, for arguments of reasonable size."""

    def apply(context: Any, *values: Value) -> Value:
        try:
            return getattr(context, name)(*(guarded(context, value, most) for value in values))
        except (ValueError, ZeroDivisionError, OverflowError, context.NoConvergence) as undefined:
            raise NoValue(name) from undefined

    return apply


def _rounded(context: Any, value: Value) -> Value:
    return _floor(context, (value if type(value) is Fraction else _real(context, value)) + Fraction(1, 2))


_TRIGONOMETRY = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
_INVERSES = {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
}
_RECIPROCALS = {"arcsec": "acos", "arccsc": "asin", "arcsech": "acosh", "arccsch": "asinh", "arccoth": "atanh"}
_MAX_EXPONENT_BITS = 44

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _plain(name, 40 if name.endswith("h") else _MAX_ARGUMENT_BITS) for name in _TRIGONOMETRY},
    **{name: _plain(inverse) for name, inverse in _INVERSES.items()},
    **{name: _inverted(inverse) for name, inverse in _RECIPROCALS.items()},
    "arccot": _arccot,
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
    "permutations": _permutations,
    "double_factorial": _double_factorial,
    "modulo": _modulo,
    "sgn": _sign,
    "re": _part("re"),
    "im": _part("im"),
    "conj": lambda context, value: value if type(value) is Fraction else context.conj(value),
    "arg": _argument,
    "cis": lambda context, value: context.expjpi(guarded(context, value) / context.pi),
    "round": _rounded,
    "gamma": _fixed("gamma", 40),
    "zeta": _fixed("zeta"),
    "beta": _fixed("beta"),
    "erf": _fixed("erf"),
    "erfc": _fixed("erfc"),
    "Si": _fixed("si"),
    "Li": _fixed("li"),
    "lambertw": _fixed("lambertw", 100),
    "besselJ": _fixed("besselj", 8),
    "besselY": _fixed("bessely", 8),
    "besselI": _fixed("besseli", 8),
    "besselK": _fixed("besselk", 8),
}
