"""Quantities: compatible units convert, contradicting ones are wrong, a missing one may be accepted."""

from fractions import Fraction

from verifiers.math.compare.question import Latitude
from verifiers.math.read.glued import apart
from verifiers.math.read.phrases import contradict
from verifiers.math.read.tree import Node, number, walk
from verifiers.math.read.units import split_units
from verifiers.units.units import NONE, Unit


def directions_contradict(truth: Node, answer: Node) -> bool:
    """Whether words such as north and south behind the values exclude one another."""
    first, second = (
        next((node.name for node in walk(side) if node.operation == "labelled" and node.name), "")
        for side in (truth, answer)
    )
    return contradict(first, second)


def without_units(truth: Node, answer: Node, latitude: Latitude) -> tuple[Node, Node] | None:
    """Both values in one unit; ``None`` where their units contradict."""
    (first, one), (second, two) = split_units(truth), split_units(answer)
    if latitude.units == "ignore" or one == two:
        return first, second
    if one == NONE or two == NONE:
        missing = two == NONE and one != NONE
        return None if missing and latitude.units == "require" else (first, second)
    if not one.compatible(two):
        priced = _is_priced(truth, answer) or _is_priced(answer, truth)
        return (first, second) if priced else _taken_apart(truth, answer)
    return _in_base(first, one), _in_base(second, two)


def _is_priced(price: Node, money: Node) -> bool:
    """Whether one side is money and the other the same for each of something, which may be missing."""
    return price.operation == money.operation == "quantity" and price.name.startswith(money.name + " ")


def _taken_apart(truth: Node, answer: Node) -> tuple[Node, Node] | None:
    r"""Both values, with ``ms^{-2}`` as metres by square seconds on one side; ``None`` if that does not help."""
    for first, second in ((_apart(truth), answer), (truth, _apart(answer))):
        (left, one), (right, two) = split_units(first), split_units(second)
        if one.compatible(two):
            return _in_base(left, one), _in_base(right, two)
    return None


def _apart(node: Node) -> Node:
    parts = tuple(map(_apart, node.parts))
    measured = node.operation in ("quantity", "unit")
    return node._replace(parts=parts, name=apart(node.name) if measured else node.name)


def _in_base(value: Node, unit: Unit) -> Node:
    scaled = value if unit.factor == 1 else Node("multiply", (value, number(unit.factor)))
    return Node("add", (scaled, number(unit.offset))) if unit.offset != Fraction(0) else scaled


def has_unit(node: Node) -> bool:
    """Whether a tree is a quantity."""
    return any(one.operation in ("quantity", "unit") for one in walk(node))
