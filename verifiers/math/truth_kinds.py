"""What a ground truth is read as, in the words of the documentation, for people who check a dataset."""

from verifiers.math.compare.decide import truth_reading
from verifiers.math.read.tree import Node, walk

_KINDS = {
    "rel": "relation",
    "chain": "chain",
    "tuple": "tuple or interval",
    "list": "list",
    "set": "set",
    "matrix": "matrix",
    "ratio": "ratio",
    "quantity": "quantity",
    "congruence": "congruence",
    "apply": "application",
    "labelled": "labelled value",
}
_TEXT = "text"


def truth_kind(truth: str, functions: frozenset[str], values: frozenset[str]) -> str:
    """The kind of an opened ground truth, of its readings the first; ``text`` where it was not understood."""
    reading = truth_reading(truth, functions, values)
    return _kind(reading.trees[0]) if reading.trees else _TEXT


def _kind(tree: Node) -> str:
    known = _KINDS.get(tree.operation)
    if known is not None:
        return known
    if tree.operation == "words":
        return _TEXT
    return "expression" if any(node.operation == "name" for node in walk(tree)) else "number"
