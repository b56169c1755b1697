"""Arithmetic expressions: a parser for a closed grammar, and evaluation at a binding of their symbols.

Numbers, the symbols allowed by the caller, ``+ - * / ^``, parentheses, implicit products, ``sqrt abs sin cos``,
``pi``, Macaulay brackets as ``mac(u, n)`` and the unit step ``step(u)``. Nothing of the text is ever executed.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifiers.beam.errors import Unparsable

Evaluate = Callable[[Mapping[str, Any]], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:[,\u2009]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z](?:[A-Za-z]|_?\d|_(?=[A-Za-z]))*)|(?P<op>[-+*/^(),√]))"
)
_MAX_DEPTH = 60
_MAX_DIGITS = 40
_MAX_EXPONENT = 64
_MAX_LENGTH = 2000
_LONGEST_NAME = 64
_FUNCTIONS = {"sqrt", "abs", "sin", "cos", "mac", "step"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. ``end`` is where it stopped in the text; ``names`` are the symbols it uses."""

    evaluate: Evaluate
    names: frozenset[str]
    end: int


def parse(text: str, symbols: frozenset[str], *, exact: bool = False) -> Expression:
    """The whole text as an expression in ``symbols``. Raises Unparsable."""
    parsed = parse_prefix(text, symbols, exact=exact)
    if text[parsed.end :].strip():
        raise Unparsable(f"unexpected {text[parsed.end :].strip()[:20]!r}")
    return parsed


def parse_prefix(text: str, symbols: frozenset[str], *, exact: bool = False) -> Expression:
    """The longest beginning of the text that is an expression in ``symbols``. Raises Unparsable."""
    if len(text) > _MAX_LENGTH:
        raise Unparsable("too long")
    parser = _Parser(text, symbols, exact)
    evaluate = parser.sum(0)
    return Expression(evaluate, frozenset(parser.names), parser.position)


def value_of(expression: Expression, binding: Mapping[str, Any]) -> float:
    """The expression's finite value as a float. Raises Unparsable where it has none."""
    try:
        value = float(expression.evaluate(binding))
    except (ArithmeticError, ValueError, TypeError) as error:
        raise Unparsable(str(error)) from error
    if not math.isfinite(value):
        raise Unparsable("not finite")
    return value


class _Parser:
    """Recursive descent with one token of look-ahead; an operator without an operand ends the expression."""

    def __init__(self, text: str, symbols: frozenset[str], exact: bool) -> None:
        self.text = text
        self.symbols = symbols
        self.exact = exact
        self.position = 0
        self.names: set[str] = set()

    def sum(self, depth: int) -> Evaluate:
        if depth > _MAX_DEPTH:
            raise Unparsable("nested too deeply")
        left = self.product(depth)
        while operator := self._operator("+-"):
            before, _ = operator
            try:
                right = self.product(depth)
            except Unparsable:
                self.position = before
                return left
            left = _add(left, right) if operator[1] == "+" else _subtract(left, right)
        return left

    def product(self, depth: int) -> Evaluate:
        left = self.signed(depth)
        while True:
            before = self.position
            operator = self._operator("*/")
            if operator is None and not self._starts_factor():
                return left
            try:
                right = self.signed(depth) if operator else self.power(depth)
            except Unparsable:
                self.position = before
                return left
            left = _divide(left, right) if operator and operator[1] == "/" else _multiply(left, right)

    def signed(self, depth: int) -> Evaluate:
        if depth > _MAX_DEPTH:
            raise Unparsable("nested too deeply")
        operator = self._operator("+-")
        if operator is None:
            return self.power(depth)
        inner = self.signed(depth + 1)
        return _negate(inner) if operator[1] == "-" else inner

    def power(self, depth: int) -> Evaluate:
        base = self.atom(depth)
        if self._operator("^") is None:
            return base
        return _power(base, self.signed(depth + 1))

    def atom(self, depth: int) -> Evaluate:
        if depth > _MAX_DEPTH:
            raise Unparsable("nested too deeply")
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise Unparsable("no value here")
        if match["number"]:
            self.position = match.end()
            return _constant(_number(match["number"], self.exact))
        if match["name"]:
            return self._name(match, depth)
        self.position = match.end()
        if match["op"] == "√":
            return _function("sqrt", [self.atom(depth + 1)])
        if match["op"] != "(":
            raise Unparsable("no value here")
        inner = self.sum(depth + 1)
        self._expect(")")
        return inner

    def _name(self, match: re.Match[str], depth: int) -> Evaluate:
        """A function, or the longest known symbol that the name starts with: ``EI`` is E times I."""
        start, name = match.start("name"), match["name"]
        if name in _FUNCTIONS and name not in self.symbols:
            self.position = match.end()
            return self._call(name, depth)
        if name == "pi":
            self.position = match.end()
            return _constant(math.pi)
        if len(name) > _LONGEST_NAME:
            raise Unparsable("a symbol is too long")
        rest = name
        while rest:
            known = self._symbol_at_start(rest)
            if known is None:
                raise Unparsable(f"unknown symbol in {name[:20]!r}")
            rest = rest[known:]
        length = self._symbol_at_start(name) or 0
        self.position = start + length
        symbol = name[:length].replace("_", "")
        self.names.add(symbol)
        return _symbol(symbol)

    def _symbol_at_start(self, name: str) -> int | None:
        for length in range(min(len(name), 12), 0, -1):
            if name[:length].replace("_", "") in self.symbols and not name[length : length + 1].isdigit():
                return length
        return None

    def _call(self, name: str, depth: int) -> Evaluate:
        self._expect("(")
        arguments = [self.sum(depth + 1)]
        while self._operator(","):
            arguments.append(self.sum(depth + 1))
        self._expect(")")
        if len(arguments) != (2 if name == "mac" else 1):
            raise Unparsable(f"wrong number of arguments of {name}")
        return _function(name, arguments)

    def _starts_factor(self) -> bool:
        match = _TOKEN.match(self.text, self.position)
        return match is not None and (match["op"] is None or match["op"] in "(√")

    def _operator(self, operators: str) -> tuple[int, str] | None:
        match = _TOKEN.match(self.text, self.position)
        if match is None or not match["op"] or match["op"] not in operators:
            return None
        before, self.position = self.position, match.end()
        return before, match["op"]

    def _expect(self, operator: str) -> None:
        if self._operator(operator) is None:
            raise Unparsable(f"{operator!r} is missing")


def _number(text: str, exact: bool) -> float | Fraction:
    if sum(map(str.isdigit, text)) > _MAX_DIGITS:
        raise Unparsable("too many digits")
    text = text.replace(",", "").replace("\u2009", "")
    exponent = text.lower().partition("e")[2]
    if len(exponent) > 4 or (exponent and abs(int(exponent)) > 300):
        raise Unparsable("exponent too large")
    return Fraction(text) if exact else float(text)


def _constant(value: float | Fraction) -> Evaluate:
    return lambda _: value


def _symbol(name: str) -> Evaluate:
    return lambda binding: binding[name]


def _add(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda binding: left(binding) + right(binding)


def _subtract(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda binding: left(binding) - right(binding)


def _multiply(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda binding: left(binding) * right(binding)


def _divide(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda binding: left(binding) / right(binding)


def _negate(inner: Evaluate) -> Evaluate:
    return lambda binding: -inner(binding)


def _power(base: Evaluate, exponent: Evaluate) -> Evaluate:
    def evaluate(binding: Mapping[str, Any]) -> Any:
        power = exponent(binding)
        if abs(power) > _MAX_EXPONENT:
            raise ArithmeticError("exponent too large")
        value = base(binding) ** (int(power) if power == int(power) else power)
        if isinstance(value, complex):
            raise ArithmeticError("not real")
        return value

    return evaluate


def _macaulay(offset: Any, order: Any) -> Any:
    if not 0 <= order <= _MAX_EXPONENT:
        raise ArithmeticError("a Macaulay bracket of that order has no value")
    return offset ** int(order) if offset >= 0 else 0


def _function(name: str, arguments: list[Evaluate]) -> Evaluate:
    first = arguments[0]
    if name == "mac":
        order = arguments[1]
        return lambda binding: _macaulay(first(binding), order(binding))
    if name == "step":
        return lambda binding: _macaulay(first(binding), 0)
    apply: Callable[[Any], Any] = abs if name == "abs" else getattr(math, name)
    return lambda binding: apply(first(binding))
