"""Neighbouring sides of a chain that are numbers which cannot be equal, or not even nearly so."""

from fractions import Fraction

from verifiers.math.compare.angles import in_arcs
from verifiers.math.compare.equality import equal
from verifiers.math.compare.expressions import is_value
from verifiers.math.compare.numbers import shown_places
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import is_head
from verifiers.math.evaluate.agreement import constant
from verifiers.math.finding import Allowance
from verifiers.math.read.tree import Node, holds, names_in, number, walk
from verifiers.math.read.units import split_units

_EXACTLY = Latitude(Allowance())


def contradicts(operator: str, left: Node, right: Node) -> bool:
    """Whether two sides that an operator says to be equal are numbers that are not."""
    if operator not in ("=", "approx"):
        return False
    left, right = _in_unit_of_right(*in_arcs(left, right))
    first, second = constant(left), constant(right)
    if first is None or second is None or first == second:
        return False
    places = [place for place in (shown_places(left), shown_places(right)) if place is not None]
    if (
        operator == "="
        and (shown_places(right) or 0) < 2
        and abs(first - second) <= max(abs(first), abs(second)) * Fraction(1, 10**30)
    ):
        return False
    if operator == "=" and (shown_places(right) or 0) < 2:
        return True
    if not places:
        slack = Fraction(1) if operator == "approx" else Fraction(0)
        return abs(first - second) > max(slack, abs(second) / 20 if operator == "approx" else 0)
    return abs(first - second) > Fraction(1, 10 ** min(places))


def _in_unit_of_right(left: Node, right: Node) -> tuple[Node, Node]:
    """The bare values, the left one converted where its unit is another one of the same kind."""
    (first, one), (second, two) = split_units(left), split_units(right)
    if one == two or one.bare or two.bare or not one.compatible(two):
        return first, second
    scaled = Node("multiply", (first, number(one.factor / two.factor)))
    shift = (one.offset - two.offset) / two.factor
    return (Node("add", (scaled, number(shift))) if shift else scaled), second


def chain_contradicts(tree: Node) -> bool:
    """Whether neighbouring sides somewhere in an answer are numbers that cannot be equal."""
    return any(
        contradicts(operator, left, right) or _differ(operator, left, right)
        for node in walk(tree)
        if node.operation == "rel"
        for operator, left, right in zip(node.name.split(), node.parts, node.parts[1:], strict=False)
        if not (left is node.parts[0] and left.operation == "name" and is_head(left))
    )


def _differ(operator: str, left: Node, right: Node) -> bool:
    """Whether an equation between sets, tuples or matrices without names is false."""
    if (
        operator != "="
        or names_in(left)
        or names_in(right)
        or (is_value(left) and is_value(right) and not holds(left, "det"))
    ):
        return False
    return equal(left, right, _EXACTLY) is False
