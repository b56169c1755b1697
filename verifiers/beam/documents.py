"""Answers in JSON flattened into pairs of a path of keys and a value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.beam.sentences import is_generic

_MOST = 200
_DEEPEST = 6
_VALUE_KEYS = ("value", "magnitude", "amount", "val", "number", "result", "answer", "expr", "expression")
_LABEL_KEYS = ("label", "name", "key", "quantity", "symbol", "id", "support")
_UNIT_KEYS = ("unit", "units")
_PLACE_KEYS = ("x", "location", "position", "at", "at_x", "x_m")
_DIRECTION_KEYS = ("direction", "sense", "dir", "sign")


@dataclass(frozen=True, slots=True)
class Pair:
    """A value under its keys, outermost first. Lists of values stay lists."""

    keys: tuple[str, ...]
    value: Any


def pairs(value: Any, keys: tuple[str, ...] = ()) -> Iterator[Pair]:
    """Every value of a document with its keys. An object of a value and its unit is one value."""
    if len(keys) > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from _of_object(value, keys)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        if any(key in item for item in value for key in ("from", "interval", "range", "domain")):
            yield Pair(keys, value)
            return
        for item in value[:_MOST]:
            yield from pairs(item, keys)
    else:
        yield Pair(keys, value)


def statements_in(documents: Sequence[Any]) -> Iterator[str]:
    """Statements that stand in documents as text: ``{"answer": "R_A = 6 kN, R_B = 3 kN"}``."""
    for document in documents:
        for pair in pairs(document):
            if isinstance(pair.value, str) and "=" in pair.value and (not pair.keys or is_generic(pair.keys[-1])):
                yield f"<answer>{pair.value}</answer>"


def _of_object(value: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Pair]:
    lowered = {key.lower(): item for key, item in list(value.items())[:_MOST]}
    if columns := _columns(lowered):
        yield from (Pair((*keys, label), item) for label, item in columns)
        return
    amount = next((lowered[key] for key in _VALUE_KEYS if key in lowered), None)
    named = next((lowered[key] for key in _LABEL_KEYS if isinstance(lowered.get(key), str)), None)
    place = next((lowered[key] for key in _PLACE_KEYS if _is_plain(lowered.get(key))), None)
    if amount is not None and place is not None and (named or keys) and not isinstance(amount, dict):
        yield Pair((*keys, *([named] if named else []), "location"), _text(place))
    if amount is not None and (named is not None or keys) and not isinstance(amount, dict):
        extras = [
            str(lowered[key]) for key in (*_UNIT_KEYS, *_DIRECTION_KEYS) if isinstance(lowered.get(key), str)
        ]
        text = " ".join([_text(amount), *extras]) if not isinstance(amount, list) else amount
        yield Pair((*keys, named) if named is not None else keys, text)
        return
    within = keys if named is None else (*keys, named)
    for key, item in list(value.items())[:_MOST]:
        if (named is None or item != named) and key.lower() not in _UNIT_KEYS:
            yield from pairs(item, (*within, key))


def _columns(lowered: dict[str, Any]) -> list[tuple[str, str]]:
    """``{"labels": ["R_A", "R_B"], "values": [6, 3], "units": ["kN", "kN"]}`` as pairs."""
    labels, values, units = (
        next((lowered[f"{key}s"] for key in names if isinstance(lowered.get(f"{key}s"), list)), None)
        for names in (_LABEL_KEYS, _VALUE_KEYS, ("unit",))
    )
    if (
        labels is None
        or values is None
        or len(labels) != len(values)
        or not all(isinstance(one, str) for one in labels)
    ):
        return []
    if units is None or len(units) != len(values):
        units = [""] * len(values)
    return [
        (label, f"{_text(value)} {unit}".strip()) for label, value, unit in zip(labels, values, units, strict=True)
    ]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)
