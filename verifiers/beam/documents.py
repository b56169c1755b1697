"""Answers in JSON: objects found in a text, flattened into pairs of a path of keys and a value."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_FENCE = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.S)
_MOST = 200
_ATTEMPTS = 20
_DEEPEST = 6
_VALUE_KEYS = ("value", "magnitude", "amount", "val", "number", "result", "answer", "expr", "expression")
_LABEL_KEYS = ("label", "name", "key", "quantity", "symbol", "id", "support")
_UNIT_KEYS = ("unit", "units")
_PLACE_KEYS = ("x", "location", "position", "at", "at_x", "x_m")
_DIRECTION_KEYS = ("direction", "sense", "dir", "sign")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Pair:
    """A value under its keys, outermost first. Lists of values stay lists."""

    keys: tuple[str, ...]
    value: Any


def documents(text: str) -> tuple[list[Any], str]:
    """The JSON values in a text, and the text without them. Only objects, and lists that stand in a fence."""
    if "{" not in text and "[" not in text:
        return [], text
    found: list[Any] = []
    rest = _FENCE.sub(lambda match: _taken(match[1], found, match[0]), text)
    position = attempts = 0
    while (start := rest.find("{", position)) >= 0 and attempts < _ATTEMPTS:
        if not re.match(r"\{\s*[\"'}]", rest[start : start + 40]):
            position = start + 1
            continue
        attempts += 1
        value, end = _decoded(rest, start)
        if value is None:
            position = start + 1
        else:
            found.append(value)
            rest = rest[:start] + "\n" + rest[end:]
            position = start
    return found, rest


def _taken(inside: str, found: list[Any], whole: str) -> str:
    stripped = inside.strip()
    if not stripped.startswith(("{", "[")):
        return inside
    value, end = _decoded(stripped, 0)
    if value is None or stripped[end:].strip():
        return whole.replace("```", "\n")
    found.append(value)
    return "\n"


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that starts there and where it ends; quotes of Python are forgiven."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    end = text.find("}", start) + 1
    if end and "'" in text[start:end] and '"' not in text[start:end]:
        try:
            return json.loads(text[start:end].replace("'", '"')), end
        except (ValueError, RecursionError):
            return None, start
    # A LaTeX command inside a string is no escape of JSON.
    if end and "\\" in text[start:end]:
        try:
            return json.loads(re.sub(r"\\(?![\"\\/])", r"\\\\", text[start:end])), end
        except (ValueError, RecursionError):
            return None, start
    return None, start


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


def _of_object(value: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Pair]:
    lowered = {key.lower(): item for key, item in list(value.items())[:_MOST]}
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
    for key, item in list(value.items())[:_MOST]:
        yield from pairs(item, (*keys, key))


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)
