r"""The short cut for lists, tuples, intervals and sets of plain numbers: ``(1, 2]``, ``\{3, \frac{1}{2}\}``.

It decides where nothing is in doubt, in the way that the layers would. Nothing is decided on commas that may group
digits or stand for a decimal point, decimals that may be rounded, repeated elements, and empty intervals.
"""

import re
from typing import NamedTuple

from verifiers.math.compare.plain_numbers import Ratio, ratio
from verifiers.math.finding import Finding

_DOUBTFUL = re.compile(r"\d,\d{3}(?!\d)|\.\d{3},\d|\A\$?-?\d{1,9},\d{1,9}\$?\Z")
_TIGHT = re.compile(r"\d,\d")
_OPENING = {"(": "(", "[": "[", "\\": "\\{"}
_ENDING = {")": ")", "]": "]", "}": "\\}"}
_SPANS = frozenset({"()", "[]", "(]", "[)"})
_SET = "\\{\\}"
_AGREE = Finding(True, "plain elements agree")
_DIFFER = Finding(False, "plain elements differ")


class _Listed(NamedTuple):
    """Plain numbers in their order, and the brackets around them."""

    brackets: str
    items: tuple[Ratio, ...]
    is_decimal: bool


def lists_finding(truth: str, answer: str) -> Finding | None:
    """The decision between two texts of which one has a comma; ``None`` where that takes reading."""
    if "," not in truth and ("," not in answer or not ratio(truth)):
        return None
    first = _listed(truth)
    second = _listed(answer) if first else None
    if not first or not second or (first.is_decimal and _TIGHT.search(answer)):
        return None
    finding = _compared(first, second)
    return None if finding is _DIFFER and first.is_decimal else finding


def _compared(truth: _Listed, answer: _Listed) -> Finding | None:
    """The decision by brackets and elements."""
    if truth.brackets == answer.brackets and truth.brackets in _SPANS:
        return _in_order(truth, answer)
    if truth.brackets in _SPANS or answer.brackets in _SPANS:
        return _between_spans(truth, answer)
    if truth.brackets != answer.brackets or _repeats(truth) or _repeats(answer):
        return None
    return _AGREE if set(truth.items) == set(answer.items) else _DIFFER


def _in_order(truth: _Listed, answer: _Listed) -> Finding | None:
    if truth.items == answer.items:
        return _AGREE
    return None if _is_odd_span(truth) or _is_odd_span(answer) else _DIFFER


def _between_spans(truth: _Listed, answer: _Listed) -> Finding | None:
    """Intervals with and without an end; what other brackets differ in, is not decided here."""
    half_open = {truth.brackets, answer.brackets} & {"(]", "[)"}
    if not half_open or not {truth.brackets, answer.brackets} <= _SPANS:
        return None
    pair = len(truth.items) == len(answer.items) == 2
    return _DIFFER if pair and not _is_odd_span(truth) and not _is_odd_span(answer) else None


def _is_odd_span(listed: _Listed) -> bool:
    """Whether brackets hold no interval and may still be no tuple, or an empty interval or a single point."""
    if len(listed.items) != 2:
        return len(listed.items) == 1 or listed.brackets != "()"
    (top, bottom), (other, divisor) = listed.items
    return top * divisor >= other * bottom


def _repeats(listed: _Listed) -> bool:
    return len(set(listed.items)) < len(listed.items)


def _listed(text: str) -> _Listed | None:
    """The numbers of a text that holds nothing else; ``None`` for any other text."""
    if _DOUBTFUL.search(text):
        return None
    inner = text.replace("\\left", "").replace("\\right", "") if "\\" in text else text
    inner = inner.strip("$ ")
    brackets = ""
    if inner and (opening := _OPENING.get(inner[0])) and inner.startswith(opening):
        ending = _ENDING.get(inner[-1])
        if ending is None or not inner.endswith(ending):
            return None
        brackets = opening + ending
        inner = inner[len(opening) : -len(ending)]
    items = [ratio(piece.strip(), inside=True) for piece in inner.split(",")]
    found = tuple(item for item in items if item is not None)
    return _Listed(brackets, found, "." in inner) if len(found) == len(items) else None
