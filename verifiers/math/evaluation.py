"""The value of an expression at a point: exact while it is rational, else to a number of digits.

Sizes are looked at before anything is computed, so that no expression takes more than some milliseconds.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mpmath import MPContext

from verifiers.math.finding import TooCostly
from verifiers.math.functions import FUNCTIONS, HUGE, NoValue, guarded
from verifiers.math.syntax import Node

Value = Any
"""A Fraction, or a real or complex number of mpmath, which ships no types."""

_EXACT_BITS = 8_000
_MAX_STEPS = 8_000
_MAX_TERMS = 1500
_FAR_APART = 700
_SPARE_DIGITS = 15


@lru_cache(maxsize=8)
def _context(digits: int) -> Any:
    """Arithmetic with so many digits; costly to make."""
    context = MPContext()
    context.dps = digits
    return context


class Evaluator:
    """Evaluates trees at one point with one precision. ``scale`` is the largest thing it ever added."""

    def __init__(self, digits: int, point: Mapping[str, Fraction]) -> None:
        self.context = _context(digits + _SPARE_DIGITS)
        self.scale: Value = 0
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
        if node.operation in ("sum", "prod"):
            return self._series(node)
        return self._applied(node.operation, [self.value(part) for part in node.parts])

    def number(self, value: Value) -> Value:
        """The value as a number of mpmath."""
        if isinstance(value, Fraction):
            return self.context.mpf(value.numerator) / value.denominator
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

    def _applied(self, operation: str, values: list[Value]) -> Value:
        arithmetic = _ARITHMETIC.get(operation)
        if arithmetic:
            return self._bounded(arithmetic(self, *values))
        return self._bounded(FUNCTIONS[operation](self.context, *values))

    def _bounded(self, value: Value) -> Value:
        """The value, inexact once its exact form grows out of proportion."""
        if isinstance(value, Fraction):
            if max(value.numerator.bit_length(), value.denominator.bit_length()) > _EXACT_BITS:
                return self.number(value)
            return value
        if not self.context.isfinite(value):
            raise NoValue("infinite")
        if self.context.mag(value) > HUGE:
            raise TooCostly("timeout", "a number is too large to be evaluated")
        return value

    def add(self, first: Value, second: Value) -> Value:
        """The sum, having noted how large its terms were."""
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first + second
        first, second = self.number(first), self.number(second)
        if first and second and abs(self.context.mag(first) - self.context.mag(second)) > _FAR_APART:
            raise TooCostly("timeout", "numbers are too far apart to be added")
        self.scale = max(self.scale, abs(first), abs(second))
        return first + second

    def multiply(self, first: Value, second: Value) -> Value:
        """The product."""
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first * second
        return self.number(first) * self.number(second)

    def divide(self, first: Value, second: Value) -> Value:
        """The quotient."""
        if second == 0:
            raise NoValue("division by zero")
        if isinstance(first, Fraction) and isinstance(second, Fraction):
            return first / second
        return self.number(first) / self.number(second)

    def power(self, base: Value, exponent: Value) -> Value:
        """The power: exact if whole and small, else by mpmath within its reach."""
        whole = isinstance(exponent, Fraction) and exponent.denominator == 1
        if isinstance(base, Fraction) and base in (0, 1):
            return self._trivial_power(base, exponent)
        if whole and isinstance(base, Fraction):
            bits = max(base.numerator.bit_length(), base.denominator.bit_length())
            if bits * abs(exponent) <= _EXACT_BITS:
                return Fraction(base**exponent.numerator)
        base = self.number(base)
        guarded(self.context, self.number(exponent), HUGE // 2)
        if abs(self.context.mag(base) * self.number(exponent)) > 2**44:
            raise TooCostly("timeout", "a power is too large to be evaluated")
        if whole:
            if base == 0:
                raise NoValue("zero to a negative power")
            return base**exponent.numerator
        return self._root_of_negative(base, exponent) or base ** self.number(exponent)

    def _trivial_power(self, base: Fraction, exponent: Value) -> Value:
        if base == 0 and not (self.context.re(self.number(exponent)) > 0):
            if exponent == 0:
                return Fraction(1)
            raise NoValue("zero to a negative power")
        return base

    def _root_of_negative(self, base: Value, exponent: Value) -> Value:
        """The real value of ``(-8)^{1/3}``, as schools have it."""
        if not isinstance(exponent, Fraction) or exponent.denominator % 2 == 0 or self.context.im(base) != 0:
            return None
        if self.context.re(base) >= 0:
            return None
        magnitude = abs(base) ** self.number(exponent)
        return -magnitude if exponent.numerator % 2 else magnitude

    def root(self, radicand: Value, degree: Value) -> Value:
        """The root of any degree."""
        if degree == 2 and not isinstance(radicand, Fraction):
            return self.context.sqrt(radicand)
        if degree == 2:
            root = self.context.sqrt(self.number(radicand))
            return _exact_root(radicand, self.context, root)
        return self.power(radicand, self.divide(Fraction(1), degree))

    def _series(self, node: Node) -> Value:
        """A sum or product over few terms."""
        low, high = self.value(node.parts[0]), self.value(node.parts[1])
        if not (isinstance(low, Fraction) and isinstance(high, Fraction)) or (
            low.denominator,
            high.denominator,
        ) != (
            1,
            1,
        ):
            raise NoValue("bounds of a series")
        if high - low > _MAX_TERMS:
            raise TooCostly("timeout", "a sum is too large to be evaluated")
        outer = self._point.get(node.name)
        total: Value = Fraction(node.operation == "prod")
        combine = self.add if node.operation == "sum" else self.multiply
        for index in range(low.numerator, high.numerator + 1):
            self._point[node.name] = Fraction(index)
            total = self._bounded(combine(total, self.value(node.parts[2])))
        self._point.pop(node.name)
        if outer is not None:
            self._point[node.name] = outer
        return total


def _exact_root(radicand: Fraction, context: Any, root: Value) -> Value:
    """The rational root of a square; the number itself otherwise."""
    if radicand < 0 or max(radicand.numerator, radicand.denominator) > 2**200:
        return root
    numerator, denominator = (int(context.nint(context.sqrt(part))) for part in radicand.as_integer_ratio())
    exact = Fraction(numerator, denominator) if denominator else Fraction(0)
    return exact if exact * exact == radicand else root


_ARITHMETIC: dict[str, Callable[..., Value]] = {
    "add": Evaluator.add,
    "subtract": lambda evaluator, first, second: evaluator.add(first, -second),
    "multiply": Evaluator.multiply,
    "divide": Evaluator.divide,
    "power": Evaluator.power,
    "root": Evaluator.root,
    "negate": lambda _evaluator, value: -value,
}
