"""Statements with dots: what is written must follow the same pattern."""

from verifiers.math.compare.expressions import same_value
from verifiers.math.compare.integers import is_integer_set, same_integers
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.patterns import has_dots, nested_value, same_pattern
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import key_of, stated
from verifiers.math.read.tree import Node


def by_pattern(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether statements with dots go on alike, or a pattern has the value that the other side states."""
    if is_integer_set(truth) or is_integer_set(answer):
        found = same_integers(truth, answer, latitude)
        if found is not None:
            return found
    one, other = stated(truth), stated(answer)
    if one.head is not None and other.head is not None and key_of(one.head) != key_of(other.head):
        return False
    found = same_pattern(one.value, other.value, latitude)
    if found is not None:
        return found
    for pattern, plain in ((truth, answer), (answer, truth)):
        if has_dots(pattern) and not has_dots(plain) and (value := nested_value(opened(pattern))) is not None:
            return same_value(value, plain, latitude)
    return None
