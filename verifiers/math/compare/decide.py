"""The way from two texts to a decision: what is compared as text, typed readings, computer algebra."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from verifiers.math.compare.contradictions import chain_contradicts
from verifiers.math.compare.equality import equal
from verifiers.math.compare.plain import unset
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.shapes import has_shape
from verifiers.math.compare.texts import (
    choice,
    chooses,
    folded,
    lettered,
    plain_words,
    same_words,
    selection,
    truth_value,
)
from verifiers.math.compare.units import has_unit
from verifiers.math.compare.views import is_sort, items_of, stated, without_clauses
from verifiers.math.evaluate.points import is_bolder
from verifiers.math.finding import Allowance, AnswerType, Finding, NeedsAlgebra, TooCostly
from verifiers.math.read.characters import fold
from verifiers.math.read.formulas import formula, is_surely_formula
from verifiers.math.read.names import applied_in
from verifiers.math.read.reader import Reading, is_roman, key_in, read
from verifiers.math.read.stream import Guidance
from verifiers.math.read.times import calendar_word, clock, date, dates_agree, is_surely_clock
from verifiers.math.read.tokens import Commas
from verifiers.math.read.tree import Node, holds, names_in, number, walk

_MAX_LENGTH = 20_000
AS_TEXT = "compared as text"
_DOUBTFUL_COMMA = re.compile(r"\d,\d{3}(?!\d)")
_DIGIT_AND_COMMA = re.compile(r"\d[,{]")
_TIGHT_COMMA = re.compile(r",(?=[^ ])")
_DECIMAL_COMMA = re.compile(r"\$?-?\d{1,9},(?:\d{1,2}|\d{4,9})\$?")
_LISTING = re.compile(r", |^[\[({]|^\\[{]|=|^\$?\\left[(\[]")
_WORDY = re.compile(r"[A-Z①-⑳:]|[A-Za-z]{3}|\\ce|\((?:[a-h\d]|[ivx]{1,4})\)|[\u4e00-\u9fff]")
_LOOSE_EXPONENT = re.compile(r"[A-Za-z)] ?\^ ?\d\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the specification says besides the ground truth."""

    answer_type: AnswerType
    latitude: Latitude
    applied: frozenset[str] = frozenset()
    multiplied: frozenset[str] = frozenset()


@lru_cache(maxsize=512)
def truth_reading(truth: str, applied: frozenset[str], multiplied: frozenset[str]) -> Reading:
    """What a ground truth is read as; a comma before three digits has two readings where nothing else tells."""
    text = fold(truth)
    guidance = Guidance(applied=applied, multiplied=multiplied)
    if _DECIMAL_COMMA.fullmatch(text):
        reading = read(text, guidance)
        return replace(reading, trees=(*reading.trees, *read(text, guidance, "decimal").trees))
    if not _DOUBTFUL_COMMA.search(text):
        return read(text, guidance)
    listed = read(text, guidance, "list")
    if _LISTING.search(text) and not _is_list_of_thousands(text):
        return listed
    reading = read(text, guidance)
    return replace(reading, trees=(*reading.trees, *(tree for tree in listed.trees if tree not in reading.trees)))


def _is_list_of_thousands(text: str) -> bool:
    """``1,000, 2,000``: commas without a space behind them stand before three digits only."""
    return ", " in text and len(_TIGHT_COMMA.findall(text)) == len(_DOUBTFUL_COMMA.findall(text))


def answer_reading(text: str, guidance: Guidance, commas: Commas) -> Reading:
    """What an answer is read as; against a list its commas separate, or else stand in numbers."""
    reading = read(text, guidance, commas)
    if commas != "list" or not _DOUBTFUL_COMMA.search(text) or len(reading.trees) > 1:
        return reading
    other = read(text, guidance)
    return replace(reading, trees=(*reading.trees, *other.trees))


@lru_cache(maxsize=512)
def guidance_of(truth: Reading, applied: frozenset[str], multiplied: frozenset[str]) -> tuple[Guidance, Commas]:
    """How the ground truth directs the reading of an answer."""
    heads = applied | applied_in(list(truth.found))
    products: set[str] = set()
    index_i = False
    for tree in truth.trees:
        for node in walk(tree):
            if node.operation == "apply" and node.name.endswith("()"):
                heads |= {node.name.removesuffix("()")}
            if node.operation == "name":
                products.add(node.name)
    said = {head for tree in truth.trees for part in _items(tree) if (head := _stated_name(part))}
    plain = frozenset(products) - heads - said
    labels = frozenset(label for label, _ in truth.parts)
    units = any(map(has_unit, truth.trees))
    return Guidance(heads, plain | multiplied, units, index_i, labels), _commas(truth)


def _items(tree: Node) -> tuple[Node, ...]:
    return tree.parts if tree.operation in ("list", "semi", "and") else (tree,)


def _stated_name(tree: Node) -> str:
    """The name that a ground truth gives a value of: an answer may write ``y(t)`` for ``y``."""
    head = stated(tree).head
    return head.name if head is not None and head.operation == "name" else ""


def _commas(truth: Reading) -> Commas:
    tree = truth.trees[0] if truth.trees else None
    if tree is None:
        return "thousands"
    if len(truth.trees) > 1 and truth.trees[1].operation in ("list", "tuple"):
        return "list"
    if tree.operation in ("list", "set", "tuple", "semi", "or", "and") and len(items_of(tree) or tree.parts) > 1:
        return "list"
    if any(node.operation == "number" and "." in node.name for node in walk(tree)):
        return "decimal"
    return "thousands"


Layer = Callable[[Reading, Reading, Asked], Finding | None]


def decide(truth: str, answer: str, asked: Asked, *, algebra: Callable[[str, str], Finding | None]) -> Finding:
    """Whether an answer means the ground truth. Raises TooCostly where that would take too much."""
    if len(answer) > _MAX_LENGTH:
        raise TooCostly("unparsable", f"an answer of more than {_MAX_LENGTH} characters")
    folded_answer = fold(answer)
    if asked.answer_type == "auto" and _is_written_alike(truth, answer, folded_answer):
        return Finding(True, "equal as text")
    reading = truth_reading(truth, asked.applied, asked.multiplied)
    guidance, commas = guidance_of(reading, asked.applied, asked.multiplied)
    given = answer_reading(folded_answer, guidance, commas)
    if asked.answer_type != "auto" and not has_shape(asked.answer_type, given):
        return Finding(False, f"the answer is not of type {asked.answer_type}")
    if unset(answer) == truth or reading.text == given.text or reading.key == given.key:
        return Finding(True, "equal as text")
    for layer in (_loosely_raised, _in_order, *_layers_of(reading.text, asked.answer_type)):
        if found := layer(reading, given, asked):
            return found
    return _by_trees(reading, given, asked, algebra)


def _loosely_raised(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    """``x^10`` is no power of ten in LaTeX: nobody knows what it was meant to be."""
    if _LOOSE_EXPONENT.search(given.text) and not _LOOSE_EXPONENT.search(truth.text):
        return Finding(False, "an exponent of several digits needs braces")
    return None


def _is_written_alike(truth: str, answer: str, text: str) -> bool:
    """Whether two texts have the same tokens, whatever these mean; a comma beside a digit may mean two things."""
    if unset(answer) == truth:
        return True
    other, key = _truth_key(truth)
    return text == other or (key is not None and not _DIGIT_AND_COMMA.search(text) and key == key_in(text))


@lru_cache(maxsize=512)
def _truth_key(truth: str) -> tuple[str, str | None]:
    """A folded ground truth, and its tokens where these do not hang on what its commas mean."""
    text = fold(truth)
    return text, None if _DIGIT_AND_COMMA.search(text) else key_in(text)


@lru_cache(maxsize=512)
def _layers_of(truth: str, answer_type: AnswerType) -> tuple[Layer, ...]:
    """The layers before the trees that a ground truth may need: plain mathematics needs none."""
    if answer_type == "auto" and not _WORDY.search(truth) and "_" not in truth:
        return ()
    return _LAYERS


def _words_only(truth: Reading, given: Reading, asked: Asked) -> Finding | None:
    if asked.answer_type != "text":
        return None
    same = folded(truth.text) == folded(given.text) or (
        bool(plain_words(truth.text)) and plain_words(truth.text) == plain_words(given.text)
    )
    return Finding(same, "equal words" if same else "other words")


def _options(truth: Reading, given: Reading, asked: Asked) -> Finding | None:
    """Options by their letters."""
    if asked.answer_type not in ("auto", "choice"):
        return None
    several = selection(truth.text)
    if several is not None and (order := lettered(truth.text)) and order != sorted(order) and not _joins(truth):
        return Finding(order == lettered(given.text), "letters compared in their order")
    if several is not None:
        return _several_options(several, truth, given)
    letter, remark = choice(truth.text)
    if not letter:
        return None
    return Finding(chooses(given.text, letter, remark), "choice letters compared")


def _joins(truth: Reading) -> bool:
    """Whether letters are joined by ``and``, which gives them no order."""
    return "and" in truth.words


def _several_options(several: frozenset[str], truth: Reading, given: Reading) -> Finding | None:
    chosen = selection(given.text)
    if chosen is None and all(option.isdigit() for option in several):
        chosen = _numerals(given)
    if chosen is None and len(given.text.strip("()[]. ")) == 1:
        chosen = frozenset(given.text.strip("()[]. "))
    return (
        Finding(chosen == several, "choice letters compared")
        if chosen is not None
        else None
        if truth.trees and len(several) < 2
        else Finding(
            plain_words(truth.text) != "" and plain_words(truth.text) == plain_words(given.text),
            "no choice letters",
        )
    )


def _numerals(given: Reading) -> frozenset[str] | None:
    items = items_of(given.trees[0]) if given.trees else None
    found = [str(item.value) for item in items or [] if item.operation == "number"]
    return frozenset(found) if found and len(found) == len(items or []) else None


def _truths(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    """Yes and no."""
    wanted = truth_value(truth.text)
    if not wanted or len(truth.words) > 1:
        return None
    return Finding(truth_value(given.text) == wanted, "yes or no compared")


@lru_cache(maxsize=512)
def _tells_time(text: str) -> bool:
    """Whether a ground truth is a time of day, a date or the name of a day."""
    return bool(clock(text) or date(text) or calendar_word(text))


def _times(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    """Times of day and dates."""
    if not _tells_time(_plain(truth)):
        return None
    first, second = clock(_plain(truth)), clock(_plain(given))
    if first and first.half and not second and ":" in _plain(given):
        return Finding(False, "times compared")
    if first and second and (is_surely_clock(_plain(truth)) or is_surely_clock(_plain(given))):
        return Finding(first.agrees(second), "times compared")
    day, other = date(_plain(truth)), date(_plain(given))
    if day and other:
        return Finding(dates_agree(day, other), "dates compared")
    named, called = calendar_word(_plain(truth)), calendar_word(_plain(given))
    return Finding(named == called, "days compared") if named and called else None


@lru_cache(maxsize=512)
def _unset(text: str) -> str:
    from verifiers.math.compare.texts import unwrapped

    return unwrapped(text).replace("{:}", ":").replace("{,}", ",").replace(" :", ":").replace(": ", ":")


def _plain(reading: Reading) -> str:
    return _unset(reading.text)


def _formulas(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    """Chemistry, where either side is surely that, or the ground truth has an arrow."""
    sure = is_surely_formula(truth.text) or is_surely_formula(given.text)
    if not sure and ("\\to" not in truth.text and "rightarrow" not in truth.text and "->" not in truth.text):
        return None
    first, second = formula(truth.text), formula(given.text)
    if first is None or second is None:
        return None if not sure else Finding(False, "no formulas")
    return Finding(first == second, "formulas compared")


def _romans(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    first, second = is_roman(truth.text), is_roman(given.text)
    if first is None and second is None:
        return None
    if first is not None and second is not None:
        return Finding(first == second, "numerals compared")
    roman, other = (first, given) if first is not None else (second, truth)
    tree = other.trees[0] if other.trees else None
    if tree is not None and tree.operation == "number":
        return Finding(tree.value == roman, "numerals compared")
    return None


def _letters(truth: Reading, given: Reading, _asked: Asked) -> Finding | None:
    """A run of letters alone is a word: ``HTT``, ``sup``."""
    words = [_lone_run(side) for side in (truth, given)]
    if not words[0] or not words[1]:
        return None
    return Finding(
        words[0] == words[1] or (_is_word(words) and words[0].lower() == words[1].lower()), "words compared"
    )


def _is_word(spelled: list[str]) -> bool:
    """Whether letters are words, of which a capital at the start changes nothing, and no abbreviations."""
    return len(spelled[0]) > 3 or (len(spelled[0]) == 3 and all(one[1:].islower() for one in spelled))


def _lone_run(reading: Reading) -> str:
    found = reading.found
    if len(found) == 1 and found[0].kind in ("run", "word") and len(found[0].text) > 1:
        text = found[0].text
        return "" if len(text) == 2 and text.islower() else text
    return ""


def _under_labels(truth: Reading, given: Reading, asked: Asked) -> Finding | None:
    """Answers to parts: by their labels, or in their order."""
    if not truth.parts:
        return None
    if given.parts:
        mine, theirs = dict(truth.parts), dict(given.parts)
        pairs = [(mine[label], theirs.get(label)) for label in mine]
        same = mine.keys() == theirs.keys() and all(
            other is not None and _same_reading(one, other, asked) for one, other in pairs
        )
        return Finding(same, "parts compared")
    tree = given.trees[0] if given.trees else None
    items = tree.parts if tree is not None and tree.operation in ("list", "semi") else ()
    if len(items) != len(truth.parts):
        return Finding(False, "parts are missing")
    same = all(
        bool(one.trees) and bool(equal(one.trees[0], item, asked.latitude))
        for (_, one), item in zip(truth.parts, items, strict=True)
    )
    return Finding(same, "parts compared")


def _in_order(truth: Reading, given: Reading, asked: Asked) -> Finding | None:
    """Answers under labels, where the ground truth is a list without any."""
    if not given.parts or truth.parts:
        return None
    items = truth.trees[0].parts if truth.trees and truth.trees[0].operation in ("list", "semi") else ()
    if len(items) != len(given.parts):
        return None
    same = all(
        bool(other.trees) and bool(equal(item, other.trees[0], asked.latitude))
        for item, (_, other) in zip(items, given.parts, strict=True)
    )
    return Finding(same, "parts compared")


def _same_reading(one: Reading, other: Reading, asked: Asked) -> bool:
    if not one.trees or not other.trees:
        return folded_key(one) == folded_key(other)
    return any(equal(first, second, asked.latitude) for first in one.trees for second in other.trees)


def folded_key(reading: Reading) -> str:
    """The tokens of a reading as words without case."""
    return " ".join(token.text.lower() for token in reading.found if token.kind not in ("brace", "separator"))


def _by_trees(
    truth: Reading, given: Reading, asked: Asked, algebra: Callable[[str, str], Finding | None]
) -> Finding:
    if given.words and plain_words(given.text) and same_words(truth.text, given.text):
        return Finding(True, AS_TEXT)
    if given.trees and truth.trees and chain_contradicts(given.trees[0]):
        return Finding(False, "the sides of the chain contradict one another")
    if truth.title and given.title and truth.title != given.title:
        return _as_text(truth, given)
    outcome = _outcome(truth, given, asked)
    if outcome is not None:
        return Finding(outcome, "values agree" if outcome else "values differ")
    if not truth.trees or not given.trees:
        return _as_text(truth, given)
    return _last(truth, given, algebra)


def _outcome(truth: Reading, given: Reading, asked: Asked) -> bool | None:
    if asked.answer_type == "tuple":
        truth, given = _ordered(truth), _ordered(given)
    doubtful = not (truth.trees and given.trees)
    for first, second in _pairs(truth, given, asked):
        found = equal(first, second, asked.latitude)
        if found:
            return True
        doubtful = doubtful or found is None
    return None if doubtful else False


def _ordered(reading: Reading) -> Reading:
    """The reading with lists as tuples."""
    trees = tuple(
        Node("tuple", tree.parts, "()") if tree.operation in ("list", "semi") else tree for tree in reading.trees
    )
    return replace(reading, trees=trees)


def _pairs(truth: Reading, given: Reading, asked: Asked) -> Iterator[tuple[Node, Node]]:
    """The readings of both sides, best first; letters as units where the answer has units."""
    for first in truth.trees:
        for second in given.trees:
            yield first, second
    if (
        given.trees
        and truth.trees
        and has_unit(given.trees[0])
        and not has_unit(truth.trees[0])
        and names_in(truth.trees[0])
    ):
        units = read(truth.text, Guidance(applied=asked.applied, multiplied=asked.multiplied, letter_units=True))
        for first in units.trees:
            yield first, given.trees[0]
    elif "\\mu" in truth.text + given.text:
        yield from _micro(truth, given, asked)


def _micro(truth: Reading, given: Reading, asked: Asked) -> Iterator[tuple[Node, Node]]:
    r"""Both sides with letters as units, where ``\mu m`` may be a millionth of a metre."""
    guidance = Guidance(applied=asked.applied, multiplied=asked.multiplied, letter_units=True)
    first, second = (read(side.text, guidance).trees for side in (truth, given))
    if first and second and first[0].operation == second[0].operation == "quantity":
        yield first[0], second[0]


def _as_text(truth: Reading, given: Reading) -> Finding:
    same = same_words(truth.text, given.text) or (
        bool(truth.found) and folded_key(truth) == folded_key(given) and _cased(truth) == _cased(given)
    )
    return Finding(same, AS_TEXT)


def _cased(reading: Reading) -> list[str]:
    return [token.text for token in reading.found if token.kind == "name"]


def _last(truth: Reading, given: Reading, algebra: Callable[[str, str], Finding | None]) -> Finding:
    """What the rules could not tell: the same words, or what computer algebra finds."""
    if _as_text(truth, given).equal:
        return Finding(True, AS_TEXT)
    trees = (truth.trees[0], given.trees[0])
    if is_bolder(trees[1], trees[0]):
        return Finding(False, AS_TEXT)
    if any(holds(tree, "dots", "based", "sign", "congruence", "where", "forall", "exists") for tree in trees):
        return Finding(False, AS_TEXT)
    if not any(holds(tree, "integral", "limit", "sum", "prod", "matrix", "derivative") for tree in trees):
        return Finding(False, AS_TEXT)
    return algebra(truth.text, given.text) or Finding(False, AS_TEXT)


_LAYERS = (_words_only, _options, _truths, _under_labels, _times, _formulas, _romans, _letters)
__all__ = [
    "AS_TEXT",
    "Allowance",
    "Asked",
    "Mapping",
    "NeedsAlgebra",
    "decide",
    "is_sort",
    "number",
    "truth_reading",
    "without_clauses",
]
