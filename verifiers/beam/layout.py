"""A generated beam before its question is put."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A beam without its question: numbers in kN and m, or multiples of P and L."""

    length: Fraction
    supports: list[Item]
    loads: list[Item]
    hinges: tuple[Fraction, ...] = ()
    symbolic: bool = False


def held(name: str, kind: str, x: Fraction) -> Item:
    """A support."""
    return {"id": name, "type": kind, "x": x}
