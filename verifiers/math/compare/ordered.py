"""Rules for what has an order: tuples, points, intervals with names at their ends, vectors and matrices."""

from collections.abc import Sequence
from dataclasses import replace

from verifiers.math.compare.equality import all_equal
from verifiers.math.compare.expressions import is_value
from verifiers.math.compare.families import USUAL_PARAMETERS, with_truths_constants
from verifiers.math.compare.matrices import cells, is_point, vector
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import Stated, key_of, renamed, stated
from verifiers.math.read.tree import Node, holds, variables_in
from verifiers.math.read.word_list import words

_PARAMETERS = words("s t u r k lambda mu tau")
_ENDS = frozenset({"()", "[]", "(]", "[)"})


def matrices(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Cell by cell; a vector may be a tuple."""
    one, other = stated(truth), stated(answer)
    if holds(truth, "pm", "mp") or holds(answer, "pm", "mp"):
        return None
    first, second = cells(one.value), cells(other.value)
    if first is not None and second is not None:
        if (len(first), len(first[0])) != (len(second), len(second[0])):
            return (
                None
                if opened(one.value).operation != "matrix" or opened(other.value).operation != "matrix"
                else False
            )
        return _heads_agree(one, other) and _same_cells(one.value, other.value, latitude)
    left, right = vector(one.value), vector(other.value)
    if left is None and right is None:
        return False if first is not None or second is not None else None
    if left is not None and opened(one.value).name == "[]" and opened(other.value).operation in ("list", "set"):
        return None
    if left is None or right is None:
        return False if _cannot_be_vector(one.value if left is None else other.value) else None
    if not _heads_agree(one, other) or len(left) != len(right):
        return False
    return all_equal(left, with_parameter(left, right), _bound(left, latitude))


def _same_cells(truth: Node, answer: Node, latitude: Latitude) -> bool:
    """Cell by cell, where free constants may have other names on the other side."""
    first = cells(truth) or ()
    for candidate in with_truths_constants(truth, answer):
        if all(all_equal(a, b, latitude) for a, b in zip(first, cells(candidate) or (), strict=True)):
            return True
    return False


def brackets(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    """Intervals with ends of names, and points with names, differ where their brackets or names do."""
    return False if _brackets_differ(opened(stated(truth).value), opened(stated(answer).value)) else None


def _brackets_differ(truth: Node, answer: Node) -> bool:
    """Whether two intervals have other ends, or two points other names."""
    if is_point(truth) and is_point(answer):
        return truth.name != answer.name
    if not truth.operation == answer.operation == "tuple" or not len(truth.parts) == len(answer.parts) == 2:
        return False
    return truth.name != answer.name and {truth.name, answer.name} <= _ENDS


def _cannot_be_vector(node: Node) -> bool:
    return is_value(node) or opened(node).operation in ("matrix", "list", "set", "or", "and")


def _heads_agree(one: Stated, other: Stated) -> bool:
    return one.head is None or other.head is None or key_of(one.head) == key_of(other.head)


def with_parameter(first: Sequence[Node], second: Sequence[Node]) -> list[Node]:
    """The components of a line or a curve, with the truth's name for its parameter."""
    ours, theirs = (frozenset[str]().union(*map(variables_in, side)) for side in (first, second))
    only = ours - theirs, theirs - ours
    if len(only[0]) != 1 or len(only[1]) != 1 or not (only[0] | only[1]) <= _PARAMETERS or len(first) < 2:
        return list(second)
    mapping = {next(iter(only[1])): next(iter(only[0]))}
    return [renamed(part, mapping) for part in second]


def tuples(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Ordered; names of points in front are labels."""
    first, second = _tuple(truth), _tuple(answer)
    if first is None and second is None:
        return None
    if first is None or second is None:
        other = opened(truth if first is None else answer)
        return (
            False
            if (is_value(other) and not holds(other, "apply")) or other.operation in ("set", "list")
            else None
        )
    return len(first) == len(second) and all_equal(first, second, _bound(first, latitude))


def _bound(parts: Sequence[Node], latitude: Latitude) -> Latitude:
    """For the parts of a tuple: where several have a parameter, it is the same number in all of them."""
    running = sum(bool(variables_in(part) & USUAL_PARAMETERS) for part in parts)
    return replace(latitude, general=False) if running > 1 else latitude


def _tuple(node: Node) -> tuple[Node, ...] | None:
    node = opened(stated(node).value)
    return node.parts if node.operation == "tuple" or is_point(node) else None
