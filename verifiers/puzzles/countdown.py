"""The verifier of kind ``countdown``: numbers, each used once, that make a target."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sandbox.sandbox import Sandbox
from verifiers.puzzles.answers import final_answer, no_answer, right, wrong
from verifiers.verdict import Verdict
from verifiers.verifier import Verifier

_LONGEST = 2_000
_DEEPEST = 60
_NEAR = Fraction(1, 100_000)
_SIGNS = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "[": "(", "]": ")"})
_COMMANDS = (("\\times", "*"), ("\\cdot", "*"), ("\\div", "/"), ("\\left", ""), ("\\right", ""), ("$", ""))
_TOKEN = re.compile(r"\s{0,40}(\d{1,40}(?:\.\d{1,40})?|[-+*/()])")

Number = Annotated[int, Field(ge=0, le=10**9)]


class CountdownVerifier(Verifier):
    """Does a completion make the target of the numbers, each used exactly once?

    One check, ``answer``: the expression in the last ``<answer>`` (or the final answer) has only ``+ - * / ( )``
    and the given numbers, and its exact value is the target within 1e-5. ``= target`` may follow or precede it.
    """

    version: ClassVar[str] = "1.0.0"

    kind: Literal["countdown"]
    numbers: Annotated[tuple[Number, ...], Field(strict=False, min_length=1, max_length=100)]
    target: Annotated[float, Field(allow_inf_nan=False)]

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Work out the expression that one completion ends on."""
        answer = final_answer(completion)
        if not answer.strip():
            return no_answer()
        try:
            tokens = tokens_of(self._without_target(answer))
            used = Counter(Fraction(token) for token in tokens if token[0].isdigit())
            if used != Counter(map(Fraction, self.numbers)):
                return wrong(answer, "wrong_answer", "the numbers are not each used once")
            value = _Parser(tokens).value()
        except ZeroDivisionError:
            return wrong(answer, "wrong_answer", "divides by zero")
        except ValueError as error:
            return wrong(answer, "unparsable", str(error))
        if abs(value - Fraction(self.target)) <= _NEAR:
            return right(answer)
        return wrong(answer, "wrong_answer", "another value")

    def _without_target(self, answer: str) -> str:
        """The side of an equation that is not the target."""
        sides = answer.split("=")
        if len(sides) == 1:
            return answer
        if len(sides) > 2:
            raise ValueError("more than one equation")
        first, second = sides
        for expression, target in ((first, second), (second, first)):
            tokens = tokens_of(target)
            if len(tokens) == 1 and tokens[0][0].isdigit() and Fraction(tokens[0]) == Fraction(self.target):
                return expression
        raise ValueError("the other side of the equation is not the target")


def tokens_of(text: str) -> list[str]:
    """Numbers and signs. Raises ValueError for anything else."""
    for command, sign in _COMMANDS:
        text = text.replace(command, sign)
    text = text.translate(_SIGNS).strip(" \n.`*")
    if len(text) > _LONGEST:
        raise ValueError("too long")
    tokens, position = [], 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found:
            raise ValueError("holds more than numbers, signs and parentheses")
        tokens.append(found[1])
        position = found.end()
    return tokens


class _Parser:
    """Exact arithmetic by recursive descent, of bounded depth."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens: Iterator[str] = iter(tokens)
        self._next = next(self._tokens, "")
        self._depth = 0

    def value(self) -> Fraction:
        """The value of all tokens. Raises ValueError or ZeroDivisionError."""
        value = self._sum()
        if self._next:
            raise ValueError("something follows the expression")
        return value

    def _take(self) -> str:
        token, self._next = self._next, next(self._tokens, "")
        return token

    def _sum(self) -> Fraction:
        value = self._product()
        while self._next in ("+", "-"):
            value = value + self._product() if self._take() == "+" else value - self._product()
        return value

    def _product(self) -> Fraction:
        value = self._factor()
        while self._next in ("*", "/"):
            value = value * self._factor() if self._take() == "*" else value / self._factor()
        return value

    def _factor(self) -> Fraction:
        first = self._take()
        if first[:1].isdigit():
            return Fraction(first)
        self._depth += 1
        if self._depth > _DEEPEST or first not in ("(", "-"):
            raise ValueError("no expression")
        value = -self._factor() if first == "-" else self._sum()
        if first == "(" and self._take() != ")":
            raise ValueError("a parenthesis is not closed")
        self._depth -= 1
        return value
