"""Reads values that came out of a sandbox. Strict, because whoever wrote them may be hostile."""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import re2

from sandbox.runner.values import BUILDERS, DEPTH

_MOST_NODES = 4_000_000
_STRINGS = re2.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS = re2.compile(rb"[\[\]{}]")
_FEW = 1000
_MOST_COLLIDING = 20
_LARGEST_EXPONENT = 100_000


class MalformedValue(ValueError):
    """Text that is no value: nobody but a program that forges results writes such."""


class Opaque:
    """A value that could not cross. It equals nothing, not even itself."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def decode_values(text: bytes) -> tuple[Any, ...]:
    """The values that a Call or Evaluate brought back. Raises MalformedValue."""
    try:
        _bound_depth(text)
        values = json.loads(text, object_pairs_hook=_build, parse_constant=_refuse)
    except Exception as malformed:
        # The border to a program that forges: whatever a builder raises over its words, they are no value.
        raise MalformedValue(type(malformed).__name__) from malformed
    if type(values) is not list:
        raise MalformedValue("not a list")
    return tuple(values)


def has_opaque(value: Any) -> bool:
    """Whether anything in a value could not cross."""
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Opaque):
            return True
        if isinstance(one, dict):
            pending += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            pending += one
    return False


def without_collisions(items: Iterable[Any]) -> list[Any]:
    """The items, if a set of them takes linear time: numbers can be chosen so that all have the same hash.

    Raises ValueError where they were, TypeError where an item has no hash.
    """
    listed = list(items)
    if len(listed) > _FEW:
        hashes = sorted(map(hash, listed))
        if any(one == other for one, other in zip(hashes, hashes[_MOST_COLLIDING:], strict=False)):
            _ensure_same(listed)
    return listed


def _ensure_same(items: list[Any]) -> None:
    """Raise ValueError if more than a few items have one hash and are not one and the same."""
    seen: dict[int, list[Any]] = {}
    for item in items:
        distinct = seen.setdefault(hash(item), [])
        if item not in distinct:
            distinct.append(item)
        if len(distinct) > _MOST_COLLIDING:
            raise ValueError("values chosen to collide")


def _bound_depth(text: bytes) -> None:
    if text.count(b",") > _MOST_NODES:
        raise ValueError("too many values")
    if text.count(b"[") + text.count(b"{") <= 4 * DEPTH:
        return
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", text)):
        depth += 1 if bracket in b"[{" else -1
        if depth > 4 * DEPTH:
            raise ValueError("nested too deeply")


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _build(pairs: list[tuple[str, Any]]) -> Any:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError("a key occurs twice")
    tags = [key for key in mapping if key.startswith("$")]
    if not tags:
        return mapping
    if len(mapping) != 1:
        raise ValueError("a tag among other keys")
    return _tagged(tags[0], mapping[tags[0]])


def _tagged(tag: str, content: Any) -> Any:
    expected, build = _TAGS.get(tag, (None, None))
    if type(content) is not expected or build is None:
        raise ValueError(f"{tag[:20]} is no tag or has the wrong content")
    return build(content)


def _pairs(content: list[Any]) -> dict[Any, Any]:
    if not all(type(pair) is list and len(pair) == 2 for pair in content):
        raise ValueError("a mapping is made of pairs")
    without_collisions(pair[0] for pair in content)
    return dict(content)


def _decimal(text: str) -> Decimal | Opaque:
    """A number that arithmetic can take: a huge exponent would make an integer that fills the memory."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    return Opaque("Decimal") if isinstance(exponent, int) and abs(exponent) > _LARGEST_EXPONENT else number


_TAGS: dict[str, tuple[type, Callable[[Any], Any]]] = {
    "$tuple": (list, BUILDERS["$tuple"]),
    "$set": (list, lambda items: set(without_collisions(items))),
    "$frozenset": (list, lambda items: frozenset(without_collisions(items))),
    "$dict": (list, _pairs),
    "$int": (str, BUILDERS["$int"]),
    "$float": (str, BUILDERS["$float"]),
    "$complex": (list, BUILDERS["$complex"]),
    "$bytes": (str, BUILDERS["$bytes"]),
    "$decimal": (str, _decimal),
    "$fraction": (list, BUILDERS["$fraction"]),
    "$opaque": (str, Opaque),
}
