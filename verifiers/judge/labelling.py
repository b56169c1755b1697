"""Reads the label that a judge gives to each of several items, in whatever layout it writes them.

Known are the layouts that Search-Gen-V's parser knows, and their kin: a line for each item (``1: support``,
``- Fact 2 = no``, ``3) **partly** (half of it)``), tables, JSON (a list of labels or of objects, an object by
number or in order, an object a line), YAML, tags, and labels alone in the order of the items; each with words
before it, or in answer tags.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verifiers.judge.asking import JudgeFailed, Reply
from verifiers.reading.fences import fenced_blocks
from verifiers.reading.patterns import Pattern

_LINE = Pattern(
    r"\W*(?:response|item|fact|nugget|passage|statement|sentence|criterion|aspect|step)?\W*(\d{1,3})"
    r"\W*[:.)\-–=|,]\W*(.+?)\W*",
    ignore_case=True,
)
_TAGGED = Pattern(r"<\w{1,20}(?: [^<>]{0,40}?(\d{1,3})[^<>]{0,10})?>\s*([A-Za-z_ -]{1,40}?)\s*</\w{1,20}>")
_KEYED = Pattern(
    r"\b(?:id|number|nugget|item)\W{1,4}(\d{1,3})\W{1,8}(?:label|decision|verdict|value)\W{1,4}([a-z_]{1,40})",
    ignore_case=True,
)
_ANSWER = Pattern(r"<answer>(.*?)</answer>", ignore_case=True, dot_all=True)
_NUMBER = Pattern(r"\D*(\d{1,3})\D*")
_REASONS = ("(", ":", "|", "- ", "– ", "— ", ", because")
_NUMBERS = ("id", "index", "number", "item", "fact", "nugget", "nugget_id", "item_id", "no", "#")
_LABELS = (
    "label",
    "support",
    "decision",
    "verdict",
    "judgement",
    "judgment",
    "rating",
    "score",
    "value",
    "answer",
)


def labelled(reply: Reply, count: int, worth: Mapping[str, float]) -> list[float]:
    """What the label of each item is worth. Anything but one known label for each item is a failure."""
    for text in _readings(reply.text):
        for layout in (_in_document, _in_lines, _in_keys, _in_tags, _in_order, _in_cells):
            found = layout(text, worth)
            numbers = [number for number, _ in found]
            if len(set(numbers)) < len(numbers):
                raise JudgeFailed("the judge labelled an item twice")
            if sorted(numbers) == list(range(1, count + 1)):
                by_number = dict(found)
                return [by_number[number] for number in range(1, count + 1)]
    raise JudgeFailed(f"the judge did not label each of the {count} items once")


Found = Sequence[tuple[int, float]]


def _readings(text: str) -> Iterator[str]:
    """The reply without its reasoning, what stands in its answer tags, its last list, and its clauses as lines."""
    text = text.rpartition("</think>")[2].strip()
    yield text
    answers = _ANSWER.findall(text)
    text = answers[-1].strip() if answers else text
    yield text
    begin, end = text.rfind("["), text.rfind("]")
    if 0 <= begin < end:
        yield text[begin : end + 1]
    if ";" in text:
        yield text.replace(";", "\n")


def _in_lines(text: str, worth: Mapping[str, float]) -> Found:
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        value = _value(match[2] or "", worth) if match else None
        if match and value is not None:
            found.append((int(match[1] or 0), value))
    return found


def _in_document(text: str, worth: Mapping[str, float]) -> Found:
    """Labels in JSON."""
    blocks = [block.content or "" for block in fenced_blocks(text)]
    document = _loaded(blocks[-1] if blocks else text)
    if (
        isinstance(document, dict)
        and len(document) == 1
        and isinstance(one := next(iter(document.values())), list)
    ):
        document = one
    pairs = list(_pairs(document))
    values = [(number, _value(str(label), worth)) for number, label in pairs]
    return [(number, value) for number, value in values if value is not None]


def _loaded(text: str) -> Any:
    """A document, or a list of documents that stand a line each; ``None`` for anything else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    lines = [line for line in text.splitlines() if line.strip()]
    if not all(line.lstrip().startswith("{") for line in lines):
        return None
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None


def _pairs(document: Any) -> Iterator[tuple[int, Any]]:
    if isinstance(document, dict):
        matches = [_NUMBER.fullmatch(name) for name in document]
        for place, (match, label) in enumerate(zip(matches, document.values(), strict=True), 1):
            if match:
                yield int(match[1] or 0), _label_in(label)
            elif not any(matches):
                yield place, _label_in(label)
    for place, item in enumerate(document if isinstance(document, list) else (), 1):
        number = _number_in(item)
        yield place if number is None else number, _label_in(item)


def _label_in(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    plain = {str(name).lower(): value for name, value in item.items()}
    return next((plain[name] for name in _LABELS if name in plain), None)


def _number_in(item: Any) -> int | None:
    if not isinstance(item, dict):
        return None
    plain = {str(name).lower(): value for name, value in item.items()}
    given = next((plain[name] for name in _NUMBERS if name in plain), None)
    match = None if given is None else _NUMBER.fullmatch(str(given)[:100])
    return int(match[1] or 0) if match else None


def _in_keys(text: str, worth: Mapping[str, float]) -> Found:
    """``id: 1`` with ``label: support`` behind it, as YAML has them."""
    return _known([(int(found[1] or 0), found[2] or "") for found in _KEYED.finditer(text)], worth)


def _in_tags(text: str, worth: Mapping[str, float]) -> Found:
    """``<label>support</label>``, with a number in the tag or in order."""
    found = list(_TAGGED.finditer(text))
    return _known([(int(one[1] or place), one[2] or "") for place, one in enumerate(found, 1)], worth)


def _in_cells(text: str, worth: Mapping[str, float]) -> Found:
    """Tables without numbers, whose last column is the label."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if "|" in line]
    labels = [row[-1] for row in rows if _value(row[-1], worth) is not None]
    return _known(list(enumerate(labels, 1)), worth)


def _known(pairs: Sequence[tuple[int, str]], worth: Mapping[str, float]) -> Found:
    """What the labels are worth; nothing where one is unknown."""
    values = [(number, _value(label, worth)) for number, label in pairs]
    known = [(number, value) for number, value in values if value is not None]
    return known if len(known) == len(values) else ()


def _in_order(text: str, worth: Mapping[str, float]) -> Found:
    """Labels alone, one a line or between commas; a Python list has quotes that JSON has not."""
    plain = text.strip().strip("[]()").replace("\n", ",")
    pieces = plain.split(",") if "," in plain else plain.split()
    values = [worth.get(_plain(piece)) for piece in pieces if piece.strip()]
    return (
        [(place, value) for place, value in enumerate(values, 1) if value is not None]
        if None not in values
        else ()
    )


def _value(label: str, worth: Mapping[str, float]) -> float | None:
    """What a label is worth; a reason may stand behind it."""
    plain = label.strip(" \t\n\r*_`'\"|.[]").lower()
    for mark in _REASONS:
        head, _, behind = plain.partition(mark)
        plain = head if behind and head.strip() else plain
    return worth.get(_plain(plain))


def _plain(label: str) -> str:
    return label.strip(" \t\n\r*_`'\".)-•").lower().replace(" ", "_").replace("-", "_")
