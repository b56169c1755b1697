r"""Where an answer may change its form: the zeros of what its steps, roots and inverse functions are applied to.

An answer such as ``x + \frac{|x - p|}{x - p} - 1`` is ``x`` on one side of ``p`` alone, whatever ``p`` is.
"""

import itertools
import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.points import Point, is_bending
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, variables_in, walk

_MOST = 24
_GRID = [sign * Fraction(4) ** power for sign in (-1, 1) for power in range(-6, 7)]
_HALVINGS = 50
_BITS = 44


def beside_breaks(
    truth: Node, answer: Node, source: random.Random, *, whole: bool, strict: bool
) -> Iterator[Point]:
    """Points on both sides of every place where the answer may change its form and the truth does not.

    With ``strict`` the places themselves are among them. With ``whole`` the points are whole numbers. Raises
    TooCostly for more places than are worth looking at.
    """
    targets = (_targets(answer) - _targets(truth)) | _bounds(answer) | _bounds(truth)
    if len(targets) > _MOST:
        raise TooCostly("timeout", "too many places where an answer may change its form")
    names = sorted(variables_in(truth) | variables_in(answer))
    for target in sorted(targets, key=repr):
        for name in sorted(variables_in(target)):
            others = {other: _other(source, whole=whole) for other in names}
            for zero in _zeros(target, name, others):
                for place in [*_beside(zero, source, whole=whole), *([zero] if strict else [])]:
                    yield {**others, name: place}


def _targets(node: Node) -> set[Node]:
    """The sums in what bending functions are applied to, and the arguments themselves."""
    found: set[Node] = set()
    for one in walk(node):
        if is_bending(one):
            found |= {part for part in one.parts if variables_in(part)}
            found |= {
                below
                for part in one.parts
                for below in walk(part)
                if below.operation in ("add", "subtract") and variables_in(below)
            }
            if one.operation in ("max", "min") and len(one.parts) == 2:
                found.add(Node("subtract", one.parts))
    return found


def _bounds(node: Node) -> set[Node]:
    """What is zero at the ends of the cases of a function."""
    conditions = [below for one in walk(node) if one.operation == "case" for below in walk(one.parts[-1])]
    return {
        Node("subtract", sides)
        for one in conditions
        if one.operation == "rel"
        for sides in itertools.pairwise(one.parts)
        if variables_in(one)
    }


def _other(source: random.Random, *, whole: bool) -> Fraction:
    return Fraction(source.randint(2, 12)) if whole else Fraction(source.getrandbits(_BITS) | 1, 2 ** (_BITS - 2))


def _zeros(target: Node, name: str, others: Point) -> Iterator[Fraction]:
    """The zeros of a target in one name: exact where it is linear, else where it changes its sign on a grid."""

    def at(place: Fraction) -> Fraction | None:
        return _value(target, {**others, name: place})

    first, second, third = at(Fraction(3)), at(Fraction(5)), at(Fraction(11))
    if first is not None and second is not None and third is not None and 3 * (second - first) == third - second:
        if second != first:
            yield 3 - 2 * first / (second - first)
        return
    values = [(place, at(place)) for place in sorted(_GRID)]
    for (left, low), (right, high) in itertools.pairwise(values):
        if low is not None and high is not None and low * high < 0:
            yield _halved(at, left, right, low)


def _halved(at: Callable[[Fraction], Fraction | None], left: Fraction, right: Fraction, low: Fraction) -> Fraction:
    """Where the sign changes between two places, of which the first has the value ``low``."""
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        value = at(middle)
        if value is None or value == 0:
            return middle
        left, right = (middle, right) if value * low > 0 else (left, middle)
    return (left + right) / 2


def _value(node: Node, point: Point) -> Fraction | None:
    """The real value of a tree at a point, roughly where it is not rational."""
    evaluator = Evaluator(15, point, real=True)
    try:
        value = evaluator.value(node)
        if type(value) is Fraction:
            return value
        return None if evaluator.context.im(value) else Fraction(float(evaluator.context.re(value)))
    except (NoValue, TooCostly, ZeroDivisionError, OverflowError, ValueError):
        return None


def _beside(zero: Fraction, source: random.Random, *, whole: bool) -> Iterator[Fraction]:
    if whole:
        yield from (Fraction(math.floor(zero) + step) for step in (-1, 0, 1, 2))
        return
    for sign, scale in itertools.product((1, -1), (Fraction(1), abs(zero))):
        if scale:
            yield zero + sign * scale * Fraction(source.getrandbits(_BITS) | 1, 2 ** (_BITS + 3))
