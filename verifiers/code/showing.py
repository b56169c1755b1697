"""Values of programs in words: short, and whatever the value."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

import re2

T = TypeVar("T")

_SHOWN = 200
_LARGEST = 1 << 64
_DEEPEST = 6
_MOST_ITEMS = 20
_FOLDERS = re2.compile(r"(?:/[\w.+@-]+)+/")


def short(value: object) -> str:
    """At most about 200 characters: of a large number its size, of a deep or long collection its beginning."""
    shown = _shown(value, _DEEPEST)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def plain(text: str) -> str:
    """Text that any encoding takes, in which files have lost their folders."""
    return str(_FOLDERS.sub("", text.encode("utf-8", "backslashreplace").decode()))


def _shown(value: object, depth: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST:
        return f"<an integer of {value.bit_length()} bits>"
    if isinstance(value, list | tuple | set | frozenset):
        return _bracketed(value, depth)
    if isinstance(value, dict):
        if depth == 0:
            return "{…}"
        items = [f"{_shown(key, depth - 1)}: {_shown(item, depth - 1)}" for key, item in _first(value.items())]
        return "{" + _joined(items, len(value)) + "}"
    if isinstance(value, str | bytes):
        return repr(value[: _SHOWN + 1])
    try:
        return repr(value)
    except ValueError:
        return f"<{type(value).__name__}>"  # a fraction of numbers too long to be printed


def _bracketed(value: list[object] | tuple[object, ...] | set[object] | frozenset[object], depth: int) -> str:
    opening, closing = "[]" if isinstance(value, list) else "()" if isinstance(value, tuple) else "{}"
    if depth == 0:
        return f"{opening}…{closing}"
    items = [_shown(item, depth - 1) for item in _first(value)]
    single = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return f"{opening}{_joined(items, len(value))}{single}{closing}" if value or opening != "{" else "set()"


def _first(items: Iterable[T]) -> list[T]:
    return list(islice(items, _MOST_ITEMS))


def _joined(items: list[str], size: int) -> str:
    return ", ".join(items if size <= _MOST_ITEMS else [*items, "…"])
