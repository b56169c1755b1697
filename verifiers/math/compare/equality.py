"""Whether two trees mean the same: what comes before the rules, and the way to them."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from verifiers.math.compare.conditions import figures, sorted_names, sorts
from verifiers.math.compare.counting import as_counts
from verifiers.math.compare.derivatives import in_one_notation
from verifiers.math.compare.dotted import by_pattern
from verifiers.math.compare.expressions import same_value
from verifiers.math.compare.finite_sets import with_finite_sets
from verifiers.math.compare.general import general
from verifiers.math.compare.matrices import with_determinants
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.patterns import has_dots, with_dots
from verifiers.math.compare.periodic import same_periodic
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.units import directions_contradict
from verifiers.math.compare.views import EQUALITIES, is_sort, key_of, last_exact, renamed, stated, without_clauses
from verifiers.math.evaluate.modular import same_rationals
from verifiers.math.read.tree import Node, holds, names_in, variables_in
from verifiers.math.read.word_list import words

if TYPE_CHECKING:
    from verifiers.math.compare.table import Rule

_PLAIN = words(
    "number add subtract multiply divide power root negate group sin cos tan cot sec csc ln log lg exp absolute"
)
_UNUSUAL = words("C c K k n m l N A B D E a b d bbR bbZ bbN infty emptyset DNE undefined R Z otherwise const")


def equal(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two trees mean the same; ``None`` where nothing here can tell."""
    truth, answer = as_counts(truth, answer)
    if latitude.allowance.exact:
        rational = same_rationals(truth, answer, latitude.seed)
        if rational or (rational is False and _is_settled(truth) and _is_settled(answer)):
            return rational
    answer = _alike(truth, _concluded(truth, answer))
    truth, answer = in_one_notation(truth, answer)
    if latitude.units != "ignore" and directions_contradict(truth, answer):
        return False
    if has_dots(truth) or has_dots(answer):
        return by_pattern(truth, answer, latitude)
    (truth, said), (answer, claimed) = without_clauses(truth), without_clauses(answer)
    if said and claimed and not _clauses_agree(said, claimed, latitude):
        return False
    periodic = same_periodic(truth, answer, sorted_names((*said, *claimed)))
    if periodic is not None:
        return periodic
    if said or claimed:
        answer = _same_parameter(truth, answer)
    found = _by_rules(truth, answer, latitude)
    return (
        general(truth, answer, sorted_names((*said, *claimed))) if found is None and (said or claimed) else found
    )


def _concluded(truth: Node, answer: Node) -> Node:
    """What follows at the end of ``2x = 10 \\Rightarrow x = 5``, where the truth is no implication itself."""
    if answer.operation != "implies" or holds(truth, "implies"):
        return answer
    last = answer.parts[-1]
    equations = all(part.operation in ("rel", "implies") for part in answer.parts)
    return last if equations and last.operation == "rel" else answer


def _alike(truth: Node, answer: Node) -> Node:
    """The answer in a notation of the truth: ``2 \\bmod 5`` as a residue, big-O and remainders as dots."""
    if truth.operation == "congruence" and answer.operation == "modulo":
        return Node("congruence", answer.parts)
    if has_dots(truth) and not has_dots(answer):
        return with_dots(answer)
    return answer


def _by_rules(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    if _are_numeric_chains(truth, answer):
        return pairwise(truth.parts, answer.parts, latitude.deeper())
    if latitude.allowance.exact and _is_plain(truth) and _is_plain(answer):
        return same_value(truth, answer, latitude)
    truth, answer = (
        with_determinants(with_finite_sets(_computed(opened(side)), equal, latitude)) for side in (truth, answer)
    )
    for rule in _rules():
        found = rule(truth, answer, latitude)
        if found is not None:
            return found
    return None


@cache
def _rules() -> "tuple[Rule, ...]":
    """The table, whose rules compare parts by the whole of it."""
    from verifiers.math.compare.table import RULES

    return RULES


def _is_settled(node: Node) -> bool:
    """Whether a rational expression can mean nothing else: no decimals that may be rounded, no unusual names."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.operation == "name" and (one.name in _UNUSUAL or one.name[:3] in ("vec", "hat")):
            return False
        if one.operation == "number" and "." in one.name:
            return False
        stack += one.parts
    return True


def _is_plain(node: Node) -> bool:
    """Whether a tree is an expression of numbers and of names that are nothing but variables."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.operation == "name":
            if one.name in _UNUSUAL or (len(one.name) > 1 and one.name[:3] in ("vec", "hat")):
                return False
        elif one.operation not in _PLAIN:
            return False
        stack += one.parts
    return True


def _are_numeric_chains(truth: Node, answer: Node) -> bool:
    """Whether both are chains of as many sides without names: each side must then be the same."""
    if not _is_chain(truth) or not _is_chain(answer) or names_in(truth) | names_in(answer):
        return False
    return truth.name == answer.name and len(truth.parts) == len(answer.parts)


def _is_chain(node: Node) -> bool:
    return node.operation == "rel" and set(node.name.split()) <= EQUALITIES and node.parts[0].operation != "blank"


def _same_parameter(truth: Node, answer: Node) -> Node:
    """The answer with the truth's name for the one parameter that a clause speaks of."""
    first, second = variables_in(truth), variables_in(answer)
    only = first - second, second - first
    if len(only[0]) == len(only[1]) == 1 and (truth.operation != "rel" or _is_said_of_values(truth, answer, only)):
        return renamed(answer, {next(iter(only[1])): next(iter(only[0]))})
    return answer


def _is_said_of_values(truth: Node, answer: Node, only: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether both are values of the same name, which the names in question are no part of."""
    one, other = stated(truth), stated(answer)
    if one.head is None or other.head is None or key_of(one.head) != key_of(other.head):
        return False
    return not only[0] & names_in(one.head) and not only[1] & names_in(other.head)


def _computed(node: Node) -> Node:
    """The value of a chain of numbers."""
    if node.operation == "rel" and node.parts[0].operation == "blank" and node.name in ("=", "approx"):
        return opened(node.parts[1])
    if (
        node.operation == "rel"
        and set(node.name.split()) <= EQUALITIES
        and not names_in(node)
        and "blank" not in {p.operation for p in node.parts}
    ):
        return opened(last_exact(node))
    return node


def _clauses_agree(said: Sequence[Node], claimed: Sequence[Node], latitude: Latitude) -> bool:
    """A condition may be missing on a side; where both give some, they are the same."""
    if len(sorts(said) | sorts(claimed)) > 1 and sorts(said) and sorts(claimed):
        return False
    if figures(said) != figures(claimed) and figures(said) and figures(claimed):
        return False
    first, second = (
        [one for one in side if not is_sort(one) and one.operation not in ("words", "name")]
        for side in (said, claimed)
    )
    if not first or not second:
        return True
    return all(any(equal(one, other, latitude.deeper()) for other in second) for one in first)


def all_equal(first: Iterable[Node], second: Iterable[Node], latitude: Latitude) -> bool:
    """Whether parts are equal one by one; there are as many on both sides."""
    deeper = latitude.deeper()
    return all(equal(one, other, deeper) for one, other in zip(first, second, strict=True))


def pairwise(first: tuple[Node, ...], second: tuple[Node, ...], latitude: Latitude) -> bool:
    """Whether the sides of two chains are equal one by one, at the depth that is given."""
    return all(one == other or equal(one, other, latitude) for one, other in zip(first, second, strict=True))
