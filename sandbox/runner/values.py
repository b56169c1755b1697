"""How Python values cross the border of a sandbox: JSON, with tags for what JSON cannot say.

    {"$tuple": [..]}  {"$set": [..]}  {"$frozenset": [..]}  {"$dict": [[key, value], ..]}
    {"$int": "hex"}  {"$float": "nan" | "inf" | "-inf"}  {"$complex": [re, im]}  {"$bytes": "hex"}
    {"$decimal": "1.50"}  {"$fraction": ["hex", "hex"]}  {"$opaque": "name of its type"}

A plain object has string keys of which none starts with "$"; other mappings are a ``$dict``. Instances of
subclasses are told by the content that the built-in base class holds, never by methods of their own, so an
object that claims to equal everything crosses as what it is. Anything else is opaque and equals nothing.
"""

import json
import math
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

DEPTH = 100
_PLAIN_BITS = 63


class TooLarge(Exception):
    """A value is larger than may cross."""


class Encoder:
    """Turns values into what JSON can say, until ``room`` is used up."""

    def __init__(self, room: int) -> None:
        self.room = room

    def encode(self, value: Any, depth: int = 0) -> Any:
        """One value."""
        self.room -= 1
        if self.room < 0:
            raise TooLarge
        kind = type(value)
        if value is None or kind is bool:
            return value
        if depth >= DEPTH:
            return _opaque(kind)
        for base, convert in _CONVERTERS:
            if issubclass(kind, base):
                return convert(self, value, depth + 1)
        if _is_numpy_scalar(kind):
            return self.encode(value.item(), depth + 1)
        return self.other(value)

    def other(self, value: Any) -> Any:
        """What stands for a value that cannot cross."""
        return _opaque(type(value))

    def _number(self, value: int, _depth: int) -> Any:
        plain = int.__int__(value)
        self.room -= plain.bit_length() // 8
        return plain if plain.bit_length() <= _PLAIN_BITS else {"$int": hex(plain)}

    def _real(self, value: float, _depth: int) -> Any:
        plain = float.__float__(value)
        return plain if math.isfinite(plain) else {"$float": repr(plain)}

    def _text(self, value: str, _depth: int) -> Any:
        self.room -= str.__len__(value)
        return str.__str__(value)

    def _binary(self, value: Any, _depth: int) -> Any:
        self.room -= 2 * len(memoryview(value))
        return {"$bytes": memoryview(value).hex()}

    def _items(self, value: list[Any], depth: int) -> Any:
        return [self.encode(item, depth) for item in list.__iter__(value)]

    def _fixed(self, value: tuple[Any, ...], depth: int) -> Any:
        return {"$tuple": [self.encode(item, depth) for item in tuple.__iter__(value)]}

    def _unordered(self, value: set[Any], depth: int) -> Any:
        return {"$set": [self.encode(item, depth) for item in set.__iter__(value)]}

    def _frozen(self, value: frozenset[Any], depth: int) -> Any:
        return {"$frozenset": [self.encode(item, depth) for item in frozenset.__iter__(value)]}

    def _mapping(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = list(dict.items(value))
        if all(type(key) is str and not key.startswith("$") for key, _ in pairs):
            self.room -= sum(len(key) for key, _ in pairs)
            return {key: self.encode(item, depth) for key, item in pairs}
        return {"$dict": [[self.encode(key, depth), self.encode(item, depth)] for key, item in pairs]}


def _is_numpy_scalar(kind: type) -> bool:
    """Numbers of numpy are equal to plain ones."""
    generic = getattr(sys.modules.get("numpy"), "generic", None)
    return isinstance(generic, type) and issubclass(kind, generic)


def plain_scalar(value: Any) -> Any:
    """The plain value that a number or a text of numpy is equal to, or None for anything else."""
    plain = value.item() if _is_numpy_scalar(type(value)) else None
    return plain if type(plain) in (bool, int, float, complex, str, bytes) else None


def _opaque(kind: type) -> Any:
    name = type.__dict__["__name__"].__get__(kind)
    return {"$opaque": str.__str__(name)[:200]}


def _complex(_encoder: Encoder, value: complex, _depth: int) -> Any:
    real = complex.real.__get__(value)
    imag = complex.imag.__get__(value)
    return {"$complex": [repr(real), repr(imag)]}


def _decimal(encoder: Encoder, value: Decimal, _depth: int) -> Any:
    text = Decimal.__str__(value)
    encoder.room -= len(text)
    return {"$decimal": text}


def _fraction(encoder: Encoder, value: Fraction, _depth: int) -> Any:
    parts = [int.__int__(value._numerator), int.__int__(value._denominator)]  # type: ignore[attr-defined]
    encoder.room -= sum(part.bit_length() // 8 for part in parts)
    return {"$fraction": [hex(part) for part in parts]}


_CONVERTERS: tuple[tuple[type, Any], ...] = (
    (int, Encoder._number),
    (str, Encoder._text),
    (list, Encoder._items),
    (float, Encoder._real),
    (tuple, Encoder._fixed),
    (dict, Encoder._mapping),
    (set, Encoder._unordered),
    (frozenset, Encoder._frozen),
    (bytes, Encoder._binary),
    (bytearray, Encoder._binary),
    (complex, _complex),
    (Decimal, _decimal),
    (Fraction, _fraction),
)


def encode(value: Any, room: int = 64 << 20) -> str:
    """A value as tagged JSON text. Raises TooLarge beyond about ``room`` bytes."""
    return json.dumps(Encoder(room).encode(value))


def decode(text: str | bytes) -> Any:
    """A value from tagged JSON text that the trusted side wrote."""
    return json.loads(text, object_hook=_untag)


def _untag(mapping: dict[str, Any]) -> Any:
    if len(mapping) != 1:
        return mapping
    (tag, content), *_ = mapping.items()
    return BUILDERS[tag](content) if tag in BUILDERS else mapping


BUILDERS: dict[str, Any] = {
    "$tuple": tuple,
    "$set": set,
    "$frozenset": frozenset,
    "$dict": dict,
    "$int": lambda digits: int(digits, 16),
    "$float": float,
    "$complex": lambda parts: complex(float(parts[0]), float(parts[1])),
    "$bytes": bytes.fromhex,
    "$decimal": Decimal,
    "$fraction": lambda parts: Fraction(int(parts[0], 16), int(parts[1], 16)),
}
"""What each tag becomes; ``$opaque`` is left to the reader."""
