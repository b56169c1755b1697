"""Rules for relations: chains, equations, inequalities in several variables, congruences, quantifiers."""

from verifiers.math.compare.equality import equal, pairwise
from verifiers.math.compare.equations import as_zero, factor_between, same_equation, solved_side
from verifiers.math.compare.expressions import is_value, same_value
from verifiers.math.compare.named import as_equations
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.pairing import pair_off
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.regions import ORDERS
from verifiers.math.compare.views import EQUALITIES, key_of, last_exact, stated
from verifiers.math.evaluate.points import bends
from verifiers.math.read.tree import Node, difference, holds, names_in

_SYMMETRIC = frozenset({"=", "!=", "approx", "equiv", "parallel", "perp", "cong", "sim", "iff"})
_FLIPPED = {
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
    "in": "ni",
    "ni": "in",
    "subset": "supset",
    "supset": "subset",
    "subseteq": "supseteq",
    "supseteq": "subseteq",
    "gets": "to",
}


def congruences(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """``a \\equiv b \\pmod n`` between names, either side first."""
    if truth.operation != "congruence" or answer.operation != "congruence":
        return None
    (first, modulus), (second, other) = truth.parts, answer.parts
    if first.operation != "rel" or second.operation != "rel":
        return None
    return bool(same_value(modulus, other, latitude)) and _sides(first, second, latitude)


def quantified(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Quantifiers in front: the same ones over the same, and the same statement behind."""
    if not (holds(truth, "forall", "exists", "nexists") or holds(answer, "forall", "exists", "nexists")):
        return None
    return _same_shape(truth, answer, latitude)


def _same_shape(truth: Node, answer: Node, latitude: Latitude) -> bool:
    truth, answer = opened(truth), opened(answer)
    if truth.operation in ("forall", "exists", "nexists", "list", "and", "implies"):
        if truth.operation != answer.operation or len(truth.parts) != len(answer.parts):
            return False
        return all(_same_shape(one, other, latitude) for one, other in zip(truth.parts, answer.parts, strict=True))
    if truth.operation != answer.operation:
        return False
    return (
        bool(_sides(truth, answer, latitude))
        if truth.operation == "rel"
        else bool(equal(truth, answer, latitude.deeper()))
    )


def chains(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Chains of as many sides: each side has its partner, or the same side by side where a name is first."""
    if not all(
        side.operation == "rel" and len(side.parts) > 2 and set(side.name.split()) <= EQUALITIES
        for side in (truth, answer)
    ):
        return None
    one, other = stated(truth), stated(answer)
    if names_in(truth.parts[-1]) and names_in(answer.parts[-1]) and _sides(truth, answer, latitude):
        return True
    if one.head is None and other.head is None:
        return _sides(truth, answer, latitude)
    if truth.name != answer.name or len(truth.parts) != len(answer.parts):
        return None
    if one.head is None or other.head is None or key_of(one.head) != key_of(other.head):
        return None
    return pairwise(truth.parts[1:], answer.parts[1:], latitude.deeper())


def relations(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Equations, inequalities in several variables, and relations whose sides are compared one by one."""
    if truth.operation != "rel" and answer.operation != "rel":
        return None
    if truth.operation == "rel" and answer.operation == "rel":
        return _both_relations(truth, answer, latitude)
    relation, other = (truth, answer) if truth.operation == "rel" else (answer, truth)
    if relation is truth and _is_length(relation) and is_value(other):
        return same_value(relation.parts[1], other, latitude)
    if relation.name == "=" and len(relation.parts) == 2 and is_value(other):
        return _solved(relation, other, latitude)
    if set(relation.name.split()) <= EQUALITIES and is_value(other):
        return same_value(
            *((last_exact(relation), other) if relation is truth else (other, last_exact(relation))), latitude
        )
    return False if is_value(other) else None


def _is_length(relation: Node) -> bool:
    """``|AB| = 1``: a length has the value that it is said to have."""
    left = opened(relation.parts[0])
    names = names_in(left)
    if left.operation == "ratio":
        return relation.name == "=" and is_value(relation.parts[-1])
    return (
        left.operation in ("absolute", "norm")
        and relation.name == "="
        and bool(names)
        and all(one[-1:].isupper() or one.startswith("vec") for one in names)
    )


def _solved(relation: Node, other: Node, latitude: Latitude) -> bool | None:
    zero = as_zero(relation)
    side = solved_side(zero, other)
    if side is not None:
        return same_equation(zero, side, latitude)
    return False


def _both_relations(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    found = as_equations(truth, answer, latitude)
    if found is not None:
        return found
    if _is_order(truth) and _is_order(answer):
        scaled = _same_inequality(truth, answer, latitude)
        if scaled is not None:
            return scaled
    return _sides(truth, answer, latitude)


def _is_order(node: Node) -> bool:
    return node.name in ORDERS and len(node.parts) == 2 and all(map(is_value, node.parts))


def _same_inequality(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """The differences of the sides are one another's positive multiple, the same way round."""
    pair = []
    for node in (truth, answer):
        left, right = node.parts
        swapped = node.name in (">", ">=")
        pair.append(
            (
                _FLIPPED.get(node.name, node.name) if swapped else node.name,
                difference(right, left) if swapped else difference(left, right),
            )
        )
    if pair[0][0] != pair[1][0] or names_in(pair[0][1]) != names_in(pair[1][1]):
        return False
    if bends(pair[1][1]) > bends(pair[0][1]):
        return False
    factor = factor_between(pair[0][1], pair[1][1], latitude)
    return factor is not None and (factor > 0 or pair[0][0] == "!=")


def _sides(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Chains side by side, in either direction where the operators allow it."""
    operators, others = truth.name.split(), answer.name.split()
    if len(truth.parts) != len(answer.parts):
        return False
    deeper = latitude.deeper()
    if operators == others and pairwise(truth.parts, answer.parts, deeper):
        return True
    backwards = [_FLIPPED.get(one, one if one in _SYMMETRIC else "") for one in reversed(others)]
    if operators == backwards and pairwise(truth.parts, tuple(reversed(answer.parts)), deeper):
        return True
    if (
        set(operators) == set(others)
        and len(set(operators)) == 1
        and operators[0] in _SYMMETRIC
        and len(truth.parts) > 2
    ):
        return (
            pair_off(list(truth.parts), list(answer.parts), lambda one, other: equal(one, other, deeper)) is True
        )
    return False
