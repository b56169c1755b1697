"""Unwraps a row: down the columns that hold what counts as right, text by text, to the truth itself."""

import ast
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from verifiers.labels.outcome import Refused

MISSING: Any = object()

TRUTHS = (
    *("ground_truth", "expected_answer", "final_answer", "reference_answer", "gold_answer", "gt_answer"),
    *("correct_answer", "answer", "final_ans", "final_decision", "gold", "gt", "target"),
)
"""Columns that hold a truth, those with the plainer name first."""
_SCORED = ("reward_model", "reward_spec")
"""What verl and SkyRL call the object that holds the truth and how it is judged."""
_WRAPPERS = ("verification_info", "verifier_metadata", "dataset_item")
_DETAILS = ("extra_info", "metadata", "info", "labels")
_DEEPEST = 4
_LONGEST_LITERAL = 2_000_000
_SHOWN = 24
_BITS = 1_000
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*")
_SEPARATORS = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, opened: the mappings around its truth, the innermost first, and the truth, or MISSING.

    Names are lower case, with ``_`` for spaces and hyphens.
    """

    levels: tuple[Mapping[str, Any], ...] = ()
    truth: Any = MISSING
    path: tuple[str, ...] = ()

    def get(self, *names: str) -> Any:
        """The first of these columns that holds something, innermost first; None if none does."""
        for level in self.levels:
            for name in names:
                value = level.get(name)
                if value is not None and value != "":
                    return value
        return None

    def has(self, *names: str) -> bool:
        """Whether all of these columns are there and hold something."""
        return all(self.get(name) is not None for name in names)

    def text(self, *names: str) -> str:
        """The first of these columns that holds text; empty if none does."""
        values = (level.get(name) for level in self.levels for name in names)
        return next((value for value in values if isinstance(value, str) and value.strip()), "")

    def opened(self, *names: str) -> Any:
        """A column with the list or object that its text stands for."""
        return container(self.get(*names))

    @property
    def source(self) -> str:
        """Where the truth stood."""
        return ".".join(self.path)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names seen, for a refusal."""
        return tuple(dict.fromkeys(name for level in reversed(self.levels) for name in level))[:_SHOWN]


def open_row(value: Any) -> Row:
    """The row behind a label or a dataset's row. Raises Refused for what is judged by a model or by nothing."""
    row = Row(truth=_last_turn(_items_opened(container(value))))
    for _ in range(_DEEPEST + 1):
        if not isinstance(row.truth, Mapping):
            break
        row = _entered(row)
        step = _inner(row)
        if step is None:
            return replace(row, truth=MISSING)
        path, inner = step
        row = replace(row, truth=_items_opened(container(inner)), path=(*row.path, *path))
    if isinstance(row.truth, Mapping):
        return replace(_entered(row), truth=MISSING)
    return row


def _last_turn(value: Any) -> Any:
    """The last turn of a conversation that ends on a truth instead of an answer (Open-Reasoner-Zero)."""
    last = value[-1] if isinstance(value, list) and value else None
    return last if isinstance(last, Mapping) and "from" in last and "ground_truth" in last else value


def _items_opened(value: Any) -> Any:
    """A list whose texts all stand for objects or lists, as a list of those; one list of objects by itself."""
    if not isinstance(value, list) or not value:
        return value
    opened = [container(item) for item in value]
    if not all(isinstance(item, dict | list) for item in opened):
        return value
    only = opened[0] if len(opened) == 1 else None
    return only if isinstance(only, list) and only and all(isinstance(one, dict) for one in only) else opened


def container(value: Any) -> Any:
    """The list or object that a text stands for, as JSON or as a Python literal; anything else as it is."""
    value = _plain(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    text = value.strip()
    if not text.startswith(("{", "[")) or not text.endswith(("}", "]")):
        return value
    parsed = _parsed(text)
    if isinstance(parsed, list) and all(map(is_number, parsed)):
        return value  # an interval, a list or a point: mathematics as it stands
    return parsed if isinstance(parsed, dict | list) else value


def mapping(value: Any) -> Mapping[str, Any] | None:
    """An object with its names as a row has them, or None."""
    value = container(value)
    return _normal(value) if isinstance(value, Mapping) else None


def listed(value: Any) -> list[Any] | None:
    """A list, opened, or None."""
    value = container(value)
    return list(value) if isinstance(value, list | tuple) else None


def is_number(value: Any) -> bool:
    """A finite number that is no boolean."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < _BITS


def _entered(row: Row) -> Row:
    return replace(row, levels=(*_levels(row.truth), *row.levels))


def _levels(value: Mapping[Any, Any]) -> Iterator[Mapping[str, Any]]:
    """A mapping, and the details that datasets keep in one column of it."""
    level = _normal(value)
    yield level
    for name in _DETAILS:
        inner = mapping(level.get(name))
        if inner:
            yield inner


def _normal(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {_SEPARATORS.sub("_", str(name).strip().lower()): item for name, item in value.items()}


def _inner(row: Row) -> tuple[tuple[str, ...], Any] | None:
    """One step further in: the path, and what stands there."""
    level = row.levels[0]
    if "ground_truth" in level and "style" in level:
        _ensure_rule(level)
    return _scored(level, _SCORED) or _wrapped(level) or _in_a_column(row) or _scored(level, level)


def _scored(level: Mapping[str, Any], names: Iterable[str]) -> tuple[tuple[str, ...], Any] | None:
    """The truth of an object in one of these columns."""
    for name in names:
        inner = mapping(level.get(name))
        if inner is not None and "ground_truth" in inner:
            if name in _SCORED:
                _ensure_rule(inner)
            return (name, "ground_truth"), inner["ground_truth"]
    return None


def _wrapped(level: Mapping[str, Any]) -> tuple[tuple[str, ...], Any] | None:
    opened = ((name, container(level.get(name))) for name in _WRAPPERS)
    return next((((name,), inner) for name, inner in opened if isinstance(inner, Mapping)), None)


def _in_a_column(row: Row) -> tuple[tuple[str, ...], Any] | None:
    """A column of the row itself, where it can be one that is not empty."""
    level = row.levels[0]
    names = sorted((name for name in TRUTHS if name in level), key=lambda name: level[name] in (None, ""))
    if names and level[names[0]] not in (None, ""):
        return (names[0],), level[names[0]]
    if not names and _is_a_value(row):
        return ("value",), level["value"]
    return _class_name(level) or (((names[0],), level[names[0]]) if names else None)


def _is_a_value(row: Row) -> bool:
    """Whether ``value`` is a truth: inside the column of one, or with nothing but figures beside it."""
    level = row.levels[0]
    if "value" not in level or "aliases" in level:
        return False
    return bool(row.path) or all(is_number(item) for name, item in level.items() if name != "value")


def _class_name(level: Mapping[str, Any]) -> tuple[tuple[str, ...], Any] | None:
    """A text in a column ``label``; a number there is the index of a class that is named elsewhere."""
    label = level.get("label")
    one = label[0] if isinstance(label, list) and len(label) == 1 else label
    return (("label",), one) if isinstance(one, str) and one.strip() else None


def _ensure_rule(model: Mapping[str, Any]) -> None:
    style = model.get("style", model.get("method"))
    if isinstance(style, str) and not style.startswith("rule"):
        raise Refused(f"the row's style is {style[:40]!r}: it is judged by a model, not by a rule", tuple(model))


def _plain(value: Any) -> Any:
    """Tuples as lists: Arrow and Python literals have both."""
    return list(value) if isinstance(value, tuple) else value


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if len(text) > _LONGEST_LITERAL:
        return text
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text
