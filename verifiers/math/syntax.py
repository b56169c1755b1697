"""What an expression consists of, and how its text falls into tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from verifiers.math.finding import TooCostly
from verifiers.math.magnitude import NotRational, literal_value

MAX_TOKENS = 600
CONSTANTS = frozenset({"pi", "e", "i", "infty"})
_FUNCTION_NAMES = """
sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth log ln lg exp max min gcd lcm
"""
_LETTER_NAMES = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi rho sigma tau phi varphi
chi psi omega Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega ell
"""
NAMED_FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_LETTERS = frozenset(_LETTER_NAMES.split())
_STRUCTURE = frozenset(("frac", "sqrt", "binom", "sum", "prod", "lfloor", "rfloor", "lceil", "rceil"))
_SAME = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "dbinom": "binom",
    "tbinom": "binom",
    "imath": "i",
    "infinity": "infty",
    "acos": "arccos",
    "asin": "arcsin",
    "atan": "arctan",
    "tg": "tan",
    "ctg": "cot",
    "arctg": "arctan",
}
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d*\.\d*\\overline\s*\{\d+\}|\d+\.\d+|\.\d+|\d+)"
    r"|\\(?P<command>[a-zA-Z]+)"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<operator>\*\*|[-+*/^_!(){}\[\]|,=%])"
    r"|\s+"
)
_WORD = re.compile(
    r"(?:(arcsin|arccos|arctan|asin|acos|atan|sinh|cosh|tanh|sqrt|sin|cos|tan|cot|sec|csc|log|ln|lg|exp|max|min|gcd"
    r"|lcm|binom|theta|alpha|beta|gamma|lambda|infinity|infty|pi)(?![a-z]{2}))|([A-Za-z])"
)
_LONGEST_PRODUCT = 4


class Unreadable(Exception):
    """The text is no expression that we read; other layers may."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of notation: ``number``, ``name`` (variable or constant), ``function`` or ``operator``."""

    kind: str
    text: str
    value: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Node:
    """An operation on smaller expressions, a name or a number."""

    operation: str
    parts: tuple["Node", ...] = ()
    name: str = ""
    value: Fraction = Fraction(0)


def names_in(node: Node) -> frozenset[str]:
    """The variables of an expression."""
    if node.operation == "name":
        return frozenset() if node.name in CONSTANTS else frozenset((node.name,))
    found = frozenset[str]().union(*map(names_in, node.parts))
    return found - {node.name} if node.operation in ("sum", "prod") else found


def holds(node: Node, operation: str) -> bool:
    """Whether an operation occurs anywhere in an expression."""
    return node.operation == operation or any(holds(part, operation) for part in node.parts)


def tokens(text: str) -> list[Token]:
    """All tokens of a text. Raises Unreadable at the first thing that is no mathematics."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise Unreadable(text[position])
        position = match.end()
        found += _tokens_of(match)
        if len(found) > MAX_TOKENS:
            raise TooCostly("unparsable", f"an expression of more than {MAX_TOKENS} symbols")
    return found


def _tokens_of(match: re.Match[str]) -> Iterator[Token]:
    kind, piece = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
    if kind == "number":
        yield _number(piece)
    elif kind == "command":
        yield _named(_SAME.get(piece, piece))
    elif kind == "word":
        yield from _word(piece)
    elif kind == "operator":
        yield Token("operator", "^" if piece == "**" else piece)


def _number(literal: str) -> Token:
    try:
        return Token("number", literal, literal_value(literal))
    except NotRational as broken:
        raise Unreadable(literal) from broken


def _named(name: str) -> Token:
    if name in ("*", "/"):
        return Token("operator", name)
    if name in NAMED_FUNCTIONS:
        return Token("function", name)
    if name in _STRUCTURE:
        return Token("structure", name)
    if name in _LETTERS or name in CONSTANTS:
        return Token("name", name)
    raise Unreadable(name)


def _word(word: str) -> Iterator[Token]:
    """``sqrt`` and ``sinx`` as functions, ``xy`` as a product; longer words are prose."""
    pieces = [match[1] or match[2] for match in _WORD.finditer(word)]
    if sum(len(piece) == 1 for piece in pieces) > _LONGEST_PRODUCT:
        raise Unreadable(word)
    for piece in pieces:
        yield Token("name", piece) if len(piece) == 1 else _named(_SAME.get(piece, piece))
