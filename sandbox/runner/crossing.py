"""How two processes share objects: what is said of a value by the one, and what the other makes of it.

Values that nothing can change cross by content. A list, dict or set is there twice, once on either side, under one
number: with each message go the contents of those that have changed since the last, so that they are the same
whenever the other side looks. Any other object stays where it is and crosses as a number; the other side has a
stand-in for it, always the same one. A message is ``[value, [[number, content], ..], forgotten, freed]``, and each
object in it is one of

    {"@": [number, kind]}           a container that both sides have
    {"#": [number, what, ..]}       an object of the sender's, see standins.py
    {"%": number}                   an object of the receiver's
    {"$..": ..}                     a value: see _BUILDERS, and values.py
"""

import collections
import datetime
import json
import operator
import pathlib
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import values

LARGEST = 32 << 20  # bytes of a message
_DEPTH = 100
_NOBODY_ELSE = 3  # references to an object that only this module holds, while it counts them


class Crossing:
    """One side's half of what is shared. ``first`` is its first number: the two sides count in twos."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._kept: dict[int, Any] = {}  # objects of this side that the other knows, by number
        self._numbers: dict[int, int] = {}  # their numbers, by identity
        self._containers: dict[int, Any] = {}
        self._container_numbers: dict[int, int] = {}
        self._seen: dict[int, Any] = {}  # what each container held when both sides last agreed
        self._fresh: list[int] = []
        self.freed: list[int] = []

    # What a subclass knows of objects and stand-ins.

    def describe(self, value: Any) -> Any:
        """What is said of an object that is no value."""
        raise NotImplementedError

    def stand_in(self, number: int, what: str, details: list[Any]) -> Any:
        """What stands for an object of the other side's."""
        raise NotImplementedError

    def keep(self, value: Any) -> int:
        """The number of an object of this side's."""
        number = self._numbers.get(id(value))
        if number is None:
            number = self._new_number()
            self._kept[number] = value
            self._numbers[id(value)] = number
        return number

    def kept(self, number: int) -> Any:
        """An object of this side's. Raises KeyError for a number that was never told."""
        return self._kept[number]

    def _new_number(self) -> int:
        self._next += 2
        return self._next

    def pack(self, body: Any) -> bytes:
        """A message. Raises ValueError for one that is too large or too deep."""
        forgotten = self._forget_unheld()
        self._fresh = [number for number, value in self._containers.items() if self._is_changed(number, value)]
        encoded = self.encode(body)
        told, done = [], set()
        while self._fresh:
            number = self._fresh.pop()
            if number not in done:
                done.add(number)
                told.append([number, self._content(number)])
        freed, self.freed = self.freed, []
        text = json.dumps([encoded, told, forgotten, freed]).encode()
        if len(text) > LARGEST:
            raise ValueError("too large to cross between processes")
        return text

    def unpack(self, text: bytes) -> Any:
        """The value of a message. Raises ValueError or the like for what is none."""
        body, told, forgotten, freed = json.loads(text, object_hook=self._decode)
        for number, content in told:
            self._fill(number, content)
        for number in forgotten:
            self._forget(number)
        for number in freed:
            self._numbers.pop(id(self._kept.pop(number, None)), None)
        return body

    def encode(self, value: Any, depth: int = 0) -> Any:
        """One value as JSON can carry it. Raises ValueError for one that is nested too deeply."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if depth > _DEPTH:
            raise ValueError("nested too deeply to cross between processes")
        if kind is tuple:
            return {"$tuple": [self.encode(item, depth + 1) for item in value]}
        if kind is frozenset:
            return {"$frozenset": [self.encode(item, depth + 1) for item in value]}
        if kind in _KINDS:
            return {"@": [self._share(value), _KINDS[kind]]}
        if kind in _VALUES:
            return _VALUES[kind](value)
        plain = values.plain_scalar(value)
        return self.describe(value) if plain is None else self.encode(plain, depth)

    def _share(self, value: Any) -> int:
        number = self._container_numbers.get(id(value))
        if number is None:
            number = self._new_number()
            self._adopt(number, value)
            self._fresh.append(number)
        return number

    def _adopt(self, number: int, value: Any) -> None:
        self._containers[number] = value
        self._container_numbers[id(value)] = number

    def _content(self, number: int) -> list[Any]:
        value = self._containers[number]
        self._seen[number] = _look(value)
        if isinstance(value, dict):
            factory = getattr(value, "default_factory", None)
            return [[[self.encode(key), self.encode(item)] for key, item in value.items()], self.encode(factory)]
        if isinstance(value, bytearray):
            return [value.hex(), None]
        return [[self.encode(item) for item in value], getattr(value, "maxlen", None)]

    def _is_changed(self, number: int, value: Any) -> bool:
        return not _is_same_look(self._seen[number], value)

    def _forget_unheld(self) -> list[int]:
        """Containers that nobody on this side holds any more: what happens to the other's is not seen here."""
        forgotten = []
        for number in list(self._containers):
            value = self._containers[number]
            if sys.getrefcount(value) <= _NOBODY_ELSE and self._settled(number, value):
                del value
                self._forget(number)
                forgotten.append(number)
        return forgotten

    def _settled(self, number: int, value: Any) -> bool:
        """Whether the other side knows all that was done to it. Counts a reference less than its caller."""
        return _is_same_look(self._seen[number], value)

    def _forget(self, number: int) -> None:
        value = self._containers.pop(number, None)
        self._container_numbers.pop(id(value), None)
        self._seen.pop(number, None)

    def _decode(self, mapping: dict[str, Any]) -> Any:
        ((tag, content),) = mapping.items()
        if tag == "@":
            return self._container(*content)
        if tag == "#":
            return self.stand_in(content[0], content[1], content[2:])
        if tag == "%":
            return self._kept[content]
        return _BUILDERS[tag](content)

    def _container(self, number: int, kind: str) -> Any:
        if number not in self._containers:
            self._adopt(number, _OF_KIND[kind]())
            self._seen[number] = ()
        return self._containers[number]

    def _fill(self, number: int, content: list[Any]) -> None:
        value = self._containers[number]
        if isinstance(value, collections.deque) and value.maxlen != content[1]:
            self._container_numbers.pop(id(value), None)
            value = collections.deque(maxlen=content[1])
            self._adopt(number, value)
        _refill(value, *content)
        self._seen[number] = _look(value)


def _refill(value: Any, content: Any, extra: Any) -> None:
    """Give a container what it is to hold."""
    if isinstance(value, list):
        value[:] = content
    elif isinstance(value, bytearray):
        value[:] = bytes.fromhex(content)
    elif isinstance(value, dict):
        dict.clear(value)
        for key, item in content:
            dict.__setitem__(value, key, item)
        if isinstance(value, collections.OrderedDict):
            value.clear()
            value.update(map(tuple, content))
        if isinstance(value, collections.defaultdict):
            value.default_factory = extra
    else:
        value.clear()
        (value.extend if isinstance(value, collections.deque) else value.update)(content)


def _look(value: Any) -> Any:
    """What a container holds, to be compared with what it holds later."""
    if isinstance(value, dict):
        return (list(value.keys()), list(value.values()), getattr(value, "default_factory", None))
    if isinstance(value, bytearray):
        return bytes(value)
    return set(value) if isinstance(value, set) else list(value)


def _is_same_look(look: Any, value: Any) -> bool:
    if isinstance(value, dict):
        return (
            bool(look)
            and _are_same(look[0], value.keys())
            and _are_same(look[1], value.values())
            and look[2] is getattr(value, "default_factory", None)
        )
    if isinstance(value, set | bytearray):
        return bool(look == value)
    return _are_same(look, value)


def _are_same(one: Any, other: Any) -> bool:
    return len(one) == len(other) and all(map(operator.is_, one, other))


_OF_KIND: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(list, dict, set, bytearray, collections.deque),
        *(collections.OrderedDict, collections.defaultdict, collections.Counter),
    )
}
_KINDS = {kind: name for name, kind in _OF_KIND.items()}


def _zone(value: Any) -> Any:
    return None if value is None else value.utcoffset(None).total_seconds()


def _moment(value: datetime.datetime) -> Any:
    parts = [*value.timetuple()[:6], value.microsecond, value.fold]
    return {"$moment": [*parts, _zone(value.tzinfo)]}


def _time(value: datetime.time) -> Any:
    return {"$time": [value.hour, value.minute, value.second, value.microsecond, _zone(value.tzinfo)]}


def _at(value: Any, seconds: float | None) -> Any:
    """The same in a time zone that is so far from UTC."""
    zone = None if seconds is None else datetime.timezone(datetime.timedelta(seconds=seconds))
    return value.replace(tzinfo=zone)


_VALUES: dict[type, Any] = {
    **{
        kind: lambda value: values.Encoder(LARGEST).encode(value)
        for kind in (int, float, bytes, complex, Decimal, Fraction)
    },
    range: lambda value: {"$range": [hex(value.start), hex(value.stop), hex(value.step)]},
    type(...): lambda _value: {"$one": "..."},
    type(NotImplemented): lambda _value: {"$one": "NotImplemented"},
    datetime.date: lambda value: {"$date": [value.year, value.month, value.day]},
    datetime.timedelta: lambda value: {"$span": [value.days, value.seconds, value.microseconds]},
}


def moment_of(value: Any) -> Any:
    """What is said of a time of day or a moment, or None where its zone is an object of somebody's own."""
    if type(value.tzinfo) not in (type(None), datetime.timezone):
        return None
    return _moment(value) if isinstance(value, datetime.datetime) else _time(value)


_PATHS = {name: name for name in ("PosixPath", "PurePosixPath", "PureWindowsPath")}
_BUILDERS: dict[str, Any] = {
    **values.BUILDERS,
    "$range": lambda ends: range(*(int(end, 16) for end in ends)),
    "$path": lambda parts: getattr(pathlib, _PATHS[parts[0]])(parts[1]),
    "$one": lambda name: {"...": ..., "NotImplemented": NotImplemented}[name],
    "$date": lambda parts: datetime.date(*parts),
    "$span": lambda parts: datetime.timedelta(*parts),
    "$moment": lambda parts: _at(datetime.datetime(*parts[:7], fold=parts[7]), parts[8]),
    "$time": lambda parts: _at(datetime.time(*parts[:4]), parts[4]),
}
