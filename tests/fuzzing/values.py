"""Bytes as values of the runner's tagged JSON: every byte string is one, so that a fuzzer wanders among them."""

from collections.abc import Callable, Iterator
from typing import Any

_SCALARS: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, 3, -1, 3.0, 2.5, 1e308, -0.0, 2**61 - 1, 10**400, float("inf"), "", "3", "a",
    "x" * 300, "\ud800", "é", [1, 2], {"a": 1}, {"a": [1, 2.5]},
)  # fmt: skip
_TEXTS = (
    "0",
    "-0x1f",
    "0x" + "f" * 500,
    "zz",
    "nan",
    "inf",
    "-inf",
    "1e99999",
    "1e-99999",
    "sNaN",
    "",
    "3",
    "1_0",
    "\ud800",
)
_TAGS = (
    "$tuple",
    "$set",
    "$frozenset",
    "$dict",
    "$int",
    "$float",
    "$complex",
    "$bytes",
    "$decimal",
    "$fraction",
    "$opaque",
    "$x",
)
_DEEPEST = 12


def value_of(data: bytes) -> Any:
    """The value that the bytes stand for."""
    return _value(iter(data), 0)


def _value(rest: Iterator[int], depth: int) -> Any:
    kind = next(rest, 0)
    if depth >= _DEEPEST or kind % 8 < 3:
        return _SCALARS[kind // 8 % len(_SCALARS)]
    return _MAKERS[kind % 8 - 3](rest, depth + 1)


def _items(rest: Iterator[int], depth: int) -> list[Any]:
    return [_value(rest, depth) for _ in range(next(rest, 0) % 4)]


def _mapping(rest: Iterator[int], depth: int) -> Any:
    return {_text(rest): item for item in _items(rest, depth)}


def _tagged_items(rest: Iterator[int], depth: int) -> Any:
    tag = _TAGS[next(rest, 0) % len(_TAGS)]
    return {tag: _items(rest, depth)}


def _tagged_text(rest: Iterator[int], _: int) -> Any:
    return {_TAGS[next(rest, 0) % len(_TAGS)]: _text(rest)}


def _pairs(rest: Iterator[int], depth: int) -> Any:
    return {"$dict": [[_value(rest, depth), _value(rest, depth)] for _ in range(next(rest, 0) % 4)]}


def _text(rest: Iterator[int]) -> str:
    kind = next(rest, 0)
    return _TEXTS[kind % len(_TEXTS)] if kind < 200 else "".join(chr(next(rest, 48)) for _ in range(kind - 199))


_MAKERS: tuple[Callable[[Iterator[int], int], Any], ...] = (_items, _mapping, _tagged_items, _tagged_text, _pairs)
