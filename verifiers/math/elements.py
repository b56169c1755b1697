"""The layers that compare intervals, sets, lists and tuples."""

from verifiers.math.equations import name_of, sides, stated_value
from verifiers.math.finding import Comparison, Finding, TooCostly
from verifiers.math.inequalities import Interval, intervals, is_inequality, variable_of
from verifiers.math.notation import compact
from verifiers.math.pairing import all_equal, matched
from verifiers.math.splitting import MAX_ITEMS, Collection, collection, plus_or_minus

_INFINITE = ("\\infty", "-\\infty")


def interval_layer(comparison: Comparison) -> Finding | None:
    """Decides between intervals and inequalities in either notation."""
    truth, answer = intervals(comparison.truth), intervals(comparison.answer)
    if truth is None or answer is None or not _one_is_surely_interval(comparison, truth, answer):
        return None
    if _other_variable(comparison):
        return Finding(False, "inequalities of another variable")
    if len(truth) != len(answer):
        return None
    pairs = _aligned(truth, answer)
    if any(_belongings(one) != _belongings(other) for one, other in pairs):
        return Finding(False, "ends of intervals differ") if len(truth) == 1 else None
    ends = [(one.low, other.low) for one, other in pairs] + [(one.high, other.high) for one, other in pairs]
    if any(one != other and (one in _INFINITE or other in _INFINITE) for one, other in ends):
        return Finding(False, "ends of intervals differ") if len(truth) == 1 else None
    finite = [pair for pair in ends if pair[0] not in _INFINITE]
    finding = all_equal(comparison, [one for one, _ in finite], [other for _, other in finite], "intervals")
    return finding if len(truth) == 1 or (finding and finding.equal) else None


def collection_layer(comparison: Comparison) -> Finding | None:
    """Decides between lists, sets and tuples, and between one of them and a single value."""
    truth, answer = _collection(comparison.truth), _collection(comparison.answer)
    if truth is None and answer is None:
        return None
    truth = truth or _single(comparison.truth)
    answer = answer or _single(comparison.answer)
    if max(len(truth.items), len(answer.items)) > MAX_ITEMS:
        raise TooCostly("unparsable", f"a collection of more than {MAX_ITEMS} elements")
    if _is_ordered(comparison, truth) or _is_ordered(comparison, answer):
        return _compare_ordered(comparison, truth, answer)
    return _compare_unordered(comparison, truth, answer)


def _compare_ordered(comparison: Comparison, truth: Collection, answer: Collection) -> Finding | None:
    truth, answer = _as_tuple(truth), _as_tuple(answer)
    if comparison.answer_type != "tuple" and truth.shape != answer.shape:
        return Finding(False, "collections of another kind")
    if len(truth.items) != len(answer.items):
        return Finding(False, "collections of another size")
    return all_equal(comparison, truth.items, answer.items, "tuples")


def _as_tuple(found: Collection) -> Collection:
    """``x = 1, y = 2`` as (1, 2); everything else unchanged."""
    names = _names(list(found.items)) if found.shape == "list" else []
    return Collection("tuple", tuple(map(stated_value, found.items))) if names else found


def _compare_unordered(comparison: Comparison, truth: Collection, answer: Collection) -> Finding | None:
    truths, answers = _elements(truth), _elements(answer)
    if len(truths) != len(answers):
        truths, answers = _distinct(truths), _distinct(answers)
    if len(truths) != len(answers):
        return Finding(False, "collections of another size")
    names, other_names = _names(truths), _names(answers)
    if names and set(names) == set(other_names):
        by_name = dict(zip(other_names, answers, strict=True))
        return all_equal(comparison, truths, [by_name[name] for name in names], "named values")
    same = matched(comparison, _values(truths, names), _values(answers, other_names))
    return Finding(same, "the same elements" if same else "elements differ")


def _collection(text: str) -> Collection | None:
    found = collection(text)
    if found and len(sides(text)) > 1 and len(found.items) < 2:
        return None
    if "\\pm" in text and (found is None or found.shape == "tuple"):
        return Collection("list", tuple(plus_or_minus(text)))
    return found


def _single(text: str) -> Collection:
    """One value as a collection of one; its commas may stand for thousands."""
    return Collection("list", (text,))


def _is_ordered(comparison: Comparison, found: Collection) -> bool:
    if comparison.answer_type == "tuple":
        return True
    return found.shape in ("tuple", "bracket")


def _elements(found: Collection) -> list[str]:
    """The elements with every plus-or-minus written out; a set holds equal ones once."""
    items = [reading for item in found.items for reading in plus_or_minus(item)]
    return _distinct(items) if found.shape == "set" else items


def _distinct(items: list[str]) -> list[str]:
    return list({compact(item): item for item in items}.values())


def _names(items: list[str]) -> list[str]:
    """The names of the values, if every value has one of its own."""
    names = [name_of(item) for item in items]
    return names if all(names) and len(set(names)) == len(names) > 1 else []


def _values(items: list[str], names: list[str]) -> list[str]:
    return [stated_value(item) for item in items] if names else items


def _one_is_surely_interval(comparison: Comparison, truth: list[Interval], answer: list[Interval]) -> bool:
    """Whether (a, b) is not simply a tuple on both sides."""
    texts = (comparison.truth, comparison.answer)
    several = max(len(truth), len(answer)) > 1
    marked = any(is_inequality(text) or "[" in text or "]" in text or "\\infty" in text for text in texts)
    return several or marked or comparison.answer_type == "interval"


def _other_variable(comparison: Comparison) -> bool:
    first, second = variable_of(comparison.truth), variable_of(comparison.answer)
    return bool(first and second and first != second)


def _aligned(truth: list[Interval], answer: list[Interval]) -> list[tuple[Interval, Interval]]:
    """Pieces side by side: those written alike first, the rest in the order given."""
    left = list(answer)
    pairs: dict[int, Interval] = {}
    for position, piece in enumerate(truth):
        twin = next((other for other in left if _spelling(other) == _spelling(piece)), None)
        if twin:
            left.remove(twin)
            pairs[position] = twin
    return [(piece, pairs[position] if position in pairs else left.pop(0)) for position, piece in enumerate(truth)]


def _spelling(interval: Interval) -> tuple[str, str]:
    return compact(interval.low), compact(interval.high)


def _belongings(interval: Interval) -> tuple[bool, bool]:
    return interval.low_belongs, interval.high_belongs
