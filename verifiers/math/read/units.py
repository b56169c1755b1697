"""The value and the unit of a tree that holds some."""

from verifiers.math.read.tree import Node, number
from verifiers.units.units import NONE, Unit, unit_of


def split_units(node: Node) -> tuple[Node, Unit]:
    """The value of a tree without its units, and the unit of the whole; a sum has that of its first term."""
    rule = _RULES.get(node.operation)
    return rule(node) if rule else (node, NONE)


def _quantity(node: Node) -> tuple[Node, Unit]:
    value, unit = split_units(node.parts[0])
    own = unit_of(node.name)
    return value, own if unit == NONE else unit.times(own)


def _product(node: Node) -> tuple[Node, Unit]:
    (first, one), (second, two) = map(split_units, node.parts)
    if one.offset or two.offset:
        one, two = (Unit(unit.factor, unit.dimensions, unit.others) for unit in (one, two))
    if one == NONE and two == NONE:
        return node, NONE
    return Node(node.operation, (first, second)), one.times(two, 1 if node.operation == "multiply" else -1)


def _power(node: Node) -> tuple[Node, Unit]:
    base, unit = split_units(node.parts[0])
    exponent = node.parts[1]
    sign = -1 if exponent.operation == "negate" else 1
    literal = exponent.parts[0] if sign < 0 else exponent
    if unit == NONE or literal.operation != "number" or literal.value.denominator != 1 or literal.value > 9:
        return node, NONE
    return Node("power", (base, exponent)), NONE.times(unit, sign * int(literal.value))


def _sum(node: Node) -> tuple[Node, Unit]:
    (first, one), (second, two) = map(split_units, node.parts)
    if one in (NONE, two) or two == NONE:
        return (
            (node, NONE)
            if one == two == NONE
            else (Node(node.operation, (first, second)), one if one != NONE else two)
        )
    if not one.compatible(two):
        return node, NONE
    ratio = number(two.factor / one.factor)
    return Node(node.operation, (first, Node("multiply", (second, ratio)))), one


def _through(node: Node) -> tuple[Node, Unit]:
    value, unit = split_units(node.parts[0])
    return (node, NONE) if unit == NONE else (Node(node.operation, (value,), node.name), unit)


_RULES = {
    "quantity": _quantity,
    "unit": lambda node: (number(1), unit_of(node.name)),
    "multiply": _product,
    "divide": _product,
    "power": _power,
    "add": _sum,
    "subtract": _sum,
    "pm": _sum,
    "negate": _through,
    "percent": _through,
    "labelled": _through,
}
