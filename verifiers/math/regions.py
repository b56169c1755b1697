"""The layer that compares unions and intersections of intervals as the sets of numbers they are."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from verifiers.math.evaluation import Evaluator
from verifiers.math.expressions import parsed
from verifiers.math.finding import Comparison, Finding, TooCostly
from verifiers.math.functions import NoValue
from verifiers.math.inequalities import Interval, intervals, is_inequality, variable_of
from verifiers.math.splitting import split_top, with_commas_for_connectives
from verifiers.math.syntax import Unreadable
from verifiers.math.units import without_units

_OPERATOR = re.compile(r"\\(?:cup|cap)(?![a-zA-Z])")
_REALS = r"\\mathbb\s*(?:\{\s*R\s*\}|R)"
_EXCEPT = re.compile(
    rf"(?:[A-Za-z]\s*\\in\s*)?{_REALS}\s*(?:\\setminus|\\backslash|-|/)\s*\\\{{(.*)\\\}}$"
    rf"|(?:\\\{{\s*[A-Za-z]\s*(?:\\in\s*{_REALS})?\s*[|:]\s*)?"
    r"([A-Za-z])\s*\\ne(?![a-zA-Z])((?:(?!\\\}).)*)(?:\\\})?$"
)
_CUT = re.compile(r"\\cap(?![a-zA-Z])")
_DIGITS = 60
_TOLERATED = 1e-40
_MAX_PIECES = 64
Piece = tuple[Any, bool, Any, bool]
"""From a number to a number, and whether each belongs."""


def region_layer(comparison: Comparison) -> Finding | None:
    """Decides where both sides are sets of real numbers with known ends and one of them has several pieces."""
    texts = (comparison.truth, comparison.answer)
    if not any(_OPERATOR.search(text) or is_inequality(text) or _EXCEPT.match(text) for text in texts):
        return None
    names = [variable_of(text) for text in texts]
    if all(names) and names[0] != names[1]:
        return None
    try:
        truth, answer = (_region(text) for text in texts)
    except (NoValue, Unreadable, ZeroDivisionError, OverflowError):
        return None
    if truth is None or answer is None:
        return None
    same = len(truth) == len(answer) and all(map(_equal, truth, answer))
    return Finding(same, "the same intervals" if same else "other intervals")


def _region(text: str) -> list[Piece] | None:
    """Disjoint pieces in their order. ``\\cap`` is only read where nothing else joins the pieces."""
    if excluded := _EXCEPT.match(text):
        return _all_but(excluded[1] or excluded[3], excluded[2] or "")
    if not _CUT.search(text):
        return _union(text)
    if "\\cup" in text:
        return None
    parts = [_union(part.strip()) for part in _CUT.split(text)]
    if None in parts or len(parts) > _MAX_PIECES:
        return None
    region: list[Piece] = parts[0] or []
    for part in parts[1:]:
        region = _joined([_cut(one, other) for one in region for other in part or []])
    return region


def _all_but(points: str, name: str) -> list[Piece]:
    r"""All real numbers but some: ``\\mathbb{R} \\setminus \\{1, 2\\}``, ``x \\ne 1, x \\ne 2``."""
    listed = split_top(with_commas_for_connectives(points), ",;")[:_MAX_PIECES]
    ends = sorted(_end(re.sub(rf"^{name}\s*\\ne(?![a-zA-Z])", "", point).strip()) for point in listed)
    infinity = Evaluator(_DIGITS, {}).context.inf
    return [(low, False, high, False) for low, high in pairwise([-infinity, *ends, infinity])]


def _union(text: str) -> list[Piece] | None:
    found = intervals(text)
    if found is None:
        return None
    if len(found) > _MAX_PIECES:
        raise TooCostly("unparsable", f"a union of more than {_MAX_PIECES} intervals")
    return _joined([_piece(interval) for interval in found])


def _piece(interval: Interval) -> Piece:
    return _end(interval.low), interval.low_belongs, _end(interval.high), interval.high_belongs


def _end(text: str) -> Any:
    evaluator = Evaluator(_DIGITS, {})
    if text in ("\\infty", "-\\infty"):
        return evaluator.context.inf if text == "\\infty" else -evaluator.context.inf
    value = evaluator.number(evaluator.value(parsed(without_units(text))))
    if not evaluator.context.isfinite(value) or evaluator.context.im(value) != 0:
        raise NoValue(text)
    return evaluator.context.re(value)


def _is_empty(piece: Piece) -> bool:
    low, low_belongs, high, high_belongs = piece
    return bool(low > high or (low == high and not (low_belongs and high_belongs)))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The same numbers in as few pieces as there can be."""
    region: list[Piece] = []
    for piece in sorted((one for one in pieces if not _is_empty(one)), key=lambda one: (one[0], not one[1])):
        if region and (
            piece[0] < region[-1][2] or (_near(piece[0], region[-1][2]) and (piece[1] or region[-1][3]))
        ):
            region[-1] = (*region[-1][:2], *_further(region[-1], piece))
        else:
            region.append(piece)
    return region


def _touches(first: Piece, second: Piece) -> bool:
    return bool(second[0] < first[2] or (_near(second[0], first[2]) and (second[1] or first[3])))


def _further(first: Piece, second: Piece) -> tuple[Any, bool]:
    if _near(first[2], second[2]):
        return first[2], first[3] or second[3]
    return max(first[2:], second[2:])


def _cut(first: Piece, second: Piece) -> Piece:
    low = max((first[0], not first[1]), (second[0], not second[1]))
    high = min(first[2:], second[2:])
    return low[0], not low[1], high[0], high[1]


def _equal(first: Piece, second: Piece) -> bool:
    belongings = (first[1], first[3]) == (second[1], second[3])
    return belongings and _near(first[0], second[0]) and _near(first[2], second[2])


def _near(first: Any, second: Any) -> bool:
    return bool(first == second or abs(first - second) <= max(abs(first), abs(second)) * _TOLERATED)
