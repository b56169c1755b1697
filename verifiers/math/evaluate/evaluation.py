"""The value of an expression at a point: exact while it is rational, else to a number of digits.

Sizes are looked at before anything is computed, so that no expression takes more than some milliseconds.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mpmath import MPContext
from mpmath.libmp import from_rational

from verifiers.math.evaluate.functions import FUNCTIONS, HUGE, NotReal, NoValue, guarded
from verifiers.math.evaluate.operations import OPERATIONS
from verifiers.math.evaluate.secret import hidden_value
from verifiers.math.finding import TooCostly, TooLarge
from verifiers.math.read.tree import Node
from verifiers.math.read.word_list import words

Value = Any
"""A Fraction, or a real or complex number of mpmath, which ships no types."""

_EXACT_BITS = 8_000
_MAX_STEPS = 8_000
_FAR_APART = 700
_SPARE_DIGITS = 15
_SHOWN_DIGITS = 15


@lru_cache(maxsize=16)
def _context(digits: int) -> Any:
    """Arithmetic with so many digits; costly to make."""
    context = MPContext()
    context.dps = digits
    return context


class Evaluator:
    """Evaluates trees at one point with one precision. ``scale`` is the largest thing it ever added.

    ``span`` is over how many binary orders of magnitude it combined numbers: a difference may hide in as many.
    With ``real`` a logarithm or an even root of a negative number has no value. With ``numeric`` integrals, series
    and derivatives of functions of free names are computed; without it they have values by their parts alone.
    """

    def __init__(
        self, digits: int, point: Mapping[str, Fraction], *, real: bool = False, numeric: bool = False
    ) -> None:
        self.context = _context(digits + _SPARE_DIGITS)
        self.scale: Value = 0
        self.span: Value = 0
        self.digits = digits
        self.real = real
        self.numeric = numeric
        self.loose = False  # whether what is lost in a sum is allowed to be, as near the ends of an integral
        self._point = dict(point)
        self._steps = 0

    def value(self, node: Node) -> Value:
        """The number an expression is. Raises NoValue where it has none."""
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise TooCostly("timeout", "the expression takes too long to be evaluated")
        if node.operation == "number":
            return node.value
        if node.operation == "name":
            return self._named(node.name)
        rule = OPERATIONS.get(node.operation)
        if rule:
            return rule(self, node)
        return self.applied(node.operation, [self.value(part) for part in node.parts])

    def number(self, value: Value) -> Value:
        """The value as a number of mpmath."""
        if type(value) is Fraction:
            self.span = max(self.span, value.numerator.bit_length(), value.denominator.bit_length())
            return self.context.make_mpf(from_rational(value.numerator, value.denominator, self.context.prec))
        return value

    def _named(self, name: str) -> Value:
        if name in self._point:
            return self._point[name]
        constants = {"pi": self.context.pi, "e": self.context.e}
        if name in constants:
            return +constants[name]
        if name == "i":
            return self.context.mpc(0, 1)
        raise NoValue(name)

    def applied(self, operation: str, values: list[Value]) -> Value:
        """The value of arithmetic or of a known function. Raises NoValue outside of its domain."""
        arithmetic = _ARITHMETIC.get(operation)
        if arithmetic:
            return self.bounded(arithmetic(self, *values))
        function = FUNCTIONS.get(operation)
        if function is None:
            raise NoValue(operation)
        if operation not in _HOMOGENEOUS:
            self.span = max(self.span, *(self._hidden_in(operation, value) for value in values))
        result = function(self.context, *values)
        if self.real and operation in _REAL_ONLY and type(result) is not Fraction and self.context.im(result) != 0:
            raise NotReal("complex")
        return self.bounded(result)

    def bounded(self, value: Value) -> Value:
        """The value, inexact once its exact form grows out of proportion."""
        if type(value) is Fraction:
            if max(value.numerator.bit_length(), value.denominator.bit_length()) > _EXACT_BITS:
                return self.number(value)
            return value
        if not self.context.isfinite(value):
            raise NoValue("infinite")
        if self.context.mag(value) > HUGE:
            raise TooLarge("a number is too large to be evaluated")
        return value

    def _hidden_in(self, operation: str, value: Value) -> Value:
        """How far below its value a function may have terms, in binary orders, by the size of its argument."""
        if not value:
            return 0
        value = self.number(value)
        if operation in _SATURATED and self.context.mag(value) < _MOST_SPAN_BITS:
            return _BITS_OF_E * (abs(value) + abs(value) ** 2 * operation.startswith("erf"))
        return 2 * abs(self.context.mag(value))

    def add(self, first: Value, second: Value) -> Value:
        """The sum, having noted how large its terms were."""
        if type(first) is Fraction and type(second) is Fraction:
            return first + second
        first, second = self.number(first), self.number(second)
        if first and second:
            apart = abs(self.context.mag(first) - self.context.mag(second))
            self.span = max(self.span, apart)
            if apart > _FAR_APART:
                if self.loose:
                    return max(first, second, key=abs)
                raise TooLarge("numbers are too far apart to be added")
        self.scale = max(self.scale, abs(first), abs(second))
        return first + second

    def multiply(self, first: Value, second: Value) -> Value:
        """The product."""
        if type(first) is Fraction and type(second) is Fraction:
            return first * second
        return self.number(first) * self.number(second)

    def divide(self, first: Value, second: Value) -> Value:
        """The quotient."""
        if second == 0:
            raise NoValue("division by zero")
        if type(first) is Fraction and type(second) is Fraction:
            return first / second
        return self.number(first) / self.number(second)

    def power(self, base: Value, exponent: Value) -> Value:
        """The power: exact if whole and small, else by mpmath within its reach."""
        whole = type(exponent) is Fraction and exponent.denominator == 1
        if (type(base) is Fraction and base in (0, 1)) or base == 0:
            return self._trivial_power(base, exponent)
        if whole and type(base) is Fraction:
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(exponent) <= _EXACT_BITS:
                return Fraction(base**exponent.numerator)
        base = self.number(base)
        guarded(self.context, self.number(exponent), HUGE // 2)
        reach = self._reach(base, exponent)
        if reach > 2**44:
            raise TooLarge("a power is too large to be evaluated")
        if reach:
            self.span = max(self.span, -self.context.mag(reach))
        if whole:
            return base**exponent.numerator
        return self._root_of_negative(base, exponent) or base ** self.number(exponent)

    def _reach(self, base: Value, exponent: Value) -> Value:
        """The binary exponent of a power, roughly."""
        rough = abs(self.context.mag(base) * self.number(exponent))
        if rough <= 2**44 or self.context.mag(base - 1) > -10:
            return rough
        return abs((base - 1) * self.number(exponent)) * 2

    def _trivial_power(self, base: Value, exponent: Value) -> Value:
        if base == 0 and not (self.context.re(self.number(exponent)) > 0):
            if exponent == 0:
                return Fraction(1)
            raise NoValue("zero to a negative power")
        return Fraction(0) if base == 0 else base

    def _root_of_negative(self, base: Value, exponent: Value) -> Value:
        """The real value of ``(-8)^{1/3}``, as schools have it."""
        if self.context.im(base) != 0 or self.context.re(base) >= 0:
            return None
        if type(exponent) is not Fraction or exponent.denominator % 2 == 0:
            if self.real:
                raise NotReal("a root of a negative number")
            return None
        magnitude = abs(base) ** self.number(exponent)
        return -magnitude if exponent.numerator % 2 else magnitude

    def root(self, radicand: Value, degree: Value) -> Value:
        """The root of any degree."""
        if self.real and degree == 2 and self.context.re(self.number(radicand)) < 0:
            raise NotReal("a root of a negative number")
        if degree == 2 and type(radicand) is not Fraction:
            return self.context.sqrt(radicand)
        if degree == 2:
            root = self.context.sqrt(self.number(radicand))
            return _exact_root(radicand, self.context, root)
        return self.power(radicand, self.divide(Fraction(1), degree))

    def shown(self, value: Value) -> str:
        """A value for being told apart from others, alike in every precision."""
        if type(value) is Fraction:
            return str(value)
        if not self.context.im(value):
            value = self.context.re(value)
        return str(self.context.nstr(value, _SHOWN_DIGITS))

    def hidden(self, head: str, values: list[Value]) -> Value:
        """The value of something uninterpreted, of the same arguments always the same."""
        return hidden_value(head, [self.shown(value) for value in values])

    def with_name(self, node: Node, name: str, value: Value) -> Value:
        """The value of a tree where a bound name has a value."""
        outer = self._point.get(name)
        self._point[name] = value
        try:
            return self.value(node)
        finally:
            self._point.pop(name)
            if outer is not None:
                self._point[name] = outer

    def finer(self, digits: int) -> "Evaluator":
        """One at the same point with more digits."""
        return Evaluator(digits, self._point, real=self.real, numeric=self.numeric)


def _exact_root(radicand: Fraction, context: Any, root: Value) -> Value:
    """The rational root of a square; the number itself otherwise."""
    if radicand < 0 or max(radicand.numerator, radicand.denominator) > 2**200:
        return root
    numerator, denominator = (int(context.nint(context.sqrt(part))) for part in radicand.as_integer_ratio())
    exact = Fraction(numerator, denominator) if denominator else Fraction(0)
    return exact if exact * exact == radicand else root


_REAL_ONLY = words(
    """
    ln log lg arcsin arccos arcsec arccsc arccosh arctanh arcsech arccoth root
    """
)
_HOMOGENEOUS = words("absolute sgn max min floor ceil round re im conj arg gcd lcm modulo ln")
"""Functions that lose nothing of their argument, or give all of it up."""
_SATURATED = words("tanh coth sinh cosh sech csch erf erfc zeta")
"""Functions that come near to others, or to constants, as fast as an exponential function falls."""
_BITS_OF_E, _MOST_SPAN_BITS = 3, 16
_ARITHMETIC: dict[str, Callable[..., Value]] = {
    "add": Evaluator.add,
    "subtract": lambda evaluator, first, second: evaluator.add(first, -second),
    "multiply": Evaluator.multiply,
    "divide": Evaluator.divide,
    "power": Evaluator.power,
    "root": Evaluator.root,
    "negate": lambda _evaluator, value: -value,
    "percent": lambda evaluator, value: evaluator.divide(value, Fraction(100)),
}
