"""Rules for values with a name on one side or on both, and for families of them."""

from verifiers.math.compare.equality import equal
from verifiers.math.compare.equations import as_zero, same_equation
from verifiers.math.compare.expressions import is_value
from verifiers.math.compare.families import same_family, with_truths_constants
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import Stated, bound_arguments, key_of, renamed, stated
from verifiers.math.read.tree import Node, names_in, variables_in
from verifiers.math.read.word_list import words

_FREE = words("C c C_1 c_1")


def named(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """A value with its name on one side or on both."""
    one, other = stated(truth), stated(answer)
    if one.head is None and other.head is None:
        return None
    if one.head is not None and other.head is not None:
        mapping = renaming(one.head, other.head)
        if mapping is None:
            return as_equations(truth, answer, latitude) or False
        found = equal(one.value, renamed(other.value, mapping), latitude.deeper(whole=True))
        return found if found else as_equations(truth, answer, latitude) or found
    if one.head is not None:
        return _value_for_named(truth, one, answer, latitude)
    return _named_for_value(truth, other, answer, latitude)


def _value_for_named(truth: Node, one: Stated, answer: Node, latitude: Latitude) -> bool | None:
    """The bare value, or the equation solved another way."""
    answer = opened(answer)
    if answer.operation == "rel":
        return as_equations(truth, answer, latitude)
    return equal(one.value, answer, latitude.deeper(whole=True))


def _named_for_value(truth: Node, other: Stated, answer: Node, latitude: Latitude) -> bool | None:
    truth = opened(truth)
    if truth.operation == "rel":
        return as_equations(truth, answer, latitude)
    if (
        other.head is not None
        and is_value(truth)
        and names_in(other.head) & names_in(truth)
        and other.head.operation == "name"
    ):
        return False
    return equal(truth, other.value, latitude.deeper(whole=True))


def renaming(first: Node, second: Node) -> dict[str, str] | None:
    """The names of bound arguments; ``None`` where the heads are not the same."""
    first, second = opened(first), opened(second)
    if first.operation == second.operation == "name":
        return {} if key_of(first) == key_of(second) else None
    if first.operation != second.operation or first.name != second.name or len(first.parts) != len(second.parts):
        if (
            _plain_function(first)
            and _plain_function(second)
            and first.name.removesuffix("()") == second.name.removesuffix("()")
        ):
            return {}
        return None
    if key_of(first) == key_of(second):
        return {}
    ours, theirs = bound_arguments(first), bound_arguments(second)
    if len(ours) != len(theirs) or not ours:
        return None
    mapping = dict(zip(theirs, ours, strict=True))
    return mapping if key_of(renamed(second, mapping)) == key_of(first) else None


def _plain_function(head: Node) -> bool:
    """``f`` and ``f(x)`` name the same."""
    return head.operation == "name" or (
        head.operation == "apply" and bool(bound_arguments(head)) and len(bound_arguments(head)) == len(head.parts)
    )


def as_equations(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Both sides as equations with the same solutions; ``None`` where one is no equation of values."""
    pair = [_plain_equation(side) for side in (truth, answer)]
    if pair[0] is None or pair[1] is None:
        return None
    candidates = with_truths_constants(pair[0], pair[1]) if _has_typical_constant(pair[0]) else [pair[1]]
    found = [same_equation(as_zero(pair[0]), as_zero(one), latitude) for one in candidates]
    return True if any(found) else found[0]


def _has_typical_constant(equation: Node) -> bool:
    """Whether an equation of several names holds a constant that is free, such as ``C``."""
    names = variables_in(equation)
    return len(names) > 2 and bool(names & _FREE)


def _plain_equation(node: Node) -> Node | None:
    node = opened(node)
    return (
        node
        if node.operation == "rel" and node.name == "=" and len(node.parts) == 2 and all(map(is_value, node.parts))
        else None
    )


def families(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Values with free constants, under the same name or under none."""
    one, other = stated(truth), stated(answer)
    if not latitude.whole:
        return None
    if not (is_value(one.value) and is_value(other.value)):
        return None
    if one.head is None or other.head is None:
        return same_family(one.value, other.value, latitude)
    mapping = renaming(one.head, other.head)
    return None if mapping is None else same_family(one.value, renamed(other.value, mapping), latitude)
