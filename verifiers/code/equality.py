"""Compares values that came out of a sandbox with what was expected of them, as JSON tells them apart.

Numbers are equal as in Python (``2 == 2.0``, ``True == 1``, NaN equals nothing). A tuple is a list, and the keys
of a mapping are what JSON would make of them. A value that is no JSON but can be told exactly (a set, bytes)
equals no list or text; one that could not cross the border of the sandbox equals nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sandbox.values import without_collisions
from verifiers.code.comparing import is_near

_NUMBERS = (int, float, Fraction, Decimal)


def same_value(got: Any, expected: Any) -> bool:
    """Whether both are the same JSON value."""
    return _guarded(lambda: _same(got, expected, None))


def near_value(got: Any, expected: Any, tolerance: float) -> bool:
    """The same, where a float may differ by ``tolerance``, absolutely or relative to the expected one."""
    return _guarded(lambda: _same(got, expected, tolerance))


def same_items(got: Any, expected: Any) -> bool:
    """Whether both hold the same items equally often, in any order."""
    collections = (list, tuple, set, frozenset)
    if not (isinstance(got, collections) and isinstance(expected, collections)):
        return same_value(got, expected)
    return _guarded(lambda: len(got) == len(expected) and _counted(got) == _counted(expected))


def _counted(items: Iterable[Any]) -> Counter[Any]:
    return Counter(without_collisions(map(_frozen, items)))


def _guarded(comparison: Callable[[], bool]) -> bool:
    """A value too deep or too odd to be compared is not the expected one."""
    try:
        return comparison()
    except (RecursionError, ArithmeticError, TypeError, ValueError):
        return False


def _same(got: Any, expected: Any, tolerance: float | None) -> bool:
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(_same(*pair, tolerance) for pair in zip(got, expected, strict=True))
        )
    if isinstance(expected, dict):
        return isinstance(got, dict) and _same_mapping(got, expected, tolerance)
    if tolerance is not None and _inexact(got, expected):
        return is_near(float(got), float(expected), tolerance)
    return bool(got == expected)


def _same_mapping(got: Mapping[Any, Any], expected: Mapping[Any, Any], tolerance: float | None) -> bool:
    ours = {_key(key): value for key, value in got.items()}
    theirs = {_key(key): value for key, value in expected.items()}
    return (
        len(ours) == len(got)
        and ours.keys() == theirs.keys()
        and all(_same(ours[key], value, tolerance) for key, value in theirs.items())
    )


def _key(key: Any) -> Any:
    """What JSON makes of a key: text."""
    return json.dumps(key) if key is None or isinstance(key, bool | int | float) else key


def _inexact(got: Any, expected: Any) -> bool:
    if not (isinstance(got, _NUMBERS) and isinstance(expected, _NUMBERS)):
        return False
    return isinstance(got, float) or isinstance(expected, float)


def _frozen(value: Any) -> Any:
    """Something hashable that is equal exactly for equal values."""
    if isinstance(value, list | tuple):
        return ("list", *map(_frozen, value))
    if isinstance(value, dict):
        return ("dict", frozenset((_key(key), _frozen(item)) for key, item in value.items()))
    if isinstance(value, set):
        return frozenset(value)
    return value
