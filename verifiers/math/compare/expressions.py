"""Values: numbers and expressions, with their units, percentages, degrees and rounding."""

from verifiers.math.compare.angles import in_arcs, in_degrees, only_one_is_angle, says_radians
from verifiers.math.compare.numbers import by_percent, is_rounded, is_written_out, opened, percentage, within
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.units import directions_contradict, without_units
from verifiers.math.evaluate.agreement import constant
from verifiers.math.evaluate.sampling import same_everywhere, same_numerically
from verifiers.math.read.tree import Node, holds, name, names_in, number, operations_in
from verifiers.math.read.word_list import words

_OPAQUE = words(
    """
    list semi set tuple rel or and not implies iff forall exists ratio ratio_to builder matrix cases based
    union inter setminus congruence sign words where dots row blank pm mp rate
    """
)


_TRANSCENDING = words("integral sum derivative")
"""What is computed where its parts do not settle it."""
_MEASURED = words("quantity unit labelled degrees percent")


def is_value(node: Node) -> bool:
    """Whether a tree is an expression and no statement or collection."""
    return not holds(node, *_OPAQUE) or _only_inside(node)


def _only_inside(node: Node) -> bool:
    """Whether statements occur as arguments only: ``P(A \\cup B)``."""
    if node.operation in ("apply", "opaque"):
        return True
    return node.operation not in _OPAQUE and all(map(_only_inside, node.parts))


def same_value(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two expressions mean the same; ``None`` where neither can be shown."""
    if (
        not (operations_in(truth) | operations_in(answer)) & _MEASURED
        and not is_infinite(truth)
        and not is_infinite(answer)
    ):
        return _bare(opened(truth), opened(answer), latitude)
    if latitude.units != "ignore":
        truth, answer = in_arcs(truth, answer)
        if directions_contradict(truth, answer) or only_one_is_angle(truth, answer):
            return False
    bare = without_units(truth, answer, latitude)
    if bare is None:
        return False
    if is_infinite(bare[0]) or is_infinite(bare[1]):
        return is_infinite(bare[0]) and is_infinite(bare[1]) and _is_negative(bare[0]) == _is_negative(bare[1])
    told = says_radians(truth) or says_radians(answer)
    truth, answer = map(opened, bare if told else in_degrees(*bare))
    return _bare(truth, answer, latitude)


def _bare(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    if not latitude.allowance.exact and not names_in(truth) | names_in(answer):
        return _within_tolerance(truth, answer, latitude)
    if percentage(truth)[1] or percentage(answer)[1]:
        return _percentages(truth, answer, latitude)
    same = same_everywhere(truth, answer, latitude.seed)
    if not same and (operations_in(truth) | operations_in(answer)) & _TRANSCENDING:
        return same_numerically(truth, answer, latitude.seed)
    if same is False and not names_in(truth) and not names_in(answer):
        return is_rounded(truth, answer) or is_written_out(truth, answer)
    return same


def _within_tolerance(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    found = [within(*pair, latitude) for pair in by_percent(truth, answer)]
    if any(found):
        return True
    return same_everywhere(truth, answer, latitude.seed) if None in found else False


def _percentages(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    found = [same_everywhere(*pair, latitude.seed) for pair in by_percent(truth, answer)]
    if any(found):
        return True
    if not names_in(truth) | names_in(answer) and is_rounded(truth, answer):
        return True
    return None if None in found else False


def is_infinite(node: Node) -> bool:
    """Whether a value is plus or minus infinity."""
    node = opened(node)
    inner = opened(node.parts[0]) if node.operation == "negate" else node
    return inner == name("infty")


def _is_negative(node: Node) -> bool:
    return opened(node).operation == "negate"


def positive_constant(node: Node) -> bool:
    """Whether a tree is a number greater than zero."""
    value = constant(node)
    return value is not None and value > 0


__all__ = ["is_infinite", "is_value", "number", "positive_constant", "same_value"]
