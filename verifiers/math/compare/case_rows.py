"""Rule for functions given case by case."""

from verifiers.math.compare.equality import equal
from verifiers.math.compare.expressions import same_value
from verifiers.math.compare.named import renaming
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.pairing import pair_off
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import renamed, stated
from verifiers.math.evaluate.points import STEPPED
from verifiers.math.read.tree import Node, holds, name


def cases(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Rows of a value and its condition, in any order."""
    one, other = stated(truth), stated(answer)
    if opened(one.value).operation != "cases" and opened(other.value).operation != "cases":
        return None
    first, second = opened(one.value), opened(other.value)
    if first.operation != "cases" or second.operation != "cases":
        other_form = second if first.operation == "cases" else first
        if not holds(other_form, *STEPPED):
            return False
        return same_value(_with_rest(first), _with_rest(second), latitude)
    if len(first.parts) != len(second.parts):
        return False
    if one.head is not None and other.head is not None:
        mapping = renaming(one.head, other.head)
        if mapping is None:
            return False
        second = renamed(second, mapping)
    rows = [_explicit(side, other) for side, other in ((first, second), (second, first))]
    return pair_off(rows[0], rows[1], lambda a, b: _same_case(a, b, latitude.deeper()))


def _explicit(cases: Node, other: Node) -> list[Node]:
    """The rows, with what *otherwise* stands for where the other side spells that out."""
    rows = list(cases.parts)
    if any(_is_rest(row) for row in other.parts) or not any(map(_is_rest, rows)):
        return rows
    said = tuple(row.parts[1] for row in rows if len(row.parts) == 2 and not _is_rest(row))
    rest = Node("setminus", (name("bbR"), said[0] if len(said) == 1 else Node("or", said)))
    return [Node("case", (row.parts[0], rest)) if _is_rest(row) else row for row in rows]


def _with_rest(node: Node) -> Node:
    """Cases with a condition that always holds for *otherwise*, which is no variable."""
    if node.operation != "cases":
        return node
    return node._replace(
        parts=tuple(Node("case", (row.parts[0], Node("and"))) if _is_rest(row) else row for row in node.parts)
    )


def _is_rest(row: Node) -> bool:
    return len(row.parts) == 2 and row.parts[1] == name("otherwise")


def _same_case(first: Node, second: Node, latitude: Latitude) -> bool | None:
    if len(first.parts) != len(second.parts):
        return False
    found = [
        equal(one, other, latitude)
        for one, other in zip(reversed(first.parts), reversed(second.parts), strict=True)
    ]
    return all(found)
