"""Fractions, binomials, sums, products, integrals and limits."""

from verifiers.math.read.building import function, listed
from verifiers.math.read.differentials import derivative_of, integrand, one_sided
from verifiers.math.read.enclosures import Enclosures
from verifiers.math.read.expressions import literal
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, name, number
from verifiers.math.read.unit_names import is_unit
from verifiers.math.read.unit_phrases import UnitReader


class BigOperators(Enclosures):
    """Reads commands with arguments or bounds."""

    def fraction(self) -> Node:
        r"""``\frac``; of differentials it is a derivative."""
        if self.peek(1).kind == "word" and is_unit(self.peek(1).text) and self.peek().text == "{":
            return self._unit_fraction()
        above, below = self._two()
        derivative = derivative_of(above, below)
        if derivative is None:
            return Node("divide", (above, below))
        if derivative.parts:
            return derivative
        if self.starts_factor(self.peek()):
            return Node("derivative", (self.power(), *derivative.parts), derivative.name)
        return derivative

    def _unit_fraction(self) -> Node:
        """A quotient of units, letters as well."""
        units = []
        for _ in range(2):
            self.expect("{", "brace")
            if self.peek().kind not in ("word", "name") or not is_unit(self.peek().text):
                raise Unreadable("a quotient of units")
            units.append(Node("unit", name=UnitReader(self, letters=True).unit()))
            self.expect("}", "brace")
        return Node("divide", tuple(units))

    def _two(self) -> tuple[Node, Node]:
        return self._short(), self._short()

    def _short(self) -> Node:
        r"""``\frac12``: without braces one digit."""
        token = self.peek()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            self._tokens[self._position] = Token("number", token.text[1:])
            return literal(token.text[0])
        if token.kind == "run":
            self._tokens[self._position] = Token("name" if len(token.text) == 2 else "run", token.text[1:])
            return name(token.text[0])
        if token.kind == "brace":
            return self.atom()
        if token.kind == "end":
            raise Unreadable("a fraction without its parts")
        return self.atom()

    def binomial(self) -> Node:
        r"""``\binom``."""
        if self.peek().text == "(":
            return function("binomial", listed(self.bracket()))
        return Node("binomial", self._two())

    def series(self, operation: str) -> Node:
        """A sum or a product over a name from one bound to another."""
        bounds: dict[str, Node] = {}
        while self.peek().text in ("_", "^"):
            place = self.next().text
            bounds[place] = self._bounds() if self.peek().text == "{" else self._lone_bound()
        if "_" not in bounds:
            raise Unreadable(operation)
        lower = bounds["_"]
        body = self._series_body()
        if lower.operation == "rel" and lower.name == "=" and "^" in bounds and lower.parts[0].operation == "name":
            return Node(operation, (lower.parts[1], bounds["^"], body), lower.parts[0].name)
        return Node("opaque", (lower, body, *([bounds["^"]] if "^" in bounds else [])), operation)

    def _bounds(self) -> Node:
        self.next()
        inner = self.statement()
        self.expect("}", "brace")
        return inner

    def _lone_bound(self) -> Node:
        r"""A bound, which is one symbol where the other bound follows it: ``\sum^3_{k=1}``, ``\int^b_a``."""
        token = self.peek()
        if self.peek(1).text in ("_", "^") and token.kind in ("number", "name"):
            self.next()
            return literal(token.text) if token.kind == "number" else name(token.text)
        return self._braced_or_atom()

    def _series_body(self) -> Node:
        self.enter()
        node = self._term()
        self.leave()
        return node

    def integral(self) -> Node:
        r"""``\int_a^b f(x) dx``, with bounds or without."""
        bounds: dict[str, Node] = {}
        while self.peek().text in ("_", "^"):
            place = self.next().text
            bounds[place] = self._lone_bound()
        self._integrals += 1
        body = self.sum()
        self._integrals -= 1
        variable, body = integrand(body)
        if "_" in bounds and "^" in bounds:
            return Node("integral", (bounds["_"], bounds["^"], body), variable)
        return Node("opaque", (Node("integral", (number(0), number(1), body), variable),), "int")

    def limit(self) -> Node:
        r"""``\lim_{x \to a}``."""
        self.expect("_", "operator")
        where = self._bounds()
        body = self._series_body()
        if where.operation != "rel" or where.name != "to" or where.parts[0].operation != "name":
            raise Unreadable("lim")
        target, side = one_sided(where.parts[1])
        return Node("limit", (target, number(side), body), where.parts[0].name)

    def text_operator(self) -> Node:
        """Chemistry: kept as text."""
        raise Unreadable("ce")
