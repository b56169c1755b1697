"""Reads the JSON objects of an answer: strict about what we need, blind to what newer servers add."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from steelyard.errors import Unreadable

T = TypeVar("T")

_NUMBER: Final = (int, float)


class Fields:
    """One JSON object, read field by field. Raises Unreadable where a field is not what it has to be."""

    __slots__ = ("_name", "_values")

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, Mapping):
            raise Unreadable(f"{name} is {_short(value)}, not an object")
        self._values: Mapping[str, object] = value
        self._name = name

    def text(self, key: str) -> str:
        """A string that has to be there."""
        return self._needed(key, self.text_or_none(key), "a string")

    def text_or_none(self, key: str) -> str | None:
        """A string, or None where it is null or absent."""
        value = self._values.get(key)
        if value is None or isinstance(value, str):
            return value
        raise self._fault(key, "a string")

    def number_or_none(self, key: str) -> float | None:
        """A number, or None where it is null or absent: never 0 for what is missing."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, _NUMBER) and not isinstance(value, bool):
            return float(value)
        raise self._fault(key, "a number")

    def number(self, key: str, default: float) -> float:
        """A number, or the default where it is null or absent."""
        value = self.number_or_none(key)
        return default if value is None else value

    def count_or_none(self, key: str) -> int | None:
        """A whole number, or None where it is null or absent."""
        value = self.number_or_none(key)
        return None if value is None else int(value)

    def flag_or_none(self, key: str) -> bool | None:
        """True, False, or None where it is null or absent."""
        value = self._values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._fault(key, "true or false")

    def mapping(self, key: str) -> Mapping[str, object]:
        """An object as it is, empty where it is null or absent."""
        value = self._values.get(key)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return value
        raise self._fault(key, "an object")

    def raw(self, key: str) -> object:
        """Whatever stands there, or None."""
        return self._values.get(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Strings; none where the list is null or absent."""
        return tuple(str(item) for item in self._items(key))

    def each(self, key: str, read: "Callable[[Fields], T]") -> tuple[T, ...]:
        """A list of objects, each read; none where the list is null or absent."""
        return tuple(read(Fields(item, key)) for item in self._items(key))

    def one_or_none(self, key: str, read: "Callable[[Fields], T]") -> T | None:
        """An object, read, or None where it is null or absent."""
        value = self._values.get(key)
        return None if value is None else read(Fields(value, key))

    def needs(self, key: str) -> None:
        """Raises Unreadable where a field is absent without which the answer means nothing."""
        if key not in self._values:
            raise Unreadable(f"{self._name} has no {key!r}")

    def _items(self, key: str) -> list[object]:
        value = self._values.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        raise self._fault(key, "a list")

    def _needed(self, key: str, value: T | None, expected: str) -> T:
        if value is None:
            raise self._fault(key, expected)
        return value

    def _fault(self, key: str, expected: str) -> Unreadable:
        return Unreadable(f"{self._name}.{key} is {_short(self._values.get(key))}, not {expected}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
