"""Letters side by side and upright words: products, numerals, units, money, names."""

from verifiers.math.read.building import listed
from verifiers.math.read.expressions import COUNTS
from verifiers.math.read.marked_names import MarkedNames
from verifiers.math.read.names import LONGEST_PRODUCT
from verifiers.math.read.programs import PRINTED, printed
from verifiers.math.read.tree import Node, Unreadable, name
from verifiers.math.read.unit_names import is_unit
from verifiers.math.read.unit_phrases import UnitReader
from verifiers.units.units import CURRENCIES

_COUNTED = frozenset("nmkr")
"""Names that numbers of things have, as in ``nCr``."""


class Letters(MarkedNames):
    """Reads runs of letters and words."""

    def run_atom(self) -> Node:
        """Letters side by side: a numeral of hexadecimal digits, or a product."""
        token = self.next()
        if token.text in PRINTED and self.peek().text in ("(", "."):
            return self._printed(token.text)
        if (
            self.peek().text == "_"
            and set(token.text) <= set("ABCDEFabcdef")
            and self.peek(1).text in ("{", "16", "1")
        ):
            return self._based(token.text.upper())
        if len(token.text) == 3 and token.text[1] in COUNTS and {token.text[0], token.text[2]} <= _COUNTED:
            return Node(COUNTS[token.text[1]], (name(token.text[0]), name(token.text[2])))
        if len(token.text) > LONGEST_PRODUCT or self._is_capital(token.text) or set(token.text) <= set("IVX"):
            node = Node("name", name=token.text)
            return self._applied(token.text, None, marked=True) if self.peek().text == "(" else node
        return self._letters(token.text)

    def _printed(self, head: str) -> Node:
        """A set or a relation as a program prints it."""
        kind = self.next().text and self.next().text if self.peek().text == "." else ""
        self.expect("(", "open")
        arguments = [self.statement()] if self.peek().kind != "close" else []
        self.expect(")", "close")
        return printed(head, kind, listed(arguments[0]) if arguments else ())

    def _is_capital(self, text: str) -> bool:
        return text.isupper() and len(text) > 2

    def _letters(self, text: str) -> Node:
        """The product; the last letter takes what stands behind it."""
        node: Node | None = None
        for letter in text[:-1]:
            node = name(letter) if node is None else Node("multiply", (node, name(letter)))
        last = self._raised_letter(self._named(text[-1]))
        return last if node is None else Node("multiply", (node, last))

    def _raised_letter(self, node: Node) -> Node:
        return self._raised(node) if self.peek().text == "^" else node

    def word_atom(self) -> Node:
        """An upright word: currency, a unit, the name of something, or its function."""
        token = self.next()
        if token.text in CURRENCIES:
            return Node("quantity", (self._money_value(),), token.text + "^1")
        if token.style == "operator" or (self.peek().text == "(" and not self.peek().spaced):
            return self._operator_word(token.text)
        if len(token.text) == 1:
            return self._upright(token.text)
        if is_unit(token.text):
            self._position -= 1
            return Node("unit", name=UnitReader(self).unit())
        if set(token.text.upper()) <= set("ABCDEF") and self.peek().text == "_":
            return self._based(token.text.upper())
        raise Unreadable(token.text)

    def _money_value(self) -> Node:
        if self.peek().text in ("-", "+"):
            return self._signed()
        return self.power()

    def _upright(self, letter: str) -> Node:
        if letter == "d" and self.peek().kind in ("name", "function"):
            return name("d")
        return self._named(letter)

    def _operator_word(self, text: str) -> Node:
        if self.peek().text == "(":
            return self._applied(text, None, marked=True)
        if self.peek().kind in ("name", "number") or self.peek().text in ("{", "_", "^"):
            if self.peek().text == "_":
                return self._named(text, marked=True)
            argument = self.power() if self.peek().text != "^" else None
            if argument is not None:
                return Node("apply", (argument,), text + "()")
        return name(text)
