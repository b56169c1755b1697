"""What a ground truth is read as, in the words of the documentation, for people who check a dataset."""

from collections.abc import Callable

from verifiers.math.compare.decide import truth_reading
from verifiers.math.compare.texts import choice, selection, truth_value
from verifiers.math.read.characters import fold
from verifiers.math.read.formulas import is_surely_formula
from verifiers.math.read.reader import is_roman
from verifiers.math.read.times import calendar_word, date, is_surely_clock
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
_SPECIAL: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("choice", lambda truth: choice(truth)[0] or selection(truth)),
    ("yes or no", truth_value),
    ("time", lambda truth: is_surely_clock(truth) or calendar_word(truth)),
    ("date", date),
    ("formula", is_surely_formula),
    ("number", is_roman),
)
"""Kinds that are told by their words, and compared by rules of their own."""
_TEXT = "text"


def truth_kind(truth: str, functions: frozenset[str], values: frozenset[str]) -> str:
    """The kind of an opened ground truth, of its readings the first; ``text`` where it was not understood."""
    reading = truth_reading(truth, functions, values)
    if reading.parts:
        return "parts"
    special = next((kind for kind, tells in _SPECIAL if tells(fold(truth))), "")
    return special or (_kind(reading.trees[0]) if reading.trees else _TEXT)


def _kind(tree: Node) -> str:
    known = _KINDS.get(tree.operation)
    if known is not None:
        return known
    if tree.operation == "words":
        return _TEXT
    return "expression" if any(node.operation == "name" for node in walk(tree)) else "number"
