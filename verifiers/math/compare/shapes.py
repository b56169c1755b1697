"""What an answer type asks of an answer before it is compared."""

from collections.abc import Callable

from verifiers.math.compare.matrices import cells, vector
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.regions import NoRegion, Region
from verifiers.math.compare.texts import choice, selection
from verifiers.math.compare.views import items_of, stated
from verifiers.math.finding import AnswerType
from verifiers.math.read.reader import Reading
from verifiers.math.read.tree import Node


def has_shape(answer_type: AnswerType, reading: Reading) -> bool:
    """Whether a text may be read as the type."""
    if answer_type in ("auto", "text", "choice"):
        return True
    return any(_SHAPES[answer_type](tree) for tree in reading.trees)


def is_choice(text: str) -> bool:
    """Whether a ground truth names one option, or several."""
    return bool(choice(text)[0]) or selection(text) is not None


def _is_single(tree: Node) -> bool:
    value = opened(stated(tree).value)
    return value.operation not in (
        "list",
        "semi",
        "set",
        "tuple",
        "rel",
        "or",
        "and",
        "matrix",
        "union",
        "inter",
        "builder",
    ) and not _has_several(value)


def _has_several(tree: Node) -> bool:
    items = items_of(tree)
    return items is not None and len(items) > 1


def _is_interval(tree: Node) -> bool:
    try:
        Region(tree)
    except NoRegion:
        return tree.operation in ("rel", "tuple", "union") and tree.name != "="
    return True


def _is_set(tree: Node) -> bool:
    return opened(stated(tree).value).operation not in ("tuple", "matrix")


def _is_tuple(tree: Node) -> bool:
    value = opened(stated(tree).value)
    return value.operation in ("tuple", "list") or vector(value) is not None


def _is_matrix(tree: Node) -> bool:
    value = stated(tree).value
    return cells(value) is not None or vector(value) is not None


def _is_equation(tree: Node) -> bool:
    return opened(tree).operation == "rel" and "=" in opened(tree).name.split()


_SHAPES: dict[AnswerType, Callable[[Node], bool]] = {
    "number": _is_single,
    "expression": _is_single,
    "interval": _is_interval,
    "set": _is_set,
    "tuple": _is_tuple,
    "matrix": _is_matrix,
    "equation": _is_equation,
}
