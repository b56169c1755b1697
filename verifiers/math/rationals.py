"""Exact arithmetic on what a rational number can be written as."""

import re
from collections.abc import Iterator
from fractions import Fraction

from verifiers.math.finding import TooCostly
from verifiers.math.magnitude import NotRational, bounded, factorial, literal_value, power

_MAX_DEPTH = 40
_MAX_LENGTH = 9000

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d*)?|\d*\.\d*\\overline\s*\{\d+\}|\d*\.\d+|\d+\.?)"
    r"(?P<exponent>[eE][-+]?\d+)?"
    r"|(?P<operator>\\frac|\\times|\\cdot|\\div|\\ast|\*\*|[-+*/^!(){}\[\]]))\s*"
)
_LEGIBLE = re.compile(r"(?:[-+*/^!(){}\[\].,\deE\s]|\\(?:frac|times|cdot|div|ast|overline))*")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?: \d{3})+(?![\d])")
_SPELLED_MIXED = re.compile(r"(?<![\d./])(\d+) (\d+)\s*/\s*(\d+)(?![\d.])")
_SAME_OPERATOR = {"\\times": "*", "\\cdot": "*", "\\ast": "*", "\\div": "/", "**": "^"}
_CLOSING = {"(": ")", "{": "}", "[": "]"}
_Token = tuple[str, str]


def rational(text: str) -> Fraction | None:
    """The value of an arithmetic expression; ``None`` where it is something else."""
    if not text or len(text) > _MAX_LENGTH or not any(map(str.isdigit, text)) or not _LEGIBLE.fullmatch(text):
        return None
    if " " in text:
        text = _SPELLED_MIXED.sub(_mixed, text)
        text = _SPACED_THOUSANDS.sub(lambda found: found[0].replace(" ", ""), text)
        text = _SPELLED_MIXED.sub(r"\1\\frac{\2}{\3}", text)
    try:
        return _Reader(list(_tokens(text))).whole()
    except (NotRational, ZeroDivisionError):
        return None


def _mixed(found: re.Match[str]) -> str:
    """``2 113/114`` as a mixed number; ``2 113/5`` may have a space between its thousands."""
    whole, numerator, denominator = found.groups()
    proper = (len(numerator), numerator) < (len(denominator), denominator)
    return f"{whole}\\frac{{{numerator}}}{{{denominator}}}" if proper else found[0]


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found:
            raise NotRational
        position = found.end()
        if found["number"]:
            yield "number", found["number"] + (found["exponent"] or "")
        else:
            yield "operator", _SAME_OPERATOR.get(found["operator"], found["operator"])


class _Reader:
    """Recursive descent over tokens, bounded in depth and in the size of every intermediate value."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    def whole(self) -> Fraction:
        value = self._sum()
        if self._position < len(self._tokens):
            raise NotRational
        return value

    def _peek(self) -> str:
        return self._tokens[self._position][1] if self._position < len(self._tokens) else ""

    def _accept(self, *operators: str) -> str:
        found = self._peek()
        if found in operators:
            self._position += 1
            return found
        return ""

    def _expect(self, operator: str) -> None:
        if not self._accept(operator):
            raise NotRational

    def _sum(self) -> Fraction:
        self._enter()
        value = self._product()
        while operator := self._accept("+", "-"):
            term = self._product()
            value = bounded(value + term if operator == "+" else value - term)
        self._depth -= 1
        return value

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise TooCostly("unparsable", "the expression is nested too deeply")

    def _product(self) -> Fraction:
        value = self._signed()
        while True:
            if operator := self._accept("*", "/"):
                factor = self._signed()
                value = bounded(value * factor if operator == "*" else value / factor)
            elif self._peek() in ("(", "\\frac", "{", "["):
                value = bounded(value * self._power())
            else:
                return value

    def _signed(self) -> Fraction:
        negative = False
        while sign := self._accept("+", "-"):
            negative ^= sign == "-"
        value = self._power()
        return -value if negative else value

    def _power(self) -> Fraction:
        base = self._factorial()
        if not self._accept("^"):
            return base
        self._enter()
        exponent = self._signed()
        self._depth -= 1
        return power(base, exponent)

    def _factorial(self) -> Fraction:
        value = self._atom()
        while self._accept("!"):
            value = factorial(value)
        return value

    def _atom(self) -> Fraction:
        if self._position < len(self._tokens) and self._tokens[self._position][0] == "number":
            return self._number()
        if self._accept("\\frac"):
            return self._fraction()
        opening = self._accept("(", "{", "[")
        if not opening:
            raise NotRational
        value = self._sum()
        self._expect(_CLOSING[opening])
        return value

    def _number(self) -> Fraction:
        literal = self._tokens[self._position][1]
        self._position += 1
        value = literal_value(literal)
        if literal.isdigit() and self._accept("\\frac"):
            if self._peek() != "{":
                raise NotRational
            return value + self._fraction()  # a mixed number
        return value

    def _fraction(self) -> Fraction:
        self._expect("{")
        numerator = self._sum()
        self._expect("}")
        self._expect("{")
        denominator = self._sum()
        self._expect("}")
        return bounded(numerator / denominator)
