"""Whether two expressions have the same value at one point: 30 digits first, more when close."""

from fractions import Fraction
from typing import Any

from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.points import Point
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, names_in

FEW, MANY = 30, 150
CLOSE, _TINY, _SAME = 1e-20, 1e-30, 1e-140
_SHRINKS = 1e-110
_ROUNDING = 1e-155
LOST = 1e-140
_SEEN_BITS = 440
"""Over how many binary orders of magnitude the many digits reach, with some to spare."""
_MOST_BITS = 10_000
_BITS_A_DIGIT = 3.32


def same_at(truth: Node, answer: Node, point: Point, *, real: bool = True, thorough: bool = True) -> bool | None:
    """Whether two expressions have the same value at a point; ``None`` if one has none.

    Unless ``thorough``, values that agree in their first 30 digits are not looked at more closely.
    """
    try:
        gap = Gap(truth, answer, point, FEW, real)
        if gap.width == 0 and gap.scale is None:
            return True
        if gap.scale is None or gap.width > gap.scale * CLOSE:
            return False
        if not thorough and gap.width <= gap.size * _TINY:
            return True
        closer = Gap(truth, answer, point, MANY, real)
        if closer.width and closer.scale is not None and closer.size < closer.scale * LOST:
            return None  # what they were added up from has cancelled, and with it all digits
        size = closer.size if gap.width else closer.scale or closer.size
        rounding = max(size * _SAME, gap.width * _SHRINKS, (closer.scale or closer.size) * _ROUNDING)
        if closer.width > rounding:
            return False
        return closer.span <= _SEEN_BITS or _same_to_the_last(truth, answer, point, real, closer.span)
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        return None


def _same_to_the_last(truth: Node, answer: Node, point: Point, real: bool, span: Any) -> bool:
    """Whether values that many digits do not tell apart agree in as many as a term of theirs may hide behind."""
    if span > _MOST_BITS:
        raise TooCostly("timeout", "a difference may be too small to be seen")
    digits = int(span / _BITS_A_DIGIT) + 2 * FEW
    gap = Gap(truth, answer, point, digits, real)
    return gap.scale is None or bool(gap.width <= gap.scale * Evaluator(FEW, {}).context.mpf(10) ** (FEW - digits))


class Gap:
    """By how much values differ, how large they are, what they were added up from, and how far apart that lies."""

    def __init__(self, truth: Node, answer: Node, point: Point, digits: int, real: bool) -> None:
        evaluator = Evaluator(digits, point, real=real)
        first, second = evaluator.value(truth), evaluator.value(answer)
        self.scale: Any = None  # where both are exact
        if not (type(first) is Fraction and type(second) is Fraction):
            first, second = evaluator.number(first), evaluator.number(second)
        self.width, self.size = abs(first - second), max(abs(first), abs(second))
        self.span = evaluator.span
        if type(self.size) is not Fraction:
            self.scale = max(self.size, evaluator.scale)


def constant(node: Node, digits: int = 40) -> Fraction | None:
    """The real number that a tree without names is; ``None`` where it is none."""
    if names_in(node):
        return None
    evaluator = Evaluator(digits, {})
    try:
        value = evaluator.value(node)
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        return None
    if type(value) is Fraction:
        return value
    if abs(evaluator.context.im(value)) > abs(value) * 1e-30:
        return None
    real = evaluator.context.re(value)
    if real == 0:
        return Fraction(0)
    return (
        Fraction(evaluator.context.nstr(real, digits))
        if evaluator.context.isfinite(real) and abs(evaluator.context.mag(real)) < 4000
        else None
    )
