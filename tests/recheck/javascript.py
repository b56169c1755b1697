"""Patterns of Python as JavaScript has them, for a checker that knows only those.

The dialects differ in names, not in how they backtrack. Python's own parse tree is written out, so that inline
flags, verbose patterns and the order of what the parser has simplified are as Python runs them. Possessive and
atomic parts become a look-ahead with a reference to what it found, which backtracks as little.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.verifiers.pumping import codes, parser

_FLAGS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"))
_NO_LIMIT = int(codes.MAXREPEAT)
_CLASSES = {
    codes.CATEGORY_DIGIT: r"\p{Nd}",
    codes.CATEGORY_NOT_DIGIT: r"\P{Nd}",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\p{L}\p{N}_",
    codes.CATEGORY_NOT_WORD: r"\W",  # of ASCII: the complement of the above cannot stand inside a set
}
_PLACES = {
    codes.AT_BEGINNING: "^",
    codes.AT_BEGINNING_STRING: "^",
    codes.AT_BOUNDARY: r"\b",
    codes.AT_NON_BOUNDARY: r"\B",
    codes.AT_END: "$",
    codes.AT_END_STRING: "$",
}
_AROUND = {
    (codes.ASSERT, 1): "?=",
    (codes.ASSERT, -1): "?<=",
    (codes.ASSERT_NOT, 1): "?!",
    (codes.ASSERT_NOT, -1): "?<!",
}


def translated(pattern: re.Pattern[str], *, anchored: bool) -> tuple[str, str]:
    """Source and flags of the same pattern; one that is ``anchored`` is only tried at the start of a text."""
    writer = _Writer(pattern.flags)
    source = writer.written(parser.parse(pattern.pattern, pattern.flags))
    flags = "".join(letter for flag, letter in _FLAGS if pattern.flags & flag)
    return (f"^(?:{source})" if anchored else source), flags + "u"


class _Writer:
    """Writes one pattern. Groups keep their numbers only as names, since atomic parts need groups of their own."""

    def __init__(self, flags: int) -> None:
        self._any = r"[\s\S]" if flags & re.DOTALL else r"[^\n]"
        self._atoms = 0
        self._one: dict[Any, Callable[[Any], str]] = {
            codes.LITERAL: _literal,
            codes.NOT_LITERAL: lambda code: f"[^{_literal(code)}]",
            codes.ANY: lambda _: self._any,
            codes.IN: _set,
            codes.AT: lambda place: _PLACES[place],
            codes.BRANCH: lambda told: f"(?:{'|'.join(map(self.written, told[1]))})",
            codes.SUBPATTERN: self._group,
            codes.GROUPREF: lambda number: f"\\k<g{number}>",
            codes.GROUPREF_EXISTS: lambda told: f"(?:{self.written(told[1])}|{self.written(told[2] or [])})",
            codes.ASSERT: partial(self._around, codes.ASSERT),
            codes.ASSERT_NOT: partial(self._around, codes.ASSERT_NOT),
            codes.MAX_REPEAT: self._repeat,
            codes.MIN_REPEAT: lambda told: self._repeat(told) + "?",
            codes.POSSESSIVE_REPEAT: lambda told: self._atomic(self._repeat(told)),
            codes.ATOMIC_GROUP: lambda body: self._atomic(self.written(body)),
        }

    def written(self, tree: Any) -> str:
        return "".join(self._one[code](argument) for code, argument in tree)

    def _group(self, told: Any) -> str:
        number, _, _, body = told
        return f"(?<g{number}>{self.written(body)})" if number else f"(?:{self.written(body)})"

    def _around(self, code: Any, told: Any) -> str:
        direction, body = told
        return f"({_AROUND[code, direction]}{self.written(body)})"

    def _repeat(self, told: Any) -> str:
        least, most, body = told
        times = f"{least}," if most == _NO_LIMIT else f"{least},{most}"
        return f"(?:{self.written(body)}){{{times}}}"

    def _atomic(self, source: str) -> str:
        self._atoms += 1
        return f"(?:(?=(?<a{self._atoms}>{source}))\\k<a{self._atoms}>)"


def _literal(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\u{{{code:x}}}"


def _set(items: Any) -> str:
    negated = items[0][0] is codes.NEGATE
    return f"[{'^' * negated}{''.join(_member(*item) for item in items[negated:])}]"


def _member(code: Any, argument: Any) -> str:
    if code is codes.LITERAL:
        return _literal(argument)
    if code is codes.RANGE:
        return "-".join(map(_literal, argument))
    return _CLASSES[argument]
