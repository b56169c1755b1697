"""Rules for what has no order: lists, sets, and statements joined by words."""

from verifiers.math.compare.equality import equal
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.pairing import pair_off
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.regions import ORDERS
from verifiers.math.compare.views import independent, items_of, key_of, stated
from verifiers.math.read.tree import Node, holds


def collections(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """In any order, each element with a partner; ``and`` between inequalities is no list."""
    first, second = _elements(truth), _elements(answer)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        if _is_conjunction(truth) != _is_conjunction(answer) and _inequalities(truth, answer):
            return False
        if _names_another(truth, answer):
            return False
        return _paired(first, second, latitude, truth, answer)
    many, single = (first, answer) if first is not None else (second, truth)
    if many is not None and len(many) == 1:
        pair = (many[0], single) if first is not None else (single, many[0])
        return equal(*pair, latitude.deeper())
    if many == [] or (many is not None and len(many) > 1):
        return False
    return None


def _elements(node: Node) -> list[Node] | None:
    said = stated(node)
    items = items_of(said.value)
    if items is None:
        return None
    heads = [key_of(stated(item).head) for item in items]
    named = {head for head in heads if head}
    if said.head is not None and named:
        return items
    if len(named) == 1 and (all(heads) or heads[0]):
        return [stated(item).value for item in items]
    return items


def _names_another(truth: Node, answer: Node) -> bool:
    """Whether values of one name are asked for, and the answer gives one of another."""
    ours, theirs = (
        {_family(said.head) for item in items_of(side) or [] if (said := stated(item)).head is not None}
        for side in (truth, answer)
    )
    return len(ours) == 1 and bool(theirs - ours)


def _family(head: Node) -> str:
    """The name without its argument and its index: that of ``W(x)``, ``x_1`` and ``x_2``."""
    return opened(head).name.removesuffix("()").partition("_")[0]


def _is_conjunction(node: Node) -> bool:
    return node.operation == "and"


def _inequalities(truth: Node, answer: Node) -> bool:
    return any(
        opened(part).operation == "rel" and set(opened(part).name.split()) & (ORDERS | {"in"})
        for side in (truth, answer)
        for part in side.parts
    )


def _paired(first: list[Node], second: list[Node], latitude: Latitude, truth: Node, answer: Node) -> bool | None:
    if "set" in (opened(truth).operation, opened(answer).operation):
        first, second = _distinct(first, latitude), _distinct(second, latitude)
    if len(first) != len(second) and all(item.operation == "tuple" for item in (*first, *second)):
        first, second = _distinct(first, latitude), _distinct(second, latitude)
    if len(first) != len(second):
        signs = [_all_signs(side) for side in (first, second)]
        if len(signs[0]) != len(signs[1]):
            return False
        first, second = signs
    deeper = latitude.deeper()
    known = {noun_of(item) for item in first}
    return pair_off(first, second, lambda one, other: _same_noun(one, other, known) and equal(one, other, deeper))


def _same_noun(one: Node, other: Node, known: set[str]) -> bool:
    """``40 red, 60 blue``: an item of another noun of the list is no partner."""
    return noun_of(one) == noun_of(other) or noun_of(other) not in known or len(known) == 1


def noun_of(item: Node) -> str:
    """What an item counts; empty where it does not say."""
    return item.parts[1].name if item.operation == "labelled" and len(item.parts) > 1 else ""


def _distinct(items: list[Node], latitude: Latitude) -> list[Node]:
    found: list[Node] = []
    for item in items:
        if not any(
            item == other or (len(items) <= 12 and equal(item, other, latitude.deeper())) for other in found
        ):
            found.append(item)
    return found


def _all_signs(items: list[Node]) -> list[Node]:
    return [one for item in items for one in (independent(item) if holds(item, "pm", "mp") else [item])]


def lists(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """A ground truth in square brackets may be a list of some program."""
    truth = opened(truth)
    if truth.operation == "tuple" and truth.name == "[]" and answer.operation in ("list", "set"):
        return _paired(list(truth.parts), list(answer.parts), latitude, truth, answer)
    return None
