"""Dots: what stands around them must show one rule, and the rule of one side must foretell the other."""

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from verifiers.math.compare.expressions import same_value
from verifiers.math.compare.numbers import opened
from verifiers.math.compare.question import Latitude
from verifiers.math.evaluate.agreement import constant
from verifiers.math.read.tree import Node, holds, names_in, negated, number, with_name

_MOST_ORDER = 3
_FEWEST_SERIES = 3
_LIMIT = 4000


def has_dots(node: Node) -> bool:
    """Whether a tree leaves something out."""
    return holds(node, "dots")


def with_dots(node: Node) -> Node:
    """A sum that ends with what it leaves out, ``O(x^7)``, with dots for that."""
    node = opened(node)
    if node.operation == "rel" and len(node.parts) == 2:
        return node._replace(parts=(node.parts[0], with_dots(node.parts[1])))
    if node.operation == "add" and _is_remainder(node.parts[1]):
        return node._replace(parts=(node.parts[0], Node("dots")))
    return node


def terms_of(node: Node) -> tuple[str, list[Node], list[Node]] | None:
    """The operation that joins terms, those before the dots, and those behind them."""
    node = opened(node)
    flat = _flat(node)
    if flat is None:
        return None
    kind, terms = flat
    places = [place for place, term in enumerate(terms) if _is_dots(term)]
    if len(places) != 1:
        return None
    return kind, terms[: places[0]], terms[places[0] + 1 :]


def _is_dots(node: Node) -> bool:
    node = opened(node)
    return node.operation == "dots" or (node.operation == "negate" and _is_dots(node.parts[0]))


def _rising(node: Node) -> bool:
    """Whether the dots are added."""
    return not any(one.operation == "subtract" and _is_dots(one.parts[1]) for one in _below(node))


def _flat(node: Node) -> tuple[str, list[Node]] | None:
    if node.operation in ("add", "subtract"):
        return "sum", _summands(node)
    if node.operation == "multiply":
        return "product", _factors(node)
    if node.operation in ("list", "set", "tuple", "ratio"):
        return "list" if node.operation != "ratio" else "ratio", list(node.parts)
    return None


def _summands(node: Node) -> list[Node]:
    found: list[Node] = []
    while node.operation in ("add", "subtract"):
        found.append(negated(node.parts[1]) if node.operation == "subtract" else node.parts[1])
        node = node.parts[0]
    return [node, *reversed(found)]


def _factors(node: Node) -> list[Node]:
    found: list[Node] = []
    while node.operation == "multiply":
        found.append(node.parts[1])
        node = node.parts[0]
    return [node, *reversed(found)]


def same_pattern(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two texts with dots leave out the same; against a closed form, whether the pattern adds up to it."""
    first, second = terms_of(truth), terms_of(answer)
    if first is None and second is None:
        return None
    if first is None or second is None:
        pattern, closed = (second, truth) if first is None else (first, answer)
        return _adds_up(pattern, closed) if pattern is not None and not has_dots(closed) else None
    if first[0] != second[0] or (len(first[1]) == len(second[1]) and _rising(truth) != _rising(answer)):
        return False
    return _same_ends(first, second, latitude) and _same_starts(first[1], second[1], latitude)


def _same_ends(
    first: tuple[str, list[Node], list[Node]], second: tuple[str, list[Node], list[Node]], latitude: Latitude
) -> bool:
    """The last written terms agree, as far as both write them; big-O and remainders are dots as well."""
    ends = [[term for term in side[2] if not _is_remainder(term)] for side in (first, second)]
    if bool(ends[0]) != bool(ends[1]):
        return False
    count = min(len(ends[0]), len(ends[1]))
    pairs = zip(reversed(ends[0]), reversed(ends[1]), strict=False)
    return all(same_value(one, other, latitude) for one, other in list(pairs)[:count])


def _is_remainder(term: Node) -> bool:
    term = opened(term)
    return term.operation == "apply" and term.name in ("O()", "o()", "R_()")


def _same_starts(first: Sequence[Node], second: Sequence[Node], latitude: Latitude) -> bool:
    """The shared terms agree, and the rule of the shorter foretells what the longer writes."""
    shared = min(len(first), len(second))
    if shared < 1 or not all(same_value(one, other, latitude) for one, other in zip(first, second, strict=False)):
        return False
    if len(first) == len(second):
        return True
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    values = [constant(term) for term in shorter]
    if shared >= 2 and all(value is not None for value in values):
        foretold = _foretold([value for value in values if value is not None], len(longer))
        actual = [constant(term) for term in longer]
        return any(rule == actual for rule in foretold)
    return shared >= min(_FEWEST_SERIES, len(longer) - 1) and shared >= 2


def _foretold(values: list[Fraction], count: int) -> list[list[Fraction]]:
    """The sequence continued by its differences, and by its ratio."""
    rules = []
    table, differences = values, [values]
    while len(table) > 1 and len(differences) <= _MOST_ORDER:
        table = [second - first for first, second in itertools.pairwise(table)]
        differences.append(table)
    rules.append(_continued(values, differences, count))
    ratios = {second / first for first, second in itertools.pairwise(values) if first}
    if len(ratios) == 1 and all(values):
        ratio = ratios.pop()
        rules.append([values[0] * ratio**place for place in range(count)])
    return rules


def _continued(values: list[Fraction], differences: list[list[Fraction]], count: int) -> list[Fraction]:
    found = list(values)
    last = [row[-1] for row in differences]
    while len(found) < count:
        for place in range(len(last) - 2, -1, -1):
            last[place] += last[place + 1]
        found.append(last[0])
    return found


def extended(parts: Sequence[Node], window: range) -> frozenset[int] | None:
    """The members of ``\\{3, 4, 5, \\ldots\\}`` or ``\\{1, 2, \\ldots, 10\\}`` in a window."""
    found = terms_of(Node("list", tuple(parts)))
    if found is None:
        return None
    _, before, behind = found
    values, ends = [constant(term) for term in before], [constant(term) for term in behind]
    if not before:
        return _downwards(ends, window)
    if len(values) < 2 or None in values or None in ends:
        return None
    written = [int(value) for value in values if value is not None]
    step = written[1] - written[0]
    if not step or any(second - first != step for first, second in itertools.pairwise(written)):
        return None
    last = int(ends[-1]) if ends and ends[-1] is not None else None
    if not ends:
        return frozenset(
            one for one in window if (one - written[0]) % step == 0 and (one - written[0]) * step >= 0
        )
    low, high = sorted((written[0], last if last is not None else 0))
    return frozenset(one for one in window if low <= one <= high and (one - written[0]) % step == 0)


def _downwards(ends: list[Fraction | None], window: range) -> frozenset[int] | None:
    return (
        None
        if None in ends or not ends
        else frozenset(one for one in window if ends[-1] is not None and one <= ends[-1])
    )


def _adds_up(pattern: tuple[str, list[Node], list[Node]], closed: Node) -> bool | None:
    """Whether a sum to a last term of one name is a closed form, tried at several whole numbers."""
    kind, before, behind = pattern
    if kind == "sum" and not behind and len(before) > 2:
        return _endless_sum(before, closed)
    if kind not in ("sum", "product") or len(behind) != 1 or len(before) < 2:
        return None
    names = names_in(behind[0])
    if len(names) != 1 or names_in(closed) != names:
        return None
    variable = next(iter(names))
    values = [constant(term) for term in before]
    if None in values:
        return None
    rules = _foretold([value for value in values if value is not None], 60)
    combine = _total if kind == "sum" else _whole
    found = [_sums_agree(rule, behind[0], closed, variable, combine) for rule in rules]
    return None if all(one is None for one in found) else any(found)


def _total(terms: Sequence[Fraction]) -> Fraction:
    return sum(terms, Fraction(0))


def _whole(terms: Sequence[Fraction]) -> Fraction:
    return math.prod(terms, start=Fraction(1))


def _endless_sum(before: list[Node], closed: Node) -> bool | None:
    """Whether a geometric series of numbers has the sum that a closed form is."""
    values, total = [constant(term) for term in before], constant(closed)
    terms = [value for value in values if value]
    ratios = {second / first for first, second in itertools.pairwise(terms)}
    if len(terms) < len(values) or total is None or len(ratios) != 1:
        return None
    ratio = ratios.pop()
    return abs(ratio) < 1 and terms[0] / (1 - ratio) == total


def _sums_agree(
    rule: list[Fraction],
    last: Node,
    closed: Node,
    variable: str,
    combine: Callable[[Sequence[Fraction]], Fraction],
) -> bool | None:
    """Whether the terms of a rule up to the last one add up to a closed form; ``None`` if it is no term."""
    tried = 0
    for at in range(4, 16):
        end = constant(with_name(last, variable, number(at)))
        if end is None or end not in rule:
            continue
        tried += 1
        if constant(with_name(closed, variable, number(at))) != combine(rule[: rule.index(end) + 1]):
            return False
    return True if tried > 2 else None


def nested_value(node: Node) -> Node | None:
    """The fixed point of an endlessly nested expression, ``\\sqrt{2 + \\sqrt{2 + \\cdots}}``."""
    if sum(1 for one in _below(node) if one.operation == "dots") != 1:
        return None
    value = Fraction(1)
    for _ in range(_LIMIT // 40):
        inner = constant(_filled(node, number(value)), 60)
        if inner is None:
            return None
        value = inner.limit_denominator(10**55)
    return number(value)


def _filled(node: Node, value: Node) -> Node:
    if node.operation == "dots":
        return value
    return Node(node.operation, tuple(_filled(part, value) for part in node.parts), node.name, node.value)


def _below(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _below(part))]
