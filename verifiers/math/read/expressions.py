"""Arithmetic: sums, products, powers and what stands behind a value. Linear, one token of lookahead."""

from abc import abstractmethod
from fractions import Fraction

from verifiers.math.evaluate.magnitude import NotRational, literal_value
from verifiers.math.read.phrases import Phrase, direction_of, means_something, phrase_of
from verifiers.math.read.stream import Guidance, Stream
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, name, number
from verifiers.math.read.unit_names import FEET, INCHES
from verifiers.math.read.unit_phrases import UnitReader, letter_unit_begins
from verifiers.math.read.vocabulary import CLAUSE_WORDS, JOINING_WORDS
from verifiers.units.units import CURRENCIES

_SUMS = {"+": "add", "-": "subtract", "pm": "pm", "mp": "mp"}
_PRODUCTS = {
    "*": "multiply",
    "times": "multiply",
    "/": "divide",
    "mod": "modulo",
    "angle": "polar",
    "oplus": "oplus",
    "otimes": "otimes",
    "circ": "compose",
    "bullet": "multiply",
    "star": "star",
}
_MONEY = frozenset(f"{currency}^1" for currency in CURRENCIES)
_EACH = frozenset({"/", "per", "a", "an"})
COUNTS = {"C": "binomial", "P": "permutations"}
_CONDITIONS = frozenset({"rel", "and", "or"})
_VECTORS = "vec "
_MEASURE = name("m")
_MINUS_ONE = Node("negate", (number(1),))
_REASONS = CLAUSE_WORDS | {"by", "from", "using", "i", "rounded", "approximately", "about", "approx"}


def literal(text: str) -> Node:
    """The number that digits write."""
    if len(text) < 18 and text.isdigit():
        return number(int(text))
    try:
        return number(literal_value(text), text)
    except NotRational as broken:
        raise Unreadable(text) from broken


class Expressions(Stream):
    """Reads sums and all that binds more tightly."""

    def __init__(self, found: list[Token], guidance: Guidance) -> None:
        super().__init__(found, guidance)
        self._bars = 0
        self._builders = False
        self._square = 0
        self._integrals = 0

    @abstractmethod
    def atom(self) -> Node:
        """The smallest expression at this place."""

    def sum(self) -> Node:
        """Terms joined by signs."""
        self.enter()
        node = self._leading()
        while (token := self.peek()).kind == "operator" and token.text in _SUMS:
            self.next()
            node = Node(_SUMS[token.text], (node, self._term()))
        self.leave()
        return node

    def _leading(self) -> Node:
        token = self.peek()
        if token.kind == "operator" and token.text in ("pm", "mp"):
            self.next()
            return Node(token.text, (number(0), self._term()))
        return self._term()

    def _term(self) -> Node:
        """Factors side by side or joined by operators, from left to right, and a unit or a noun behind them."""
        node = self._signed()
        while (longer := self._measured(node) or self._lengthened(node)) is not None:
            node = longer
        return node

    def _measured(self, node: Node) -> Node | None:
        """The value with the price or the letters of a unit behind it; ``None`` where there are none."""
        if node.operation == "quantity":
            return self._priced(node)
        if self.peek().kind != "name":
            return None
        if letter_unit_begins(self, node):
            return Node("quantity", (node,), UnitReader(self, letters=True).unit())
        return self._chosen(node)

    def _lengthened(self, node: Node) -> Node | None:
        """The term with its next factor, or the words behind it; ``None`` at its end."""
        token = self.peek()
        if token.kind == "operator" and token.text in _PRODUCTS:
            return self._by_operator(token, node)
        if token.kind in ("word", "run") and (behind := self._behind(node)) is not None:
            return behind
        if token.text == "(" and self.peek(1).text.lower() in _REASONS and self.peek(1).kind == "word":
            return self._with_reason(node)
        if token.text == "(" and self._is_remark():
            return self._remarked(node)
        return self._beside(node) if self.starts_factor(token) else None

    def _priced(self, node: Node) -> Node | None:
        """An amount of money with what it is paid for: ``$5/h``, ``$3 per pound``; ``None`` where none follows."""
        if node.name not in _MONEY or self.peek().text.lower() not in _EACH:
            return None
        below = UnitReader(self, letters=True).below()
        return None if below is None else Node("quantity", node.parts, f"{node.name} {below}")

    def _chosen(self, node: Node) -> Node | None:
        """``5C2`` and ``5P2``, written without a space; ``None`` where that does not follow."""
        letter, lower = self.peek(), self.peek(1)
        if node.operation != "number" or letter.text not in COUNTS or lower.kind != "number":
            return None
        if letter.spaced or lower.spaced or letter.style:
            return None
        self.next()
        return Node(COUNTS[letter.text], (node, literal(self.next().text)))

    def _by_operator(self, token: Token, node: Node) -> Node:
        if token.text == "angle" and node == _MEASURE and self.peek(1).text[:1].isupper():
            return self._signed()  # ``m\\angle A`` is the angle
        self.next()
        return self._multiplied(token, node, self._signed())

    def _with_reason(self, node: Node) -> Node:
        """A value with a reason in brackets behind it."""
        words, depth = [], 0
        while self.peek().kind != "end":
            token = self.next()
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
            words.append(token.text)
            if depth == 0:
                break
        return Node("where", (node, Node("words", name=" ".join(words))))

    def _is_remark(self) -> bool:
        """Whether a bracket holds nothing but words."""
        place = 1
        while self.peek(place).kind in ("word", "run") and (
            self.peek(place).kind == "word" or len(self.peek(place).text) > 3
        ):
            place += 1
        return place > 1 and self.peek(place).text == ")"

    def _remarked(self, node: Node) -> Node:
        self.next()
        node = self._behind(node) or node
        self.expect(")", "close")
        return node

    def _multiplied(self, token: Token, node: Node, factor: Node) -> Node:
        if token.text == "times" and _is_vector(node) and _is_vector(factor):
            return _cross(node, factor)
        if token.text == "angle":
            return Node("multiply", (node, Node("cis", (factor,))))
        return Node(_PRODUCTS[token.text], (node, factor))

    def _beside(self, node: Node) -> Node:
        """A factor without an operator; behind a quantity a second one is added to it."""
        factor = self.power()
        if node.operation == "degrees" and factor.operation == "name":
            return Node("multiply", (node, factor))
        if node.operation in ("quantity", "degrees"):
            behind = self._behind(factor) or factor
            if behind.operation in ("quantity", "degrees"):
                return Node("add", (node, behind))
            raise Unreadable("a factor behind a unit")
        if factor.operation == "group" and factor.parts[0].operation in _CONDITIONS:
            return Node("where", (node, factor.parts[0]))
        if node.operation in ("tuple", "set") and factor.operation not in (
            "tuple",
            "matrix",
            "transpose",
            "power",
        ):
            raise Unreadable("something behind a tuple")
        if node.operation == "number" and factor.operation == "number":
            raise Unreadable("two numbers side by side")
        return _product(node, factor)

    def _signed(self) -> Node:
        negative, signed = False, False
        while (token := self.peek()).kind == "operator" and token.text in ("+", "-"):
            negative ^= self.next().text == "-"
            signed = True
        if not negative:
            return self.power()
        node = self.power()
        while self.starts_factor(self.peek()) and self.peek().kind != "word":
            node = self._beside(node)
        return Node("negate", (node,)) if signed else node

    def starts_factor(self, token: Token) -> bool:
        """Whether a token begins a factor that needs no operator."""
        if token.kind in ("name", "number", "function", "brace"):
            return token.text != "}"
        if token.kind in ("run", "dots"):
            return True
        if token.kind == "open":
            return not (token.text == "[" and self._square)
        if token.kind == "command":
            return not token.text.startswith("end ") and token.text not in ("choose", "pmod", "pod")
        return (
            token.kind == "operator" and token.text in ("|", "||") and not self._bars and self._opens_bars(token)
        )

    def _opens_bars(self, token: Token) -> bool:
        """Whether a bar behind a factor opens: another one must follow in this text."""
        depth = 0
        for ahead in range(1, 80):
            one = self.peek(ahead)
            depth += {"open": 1, "close": -1}.get(one.kind, 0)
            if one.kind == "end" or depth < 0:
                return False
            if one.kind == "operator" and one.text == token.text and depth == 0:
                return ahead > 1
        return False

    def power(self) -> Node:
        """An atom with everything that stands behind it."""
        self.enter()
        node = self.atom()
        while True:
            token = self.peek()
            if token.kind != "operator":
                break
            if token.text == "^":
                node = self._raised(node)
            elif token.text in ("!", "%", "'", '"'):
                behind = self._postfix(node, token.text)
                if behind is None:
                    break
                node = behind
            else:
                break
        self.leave()
        return node

    def _postfix(self, node: Node, mark: str) -> Node | None:
        if mark == "%":
            self.next()
            return Node("percent", (node,))
        if mark == "!":
            self.next()
            return Node("double_factorial" if self.accept("!") else "factorial", (node,))
        return self._minutes(node, mark)

    def _minutes(self, node: Node, mark: str) -> Node | None:
        r"""``5'6''`` in feet and inches, ``30^\circ15'`` in minutes of arc: told apart by what is in front."""
        if node.operation != "number":
            return None
        self.next()
        return self._of_degree_or_length(node, double=mark == '"' or self.accept("'"))

    def _of_degree_or_length(self, node: Node, *, double: bool) -> Node:
        if self._is_after_degrees():
            divisor = 3600 if double else 60
            return Node("degrees", (Node("divide", (node, number(divisor))),))
        return Node("quantity", (node,), INCHES if double else FEET)

    def _primes_above(self) -> int:
        r"""Consume the primes of ``15^\prime`` and ``20^{\prime\prime}``; 0 where something else stands above."""
        braced = self.peek().text == "{"
        count = 0
        while count < 2 and self.peek(count + braced).text == "'":
            count += 1
        if braced and self.peek(count + 1).text != "}":
            return 0
        for _ in range(count + 2 * braced if count else 0):
            self.next()
        return count

    def _is_after_degrees(self) -> bool:
        return any(token.text == "circ" for token in self._tokens[max(0, self._position - 12) : self._position])

    def _raised(self, node: Node) -> Node:
        self.next()
        token = self.peek()
        if token.text == "circ" or (
            token.text == "{" and self.peek(1).text == "circ" and self.peek(2).text == "}"
        ):
            for _ in range(3 if token.text == "{" else 1):
                self.next()
            return self._degrees(node)
        if self._is_ordinal():
            return node
        if node.operation == "number" and (primes := self._primes_above()):
            return self._of_degree_or_length(node, double=primes > 1)
        marked = self._mark(node, token)
        if marked is not None:
            return marked
        return Node("power", (node, self.exponent()))

    def _degrees(self, node: Node) -> Node:
        scale = self.peek()
        if scale.kind in ("name", "word", "run") and scale.text in ("C", "F") and self.peek(1).text != "(":
            self.next()
            return Node("quantity", (node,), "deg" + scale.text)
        return Node("degrees", (node,))

    def _is_ordinal(self) -> bool:
        r"""``5^{\text{th}}`` is 5."""
        for opening, word, closing in ((0, 1, 2), (-1, 0, -1)):
            found = self.peek(word)
            braced = opening < 0 or self.peek(opening).text == "{"
            if found.kind == "word" and found.text in ("st", "nd", "rd", "th") and braced:
                for _ in range(closing + 1 if closing > 0 else 1):
                    self.next()
                return True
        return False

    @staticmethod
    def _is_raised_to(token: Token) -> bool:
        """Whether a token behind a sign can be an exponent."""
        return token.kind in ("number", "name", "open") or token.text == "{"

    def _mark(self, node: Node, token: Token) -> Node | None:
        r"""Exponents that are part of a name: ``x^*``, ``A^T``, ``f^\prime``."""
        braced = token.text == "{" and self.peek(2).text == "}"
        mark = self.peek(1) if braced else token
        length = 3 if braced else 1
        if mark.text in ("+", "-") and not braced and self._is_raised_to(self.peek(1)):
            return None  # ``b^-1``, as programs write it
        marked = self._marked(node, mark, closed=self.peek(length).text == "}")
        for _ in range(length if marked is not None else 0):
            self.next()
        return marked

    def _marked(self, node: Node, mark: Token, *, closed: bool) -> Node | None:
        """What a mark above makes of a value; ``None`` where it is an exponent."""
        if mark.text in ("+", "-") and node.operation == "number" and closed:
            return Node("side", (node,), mark.text)
        if node.operation == "name" and (
            mark.text in ("*", "'", "dagger", "+", "-", "star", "complement") or _is_transpose(node, mark)
        ):
            return name(f"{node.name}^{mark.text}")
        if mark.text not in ("T", "top") or node.operation not in ("matrix", "group", "tuple"):
            return None
        if node.operation == "tuple":
            return Node("matrix", tuple(Node("row", (part,)) for part in node.parts))
        return Node("transpose", (node,))

    def exponent(self) -> Node:
        """What stands above: an atom, signed or not, raised or not."""
        self.enter()
        if self.peek().text in ("-", "+") and self.peek().kind == "operator":
            sign = self.next().text
            inner = self.exponent()
            self.leave()
            return Node("negate", (inner,)) if sign == "-" else inner
        node = self._short_atom()
        if self.accept("!"):
            node = Node("factorial", (node,))
        if self.accept("^"):
            node = Node("power", (node, self.exponent()))
        self.leave()
        return node

    def _short_atom(self) -> Node:
        """Without braces TeX takes one digit or letter only; of plain text we take the number, and no index."""
        if self.peek().kind == "number" and self.peek(1).text == "_":
            return literal(self.next().text)
        return self.atom()

    def _behind(self, node: Node) -> Node | None:
        """A value with the unit, the scale or the noun behind it; ``None`` where no word belongs to it."""
        token = self.peek()
        lowered = token.text.lower()
        if lowered in JOINING_WORDS or lowered in CLAUSE_WORDS or token.style == "operator":
            return None
        unit = UnitReader(self).behind(node)
        if unit is not None:
            return unit
        if token.kind == "run" and (
            (not means_something(token.text) and len(token.text) <= 4) or self.peek(1).text in ("(", "_")
        ):
            return None
        return self._phrase(node)

    def _phrase(self, node: Node) -> Node:
        """What words behind a value make of it."""
        words: list[str] = []
        while (token := self.peek()).kind in ("word", "run") and not self._ends_phrase(token):
            if token.text in CURRENCIES and words[-1:] == ["at"]:
                break
            words.append(self.next().text)
        phrase = phrase_of(words)
        if phrase is None:
            raise Unreadable(" ".join(words))
        return self._applied_phrase(node, phrase)

    def _ends_phrase(self, token: Token) -> bool:
        return token.text.lower() in JOINING_WORDS or token.text.lower() in CLAUSE_WORDS

    def _applied_phrase(self, node: Node, phrase: Phrase) -> Node:
        for operation in phrase.operations:
            node = operation(node)
        if phrase.nouns:
            if phrase.nouns[-1] in ("unit", "units") and self.accept("^"):
                self.exponent()
            nouns = Node("words", name=" ".join(phrase.nouns))
            node = Node("labelled", (node, nouns), direction_of(phrase.nouns))
        return self._with_second(node, phrase.second) if phrase.second else node

    def _with_second(self, node: Node, operation: str) -> Node:
        """A value and the one behind the words that join them: ``3 out of 8``, ``25 at $18``."""
        priced = operation == "rate" and self.peek().text in CURRENCIES
        if not self.starts_factor(self.peek()) and not priced:
            raise Unreadable(operation)
        return Node(operation, (node, self._term()))


def _is_vector(node: Node) -> bool:
    while node.operation == "multiply":
        node = node.parts[1]
    if node.operation in ("negate", "power"):
        return node.operation == "negate" and _is_vector(node.parts[0])
    return node.operation in ("name", "apply", "cross") and (
        node.name.startswith((_VECTORS, "hat ", "nabla")) or node.operation == "cross"
    )


def _is_operator(node: Node) -> bool:
    """Whether a factor is a matrix or an operator by its type: bold capitals, and what wears a hat."""
    if node.operation in ("multiply", "cross"):
        return _is_operator(node.parts[1])
    bold_capital = node.name.startswith(_VECTORS) and node.name[4:5].isupper()
    return node.operation == "name" and (bold_capital or node.name.startswith("hat "))


def _product(node: Node, factor: Node) -> Node:
    """Factors side by side: of matrices and operators in their order."""
    if _is_operator(node) and _is_operator(factor):
        return _cross(node, factor)
    if factor.operation == "multiply" and all(map(_is_capital, factor.parts)):
        first, second = factor.parts
        if _are_matrices(node, first):
            return _product(_product(node, first), second)
    if _are_matrices(node, factor):
        return _cross(_in_order(node), factor)
    return Node("multiply", (node, factor))


def _are_matrices(node: Node, factor: Node) -> bool:
    """Whether capitals stand side by side of which one is written inverted or transposed."""
    last = node.parts[1] if node.operation in ("multiply", "cross") else node
    if not _is_capital(last) or not _is_capital(factor):
        return False
    return node.operation == "cross" or _is_inverted(last) or _is_inverted(factor)


def _in_order(node: Node) -> Node:
    """A product whose last factors are capitals, with these in their order."""
    if node.operation != "multiply" or not _is_capital(node.parts[1]):
        return node
    left = node.parts[0]
    last = left.parts[1] if left.operation == "multiply" else left
    return _cross(_in_order(left), node.parts[1]) if _is_capital(last) else node


def _is_capital(node: Node) -> bool:
    return (node.operation == "name" and len(node.name) == 1 and node.name.isupper()) or _is_inverted(node)


def _is_inverted(node: Node) -> bool:
    if node.operation == "name":
        return node.name[1:] in ("^T", "^top", "^-1") and node.name[0].isupper()
    return node.operation == "power" and _is_capital(node.parts[0]) and node.parts[1] == _MINUS_ONE


def _cross(node: Node, factor: Node) -> Node:
    """A cross product keeps its order; what multiplies a side multiplies the whole."""
    if node.operation == "multiply":
        return Node("multiply", (node.parts[0], _cross(node.parts[1], factor)))
    if node.operation == "negate":
        return Node("negate", (_cross(node.parts[0], factor),))
    if factor.operation == "multiply":
        return Node("multiply", (factor.parts[0], _cross(node, factor.parts[1])))
    return Node("cross", (node, factor))


def _is_transpose(node: Node, mark: Token) -> bool:
    return mark.text in ("T", "top", "mathsf") and (node.name[-1:].isupper() or node.name.startswith(_VECTORS))


def quotient(first: int, second: int) -> Node:
    """A constant fraction."""
    return number(Fraction(first, second))
