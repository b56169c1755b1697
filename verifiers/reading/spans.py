r"""Formulas in a text: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``. A scanner by hand, in one pass."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_OPENER = re.compile(r"\$|\\[\[(]")
_LONG = 2000
_SHORT = 1000


class Span(NamedTuple):
    """A formula: where it begins and ends with its marks, and what is between them."""

    start: int
    end: int
    content: str


def spans(text: str) -> Iterator[Span]:
    """The formulas in order; none overlaps another."""
    position = 0
    while opener := _OPENER.search(text, position):
        span = span_at(text, opener.start())
        position = opener.start() + 1 if span is None else span.end
        if span is not None:
            yield span


def span_at(text: str, start: int) -> Span | None:
    """The formula that begins exactly here."""
    opening = text[start : start + 2]
    if opening in ("\\[", "\\("):
        most = _LONG if opening == "\\[" else _SHORT
        end = text.find("\\]" if opening == "\\[" else "\\)", start + 3, start + most + 4)
        return None if end < 0 else Span(start, end + 2, text[start + 2 : end].strip())
    if opening == "$$":
        return _display(text, start)
    return _inline(text, start) if opening[:1] == "$" else None


def _display(text: str, start: int) -> Span | None:
    end = text.find("$", start + 2, start + _LONG + 3)
    if end <= start + 2 or text[end + 1 : end + 2] != "$":
        return None
    return Span(start, end + 2, text[start + 2 : end].strip())


def _inline(text: str, start: int) -> Span | None:
    """A formula on one line, whose marks may stand on lines of their own. An escaped dollar is none."""
    end = text.find("$", start + 1, start + _SHORT + 100)
    if end < 0 or text[end - 1] == "\\" or (start > 0 and text[start - 1] == "\\"):
        return None
    content = text[start + 1 : end].strip(" \t").removeprefix("\n").removesuffix("\n")
    if not content or "\n" in content or len(content) > _SHORT:
        return None
    return Span(start, end + 1, content.strip())


def outside(ends: Iterable[re.Match[str]], within: Iterable[Span]) -> Iterator[re.Match[str]]:
    """Those of the matches, which come in order, that begin in no formula."""
    formulas = iter(within)
    span = next(formulas, None)
    for end in ends:
        while span is not None and span.end <= end.start():
            span = next(formulas, None)
        if span is None or end.start() < span.start:
            yield end
