"""Angles: degrees with their minutes and seconds of arc, as plain numbers, in radians, and beside other units."""

from verifiers.math.compare.numbers import opened
from verifiers.math.read.tree import Node, holds, name, number, walk
from verifiers.math.read.unit_names import FEET, INCHES, RADIANS
from verifiers.math.read.units import split_units
from verifiers.math.read.word_list import words

INVERSE = words("arcsin arccos arctan arccot arcsec arccsc")
"""Functions whose values are angles in radians."""
_PARTS_OF_DEGREE = {FEET: 60, INCHES: 3600}


def in_arcs(truth: Node, answer: Node) -> tuple[Node, Node]:
    """Both sides, with primes as minutes and seconds of arc where the other side is in degrees."""
    first, second = (whole_degrees(side) is not None for side in (truth, answer))
    if first == second:
        return truth, answer
    return (truth, _arcs(answer)) if first else (_arcs(truth), answer)


def _arcs(node: Node) -> Node:
    divisor = _PARTS_OF_DEGREE.get(node.name) if node.operation == "quantity" else None
    if divisor:
        return Node("degrees", (Node("divide", (node.parts[0], number(divisor))),))
    parts = tuple(map(_arcs, node.parts))
    return node if parts == node.parts else node._replace(parts=parts)


def only_one_is_angle(truth: Node, answer: Node) -> bool:
    """Whether one side is in degrees and the other in a unit of something else; degrees may be of temperature."""
    for one, other in ((truth, answer), (answer, truth)):
        if whole_degrees(one) is not None and not holds(other, "degrees"):
            unit = split_units(other)[1]
            if not unit.bare and not unit.offset:
                return True
    return False


def in_degrees(truth: Node, answer: Node) -> tuple[Node, Node]:
    """Degrees on one side are a plain number on the other, or radians where pi stands there."""
    first, second = whole_degrees(truth), whole_degrees(answer)
    if first is not None and second is not None:
        return first, second
    if first is not None:
        return (truth, answer) if _in_radians(answer) else (first, answer)
    if second is not None:
        return (truth, answer) if _in_radians(truth) else (truth, second)
    return truth, answer


def whole_degrees(node: Node) -> Node | None:
    """The number of degrees, if the whole value is an angle."""
    node = opened(node)
    if node.operation == "degrees":
        return node.parts[0]
    if node.operation in ("add", "subtract"):
        return _sum_of_degrees(node)
    if node.operation == "negate":
        inner = whole_degrees(node.parts[0])
        return None if inner is None else Node("negate", (inner,))
    if node.operation == "multiply":
        inner = whole_degrees(node.parts[1])
        return None if inner is None else Node("multiply", (node.parts[0], inner))
    return None


def _sum_of_degrees(node: Node) -> Node | None:
    parts = [whole_degrees(part) for part in node.parts]
    both = list(zip(parts, node.parts, strict=True))
    if any(part is not None for part in parts) and all(
        part is not None or not holds(old, "name") for part, old in both
    ):
        return Node(node.operation, tuple(old if part is None else part for part, old in both))
    return None


def _in_radians(node: Node) -> bool:
    """Whether a value is an angle in radians: a multiple of pi, or what an inverse function gives."""
    return any(one == name("pi") or one.operation in INVERSE for one in walk(node))


def says_radians(node: Node) -> bool:
    """Whether radians are a unit of a value."""
    return any(
        factor.partition("^")[0] in RADIANS
        for one in walk(node)
        if one.operation in ("quantity", "unit")
        for factor in one.name.split(" ")
    )
