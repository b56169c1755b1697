"""``C(n, k)`` and ``P(n, k)``: they count where the other side counts or reckons, else they apply a name."""

from verifiers.math.read.tree import Node, holds, operations_in, variables_in
from verifiers.math.read.word_list import words

_COUNTS = {"C()": "binomial", "P()": "permutations"}
_COUNTING = frozenset({*_COUNTS.values(), "factorial"})
_ARITHMETIC = words("add subtract multiply divide power negate group number name rel")


def as_counts(truth: Node, answer: Node) -> tuple[Node, Node]:
    """Both sides, with choosing and arranging written in the notation of the other one."""
    ours, theirs = operations_in(truth), operations_in(answer)
    if "apply" in theirs and _counts(ours):
        return truth, _behind_name(answer, ours)
    if "apply" in ours and _counts(theirs):
        return _behind_name(truth, theirs), answer
    return truth, answer


def _behind_name(node: Node, operations: set[str]) -> Node:
    """The side rewritten; what stands first in a relation names its value, and counts nothing."""
    if node.operation == "rel":
        return node._replace(parts=(node.parts[0], *(_counted(part, operations) for part in node.parts[1:])))
    return node if holds(node, "rel") else _counted(node, operations)


def _counts(operations: set[str]) -> bool:
    return operations <= _ARITHMETIC or not operations.isdisjoint(_COUNTING)


def _counted(node: Node, operations: set[str]) -> Node:
    parts = tuple(_counted(part, operations) for part in node.parts)
    operation = _COUNTS.get(node.name) if node.operation == "apply" and len(parts) == 2 else None
    if operation is None:
        return node if parts == node.parts else node._replace(parts=parts)
    chosen = (
        operation in operations or "factorial" in operations or (operations <= _ARITHMETIC and variables_in(node))
    )
    return Node(operation, parts) if chosen else node._replace(parts=parts)
