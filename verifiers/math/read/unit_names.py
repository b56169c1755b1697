"""The spellings of units in mathematics: those of the table, radians, and the keys of primes."""

from verifiers.math.read.word_list import words
from verifiers.units.units import is_unit as is_tabled

FEET, INCHES = "ft", "in"
"""Keys of lengths written as primes; spelled units have a power, ``ft^1``. Beside degrees primes are arcs."""
RADIANS = words("rad radian radians")
"""Spellings of a unit without a dimension."""


def is_unit(spelled: str) -> bool:
    """Whether a spelling is a unit."""
    return spelled in RADIANS or is_tabled(spelled)
