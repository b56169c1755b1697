"""Patterns over untrusted text: RE2, whose time is linear in the text, with the methods of ``re``."""

from collections.abc import Callable, Iterator
from typing import Protocol

import re2

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Match(Protocol):
    """Where a pattern matched, as in ``re``."""

    string: str
    lastgroup: str | None

    def __getitem__(self, group: int | str) -> str | None:
        """The text of a group."""

    def start(self, group: int = 0) -> int:
        """Where a group begins."""

    def end(self, group: int = 0) -> int:
        """Where a group ends."""


class Pattern:
    """A compiled pattern of RE2: no look-around, no back references; ``\\b``, ``\\w`` and ``\\s`` are ASCII.

    Lone surrogates, which UTF-8 cannot hold, are read as U+FFFD; positions are those of the given text.
    """

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str, *, ignore_case: bool = False, dot_all: bool = False, lines: bool = False):
        flags = "i" * ignore_case + "s" * dot_all + "m" * lines
        self.pattern = f"(?{flags}){pattern}" if flags else pattern
        self._compiled = re2.compile(self.pattern)

    def search(self, text: str) -> "Match | None":
        """The first match anywhere."""
        found: Match | None = self._compiled.search(encodable(text))
        return found

    def match(self, text: str) -> "Match | None":
        """A match that starts where the text does."""
        found: Match | None = self._compiled.match(encodable(text))
        return found

    def fullmatch(self, text: str) -> "Match | None":
        """A match of the whole text."""
        found: Match | None = self._compiled.fullmatch(encodable(text))
        return found

    def finditer(self, text: str) -> "Iterator[Match]":
        """The matches that do not overlap, in order."""
        found: Iterator[Match] = self._compiled.finditer(encodable(text))
        return found

    def findall(self, text: str) -> list[str]:
        """What matches, or the first group of it where the pattern has groups."""
        group = min(self._compiled.groups, 1)
        return [found[group] or "" for found in self.finditer(text)]

    def split(self, text: str) -> list[str]:
        """The pieces between the matches."""
        return list(self._compiled.split(encodable(text)))

    def sub(self, replacement: "str | Callable[[Match], str]", text: str) -> str:
        """The text with every match replaced."""
        return str(self._compiled.sub(replacement, encodable(text)))


def encodable(text: str) -> str:
    """The text, of the same length, with every lone surrogate as U+FFFD."""
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text
