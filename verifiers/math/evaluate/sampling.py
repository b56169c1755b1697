"""Whether two expressions are the same wherever they are looked at."""

import random
from fractions import Fraction
from typing import Any

from verifiers.math.evaluate.agreement import CLOSE, FEW, LOST, MANY, Gap, same_at
from verifiers.math.evaluate.breaks import beside_breaks
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NotReal, NoValue
from verifiers.math.evaluate.modular import cancels, same_rationals
from verifiers.math.evaluate.points import (
    COUNTING,
    STEPPED,
    Point,
    bends,
    far_points,
    is_bolder,
    points,
    spare_points,
)
from verifiers.math.evaluate.secret import stream
from verifiers.math.evaluate.special import KNOWN_HEADS
from verifiers.math.finding import TooCostly, TooLarge
from verifiers.math.read.tree import Node, holds, names_in, operations_in, variables_in, walk
from verifiers.math.read.word_list import words

_ENOUGH, _ENOUGH_POLYNOMIAL = 4, 3
_PLACES = 4
_POLYNOMIAL = words(
    """
    number name add subtract multiply negate power divide group square percent
    """
)
_COMPLEX = frozenset(["re", "im", "conj", "arg", "cis"])
_UNDEFINED = "undefined"


def same_everywhere(truth: Node, answer: Node, seed: str) -> bool | None:
    """Whether two expressions agree at every point where both have values; ``None`` if too few are found."""
    rational = same_rationals(truth, answer, seed)
    if rational:
        return True
    if rational is False and variables_in(truth) == variables_in(answer):
        return False
    if _heads(truth) != _heads(answer):
        return False
    names = variables_in(truth) | variables_in(answer)
    if not names:
        return same_at(truth, answer, {}, real=False)
    if variables_in(truth) != variables_in(answer):
        return _cancelled(truth, answer, seed)
    return _agree(truth, answer, seed)


def same_numerically(truth: Node, answer: Node, seed: str) -> bool | None:
    """Whether integrals, series and derivatives agree with what they amount to, where all of it converges."""
    if variables_in(truth) != variables_in(answer) or _heads(truth) or _heads(answer):
        return None
    if is_bolder(answer, truth):
        return None
    source = stream("numeric", seed)
    agreed = 0
    for turn in range(_PLACES):
        sign = -1 if turn == _PLACES - 1 else 1
        point = {
            one: sign * (Fraction(1, 8) + Fraction(source.getrandbits(40), 2**41))
            for one in sorted(variables_in(truth))
        }
        values = [_numeric(side, point) for side in (truth, answer)]
        if values[0] is None or values[1] is None:
            continue
        if abs(values[0] - values[1]) > CLOSE * max(abs(values[0]), abs(values[1]), 1e-5):
            return False
        agreed += 1
        if not point:
            break
    return True if agreed >= (_ENOUGH_POLYNOMIAL if variables_in(truth) else 1) else None


def _numeric(node: Node, point: Point) -> Any:
    evaluator = Evaluator(FEW, point, real=True, numeric=True)
    try:
        return evaluator.number(evaluator.value(node))
    except (NoValue, TooCostly, ZeroDivisionError, OverflowError, ValueError, TypeError):
        return None


def _heads(node: Node) -> frozenset[str]:
    return names_in(node) - variables_in(node) - KNOWN_HEADS - {"P()", "C()", "A()", "B()", "W()"}


def _cancelled(truth: Node, answer: Node, seed: str) -> bool | None:
    """A name on one side only makes a difference, unless it stands against itself."""
    if cancels(truth, answer, seed):
        return True
    extra = variables_in(truth) ^ variables_in(answer)
    sides = [_simplified(side) for side in (truth, answer)]
    if any(variables_in(side) & extra for side in sides):
        return False
    return same_everywhere(sides[0], sides[1], seed)


def _simplified(node: Node) -> Node:
    """Without ``x - x``, ``0 x`` and ``x / x``."""
    parts = tuple(_simplified(part) for part in node.parts)
    node = Node(node.operation, parts, node.name, node.value)
    if node.operation == "subtract" and parts[0] == parts[1]:
        return Node("number")
    if node.operation == "divide" and parts[0] == parts[1]:
        return Node("number", value=Fraction(1))
    if node.operation == "multiply" and any(part.operation == "number" and part.value == 0 for part in parts):
        return Node("number")
    if node.operation == "power" and parts[1].operation == "number" and parts[1].value == 0:
        return Node("number", value=Fraction(1))
    return node


def _agree(truth: Node, answer: Node, seed: str) -> bool | None:
    found = _agree_at_points(truth, answer, seed)
    if found and holds(answer, "sum", "prod", "integral") and bends(answer) > bends(truth):
        return None  # what is added up may bend far beyond the terms that were looked at
    return found


def _agree_at_points(truth: Node, answer: Node, seed: str) -> bool | None:
    look = _Look(truth, answer)
    agreements = 0
    for point in points(truth, answer, stream("points", seed)):
        found = look.at(point)
        if found is False:
            return False
        agreements += found is True
        if agreements >= _ENOUGH_POLYNOMIAL and look.polynomial:
            return True
    if agreements >= _ENOUGH:
        return look.agrees_far_away(stream("far", seed))
    for point in spare_points(truth, answer, stream("spare", seed)):
        found = look.at(point)
        if found is False:
            return False
        agreements += found is True
        if agreements >= _ENOUGH:
            return look.agrees_far_away(stream("far", seed))
    return None


class _Look:
    """How two expressions are compared at a point, by what they hold."""

    def __init__(self, truth: Node, answer: Node) -> None:
        operations = operations_in(truth) | operations_in(answer)
        self._truth, self._answer = truth, answer
        self._agreed = False  # one point is looked at with all digits, which is enough for terms that are small
        self._counting = bool(operations & COUNTING)
        self.polynomial = operations <= _POLYNOMIAL and not self._counting
        self._real = not operations & _COMPLEX and not any(
            _is_i(node) for side in (truth, answer) for node in walk(side)
        )
        self._strict = bool(operations & (STEPPED | {"cases"}))
        self._bolder = bends(answer) > bends(truth)
        self._roots = holds(truth, "root") and holds(answer, "root") and not self._strict

    def agrees_far_away(self, source: random.Random) -> bool:
        """Whether nothing tells two sides apart beyond all that they write, if there may be a step."""
        if not (self._counting or bends(self._truth) + bends(self._answer)):
            return True
        far = list(far_points(self._truth, self._answer, source))
        found = [self._far(point) for point in far]
        if all(_leaves_reals(self._truth, point) for point in far):  # nothing lies beyond the end of a domain
            found += [self._far(point) for point in spare_points(self._truth, self._answer, source)]
        beside = beside_breaks(self._truth, self._answer, source, whole=self._counting, strict=self._strict)
        if False in found or any(self._far(point) is False for point in beside):
            return False
        return True in found or bends(self._answer) <= bends(self._truth)

    def _far(self, point: Point) -> bool | None:
        try:
            found = self.at(point)
            return True if found is None and self._fades(point) else found
        except TooCostly:
            return None

    def _fades(self, point: Point) -> bool:
        """Whether both are too small, beside what they were added up from, for their digits to tell them apart."""
        try:
            gap = Gap(self._truth, self._answer, point, MANY, self._real)
        except (NoValue, ZeroDivisionError, OverflowError, ValueError):
            return False
        return gap.scale is not None and bool(gap.size < gap.scale * LOST)

    def at(self, point: Point) -> bool | None:
        """Whether they agree; ``None`` where that tells nothing."""
        try:
            outcome = _outcome(self._truth, self._answer, point, real=self._real, thorough=not self._agreed)
        except TooLarge:
            if _is_too_large(self._truth, point, self._real):
                return None  # no other answer could be told from it here
            raise
        self._agreed = self._agreed or outcome is True
        positive = all(value > 0 for value in point.values())
        if outcome is _UNDEFINED:
            told = (self._strict and self._bolder) if self._counting else (self._strict or positive)
            return False if told else None
        if outcome is False:
            return False if positive or not self._roots else None
        return True if outcome is True else None


def _is_i(node: Node) -> bool:
    return node.operation == "name" and node.name == "i"


def _outcome(truth: Node, answer: Node, point: Point, *, real: bool, thorough: bool) -> bool | str | None:
    """Whether both agree here; ``undefined`` where one alone has a value, ``None`` where neither has."""
    same = same_at(truth, answer, point, real=real, thorough=thorough)
    if same is not None:
        return same
    return _UNDEFINED if _has_value(truth, point, real) != _has_value(answer, point, real) else None


def _is_too_large(node: Node, point: Point, real: bool) -> bool:
    try:
        Evaluator(FEW, point, real=real).value(node)
    except TooLarge:
        return True
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        pass
    return False


def _leaves_reals(node: Node, point: Point) -> bool:
    try:
        Evaluator(FEW, point, real=True).value(node)
    except NotReal:
        return True
    except (NoValue, ZeroDivisionError, OverflowError, ValueError, TooCostly):
        pass
    return False


def _has_value(node: Node, point: Point, real: bool) -> bool:
    try:
        Evaluator(FEW, point, real=real).value(node)
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        return False
    return True
