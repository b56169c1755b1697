"""Numbers: mixed ones, periodic decimals, numerals with their base."""

import re
from fractions import Fraction

from verifiers.math.finding import TooCostly
from verifiers.math.read.expressions import Expressions, literal
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, number

_GOES_ON = re.compile(r"\.\d*(\d)\1\1$")
"""Decimals that dots continue: ``0.333...``."""
_WORDS_OF_BASES = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "sixteen": 16,
    "hex": 16,
    "bin": 2,
    "oct": 8,
}
_PREFIXED = {"x": 16, "b": 2, "o": 8}
"""``0xff``, ``0b101`` and ``0o17``, as programs write numerals."""
_LARGEST_BASE = 36


class Literals(Expressions):
    """Reads numbers."""

    def number_atom(self) -> Node:
        """A number, a mixed number, a periodic decimal or a numeral with its base."""
        token = self.next()
        behind = self.peek()
        if behind.text == "_":
            return self._based(token.text)
        if token.text[1:2] in _PREFIXED:
            return based(token.text[2:].upper(), _PREFIXED[token.text[1]])
        if not behind.spaced and behind.kind in ("run", "name") and self._is_hexadecimal(behind.text, 1):
            self.next()
            return self._based(token.text + behind.text.upper())
        if behind.text == "." and (self.peek(1).text in ("accent bar", "accent dot") or self._is_period(1)):
            self.next()
            token = Token("number", token.text + ".")
        if behind.text in ("st", "nd", "rd", "th") and not behind.spaced:
            self.next()
        node = self._periodic(token) or literal(token.text.rstrip("."))
        return self._mixed(node) if token.text.isdigit() else node

    def _is_hexadecimal(self, letters: str, ahead: int) -> bool:
        """Whether letters are digits of the base that stands behind them."""
        if self.peek(ahead).text != "_":
            return False
        base = self.peek(ahead + 2 if self.peek(ahead + 1).text == "{" else ahead + 1).text.lower()
        size = int(base[:3]) if base.isdigit() else _WORDS_OF_BASES.get(base, 0)
        return set(letters.upper()) <= set("ABCDEF") and size > 10

    def _periodic(self, token: Token) -> Node | None:
        r"""``0.1\overline{6}``, ``0.1\dot6``, ``0.1(6)``."""
        behind = self.peek()
        if behind.text in ("accent bar", "accent dot") and (
            token.text[-1:] == "." or "." in token.text or self.peek(-1).text == "."
        ):
            digits = self._dotted()
            return _repeating(token.text, digits)
        if behind.kind == "dots" and not behind.spaced and _GOES_ON.search(token.text):
            self.next()
            return _repeating(token.text[:-1], token.text[-1])
        if "." in token.text and self._is_period(0):
            digits = self.peek(1).text
            for _ in range(3):
                self.next()
            return _repeating(token.text, digits)
        return None

    def _is_period(self, ahead: int) -> bool:
        """Whether digits in brackets stand directly behind the point or the decimals."""
        opening, digits, closing = (self.peek(ahead + place) for place in range(3))
        return (
            opening.text == "("
            and not opening.spaced
            and digits.kind == "number"
            and digits.text.isdigit()
            and closing.text == ")"
        )

    def _dotted(self) -> str:
        """The period under a bar, or between dots."""
        digits = ""
        while self.peek().text in ("accent bar", "accent dot"):
            self.next()
            braced = self.accept("{", "brace")
            digits += self._digits()
            if braced:
                self.expect("}", "brace")
            if self.peek().kind == "number" and self.peek(1).text == "accent dot":
                digits += self._digits()
        return digits

    def _digits(self) -> str:
        token = self.next()
        if token.kind != "number" or not token.text.isdigit():
            raise Unreadable(token.text)
        return token.text

    def _mixed(self, node: Node) -> Node:
        behind = self.peek()
        if behind.text == "frac":
            fraction = self.atom()
            plain = fraction.operation == "divide" and all(part.operation == "number" for part in fraction.parts)
            return Node("add" if plain else "multiply", (node, fraction))
        if behind.kind == "number" and behind.spaced and behind.text.isdigit() and self.peek(1).text == "/":
            below = self.peek(2)
            if below.kind == "number" and below.text.isdigit() and int(behind.text[:9]) < int(below.text[:9] or 0):
                for _ in range(3):
                    self.next()
                return Node("add", (node, number(Fraction(int(behind.text), int(below.text)))))
        return node

    def _based(self, digits: str) -> Node:
        self.next()
        braced = self.accept("{", "brace")
        bracketed = self.accept("(", "open")
        token = self.next()
        if token.text.lower() == "base":
            token = self.next()
        if bracketed:
            self.expect(")", "close")
        if braced:
            self.expect("}", "brace")
        base = (
            int(token.text)
            if token.text.isdigit() and len(token.text) < 3
            else _WORDS_OF_BASES.get(token.text.lower(), 0)
        )
        return based(digits, base)


def based(digits: str, base: int) -> Node:
    """A numeral with its base; it is no number among others."""
    if not 2 <= base <= _LARGEST_BASE or len(digits) > 1000:
        raise Unreadable("_")
    try:
        return Node("based", name=str(base), value=Fraction(int(digits, base)))
    except ValueError as wrong:
        raise Unreadable(digits) from wrong


def _repeating(head: str, period: str) -> Node:
    whole, _, fixed = head.partition(".")
    if len(fixed) + len(period) > 400:
        raise TooCostly("unparsable", "a period of too many digits")
    start = Fraction(int((whole or "0") + fixed), 10 ** len(fixed))
    return number(start + Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(fixed)))
