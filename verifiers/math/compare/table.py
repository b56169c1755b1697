"""The table: the rules by which a ground truth and an answer are compared, in the order they are tried."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from verifiers.math.compare.contradictions import contradicts
from verifiers.math.compare.counting import as_counts
from verifiers.math.compare.derivatives import in_one_notation
from verifiers.math.compare.equations import as_zero, factor_between, same_equation, solved_side
from verifiers.math.compare.expressions import is_value, same_value
from verifiers.math.compare.families import (
    USUAL_PARAMETERS,
    parameter_of,
    same_family,
    same_solutions,
    with_truths_constants,
)
from verifiers.math.compare.finite_sets import with_finite_sets
from verifiers.math.compare.integers import is_integer_set, same_integers
from verifiers.math.compare.logic import same_proposition
from verifiers.math.compare.matrices import cells, is_point, vector, with_determinants
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.pairing import pair_off
from verifiers.math.compare.patterns import has_dots, nested_value, same_pattern, with_dots
from verifiers.math.compare.periodic import same_periodic
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.regions import ORDERS, is_region, same_region
from verifiers.math.compare.units import directions_contradict
from verifiers.math.compare.views import (
    EQUALITIES,
    Stated,
    assignments,
    bound_arguments,
    independent,
    is_head,
    is_sort,
    items_of,
    key_of,
    last_exact,
    renamed,
    spelled_out,
    stated,
    without_clauses,
)
from verifiers.math.evaluate.modular import same_rationals
from verifiers.math.evaluate.points import bends
from verifiers.math.evaluate.special import COUNTING_HEADS
from verifiers.math.finding import Allowance
from verifiers.math.read.tree import Node, difference, holds, name, names_in, variables_in, walk
from verifiers.math.read.word_list import words

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
_PLURAL = frozenset({"list", "semi", "set", "or", "and"})
_PLAIN = words(
    "number add subtract multiply divide power root negate group sin cos tan cot sec csc ln log lg exp absolute"
)
_PARAMETERS = words("s t u r k lambda mu tau")
_ENDS = frozenset({"()", "[]", "(]", "[)"})
_FREE = words("C c C_1 c_1")
_UNUSUAL = words("C c K k n m l N A B D E a b d bbR bbZ bbN infty emptyset DNE undefined R Z otherwise const")
Rule = Callable[[Node, Node, Latitude], bool | None]


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
        return _with_dots(truth, answer, latitude)
    (truth, said), (answer, claimed) = without_clauses(truth), without_clauses(answer)
    if said and claimed and not _clauses_agree(said, claimed, latitude):
        return False
    periodic = same_periodic(truth, answer, _sorted_names((*said, *claimed)))
    if periodic is not None:
        return periodic
    if said or claimed:
        answer = _same_parameter(truth, answer)
    found = _by_rules(truth, answer, latitude)
    return (
        _general(truth, answer, _sorted_names((*said, *claimed))) if found is None and (said or claimed) else found
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
        return _pairwise(truth.parts, answer.parts, latitude.deeper())
    if latitude.allowance.exact and _is_plain(truth) and _is_plain(answer):
        return same_value(truth, answer, latitude)
    truth, answer = (
        with_determinants(with_finite_sets(_computed(opened(side)), equal, latitude)) for side in (truth, answer)
    )
    for rule in _RULES:
        found = rule(truth, answer, latitude)
        if found is not None:
            return found
    return None


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


def _sorted_names(clauses: Sequence[Node]) -> frozenset[str]:
    """The parameters that a clause says to be whole numbers, or numbers of another sort."""
    return frozenset(
        clause.parts[0].name for clause in clauses if is_sort(clause) and clause.parts[0].operation == "name"
    )


def _figures(clauses: Sequence[Node]) -> list[str]:
    """The digits and signs in clauses that are kept as words."""
    spoken = (clause.name for clause in clauses if clause.operation == "words")
    return [figure for words_ in spoken for figure in words_ if figure.isdigit() or figure in "+-"]


def _sorts(clauses: Sequence[Node]) -> frozenset[str]:
    """The sorts that clauses give parameters: ``Z`` and ``N`` without what marks their zero."""
    return frozenset(opened(clause.parts[1]).name.removeprefix("bb")[:1] for clause in clauses if is_sort(clause))


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
    if len(_sorts(said) | _sorts(claimed)) > 1 and _sorts(said) and _sorts(claimed):
        return False
    if _figures(said) != _figures(claimed) and _figures(said) and _figures(claimed):
        return False
    first, second = (
        [one for one in side if not is_sort(one) and one.operation not in ("words", "name")]
        for side in (said, claimed)
    )
    if not first or not second:
        return True
    return all(any(equal(one, other, latitude.deeper()) for other in second) for one in first)


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


_EXACTLY = Latitude(Allowance())


def _with_dots(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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


def _sign(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    if truth.operation == "sign" or answer.operation == "sign":
        return truth == answer
    return None


def _numeral(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
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


def _integers(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    return same_integers(truth, answer, latitude)


def _unknowns(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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
        renamed_ = _with_parameter(list(first.values()), [second[key] for key in first if key in second])
        return first.keys() == second.keys() and _all_equal(first.values(), renamed_, latitude)
    found = opened(stated(answer).value) if stated(answer).head is None else None
    if found is None or (found.operation not in ("tuple", "list", "matrix") and not _is_vector(found)):
        return _shared_value(first, answer, latitude)
    parts = _with_parameter(list(first.values()), vector(found) or found.parts)
    if len(parts) != len(first) or not all(map(_may_be_named, first, parts)):
        return False
    return _all_equal(first.values(), parts, latitude)


def _points(answer: Node) -> dict[str, Node] | None:
    """``A(1, 0), B(0, 1)`` as values of names; ``None`` for anything else."""
    if answer.operation not in ("list", "semi", "and") or not all(map(is_point, answer.parts)):
        return None
    found = {part.name[0]: Node("tuple", part.parts, "()") for part in answer.parts}
    return found if len(found) == len(answer.parts) else None


def _with_parameter(first: Sequence[Node], second: Sequence[Node]) -> list[Node]:
    """The components of a line or a curve, with the truth's name for its parameter."""
    ours, theirs = (frozenset[str]().union(*map(variables_in, side)) for side in (first, second))
    only = ours - theirs, theirs - ours
    if len(only[0]) != 1 or len(only[1]) != 1 or not (only[0] | only[1]) <= _PARAMETERS or len(first) < 2:
        return list(second)
    mapping = {next(iter(only[1])): next(iter(only[0]))}
    return [renamed(part, mapping) for part in second]


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
    return any(_chains(one, other, latitude) is False for one, other in pairs)


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
        return parts is not None and len(parts) == len(second) and _all_equal(parts, second.values(), latitude)
    if (
        truth.operation == "list"
        and all(stated(part).head is None for part in truth.parts)
        and len(truth.parts) == len(second)
    ):
        return _all_equal(truth.parts, second.values(), latitude)
    return None


def _all_equal(first: Iterable[Node], second: Iterable[Node], latitude: Latitude) -> bool:
    deeper = latitude.deeper()
    return all(equal(one, other, deeper) for one, other in zip(first, second, strict=True))


def _congruences(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """``a \\equiv b \\pmod n`` between names, either side first."""
    if truth.operation != "congruence" or answer.operation != "congruence":
        return None
    (first, modulus), (second, other) = truth.parts, answer.parts
    if first.operation != "rel" or second.operation != "rel":
        return None
    return bool(same_value(modulus, other, latitude)) and _sides(first, second, latitude)


def _propositions(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    return same_proposition(truth, answer)


def _quantified(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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


def _ratios(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Up to a common factor, in the same order; of two terms also as their quotient."""
    first, second = _terms(truth), _terms(answer)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        return _same_ratio(first, second, latitude)
    terms, other = (first, answer) if first is not None else (second, truth)
    said = stated(other)
    if terms is None or len(terms) != 2 or not is_value(said.value):
        return False
    quotient = Node("divide", (terms[0], terms[1]))
    return (
        same_value(quotient, said.value, latitude)
        if first is not None
        else same_value(said.value, quotient, latitude)
    )


def _terms(node: Node) -> tuple[Node, ...] | None:
    node = opened(node)
    if node.operation == "rel" and node.name == "=":
        node = opened(node.parts[-1])
    return node.parts if node.operation in ("ratio", "ratio_to") else None


def _same_ratio(first: tuple[Node, ...], second: tuple[Node, ...], latitude: Latitude) -> bool:
    if len(first) != len(second):
        return False
    return all(
        same_value(Node("multiply", (one, second[0])), Node("multiply", (other, first[0])), latitude)
        for one, other in zip(first[1:], second[1:], strict=True)
    )


def _named_ratio(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """``S_1:S = 7:32``: the names in the same order, or all reversed with the terms."""
    names = [
        opened(side.parts[0]) if side.operation == "rel" and side.name == "=" and len(side.parts) == 2 else None
        for side in (truth, answer)
    ]
    if (
        any(one is None or one.operation != "ratio" for one in names)
        or _terms(truth) is None
        or _terms(answer) is None
    ):
        return None
    first, second = ([key_of(part) for part in one.parts] for one in names if one is not None)
    terms, others = _terms(truth) or (), _terms(answer) or ()
    if sorted(first) != sorted(second) or len(first) != len(terms) or len(second) != len(others):
        return False
    ordered = tuple(others[second.index(one)] for one in first)
    return _same_ratio(terms, ordered, latitude)


def _solutions(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    return _general(truth, answer, frozenset()) if latitude.general else None


def _general(truth: Node, answer: Node, sorts: frozenset[str]) -> bool | None:
    """Values for every whole number of a parameter."""
    if not sorts and not (variables_in(truth) & USUAL_PARAMETERS):
        return None
    sides = [_values_of(side) for side in (truth, answer)]
    if not all(sides):
        return None
    found = [parameter_of(side, sorts) for side in sides]
    if found[0] is None or found[1] is None:
        return False if found[0] and not any(map(names_in, sides[1])) else None
    return same_solutions(sides[0], sides[1], (found[0], found[1]))


def _values_of(node: Node) -> list[Node]:
    items = items_of(node) or [node]
    values = [stated(item).value for item in items]
    expanded = [
        one
        for value in values
        for one in (spelled_out(value) if is_value(value) or holds(value, "pm", "mp") else [value])
    ]
    return expanded if all(map(is_value, expanded)) else []


def _regions(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Sets of numbers: where one side can be nothing else, or an interval is asked for."""
    wanted = latitude.answer_type == "interval"
    if not (wanted or is_region(truth) or is_region(answer)):
        return None
    return same_region(truth, answer, latitude)


def _matrices(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Cell by cell; a vector may be a tuple."""
    one, other = stated(truth), stated(answer)
    if holds(truth, "pm", "mp") or holds(answer, "pm", "mp"):
        return None
    first, second = cells(one.value), cells(other.value)
    if first is not None and second is not None:
        if (len(first), len(first[0])) != (len(second), len(second[0])):
            return (
                None
                if opened(one.value).operation != "matrix" or opened(other.value).operation != "matrix"
                else False
            )
        return _heads_agree(one, other) and _same_cells(one.value, other.value, latitude)
    left, right = vector(one.value), vector(other.value)
    if left is None and right is None:
        return False if first is not None or second is not None else None
    if left is not None and opened(one.value).name == "[]" and opened(other.value).operation in ("list", "set"):
        return None
    if left is None or right is None:
        return False if _cannot_be_vector(one.value if left is None else other.value) else None
    if not _heads_agree(one, other) or len(left) != len(right):
        return False
    return _all_equal(left, _with_parameter(left, right), _bound(left, latitude))


def _same_cells(truth: Node, answer: Node, latitude: Latitude) -> bool:
    """Cell by cell, where free constants may have other names on the other side."""
    first = cells(truth) or ()
    for candidate in with_truths_constants(truth, answer):
        if all(_all_equal(a, b, latitude) for a, b in zip(first, cells(candidate) or (), strict=True)):
            return True
    return False


def _brackets_differ(truth: Node, answer: Node) -> bool:
    """Whether two intervals have other ends, or two points other names."""
    if is_point(truth) and is_point(answer):
        return truth.name != answer.name
    if not truth.operation == answer.operation == "tuple" or not len(truth.parts) == len(answer.parts) == 2:
        return False
    return truth.name != answer.name and {truth.name, answer.name} <= _ENDS


def _brackets(truth: Node, answer: Node, _latitude: Latitude) -> bool | None:
    """Intervals with ends of names, and points with names, differ where their brackets or names do."""
    return False if _brackets_differ(opened(stated(truth).value), opened(stated(answer).value)) else None


def _cannot_be_vector(node: Node) -> bool:
    return is_value(node) or opened(node).operation in ("matrix", "list", "set", "or", "and")


def _heads_agree(one: Stated, other: Stated) -> bool:
    return one.head is None or other.head is None or key_of(one.head) == key_of(other.head)


def _collections(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """In any order, each element with a partner; ``and`` between inequalities is no list."""
    first, second = _elements(truth), _elements(answer)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        if _is_conjunction(truth) != _is_conjunction(answer) and _inequalities(truth, answer):
            return False
        if _names_another(truth, answer):
            return False
        return _paired(first, second, latitude, truth, answer)
    many, single = (first, answer) if first is not None else (second, truth)
    if many is not None and len(many) == 1:
        pair = (many[0], single) if first is not None else (single, many[0])
        return equal(*pair, latitude.deeper())
    if many == [] or (many is not None and len(many) > 1):
        return False
    return None


def _elements(node: Node) -> list[Node] | None:
    said = stated(node)
    items = items_of(said.value)
    if items is None:
        return None
    heads = [key_of(stated(item).head) for item in items]
    named = {head for head in heads if head}
    if said.head is not None and named:
        return items
    if len(named) == 1 and (all(heads) or heads[0]):
        return [stated(item).value for item in items]
    return items


def _names_another(truth: Node, answer: Node) -> bool:
    """Whether values of one name are asked for, and the answer gives one of another."""
    ours, theirs = (
        {_family(said.head) for item in items_of(side) or [] if (said := stated(item)).head is not None}
        for side in (truth, answer)
    )
    return len(ours) == 1 and bool(theirs - ours)


def _family(head: Node) -> str:
    """The name without its argument and its index: that of ``W(x)``, ``x_1`` and ``x_2``."""
    return opened(head).name.removesuffix("()").partition("_")[0]


def _is_conjunction(node: Node) -> bool:
    return node.operation == "and"


def _inequalities(truth: Node, answer: Node) -> bool:
    return any(
        opened(part).operation == "rel" and set(opened(part).name.split()) & (ORDERS | {"in"})
        for side in (truth, answer)
        for part in side.parts
    )


def _paired(first: list[Node], second: list[Node], latitude: Latitude, truth: Node, answer: Node) -> bool | None:
    if "set" in (opened(truth).operation, opened(answer).operation):
        first, second = _distinct(first, latitude), _distinct(second, latitude)
    if len(first) != len(second) and all(item.operation == "tuple" for item in (*first, *second)):
        first, second = _distinct(first, latitude), _distinct(second, latitude)
    if len(first) != len(second):
        signs = [_all_signs(side) for side in (first, second)]
        if len(signs[0]) != len(signs[1]):
            return False
        first, second = signs
    deeper = latitude.deeper()
    known = {noun_of(item) for item in first}
    return pair_off(first, second, lambda one, other: _same_noun(one, other, known) and equal(one, other, deeper))


def _same_noun(one: Node, other: Node, known: set[str]) -> bool:
    """``40 red, 60 blue``: an item of another noun of the list is no partner."""
    return noun_of(one) == noun_of(other) or noun_of(other) not in known or len(known) == 1


def noun_of(item: Node) -> str:
    """What an item counts; empty where it does not say."""
    return item.parts[1].name if item.operation == "labelled" and len(item.parts) > 1 else ""


def _distinct(items: list[Node], latitude: Latitude) -> list[Node]:
    found: list[Node] = []
    for item in items:
        if not any(
            item == other or (len(items) <= 12 and equal(item, other, latitude.deeper())) for other in found
        ):
            found.append(item)
    return found


def _all_signs(items: list[Node]) -> list[Node]:
    return [one for item in items for one in (independent(item) if holds(item, "pm", "mp") else [item])]


def _cases(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Rows of a value and its condition, in any order."""
    one, other = stated(truth), stated(answer)
    if opened(one.value).operation != "cases" and opened(other.value).operation != "cases":
        return None
    first, second = opened(one.value), opened(other.value)
    if first.operation != "cases" or second.operation != "cases":
        return False
    if len(first.parts) != len(second.parts):
        return False
    if one.head is not None and other.head is not None:
        mapping = _renaming(one.head, other.head)
        if mapping is None:
            return False
        second = renamed(second, mapping)
    rows = [_explicit(side, other) for side, other in ((first, second), (second, first))]
    return pair_off(rows[0], rows[1], lambda a, b: _same_case(a, b, latitude.deeper()))


def _explicit(cases: Node, other: Node) -> list[Node]:
    """The rows, with what *otherwise* stands for where the other side spells that out."""
    rows = list(cases.parts)
    if any(_is_rest(row) for row in other.parts) or not any(map(_is_rest, rows)):
        return rows
    said = tuple(row.parts[1] for row in rows if len(row.parts) == 2 and not _is_rest(row))
    rest = Node("setminus", (name("bbR"), said[0] if len(said) == 1 else Node("or", said)))
    return [Node("case", (row.parts[0], rest)) if _is_rest(row) else row for row in rows]


def _is_rest(row: Node) -> bool:
    return len(row.parts) == 2 and row.parts[1] == name("otherwise")


def _same_case(first: Node, second: Node, latitude: Latitude) -> bool | None:
    if len(first.parts) != len(second.parts):
        return False
    found = [
        equal(one, other, latitude)
        for one, other in zip(reversed(first.parts), reversed(second.parts), strict=True)
    ]
    return all(found)


def _lists(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """A ground truth in square brackets may be a list of some program."""
    truth = opened(truth)
    if truth.operation == "tuple" and truth.name == "[]" and answer.operation in ("list", "set"):
        return _paired(list(truth.parts), list(answer.parts), latitude, truth, answer)
    return None


def _tuples(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Ordered; names of points in front are labels."""
    first, second = _tuple(truth), _tuple(answer)
    if first is None and second is None:
        return None
    if first is None or second is None:
        other = opened(truth if first is None else answer)
        return (
            False
            if (is_value(other) and not holds(other, "apply")) or other.operation in ("set", "list")
            else None
        )
    return len(first) == len(second) and _all_equal(first, second, _bound(first, latitude))


def _bound(parts: Sequence[Node], latitude: Latitude) -> Latitude:
    """For the parts of a tuple: where several have a parameter, it is the same number in all of them."""
    running = sum(bool(variables_in(part) & USUAL_PARAMETERS) for part in parts)
    return replace(latitude, general=False) if running > 1 else latitude


def _tuple(node: Node) -> tuple[Node, ...] | None:
    node = opened(stated(node).value)
    return node.parts if node.operation == "tuple" or is_point(node) else None


def _chains(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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
    return _pairwise(truth.parts[1:], answer.parts[1:], latitude.deeper())


def _named(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """A value with its name on one side or on both."""
    one, other = stated(truth), stated(answer)
    if one.head is None and other.head is None:
        return None
    if one.head is not None and other.head is not None:
        mapping = _renaming(one.head, other.head)
        if mapping is None:
            return _as_equations(truth, answer, latitude) or False
        found = equal(one.value, renamed(other.value, mapping), latitude.deeper(whole=True))
        return found if found else _as_equations(truth, answer, latitude) or found
    if one.head is not None:
        return _value_for_named(truth, one, answer, latitude)
    return _named_for_value(truth, other, answer, latitude)


def _value_for_named(truth: Node, one: Stated, answer: Node, latitude: Latitude) -> bool | None:
    """The bare value, or the equation solved another way."""
    answer = opened(answer)
    if answer.operation == "rel":
        return _as_equations(truth, answer, latitude)
    return equal(one.value, answer, latitude.deeper(whole=True))


def _named_for_value(truth: Node, other: Stated, answer: Node, latitude: Latitude) -> bool | None:
    truth = opened(truth)
    if truth.operation == "rel":
        return _as_equations(truth, answer, latitude)
    if (
        other.head is not None
        and is_value(truth)
        and names_in(other.head) & names_in(truth)
        and other.head.operation == "name"
    ):
        return False
    return equal(truth, other.value, latitude.deeper(whole=True))


def _renaming(first: Node, second: Node) -> dict[str, str] | None:
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


def _as_equations(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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


def _relations(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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
    found = _as_equations(truth, answer, latitude)
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
    if operators == others and _pairwise(truth.parts, answer.parts, deeper):
        return True
    backwards = [_FLIPPED.get(one, one if one in _SYMMETRIC else "") for one in reversed(others)]
    if operators == backwards and _pairwise(truth.parts, tuple(reversed(answer.parts)), deeper):
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


def _pairwise(first: tuple[Node, ...], second: tuple[Node, ...], latitude: Latitude) -> bool:
    return all(one == other or equal(one, other, latitude) for one, other in zip(first, second, strict=True))


def _families(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    one, other = stated(truth), stated(answer)
    if not latitude.whole:
        return None
    if not (is_value(one.value) and is_value(other.value)):
        return None
    if one.head is None or other.head is None:
        return same_family(one.value, other.value, latitude)
    mapping = _renaming(one.head, other.head)
    return None if mapping is None else same_family(one.value, renamed(other.value, mapping), latitude)


def _values(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    if is_value(truth) and is_value(answer):
        return same_value(truth, answer, latitude)
    return None


def _sequences(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
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


def _constants(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Values without names: nothing but their number counts."""
    heads = names_in(truth) | names_in(answer)
    if (heads and (not heads <= COUNTING_HEADS or truth.operation == answer.operation)) or not (
        is_value(truth) and is_value(answer)
    ):
        return None
    if holds(truth, "matrix", "based") or holds(answer, "matrix", "based"):
        return None
    return same_value(truth, answer, latitude)


_RULES: tuple[Rule, ...] = (
    _sign,
    _constants,
    _numeral,
    _integers,
    _congruences,
    _propositions,
    _quantified,
    _named_ratio,
    _ratios,
    _chains,
    _solutions,
    _unknowns,
    _families,
    _cases,
    _regions,
    _brackets,
    _matrices,
    _lists,
    _collections,
    _tuples,
    _named,
    _relations,
    _values,
    _sequences,
)
