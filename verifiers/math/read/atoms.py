"""Atoms: numbers, names with their marks, functions, brackets, fractions and what LaTeX calls by a command."""

import itertools
import re
from collections.abc import Callable
from fractions import Fraction

from verifiers.math.finding import TooCostly
from verifiers.math.read.expressions import Expressions, literal
from verifiers.math.read.names import APPLYING, LONGEST_PRODUCT, is_application
from verifiers.math.read.programs import PRINTED, printed
from verifiers.math.read.stream import Guidance
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Node, Unreadable, holds, name, names_in, number
from verifiers.math.read.unit_names import is_unit
from verifiers.math.read.unit_phrases import UnitReader
from verifiers.math.read.word_list import words
from verifiers.units.units import CURRENCIES

_CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil"}
_ROUNDING = {"\\lfloor": "floor", "\\lceil": "ceil"}
_INVERTED = words("sin cos tan cot sec csc sinh cosh tanh coth sech csch")
_FARTHEST = 90
_GOES_ON = re.compile(r"\.\d*(\d)\1\1$")
"""Decimals that dots continue: ``0.333...``."""
_MANY = words("max min gcd lcm binomial permutations")
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
_MATRICES = words(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array
    """
)
_ROWS = words(
    """
    cases aligned align align* gathered dcases rcases split eqnarray equation equation* array
    """
)
_CONJUGATED = words("add subtract multiply divide negate group")
_PREFIXED = {"x": 16, "b": 2, "o": 8}
"""``0xff``, ``0b101`` and ``0o17``, as programs write numerals."""
_LARGEST_BASE = 36
_EXPECTATIONS = words("E P Pr Var Cov")
"""What is applied to square brackets as well: ``E[X]``."""
_APPLIED = words("ker dim sup inf deg hom Pr coker Im span")
_INFIX = words(
    """
    heartsuit spadesuit clubsuit diamondsuit diamond Diamond bigstar odot ominus oslash boxplus boxtimes
    circledast amalg wr ltimes rtimes lhd rhd triangleleft triangleright divideontimes
    """
)
"""Signs that texts define as operations of their own: what order they keep is not known."""


class Atoms(Expressions):
    """Reads atoms; lists and statements inside of brackets are the statements' affair."""

    def statement(self) -> Node:
        """What may stand inside of brackets."""
        raise NotImplementedError

    def atom(self) -> Node:
        """The smallest expression at this place."""
        token = self.peek()
        rule = _ATOMS.get(token.kind)
        if rule is None:
            raise Unreadable(token.text)
        return rule(self)

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
        arguments = _listed(inner)
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
        for ahead in range(1, _FARTHEST):
            depth += {"open": 1, "close": -1}.get(self.peek(ahead).kind, 0)
            if not depth:
                return self.peek(ahead + 1).text == "}"
        return False

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
        return printed(head, kind, _listed(arguments[0]) if arguments else ())

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

    def function_atom(self) -> Node:
        """A known function with its base, its power and its argument."""
        operation = self.next().text
        base: tuple[Node, ...] = ()
        if operation == "sqrt":
            return self._root()
        if operation == "log" and self.accept("_"):
            base = (literal(self.next().text) if self.peek().kind == "number" else self._braced_or_atom(),)
        exponent = None
        if self.accept("^"):
            exponent = self._function_power()
        elif self.accept("_"):
            return Node("apply", (self._braced_or_atom(), *self._arguments()), operation + "_()")
        if exponent is not None and _is_minus_one(exponent) and operation in _INVERTED:
            operation, exponent = "arc" + operation, None
        node = function(operation, self._arguments() + base)
        return node if exponent is None else Node("power", (node, exponent))

    def _function_power(self) -> Node:
        """The power of a function: in ``\\sin^n(x)`` the bracket belongs to the function."""
        if self.peek().kind == "name" and self.peek(1).text == "(":
            return name(self.next().text)
        return self.exponent()

    def _root(self) -> Node:
        degree = number(2)
        if self.peek().text == "[":
            self.next()
            degree = self.sum()
            self.expect("]", "close")
        elif self.accept("^"):
            degree = self._braced_or_atom()
        return Node("root", (self.atom(), degree))

    def _arguments(self) -> tuple[Node, ...]:
        token = self.peek()
        if token.text in ("(", "{", "[", "\\{") and token.kind in ("open", "brace"):
            inner = self.atom()
            return _listed(inner) if inner.operation in ("tuple", "list", "set") else (_opened(inner),)
        self.enter()
        node = self.power()
        while self.starts_factor(self.peek()) and self.peek().kind != "function":
            if self.peek().kind == "open" or self.peek().text == "accent vec" or self._applies():
                break
            if self._integrals and self._at_differential():
                break
            node = self._beside(node)
        if self.peek().kind == "word" and self.peek().text.lower() in ("degrees", "deg", "degree"):
            self.next()
            node = Node("degrees", (node,))
        self.leave()
        return (node,)

    def _at_differential(self) -> bool:
        """Whether ``dx`` comes next, which belongs to the integral and to no argument."""
        token, behind = self.peek(), self.peek(1)
        glued = token.kind == "run" and len(token.text) == 2 and token.text[0] == "d"
        return glued or (token.text == "d" and behind.kind == "name")

    def _applies(self) -> bool:
        """Whether a name that is a function and its bracket come next."""
        head = self.peek()
        functions = self.guidance.applied | APPLYING
        return head.kind == "name" and head.text in functions and self.peek(1).text == "("

    def _braced_or_atom(self) -> Node:
        return self.atom()

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
        while depth and (token := self.peek(ahead)).kind != "end" and ahead < _FARTHEST:
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

    def command_atom(self) -> Node:
        """Fractions, binomials, accents, matrices, sums; anything unknown is an atom of its own."""
        token = self.next()
        if token.text.startswith("begin "):
            return self._environment(token.text.removeprefix("begin "))
        if token.text.startswith("accent "):
            return self._accented(token.text.removeprefix("accent "))
        rule = _COMMANDS.get(token.text)
        return rule(self) if rule else self._opaque(token.text)

    def fraction(self) -> Node:
        r"""``\frac``; of differentials it is a derivative."""
        if self.peek(1).kind == "word" and is_unit(self.peek(1).text) and self.peek().text == "{":
            return self._unit_fraction()
        above, below = self._two()
        derivative = _derivative(above, below)
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
            return function("binomial", _listed(self.bracket()))
        return Node("binomial", self._two())

    def series(self, operation: str) -> Node:
        """A sum or a product over a name from one bound to another."""
        bounds: dict[str, Node] = {}
        while self.peek().text in ("_", "^"):
            place = self.next().text
            bounds[place] = self._bounds() if self.peek().text == "{" else self._braced_or_atom()
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
            bounds[place] = self._braced_or_atom()
        self._integrals += 1
        body = self.sum()
        self._integrals -= 1
        variable, body = _integrand(body)
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
        target, side = _one_sided(where.parts[1])
        return Node("limit", (target, number(side), body), where.parts[0].name)

    def text_operator(self) -> Node:
        """Chemistry: kept as text."""
        raise Unreadable("ce")

    def _accented(self, accent: str) -> Node:
        argument = self.atom() if accent != "set" else self._raw_pair()
        if argument.operation == "name" and argument.name.startswith("vec ") and accent in ("hat", "vec"):
            argument = name(argument.name.removeprefix("vec "))
        if argument.operation in ("name", "apply") and not (accent == "bar" and argument.name == "i"):
            marked = f"{accent} {argument.name}"
            if accent == "bar" and _is_segment(argument):
                return argument
            if argument.operation == "name":
                return self._named(marked)
            return Node("apply", argument.parts, marked)
        if _is_segment(argument) and accent in ("bar", "vec"):
            return argument if accent == "bar" else name("vec " + "".join(part.name for part in argument.parts))
        if accent == "bar" and argument.operation in ("number",):
            raise Unreadable("a bar over a number")
        if accent == "bar":
            return _barred(argument)
        return Node("opaque", (argument,), accent)

    def _raw_pair(self) -> Node:
        above = self._raw()
        argument = self.atom()
        return Node("opaque", (argument,), "set " + above)

    def _opaque(self, command: str) -> Node:
        if command in _INFIX:
            raise Unreadable(command)
        if command in _APPLIED and self.peek().kind in ("name", "run"):
            return Node("apply", (self.power(),), f"\\{command}()")
        arguments = []
        while self.peek().text == "{" and self.peek().kind == "brace":
            arguments.append(self.atom())
        head = "\\" + command
        if not arguments and self.peek().text == "(":
            return self._applied(head, None, marked=True)
        return self._named(head) if not arguments else Node("opaque", tuple(arguments), head)

    def _environment(self, environment: str) -> Node:
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            token = self.peek()
            if token.text == "end " + environment:
                self.next()
                break
            if token.kind == "separator" and token.text == ";":
                self.next()
                rows, row = [*rows, tuple(row)] if row else rows, []
            elif token.text in ("&", "hline") or (token.kind == "separator" and environment not in _MATRICES):
                self.next()
            else:
                row.append(self.cell())
        rows += [tuple(row)] if row else []
        return environment_of(environment, rows)

    def cell(self) -> Node:
        """What stands between the marks of a row."""
        return self.statement()


def environment_of(environment: str, rows: list[tuple[Node, ...]]) -> Node:
    """A matrix, a determinant, cases or a system."""
    if environment in _MATRICES:
        if not rows or len({len(row) for row in rows}) > 1:
            raise Unreadable("a matrix of uneven rows")
        matrix = Node("matrix", tuple(Node("row", row) for row in rows))
        return Node("det", (matrix,)) if environment == "vmatrix" else matrix
    if environment not in _ROWS:
        raise Unreadable(environment)
    if (rows and all(len(row) == 1 for row in rows)) or environment not in ("cases", "dcases", "rcases", "array"):
        return Node("semi", tuple(row[0] if len(row) == 1 else _joined_cells() for row in rows))
    return Node("cases", tuple(Node("case", row) for row in rows))


def _joined_cells() -> Node:
    raise Unreadable("a system in columns")


def enclosed(opening: str, closing: Token, node: Node) -> Node:
    """The value of a bracket and its inside."""
    if opening in _ROUNDING:
        _ensure(closing.text == _CLOSING[opening], opening)
        return Node(_ROUNDING[opening], (node,))
    if opening == "\\{":
        _ensure(closing.text == "\\}", opening)
        if node.operation in ("builder", "cases"):
            return node
        return Node("set", node.parts if node.operation in ("list", "semi") else (node,))
    _ensure(closing.text in (")", "]", "[", "\\rangle"), opening)
    if node.operation in ("list", "semi"):
        brackets = {"\\langle": "("}.get(opening, opening) + {"\\rangle": ")", "[": ")"}.get(
            closing.text, closing.text
        )
        return Node("tuple", node.parts, brackets)
    _ensure(closing.text == _CLOSING[opening], opening)
    return Node("square", (node,)) if opening == "[" else Node("group", (node,))


def _ensure(condition: bool, text: str) -> None:
    if not condition:
        raise Unreadable(text)


def function(operation: str, arguments: tuple[Node, ...]) -> Node:
    """An application of a known function, spelled in whatever way."""
    _ensure(bool(arguments), operation)
    if operation == "cbrt":
        return Node("root", (*arguments, number(3)))
    if operation in ("root", "divide"):  # the names that programs have for them
        _ensure(len(arguments) == 2, operation)
        return Node(operation, arguments)
    if operation in ("log2", "log10"):
        return Node("log", (*arguments, number(int(operation[3:]))))
    if operation in ("binomial", "permutations") and len(arguments) != 2:
        raise Unreadable(operation)
    if operation not in _MANY and len(arguments) > (2 if operation == "log" else 1):
        return Node("apply", arguments, operation + "()")
    return Node(operation, arguments)


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


def _listed(node: Node) -> tuple[Node, ...]:
    if node.operation in ("tuple", "list", "set"):
        return node.parts
    return (_opened(node),)


def _opened(node: Node) -> Node:
    return node.parts[0] if node.operation in ("group", "square") else node


def _is_minus_one(node: Node) -> bool:
    node = _opened(node)
    inner = node.parts[0] if node.operation == "negate" else node
    return node.operation == "negate" and inner.operation == "number" and inner.value == 1


def _is_segment(node: Node) -> bool:
    letters = [one.name for one in node.parts if node.operation == "multiply" and one.operation == "name"]
    return (len(letters) == 2 and all(letter.isupper() and len(letter) == 1 for letter in letters)) or (
        node.operation == "name" and len(node.name) == 2 and node.name.isupper()
    )


def _barred(node: Node) -> Node:
    """The conjugate, with the bar on the names that it is made of."""
    if node.operation == "name":
        return (
            Node("negate", (node,))
            if node.name == "i"
            else node
            if node.name == "pi"
            else name("bar " + node.name)
        )
    if node.operation in _CONJUGATED and holds(node, "name"):
        return node._replace(parts=tuple(map(_barred, node.parts)))
    if node.operation == "power" and node.parts[1].operation == "number":
        return Node("power", (_barred(node.parts[0]), node.parts[1]))
    return node if node.operation == "number" else Node("conj", (node,))


def _without_imaginary(node: Node) -> Node:
    if node.operation == "name":
        return name("i index") if node.name == "i" else node
    return Node(node.operation, tuple(map(_without_imaginary, node.parts)), node.name, node.value)


def _derivative(above: Node, below: Node) -> Node | None:
    """``dy/dx`` and ``d^2y/dx^2`` as one opaque thing; ``None`` for an ordinary fraction."""
    upper, lower = _differential(above), _differential(below)
    if upper is None or lower is None or not lower[1]:
        return None
    (order, what), (below_order, by) = upper, lower
    head = f"d{order}/d {by}" if order == below_order else f"d{order}/d{below_order} {by}"
    if what:
        return Node("apply", (name(what),), head)
    return Node("opaque", (), head)


def _differential(node: Node) -> tuple[int, str] | None:
    """The order and the name of ``d^2y`` or ``dx^2``."""
    factors = _factors(node)
    first = factors[0]
    order = 1
    if first.operation == "power" and first.parts[1].operation == "number":
        order, first = int(first.parts[1].value), first.parts[0]
    if first.operation != "name" or first.name not in ("d", "partial") or len(factors) > 2:
        return None
    rest = factors[1] if len(factors) == 2 else None
    if rest is not None and rest.operation == "power":
        exponent = rest.parts[1]
        if exponent.operation != "number" or exponent.value.denominator != 1:
            return None
        order, rest = int(exponent.value), rest.parts[0]
    if rest is not None and rest.operation not in ("name", "apply"):
        return None
    return order, rest.name if rest is not None else ""


def _is_endless(node: Node) -> bool:
    return (node.parts[0] if node.operation == "negate" else node) == name("infty")


def _factors(node: Node) -> list[Node]:
    if node.operation != "multiply":
        return [node]
    return [*_factors(node.parts[0]), *_factors(node.parts[1])]


def _integrand(body: Node) -> tuple[str, Node]:
    """The variable of integration and the rest of what stands under the integral."""
    if body.operation in ("add", "subtract"):
        variable, last = _integrand(body.parts[1])
        return variable, Node(body.operation, (body.parts[0], last))
    if body.operation == "divide":
        variable, above = _integrand(body.parts[0])
        return variable, Node("divide", (above, body.parts[1]))
    factors = _factors(body)
    for place, (first, second) in enumerate(itertools.pairwise(factors)):
        if first.operation == "name" and first.name == "d" and second.operation == "name":
            rest = factors[:place] + factors[place + 2 :]
            node = rest[0] if rest else number(1)
            for factor in rest[1:]:
                node = Node("multiply", (node, factor))
            return second.name, node
    raise Unreadable("an integral without its variable")


def _one_sided(target: Node) -> tuple[Node, int]:
    """The point of a limit and the side it is approached from: 0 for both."""
    if target.operation == "name" and target.name.endswith(("^+", "^-")):
        return name(target.name[:-2]), 1 if target.name.endswith("+") else -1
    if target.operation == "side":
        return target.parts[0], 1 if target.name == "+" else -1
    if target.operation == "power":
        raise Unreadable("lim")
    return target, 0


_ATOMS: dict[str, Callable[[Atoms], Node]] = {
    "number": Atoms.number_atom,
    "name": Atoms.name_atom,
    "run": Atoms.run_atom,
    "word": Atoms.word_atom,
    "function": Atoms.function_atom,
    "brace": Atoms.brace_atom,
    "open": Atoms.bracket,
    "close": Atoms.outward,
    "operator": Atoms.bars_atom,
    "command": Atoms.command_atom,
    "dots": lambda reader: (reader.next(), Node("dots"))[1],
}
_COMMANDS: dict[str, Callable[[Atoms], Node]] = {
    "frac": Atoms.fraction,
    "binom": Atoms.binomial,
    "sum": lambda reader: reader.series("sum"),
    "prod": lambda reader: reader.series("prod"),
    "int": Atoms.integral,
    "oint": Atoms.integral,
    "lim": Atoms.limit,
    "ce": Atoms.text_operator,
}
__all__ = ["Atoms", "Guidance", "based", "names_in"]
