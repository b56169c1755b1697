"""JSON values in a text: objects anywhere, lists in fences; quotes of Python and LaTeX in strings are forgiven."""

import json
import re
from typing import Any

_ATTEMPTS = 20
_OBJECT = re.compile(r"\{\s{0,38}[\"'}]")
_UNESCAPED = re.compile(r"\\(?![\"\\/])")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DECODER = json.JSONDecoder()


def documents(text: str) -> tuple[list[Any], str]:
    """The JSON values in a text, and the text without them. Only objects, and lists that stand in a fence."""
    if "{" not in text and "[" not in text:
        return [], text
    found: list[Any] = []
    rest = _without_fenced(text, found)
    position = attempts = 0
    while (start := rest.find("{", position)) >= 0 and attempts < _ATTEMPTS:
        position = start + 1
        if not _OBJECT.match(rest, start):
            continue
        attempts += 1
        value, end = _decoded(rest, start)
        if value is not None:
            found.append(value)
            rest = rest[:start] + "\n" + rest[end:]
            position = start
    return found, rest


def _without_fenced(text: str, found: list[Any]) -> str:
    pieces = text.split("```")
    fenced = len(pieces) - 1 - (len(pieces) - 1) % 2  # a last fence may never be closed
    pieces[1:fenced:2] = [_taken(inside, found) for inside in pieces[1:fenced:2]]
    return "".join(pieces[: fenced + 1]) + "".join("```" + piece for piece in pieces[fenced + 1 :])


def _taken(inside: str, found: list[Any]) -> str:
    """What a fenced block leaves behind: nothing if it is a JSON value, otherwise all of it, without the fence."""
    text = inside.lstrip(_LETTERS).strip()
    if not text.startswith(("{", "[")):
        return inside.lstrip(_LETTERS).lstrip()
    value, end = _decoded(text, 0) if len(found) < _ATTEMPTS else (None, 0)
    if value is None or text[end:].strip():
        return "\n" + inside + "\n"
    found.append(value)
    return "\n"


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that starts there and where it ends; ``None`` where none does."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    end = text.find("}", start) + 1
    if end and "'" in text[start:end] and '"' not in text[start:end]:
        return _loaded(text[start:end].replace("'", '"')), end
    if end and "\\" in text[start:end]:
        # A LaTeX command inside a string is no escape of JSON.
        return _loaded(_UNESCAPED.sub(r"\\\\", text[start:end])), end
    return None, start


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
