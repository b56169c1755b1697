"""Names with their marks, and what they are applied to."""

from verifiers.math.read.building import listed
from verifiers.math.read.expressions import literal
from verifiers.math.read.literals import Literals
from verifiers.math.read.names import is_application
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, name, number
from verifiers.math.read.word_list import words

_EXPECTATIONS = words("E P Pr Var Cov")
"""What is applied to square brackets as well: ``E[X]``."""
FARTHEST = 90
"""How many tokens a look ahead for a closing sign may take."""


class MarkedNames(Literals):
    """Reads single letters and commands that are names."""

    def statement(self) -> Node:
        """What may stand inside of brackets."""
        raise NotImplementedError

    def bracket(self) -> Node:
        """What stands in a bracket."""
        raise NotImplementedError

    def name_atom(self) -> Node:
        """A name, its marks, and the bracket that it is applied to."""
        token = self.next()
        if token.style == "blackboard":
            return self._blackboard(token)
        if token.text == "Delta" and self.peek().kind == "name" and self.peek().style != "blackboard":
            return self._named("Delta " + self.next().text)
        if token.text in ("A", "P", "C") and self._counts():
            return self._counting(token.text)
        return self._named(token.text)

    def _blackboard(self, token: Token) -> Node:
        if token.text in _EXPECTATIONS and self.peek().text in ("(", "["):
            return self._named(token.text)
        mark = ""
        if (self.peek().text in ("^", "_") and self.peek(1).text in ("+", "-", "*", "{", ">", "n")) or (
            self.peek().text in ("^", "_") and self.peek(1).kind == "number"
        ):
            mark = self.next().text + self._raw()
        return Node("name", name="bb" + token.text + mark)

    def _raw(self) -> str:
        """The text of one token, or of a group in braces."""
        if not self.accept("{", "brace"):
            return self.next().text
        pieces, depth = [], 1
        while depth:
            token = self.next()
            if token.kind == "end":
                raise Unreadable("{")
            depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "brace" else 0
            if depth:
                pieces.append(token.text)
        return " ".join(pieces)

    def _raised(self, node: Node) -> Node:
        """A power; an index behind it belongs to its base, as in ``x^2_1``."""
        raised = super()._raised(node)
        base = raised.parts[0] if raised.operation == "power" else None
        if base is None or self.peek().text != "_" or base.operation != "name" or "_" in base.name:
            return raised
        return Node("power", (self._named(base.name), raised.parts[1]))

    def _counts(self) -> bool:
        """Whether ``C_n^k``, ``A_n^k`` or ``P_n^k`` begins here."""
        saved = self._position
        try:
            if self.peek().text not in ("_", "^"):
                return False
            first = self.next().text
            below = self._raw()
            second = self.peek().text
            if {first, second} != {"_", "^"}:
                return False
            self.next()
            above = self._raw()
        except Unreadable:
            return False
        finally:
            self._position = saved
        return all(
            len(part) < 12 and (part.isdigit() or part in ("n", "m", "k", "r", "n - 1", "n + 1", "2 n"))
            for part in (below, above)
        )

    def _counting(self, letter: str) -> Node:
        found = {}
        for _ in range(2):
            place = self.next().text
            found[place] = self.atom() if self.peek().text == "{" else self._single_index()
        return Node("binomial" if letter == "C" else "permutations", (found["_"], found["^"]))

    def _named(self, text: str, *, marked: bool = False) -> Node:
        index: Node | None = None
        while True:
            token = self.peek()
            if token.text == "_" and token.kind == "operator" and index is None:
                self.next()
                text, index = self._indexed(text)
            elif token.text == "'" and token.kind == "operator":
                self.next()
                text, marked = text + "'", True
            elif token.text == "^" and (mark := self._prime_above()):
                text, marked = text + mark, True
            elif token.text == "^" and self._is_inverse(text):
                text, marked = text + "^-1", True
            else:
                break
        plain = index.name if index is not None and index.operation == "apply" and not index.parts else text
        return self._applied(plain, index, marked=marked)

    def _indexed(self, text: str) -> tuple[str, Node | None]:
        """The name with its index: a value where it can be read as one, else part of the name."""
        saved = self._position
        try:
            inner = self._index_value()
        except Unreadable:
            inner = None
        if inner is None:
            self._position = saved
            return f"{text}_{self._raw()}", None
        if inner.operation == "number":
            return f"{text}_{inner.value}", None
        return f"{text}_", inner

    def _index_value(self) -> Node | None:
        """The index as an expression of single letters; ``None`` where it is a word or several letters."""
        token = self.peek()
        if token.text != "{":
            if token.kind in ("number",) and len(token.text) > 1 and token.text.isdigit():
                return number(int(self.next().text))
            return self._single_index() if token.kind in ("name", "number") else None
        depth, letters = 0, 0
        for ahead in range(1, 40):
            one, following = self.peek(ahead), self.peek(ahead + 1)
            if one.kind in ("word", "run", "separator", "command") or one.text in ("'",):
                return None
            letters += one.kind == "name" and following.kind == "name"
            depth += {"{": 1, "}": -1}.get(one.text, 0) if one.kind == "brace" else 0
            if depth < 0:
                break
        if letters:
            return None
        self.next()
        inner = self.sum()
        self.expect("}", "brace")
        return _without_imaginary(inner)

    def _single_index(self) -> Node:
        token = self.next()
        return (
            literal(token.text) if token.kind == "number" else name("i index" if token.text == "i" else token.text)
        )

    def _prime_above(self) -> str:
        r"""``f^\prime`` and ``f^{\prime\prime}``."""
        braced = self.peek(1).text == "{"
        place = 2 if braced else 1
        count = 0
        while self.peek(place).text == "'":
            count, place = count + 1, place + 1
        if not count or (braced and self.peek(place).text != "}"):
            return ""
        for _ in range(place + braced if braced else place):
            self.next()
        return "'" * count

    def _is_inverse(self, text: str) -> bool:
        """Consume ``^{-1}`` before a bracket: the inverse of a function."""
        texts = [self.peek(place).text for place in range(6)]
        if texts[1:5] == ["{", "-", "1", "}"] and (
            texts[5] == "(" and (text in ("f", "g", "h", "F", "G") or text in self.guidance.applied)
        ):
            for _ in range(5):
                self.next()
            return True
        return False

    def _applied(self, text: str, index: Node | None, *, marked: bool) -> Node:
        head = text
        node = Node("apply", (index,), text) if index is not None else name(text)
        braced = self._is_braced_bracket()
        expected = head in _EXPECTATIONS and self.peek().text == "["
        bracketed = (self.peek().text == "(" and self.peek().kind == "open") or braced or expected
        if not bracketed or head in self.guidance.multiplied:
            return node
        saved = self._position
        if braced:
            self.next()
        inner = self.bracket()
        if braced:
            self.expect("}", "brace")
        arguments = listed(inner)
        applied = head in self.guidance.applied or is_application(
            head, marked=marked or expected or (index is not None and head[0] in "fgFG"), arguments=arguments
        )
        if not applied:
            self._position = saved
            return node
        both = arguments if index is None else (index, *arguments)
        return Node("apply", both, head + "()")

    def _is_braced_bracket(self) -> bool:
        """Whether braces enclose one bracket and nothing else, as in the ``f{\\left(x \\right)}`` of programs."""
        if self.peek().text != "{" or self.peek().kind != "brace" or self.peek(1).text != "(":
            return False
        depth = 0
        for ahead in range(1, FARTHEST):
            depth += {"open": 1, "close": -1}.get(self.peek(ahead).kind, 0)
            if not depth:
                return self.peek(ahead + 1).text == "}"
        return False


def _without_imaginary(node: Node) -> Node:
    if node.operation == "name":
        return name("i index") if node.name == "i" else node
    return Node(node.operation, tuple(map(_without_imaginary, node.parts)), node.name, node.value)
