"""Brackets, braces and bars."""

from verifiers.math.read.applications import Applications
from verifiers.math.read.building import ensure
from verifiers.math.read.expressions import literal
from verifiers.math.read.marked_names import FARTHEST
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, name

_CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
_ROUNDING = {"\\lfloor": "floor", "\\lceil": "ceil"}


class Enclosures(Applications):
    """Reads what stands between two signs."""

    def brace_atom(self) -> Node:
        """A group of TeX, or a set in plain text; an empty one may carry an index, as in ``{}_5P_2``."""
        self.next()
        if self.accept("}", "brace"):
            return name("emptyset") if self.peek().kind == "end" else self._prescript()
        if self._builders and self._at_builder():
            inner = self.builder()
            self.expect("}", "brace")
            return inner
        inner = self.statement()
        if self.peek().text == "choose":
            self.next()
            below = self.statement()
            self.expect("}", "brace")
            return Node("binomial", (inner, below))
        self.expect("}", "brace")
        if inner.operation == "name" and self.peek().text in ("_", "'"):
            return self._named(inner.name)
        return inner if inner.operation != "list" else Node("set", inner.parts)

    def _at_builder(self) -> bool:
        """Whether a bar, or a colon before a membership, stands in a group: ``{x | x > 0}``."""
        depth, ahead, bars, said = 1, 0, 0, ""
        while depth and (token := self.peek(ahead)).kind != "end" and ahead < FARTHEST:
            depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "brace" else 0
            if depth == 1 and token.kind == "operator":
                bars += token.text in ("|", "mid")
                said += token.text + " "
            ahead += 1
        return bars == 1 or (":" in said and " in " in f" {said}")

    def _prescript(self) -> Node:
        if self.peek().text not in ("_", "^"):
            raise Unreadable("{}")
        self.next()
        upper = literal(self.next().text) if self.peek().kind == "number" else self._braced_or_atom()
        letter = self.next().text
        if letter not in ("C", "P", "A") or self.next().text != "_":
            raise Unreadable(letter)
        return Node("binomial" if letter == "C" else "permutations", (upper, self._braced_or_atom()))

    def bracket(self) -> Node:
        """What stands in a bracket: a grouped value, a tuple, an interval, a set, a rounded value."""
        numeral = self.peek(1)
        if (
            self.peek(2).text == ")"
            and self.peek(3).text == "_"
            and numeral.kind == "number"
            and numeral.text.isdigit()
        ):
            for _ in range(3):
                self.next()
            return self._based(numeral.text)
        opening = self.next().text
        bars, self._bars = self._bars, 0
        square, self._square = self._square, self._square + (opening == "[")
        if self.peek().kind == "close":
            node = Node("list")
        else:
            node = self.builder() if opening == "\\{" else self.statement()
        closing = self.next()
        self._bars, self._square = bars, square
        return enclosed(opening, closing, node)

    def builder(self) -> Node:
        """The inside of set braces."""
        raise NotImplementedError

    def outward(self) -> Node:
        """``]0, 1[``: the interval without its ends."""
        opening = self.next().text
        if opening != "]":
            raise Unreadable(opening)
        self._square += 1
        node = self.statement()
        self._square -= 1
        closing = self.next()
        if node.operation not in ("list", "semi") or closing.text not in ("[", "]"):
            raise Unreadable("]")
        return Node("tuple", node.parts, "(" + (")" if closing.text == "[" else "]"))

    def bars_atom(self) -> Node:
        """An absolute value, a norm, or a sign in front of nothing that is read here."""
        token = self.next()
        if token.text not in ("|", "||"):
            return self._sign(token)
        self._bars += 1
        inner = self.statement()
        self._bars -= 1
        self.expect(token.text, "operator")
        if inner.operation == "matrix":
            return Node("det", (inner,))
        return Node("absolute" if token.text == "|" else "norm", (inner,))

    def _sign(self, token: Token) -> Node:
        following = self.peek()
        if token.text in ("triangle", "angle") and following.kind in ("run", "name"):
            return self._corner(token.text)
        if token.text == "cup" and self.peek().text == "_":
            return self._union()
        if token.text == "complement":
            return Node("apply", (self.power(),), "complement()")
        if token.text == "^" or token.text == "_":
            self._position -= 1
            return self._prescript()
        raise Unreadable(token.text)

    def _corner(self, sign: str) -> Node:
        """A triangle or an angle by its points; an angle is the same from either side."""
        if not self.peek().text[:1].isupper():
            raise Unreadable(sign)
        letters = self.next().text
        while self.peek().kind == "name" and self.peek().text.isupper():
            letters += self.next().text
        if sign == "angle" and len(letters) == 3:
            letters = min(letters, letters[::-1])
        return name(f"{sign} {letters}")

    def _union(self) -> Node:
        """A union over all whole numbers of an index: what is united, and the sort of the index."""
        self.next()
        index = self._braced_or_atom()
        if index.operation == "rel" and index.name == "=" and _is_endless(index.parts[1]) and self.accept("^"):
            if not _is_endless(self._braced_or_atom()):
                raise Unreadable("a union over some numbers")
            index = index.parts[0]
        if index.operation == "name":
            index = Node("rel", (index, name("bbZ")), "in")
        if index.operation != "rel" or index.name != "in" or index.parts[1] not in (name("bbZ"), name("Z")):
            raise Unreadable("a union over some numbers")
        return Node("where", (self.power(), index))


def enclosed(opening: str, closing: Token, node: Node) -> Node:
    """The value of a bracket and its inside."""
    if opening in _ROUNDING:
        ensure(closing.text == _CLOSING[opening], opening)
        return Node(_ROUNDING[opening], (node,))
    if opening == "\\{":
        ensure(closing.text == "\\}", opening)
        if node.operation in ("builder", "cases"):
            return node
        return Node("set", node.parts if node.operation in ("list", "semi") else (node,))
    ensure(closing.text in (")", "]", "[", "\\rangle"), opening)
    if node.operation in ("list", "semi"):
        brackets = {"\\langle": "("}.get(opening, opening) + {"\\rangle": ")", "[": ")"}.get(
            closing.text, closing.text
        )
        return Node("tuple", node.parts, brackets)
    ensure(closing.text == _CLOSING[opening], opening)
    return Node("square", (node,)) if opening == "[" else Node("group", (node,))


def _is_endless(node: Node) -> bool:
    return (node.parts[0] if node.operation == "negate" else node) == name("infty")
