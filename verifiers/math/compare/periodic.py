"""Unions of intervals over all whole numbers of a parameter: where a sine is positive, say."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from verifiers.math.compare.families import parameter_of
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.views import is_head
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.read.tree import Node, names_in

_STEPS = range(-40, 41)
_COMPLETE = 0.6
"""How much of the way to the outermost interval all intervals are known."""
_CLOSE = 1e-9
_ORDERS = {"<": ("(", ")"), "<=": ("[", "]")}


class _Piece(NamedTuple):
    low: Node
    high: Node
    brackets: str


class _Interval(NamedTuple):
    low: float
    high: float
    brackets: str


def same_periodic(truth: Node, answer: Node, sorts: frozenset[str]) -> bool | None:
    """Whether two unions of intervals that a parameter runs through are the same, in a window around zero."""
    sides = [_pieces(side) for side in (truth, answer)]
    if not sides[0] or not sides[1]:
        return None
    found = []
    for side in sides:
        ends = [end for piece in side for end in (piece.low, piece.high)]
        parameter = parameter_of(ends, sorts)
        if parameter is None:
            return None
        try:
            found.append(sorted(_intervals(side, parameter)))
        except (NoValue, ZeroDivisionError, OverflowError, ValueError):
            return None
    if any(one.low >= one.high for one in found[0]):
        return None  # points and no intervals
    if any(one.low >= one.high for one in found[1]):
        return False
    window = _COMPLETE * min(min(side[-1].low, -side[0].low) for side in found)
    first, second = ([one for one in _merged(side) if abs(one.low) <= window] for side in found)
    if not first or not second:
        return None
    return len(first) == len(second) and all(map(_alike, first, second))


def _pieces(node: Node) -> list[_Piece]:
    """The intervals of a union, a membership or a chain of inequalities; none of anything else."""
    node = opened(node)
    if node.operation == "tuple" and len(node.parts) == 2 and node.name in ("()", "[]", "(]", "[)"):
        return [_Piece(*node.parts, node.name)]
    if node.operation == "rel" and node.name == "in" and is_head(node.parts[0]):
        return _pieces(node.parts[1])
    if node.operation == "rel" and len(node.parts) == 3 and is_head(node.parts[1]):
        operators = node.name.split()
        if not set(operators) <= _ORDERS.keys():
            return []
        return [_Piece(node.parts[0], node.parts[2], _ORDERS[operators[0]][0] + _ORDERS[operators[1]][1])]
    if node.operation in ("union", "or", "list") or (node.operation == "set" and len(node.parts) == 1):
        inner = [_pieces(part) for part in node.parts]
        return [piece for pieces in inner for piece in pieces] if all(inner) else []
    return []


def _intervals(pieces: list[_Piece], parameter: str) -> Iterator[_Interval]:
    evaluator = Evaluator(30, {})
    for piece in pieces:
        for step in _STEPS if parameter in names_in(piece.low) | names_in(piece.high) else (0,):
            ends = [
                evaluator.number(evaluator.with_name(end, parameter, Fraction(step)))
                for end in (piece.low, piece.high)
            ]
            if any(map(evaluator.context.im, ends)):
                raise NoValue("complex")
            yield _Interval(
                float(evaluator.context.re(ends[0])), float(evaluator.context.re(ends[1])), piece.brackets
            )


def _merged(intervals: list[_Interval]) -> list[_Interval]:
    """Without what overlaps or touches in a point that belongs to either."""
    found: list[_Interval] = []
    for one in intervals:
        last = found[-1] if found else None
        if last is None or one.low > last.high + _CLOSE or not _joins(last, one):
            found.append(one)
        elif one.high > last.high + _CLOSE:
            found[-1] = _Interval(last.low, one.high, last.brackets[0] + one.brackets[1])
    return found


def _joins(first: _Interval, second: _Interval) -> bool:
    touching = abs(second.low - first.high) <= _CLOSE
    return not touching or first.brackets[1] == "]" or second.brackets[0] == "["


def _alike(first: _Interval, second: _Interval) -> bool:
    ends = ((first.low, second.low), (first.high, second.high))
    return first.brackets == second.brackets and all(abs(a - b) <= _CLOSE * (1 + abs(a)) for a, b in ends)
