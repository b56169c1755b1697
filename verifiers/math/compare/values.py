"""Rules for values alone: signs, numerals, integers, regions, expressions, and whatever is built alike."""

from verifiers.math.compare.equality import equal
from verifiers.math.compare.expressions import is_value, same_value
from verifiers.math.compare.integers import same_integers
from verifiers.math.compare.logic import same_proposition
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.regions import is_region, same_region
from verifiers.math.compare.views import stated
from verifiers.math.evaluate.special import COUNTING_HEADS
from verifiers.math.read.tree import Node, holds, names_in


def sign(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    """A sign alone is the same sign."""
    if truth.operation == "sign" or answer.operation == "sign":
        return truth == answer
    return None


def constants(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Values without names: nothing but their number counts."""
    heads = names_in(truth) | names_in(answer)
    if (heads and (not heads <= COUNTING_HEADS or truth.operation == answer.operation)) or not (
        is_value(truth) and is_value(answer)
    ):
        return None
    if holds(truth, "matrix", "based") or holds(answer, "matrix", "based"):
        return None
    return same_value(truth, answer, latitude)


def numeral(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    """A numeral with its base is equal to the same in the same base."""
    first, second = stated(truth), stated(answer)
    if not _has_base(first.value) and not _has_base(second.value):
        return None
    values = []
    for side in (first.value, second.value):
        side = opened(side)
        negative = side.operation == "negate"
        inner = opened(side.parts[0]) if negative else side
        if inner.operation != "based":
            return False
        values.append((inner.name, -inner.value if negative else inner.value))
    return values[0] == values[1]


def _has_base(node: Node) -> bool:
    node = opened(node)
    return node.operation == "based" or (node.operation == "negate" and opened(node.parts[0]).operation == "based")


def integers(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Sets of whole numbers."""
    return same_integers(truth, answer, latitude)


def propositions(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    """Statements of logic, by their truth tables."""
    return same_proposition(truth, answer)


def regions(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Sets of numbers: where one side can be nothing else, or an interval is asked for."""
    wanted = latitude.answer_type == "interval"
    if not (wanted or is_region(truth) or is_region(answer)):
        return None
    return same_region(truth, answer, latitude)


def values(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Expressions, by their values."""
    if is_value(truth) and is_value(answer):
        return same_value(truth, answer, latitude)
    return None


def sequences(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whatever is built alike of parts that are equal."""
    if (
        truth.operation != answer.operation
        or truth.name != answer.name
        or len(truth.parts) != len(answer.parts)
        or not truth.parts
    ):
        return None
    found = [equal(one, other, latitude.deeper()) for one, other in zip(truth.parts, answer.parts, strict=True)]
    return True if all(found) else None
