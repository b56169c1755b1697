r"""Unions, intersections and differences of sets that are written out: ``\{1, 2\} \cap \{2, 3\}``."""

from collections.abc import Callable

from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.read.tree import Node, holds

_MOST = 40
_OPERATIONS = frozenset({"union", "inter", "setminus"})
Same = Callable[[Node, Node, Latitude], bool | None]


def with_finite_sets(node: Node, same: Same, latitude: Latitude) -> Node:
    """The set that an operation on written sets gives; other trees as they are."""
    if node.operation == "rel" and holds(node, *_OPERATIONS):
        parts = tuple(with_finite_sets(opened(part), same, latitude) for part in node.parts)
        return node._replace(parts=parts)
    if node.operation not in _OPERATIONS:
        return node
    first, second = (with_finite_sets(opened(part), same, latitude) for part in node.parts)
    if not _is_written(first) or not _is_written(second):
        return node

    def among(one: Node, others: Node) -> bool:
        return any(one == other or same(one, other, latitude.deeper()) for other in others.parts)

    if node.operation == "union":
        rest = tuple(one for one in second.parts if not among(one, first))
        return Node("set", (*first.parts, *rest))
    kept = node.operation == "inter"
    return Node("set", tuple(one for one in first.parts if among(one, second) == kept))


def _is_written(node: Node) -> bool:
    return node.operation == "set" and len(node.parts) <= _MOST and not holds(node, "dots", "pm", "mp")
