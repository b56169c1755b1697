"""A Pratt parser from notation to a small tree: linear in the text, bounded in depth."""

from fractions import Fraction
from functools import lru_cache

from verifiers.math.finding import TooCostly
from verifiers.math.syntax import Node, Token, Unreadable, tokens

MAX_DEPTH = 40
_SUM, _SIGN, _PRODUCT, _POWER = 10, 15, 20, 40
_BINARY = {"+": (_SUM, "add"), "-": (_SUM, "subtract"), "*": (_PRODUCT, "multiply"), "/": (_PRODUCT, "divide")}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_PAIRED = {"lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceil")}
_INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot"}
_END = Token("end", "")


@lru_cache(maxsize=512)
def parsed(text: str) -> Node:
    """The tree of a whole text. Raises Unreadable where it is no expression, TooCostly where it is a monster."""
    return Parser(tokens(text)).whole()


def number(value: int | Fraction) -> Node:
    """A constant."""
    return Node("number", value=Fraction(value))


class Parser:
    """Reads tokens from left to right; every method consumes what it names."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = [*found, _END]
        self._position = 0
        self._depth = 0
        self._bars = 0

    def whole(self) -> Node:
        """The expression that all tokens form."""
        node = self._expression(0)
        if self._peek().kind != "end":
            raise Unreadable(self._peek().text)
        return node

    def _peek(self) -> Token:
        return self._tokens[self._position]

    def _next(self) -> Token:
        token = self._peek()
        self._position += token.kind != "end"
        return token

    def _accept(self, text: str) -> bool:
        found = self._peek().text == text and self._peek().kind in ("operator", "structure")
        self._position += found
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise Unreadable(text)

    def _expression(self, binding: int, *, stop_at_functions: bool = False) -> Node:
        """An expression whose operators bind more tightly than ``binding``."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooCostly("unparsable", "the expression is nested too deeply")
        node = self._signed()
        while True:
            token = self._peek()
            power, operation = _BINARY.get(token.text, (0, "")) if token.kind == "operator" else (0, "")
            if operation:
                if power <= binding:
                    break
                self._next()
                node = Node(operation, (node, self._expression(power)))
            elif self._starts_factor(token, stop_at_functions) and (binding < _PRODUCT or stop_at_functions):
                node = Node("multiply", (node, self._powered()))
            else:
                break
        self._depth -= 1
        return node

    def _starts_factor(self, token: Token, stop_at_functions: bool) -> bool:
        if token.kind in ("name", "number"):
            return True
        if token.kind == "function":
            return not stop_at_functions
        if token.kind == "structure":
            return token.text not in ("rfloor", "rceil", "sum", "prod")
        return token.text in ("(", "{", "[") or (token.text == "|" and not self._bars)

    def _signed(self) -> Node:
        negative = False
        while self._peek().text in ("+", "-"):
            negative ^= self._next().text == "-"
        node = self._expression(_SIGN) if negative else self._powered()
        return Node("negate", (node,)) if negative else node

    def _powered(self) -> Node:
        node = self._mixed()
        while True:
            if self._accept("!"):
                if self._peek().text == "!":
                    raise Unreadable("!!")
                node = Node("factorial", (node,))
            elif self._accept("%"):
                node = Node("divide", (node, number(100)))
            elif self._accept("^"):
                node = Node("power", (node, self._exponent()))
            else:
                return node

    def _mixed(self) -> Node:
        r"""``3\frac{1}{2}`` is a sum, as everywhere in this verifier."""
        node = self._atom()
        if node.operation != "number" or node.value.denominator != 1 or self._peek().text != "frac":
            return node
        fraction = self._atom()
        plain = all(part.operation == "number" for part in fraction.parts)
        return Node("add" if plain else "multiply", (node, fraction))

    def _exponent(self) -> Node:
        if self._peek().text == "-":
            self._next()
            return Node("negate", (self._exponent(),))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooCostly("unparsable", "the expression is nested too deeply")
        node = self._atom()
        if self._accept("^"):
            node = Node("power", (node, self._exponent()))
        self._depth -= 1
        return node

    def _atom(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return Node("number", value=token.value)
        if token.kind == "name":
            return Node("name", name=token.text + self._subscript())
        if token.kind == "function":
            return self._function(token.text)
        if token.kind == "structure":
            return self._structure(token.text)
        if token.text == "|":
            return self._absolute()
        return self._group(token.text)

    def _group(self, opening: str) -> Node:
        if opening not in _CLOSING:
            raise Unreadable(opening)
        bars, self._bars = self._bars, 0
        node = self._expression(0)
        self._bars = bars
        self._expect(_CLOSING[opening])
        return node

    def _absolute(self) -> Node:
        self._bars += 1
        node = self._expression(0)
        self._bars -= 1
        self._expect("|")
        return Node("absolute", (node,))

    def _subscript(self) -> str:
        if not self._accept("_"):
            return ""
        if not self._accept("{"):
            return "_" + self._next().text
        pieces = []
        while not self._accept("}"):
            if self._peek().kind == "end":
                raise Unreadable("_")
            pieces.append(self._next().text)
        return "_" + "".join(pieces)

    def _argument(self) -> Node:
        """What a function without brackets is applied to: ``\\sin 2x`` but not beyond ``\\cdot``."""
        if self._peek().text in _CLOSING:
            return self._group(self._next().text)
        return self._expression(_PRODUCT, stop_at_functions=True)

    def _arguments(self) -> tuple[Node, ...]:
        self._expect("(")
        found = [self._expression(0)]
        while self._accept(","):
            found.append(self._expression(0))
        self._expect(")")
        return tuple(found)

    def _function(self, name: str) -> Node:
        if name in ("max", "min", "gcd", "lcm"):
            return Node(name, self._arguments())
        base: tuple[Node, ...] = (self._atom(),) if name == "log" and self._accept("_") else ()
        exponent = self._exponent() if self._accept("^") else None
        inverse = exponent == Node("negate", (number(1),)) or exponent == number(-1)
        if inverse and name in _INVERSES:
            return Node(_INVERSES[name], (self._argument(),))
        applied = Node(name, (self._argument(), *base))
        return Node("power", (applied, exponent)) if exponent else applied

    def _structure(self, name: str) -> Node:
        if name == "frac":
            return Node("divide", (self._braced(), self._braced()))
        if name == "binom":
            if self._peek().text == "(":
                return Node("binomial", self._arguments())
            return Node("binomial", (self._braced(), self._braced()))
        if name == "sqrt":
            return self._root()
        if name in _PAIRED:
            closing, operation = _PAIRED[name]
            node = self._expression(0)
            self._expect(closing)
            return Node(operation, (node,))
        if name in ("sum", "prod"):
            return self._series(name)
        raise Unreadable(name)

    def _braced(self) -> Node:
        self._expect("{")
        return self._group("{")

    def _root(self) -> Node:
        degree = self._group("[") if self._accept("[") else number(2)
        return Node("root", (self._atom(), degree))

    def _series(self, name: str) -> Node:
        self._expect("_")
        self._expect("{")
        index = self._next()
        if index.kind != "name":
            raise Unreadable(index.text)
        self._expect("=")
        low = self._expression(0)
        self._expect("}")
        self._expect("^")
        high = self._atom()
        body = self._expression(_SUM)
        return Node(name, (low, high, body), name=index.text)
