"""Statements: lists, logic, relations, ratios and sets, from the loosest operator to the tightest."""

from collections.abc import Callable

from verifiers.math.read.atoms import Atoms
from verifiers.math.read.names import applied_in
from verifiers.math.read.stream import Guidance
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable
from verifiers.math.read.vocabulary import CLAUSE_WORDS, JOINING_WORDS, RELATIONS

MAX_ITEMS = 400
_SETS = {"cup": "union", "cap": "inter", "setminus": "setminus"}
_ARITHMETIC = frozenset("+-*/^_!%") | {"times"}
_ARITHMETIC_KINDS = frozenset({"number", "name", "function", "brace", "run"})
_BRACKETS = frozenset({"(", ")"})
_BAR_SIGNS = frozenset({"|", "mid"})
_SUCH_THAT = _BAR_SIGNS | {":"}


def parse(found: list[Token], guidance: Guidance) -> Node:
    """The tree of a whole text. Raises Unreadable where it is outside the grammar."""
    applied = applied_in(found) - guidance.multiplied
    if applied - guidance.applied:
        guidance = Guidance(
            guidance.applied | applied, guidance.multiplied, guidance.letter_units, guidance.index_i
        )
    reader = Statements(found, guidance)
    node = reader.statement()
    if reader.peek().kind != "end":
        raise Unreadable(reader.peek().text)
    return node


class Statements(Atoms):
    """Reads whole texts."""

    def __init__(self, found: list[Token], guidance: Guidance) -> None:
        super().__init__(found, guidance)
        self._building = False
        self._arithmetic = all(map(_is_arithmetic, found))
        self._builders = any(token.text in _SUCH_THAT for token in found)

    def statement(self) -> Node:
        """A statement and the clause that limits it."""
        if self._arithmetic:
            return self.sum()
        self.enter()
        node = self._semicolons()
        while (token := self.peek()).kind == "word" and token.text.lower() in CLAUSE_WORDS:
            self.next()
            if self.peek().kind == "end":
                node = Node("where", (node, Node("name", name=token.text.lower())))
                break
            node = Node("where", (node, self._clause()))
        self.leave()
        return node

    def _clause(self) -> Node:
        """What limits a statement: read where it can be, else its words."""
        saved, depth = self._position, self._depth
        try:
            clause = self._semicolons()
            if self.peek().kind in ("end", "close") or self.peek().text.lower() in CLAUSE_WORDS:
                return clause
        except Unreadable:
            pass
        self._position, self._depth = saved, depth
        words = []
        while self.peek().kind not in ("end", "close"):
            words.append(self.next().text)
        return Node("words", name=" ".join(words).lower())

    def _semicolons(self) -> Node:
        return self._joined("semi", self._implications, self._at_semicolon)

    def _at_semicolon(self) -> bool:
        if self.peek().kind == "separator" and self.peek().text == ";":
            self.next()
            return True
        return False

    def _joined(self, operation: str, part: Callable[[], Node], separator: Callable[[], bool]) -> Node:
        parts = [part()]
        while separator():
            if self._ends():
                break
            parts.append(part())
            if len(parts) > MAX_ITEMS:
                raise Unreadable("too many items")
        return parts[0] if len(parts) == 1 else Node(operation, tuple(parts))

    def _ends(self) -> bool:
        token = self.peek()
        return (
            token.kind in ("end", "close")
            or token.text in ("}", "&")
            or (token.kind == "separator" and self.peek(1).kind == "end")
        )

    def _implications(self) -> Node:
        node = self._alternatives()
        while (token := self.peek()).text in ("implies", "iff") and token.kind in ("operator", "word"):
            self.next()
            node = Node(token.text, (node, self._alternatives()))
        return node

    def _alternatives(self) -> Node:
        return self._joined("or", self._conjunctions, lambda: self._at_word("or"))

    def _conjunctions(self) -> Node:
        return self._joined("and", self._list, lambda: self._at_word("and"))

    def _at_word(self, meaning: str) -> bool:
        token = self.peek()
        if token.kind in ("word", "run", "operator") and (
            token.text == meaning if token.kind == "operator" else JOINING_WORDS.get(token.text.lower()) == meaning
        ):
            self.next()
            return True
        return False

    def _list(self) -> Node:
        return self._joined("list", self._negation, self._at_comma)

    def _at_comma(self) -> bool:
        """Consume a comma unless ``and`` or ``or`` stands behind it."""
        token = self.peek()
        if token.kind != "separator" or token.text == ";":
            return False
        ahead = 1
        while self.peek(ahead).kind == "separator" and self.peek(ahead).text != ";":
            ahead += 1
        for _ in range(ahead):
            self.next()
        following = self.peek()
        return not (
            following.kind in ("word", "run")
            and (following.text.lower() in JOINING_WORDS or following.text.lower() in CLAUSE_WORDS)
        )

    def _negation(self) -> Node:
        token = self.peek()
        if token.text == "not" and token.kind in ("operator", "word"):
            self.next()
            return Node("not", (self._negation(),))
        if token.kind == "operator" and token.text in ("forall", "exists", "nexists"):
            self.next()
            building, self._building = self._building, True
            over = self._relation()
            self._building = building
            if self.peek().text in _SUCH_THAT:
                self._tokens[self._position] = Token("separator", ",")
            return Node(token.text, (over,))
        return self._relation()

    def _relation(self) -> Node:
        """One value, or several with relations between them, as a chain."""
        if (sign := self._lone_sign()) is not None:
            return sign
        sides, operators = [self._ratio()], []
        while (operator := self._operator()) is not None:
            operators.append(operator)
            sides.append(self._ratio())
        node = sides[0] if not operators else Node("rel", tuple(sides), " ".join(operators))
        return self._with_modulus(node)

    def _operator(self) -> str | None:
        token = self.peek()
        if token.kind != "operator":
            return None
        if token.text in _BAR_SIGNS and (self._building or self._bars):
            return None
        if token.text in _BAR_SIGNS and self._depth > 1:
            self.next()
            return "given"
        if token.text == "|" and sum(one.text == "|" for one in self._tokens) == 1:
            self.next()
            return "mid"
        if token.text == "not" and self.peek(1).text in RELATIONS:
            self.next()
            return "not " + self.next().text
        if token.text not in RELATIONS:
            return None
        self.next()
        if token.text in ("<", ">", "!") and self.accept("="):
            return {"<": "<=", ">": ">=", "!": "!="}[token.text]
        return token.text

    def _lone_sign(self) -> Node | None:
        """A relation or a sign alone is an answer to *fill in the sign*; in front of a value it is about it."""
        token = self.peek()
        if token.kind == "operator" and token.text in RELATIONS and token.text not in ("mid",):
            self.next()
            if self.peek().kind in ("end", "separator", "close"):
                return Node("sign", name=token.text)
            return Node("rel", (Node("blank"), self._ratio()), token.text)
        return None

    def _with_modulus(self, node: Node) -> Node:
        r"""``x \equiv 3 \pmod 7``."""
        if self.peek().text == "pmod" and self.peek().kind == "command":
            self.next()
            return Node("congruence", (node, self.power()))
        if self.peek().text == "(" and self.peek(1).text == "mod":
            self.next()
            self.next()
            modulus = self.sum()
            self.expect(")", "close")
            return Node("congruence", (node, modulus))
        return node

    def _ratio(self) -> Node:
        terms = [self._sets()]
        while not self._building and self.peek().kind == "operator" and self.peek().text == ":":
            self.next()
            terms.append(self._sets())
        if len(terms) == 1:
            return terms[0]
        return Node("ratio", tuple(terms))

    def _sets(self) -> Node:
        node = self.sum()
        while (token := self.peek()).kind == "operator" and token.text in _SETS:
            self.next()
            braced = self.peek().kind == "brace"
            other = self.sum()
            if braced and other.operation in ("number", "negate", "divide"):
                other = Node("set", (other,))  # in plain text the braces of a set look like those of a group
            node = Node(_SETS[token.text], (node, other))
        return node

    def builder(self) -> Node:
        r"""``\{x \in A \mid condition\}``, or a list of elements."""
        building, self._building = self._building, True
        element = self.statement()
        self._building = building
        if self.peek().kind == "operator" and self.peek().text in _SUCH_THAT:
            self.next()
            return Node("builder", (element, self.statement()))
        return element

    def cell(self) -> Node:
        """A cell of a matrix or of cases: no separators but commas at the end of a value."""
        node = self._cell_statement()
        while self.peek().kind == "separator" and self.peek().text != ";":
            self.next()
        return node

    def _cell_statement(self) -> Node:
        token = self.peek()
        if token.kind == "word" and token.text.lower() in ("if", "for", "when", "where"):
            self.next()
        elif token.kind == "word" and token.text.lower() in ("otherwise", "else", "elsewhere"):
            self.next()
            return Node("name", name="otherwise")
        return self._joined("or", self._cell_conjunction, lambda: self._at_word("or"))

    def _cell_conjunction(self) -> Node:
        return self._joined("and", self._negation, lambda: self._at_word("and"))


def _is_arithmetic(token: Token) -> bool:
    """Whether a token belongs to sums and products only, which need not be looked for anything looser."""
    if token.kind == "operator":
        return token.text in _ARITHMETIC
    if token.kind == "command":
        return token.text == "frac"
    return token.kind in _ARITHMETIC_KINDS or token.text in _BRACKETS
