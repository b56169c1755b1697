"""Rules for ratios."""

from verifiers.math.compare.expressions import is_value, same_value
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import key_of, stated
from verifiers.math.read.tree import Node


def named_ratio(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """``S_1:S = 7:32``: the names in the same order, or all reversed with the terms."""
    names = [
        opened(side.parts[0]) if side.operation == "rel" and side.name == "=" and len(side.parts) == 2 else None
        for side in (truth, answer)
    ]
    if (
        any(one is None or one.operation != "ratio" for one in names)
        or _terms(truth) is None
        or _terms(answer) is None
    ):
        return None
    first, second = ([key_of(part) for part in one.parts] for one in names if one is not None)
    terms, others = _terms(truth) or (), _terms(answer) or ()
    if sorted(first) != sorted(second) or len(first) != len(terms) or len(second) != len(others):
        return False
    ordered = tuple(others[second.index(one)] for one in first)
    return _same_ratio(terms, ordered, latitude)


def ratios(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Up to a common factor, in the same order; of two terms also as their quotient."""
    first, second = _terms(truth), _terms(answer)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        return _same_ratio(first, second, latitude)
    terms, other = (first, answer) if first is not None else (second, truth)
    said = stated(other)
    if terms is None or len(terms) != 2 or not is_value(said.value):
        return False
    quotient = Node("divide", (terms[0], terms[1]))
    return (
        same_value(quotient, said.value, latitude)
        if first is not None
        else same_value(said.value, quotient, latitude)
    )


def _terms(node: Node) -> tuple[Node, ...] | None:
    node = opened(node)
    if node.operation == "rel" and node.name == "=":
        node = opened(node.parts[-1])
    return node.parts if node.operation in ("ratio", "ratio_to") else None


def _same_ratio(first: tuple[Node, ...], second: tuple[Node, ...], latitude: Latitude) -> bool:
    if len(first) != len(second):
        return False
    return all(
        same_value(Node("multiply", (one, second[0])), Node("multiply", (other, first[0])), latitude)
        for one, other in zip(first[1:], second[1:], strict=True)
    )
