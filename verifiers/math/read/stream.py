"""Tokens from left to right, with one token of lookahead and a bound on the depth."""

from dataclasses import dataclass

from verifiers.math.finding import TooCostly
from verifiers.math.read.tokens import Token
from verifiers.math.read.tree import Unreadable

MAX_DEPTH = 60
END = Token("end", "")
_PADDING = [END] * 100
"""More than any look ahead."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the ground truth, or an option, says about reading a text."""

    applied: frozenset[str] = frozenset()
    multiplied: frozenset[str] = frozenset()
    letter_units: bool = False
    """Whether single letters behind a number are units."""
    index_i: bool = False
    """Whether ``i`` is a name and not the imaginary unit."""
    labels: frozenset[str] = frozenset()
    """Labels of the parts of the ground truth."""


class Stream:
    """The place in the tokens."""

    def __init__(self, found: list[Token], guidance: Guidance) -> None:
        self._tokens = found + _PADDING
        self._last = len(found)
        self._position = 0
        self._depth = 0
        self.guidance = guidance

    def peek(self, ahead: int = 0) -> Token:
        """A token that is not consumed yet."""
        return self._tokens[self._position + ahead]

    def next(self) -> Token:
        """Consume a token."""
        token = self._tokens[self._position]
        self._position += self._position < self._last
        return token

    def accept(self, text: str, kind: str = "operator") -> bool:
        """Consume a token if it is this one."""
        token = self._tokens[self._position]
        found = token.text == text and token.kind == kind
        self._position += found
        return found

    def expect(self, text: str, kind: str) -> None:
        """Consume this token. Raises Unreadable at another."""
        if not self.accept(text, kind):
            raise Unreadable(text)

    def enter(self) -> None:
        """One level deeper. Raises TooCostly at the bottom."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooCostly("unparsable", "the expression is nested too deeply")

    def leave(self) -> None:
        """One level up."""
        self._depth -= 1
