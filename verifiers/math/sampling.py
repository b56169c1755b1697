"""Whether two expressions are the same number wherever they are looked at: 30 digits first, more when close."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from verifiers.math.evaluation import Evaluator
from verifiers.math.functions import NoValue
from verifiers.math.syntax import Node, holds, names_in

_FEW, _MANY = 30, 150
_CLOSE, _TINY, _SAME = 1e-20, 1e-30, 1e-140
_SHRINKS = 1e-40
_POINTS = ((37, 11, 29), (5, 13, 31), (83, 7, 23), (3, 5, 41), (61, 17, 19))
_WHOLE_POINTS = ((6, 7, 1), (11, 5, 1), (20, 3, 1), (37, 2, 1), (52, 9, 1))
_AGREEMENTS = 3
_COUNTING = ("factorial", "binomial", "sum", "prod", "floor", "ceil")
Point = Mapping[str, Fraction]


def points(names: Iterable[str], *, negative: bool = False, whole: bool = False) -> Iterator[Point]:
    """Where expressions are sampled: positive rationals, or ``whole`` numbers for what counts things.

    With ``negative`` also their opposites: an absolute value on one side only would agree with its content.
    """
    ordered = sorted(names)
    for sign in (1, -1) if negative else (1,):
        for first, step, divisor in _WHOLE_POINTS if whole else _POINTS:
            yield {name: Fraction(sign * (first + step * place), divisor) for place, name in enumerate(ordered)}


def same_everywhere(truth: Node, answer: Node) -> bool | None:
    """Whether two expressions agree at every point where both have values; ``None`` if too few are found."""
    names = names_in(truth) | names_in(answer)
    counting = any(holds(node, operation) for node in (truth, answer) for operation in _COUNTING)
    signs = holds(truth, "absolute") != holds(answer, "absolute")
    needed = (len(_WHOLE_POINTS) if counting else _AGREEMENTS) if names else 1
    agreements = 0
    for point in points(names, negative=signs, whole=counting) if names else [{}]:
        same = same_at(truth, answer, point, thorough=not agreements)
        if same is False:
            return False
        agreements += same is True
        if agreements == needed and not signs:
            break
    return True if agreements >= needed else None


def same_at(truth: Node, answer: Node, point: Point, *, thorough: bool = True) -> bool | None:
    """Whether two expressions have the same value at a point; ``None`` if one has none.

    Unless ``thorough``, values that agree in their first 30 digits are not looked at more closely.
    """
    try:
        difference, size, scale = _difference(truth, answer, point, _FEW)
        if difference == 0 and scale is None:
            return True
        if scale is None or difference > scale * _CLOSE:
            return False
        if not thorough and difference <= size * _TINY:
            return True
        closer, size, scale = _difference(truth, answer, point, _MANY)
    except (NoValue, ZeroDivisionError, OverflowError):
        return None
    if difference == 0:
        size = scale or size
    return bool(closer <= size * _SAME or closer <= difference * _SHRINKS)


def _difference(truth: Node, answer: Node, point: Point, digits: int) -> tuple[Any, Any, Any]:
    """By how much values differ, how large they are, and how large what they were added up from."""
    evaluator = Evaluator(digits, point)
    first, second = evaluator.value(truth), evaluator.value(answer)
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return abs(first - second), max(abs(first), abs(second)), None
    first, second = evaluator.number(first), evaluator.number(second)
    size = max(abs(first), abs(second))
    return abs(first - second), size, max(size, evaluator.scale)
