"""Rule for the values of several unknowns."""

from verifiers.math.compare.equality import all_equal, equal
from verifiers.math.compare.expressions import is_value
from verifiers.math.compare.matrices import is_point, vector
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.ordered import with_parameter
from verifiers.math.compare.pairing import pair_off
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.relations import chains
from verifiers.math.compare.views import assignments, items_of, key_of, stated
from verifiers.math.read.tree import Node


def unknowns(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Values of several unknowns; a tuple or list in the truth's order, or the one value that all of them have."""
    if _chains_differ(truth, answer, latitude):
        return False
    first = assignments(truth)
    if first is None:
        second = assignments(answer)
        return _reversed_unknowns(truth, second, latitude) if second is not None else None
    second = assignments(answer) or _points(answer)
    if second is None and (unordered := _as_roots(first, answer, latitude)) is not None:
        return unordered
    if second is not None:
        renamed_ = with_parameter(list(first.values()), [second[key] for key in first if key in second])
        return first.keys() == second.keys() and all_equal(first.values(), renamed_, latitude)
    found = opened(stated(answer).value) if stated(answer).head is None else None
    if found is None or (found.operation not in ("tuple", "list", "matrix") and not _is_vector(found)):
        return _shared_value(first, answer, latitude)
    parts = with_parameter(list(first.values()), vector(found) or found.parts)
    if len(parts) != len(first) or not all(map(_may_be_named, first, parts)):
        return False
    return all_equal(first.values(), parts, latitude)


def _points(answer: Node) -> dict[str, Node] | None:
    """``A(1, 0), B(0, 1)`` as values of names; ``None`` for anything else."""
    if answer.operation not in ("list", "semi", "and") or not all(map(is_point, answer.parts)):
        return None
    found = {part.name[0]: Node("tuple", part.parts, "()") for part in answer.parts}
    return found if len(found) == len(answer.parts) else None


def _may_be_named(key: str, part: Node) -> bool:
    """Whether a value may be the one of this name: it has no other."""
    head = stated(part).head
    return head is None or key_of(head) == key


def _as_roots(first: dict[str, Node], answer: Node, latitude: Latitude) -> bool | None:
    """``x_1 = 2, x_2 = 3`` against ``x = 3 or x = 2``: numbered roots of one unknown have no order."""
    letters = {key.partition("_")[0] for key in first}
    items = items_of(answer) or []
    heads = {key_of(stated(item).head) for item in items}
    if len(letters) != 1 or heads != letters or not all(key.partition("_")[2].isdigit() for key in first):
        return None
    values = [stated(item).value for item in items]
    deeper = latitude.deeper()
    return pair_off(list(first.values()), values, lambda one, other: equal(one, other, deeper))


def _chains_differ(truth: Node, answer: Node, latitude: Latitude) -> bool:
    """Whether chains in the same place of two lists, of the same name and length, differ in some side."""
    if truth.operation not in ("list", "semi") or truth.operation != answer.operation:
        return False
    pairs = zip(truth.parts, answer.parts, strict=False)
    return any(chains(one, other, latitude) is False for one, other in pairs)


def _is_vector(node: Node) -> bool:
    return vector(node) is not None


def _shared_value(first: dict[str, Node], answer: Node, latitude: Latitude) -> bool | None:
    if not is_value(answer):
        return False if opened(answer).operation != "rel" else None
    values = list(first.values())
    return all(equal(value, answer, latitude.deeper()) for value in values)


def _reversed_unknowns(truth: Node, second: dict[str, Node], latitude: Latitude) -> bool | None:
    truth = opened(truth)
    if truth.operation in ("tuple", "matrix") or _is_vector(truth):
        parts = vector(truth)
        return parts is not None and len(parts) == len(second) and all_equal(parts, second.values(), latitude)
    if (
        truth.operation == "list"
        and all(stated(part).head is None for part in truth.parts)
        and len(truth.parts) == len(second)
    ):
        return all_equal(truth.parts, second.values(), latitude)
    return None
