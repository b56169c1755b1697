"""Symbols of units written without anything between them: ``kgm^{-3}``, ``Wm^{-2}``, ``ms^{-2}``, ``Nm``."""

from functools import lru_cache

from verifiers.math.read.unit_names import is_unit

_PRODUCTS = {"Nm": ("N", "m"), "kNm": ("kN", "m"), "MNm": ("MN", "m"), "Ns": ("N", "s")}
"""Products that are usual without a space, whatever their power."""
_LONGEST = 8
_BEFORE_SECONDS = {"ms": ("m", "s")}
"""Symbols of one unit that, to a negative power, are often meant as a product of two."""


@lru_cache(maxsize=512)
def factors_of(spelled: str, *, negative: bool) -> tuple[str, ...]:
    """The units that a spelling is made of: itself where it is one, or where it is none at all.

    Only before a ``negative`` power letters are taken for units side by side: many words are made of such letters.
    """
    if is_unit(spelled):
        return (spelled,)
    if spelled in _PRODUCTS:
        return _PRODUCTS[spelled]
    if not negative or len(spelled) > _LONGEST:
        return (spelled,)
    for end in range(len(spelled) - 1, 0, -1):
        if is_unit(spelled[:end]):
            rest = factors_of(spelled[end:], negative=True)
            if all(map(is_unit, rest)):
                return (spelled[:end], *rest)
    return (spelled,)


def apart(key: str) -> str:
    """The key of a unit, with metres and seconds for the milliseconds that have a negative power."""
    factors: list[str] = []
    for factor in key.split(" "):
        spelled, _, power = factor.partition("^")
        front, last = _BEFORE_SECONDS.get(spelled, ("", spelled)) if power.startswith("-") else ("", spelled)
        factors += [f"{front}^1", f"{last}^{power}"] if front else [factor]
    return " ".join(factors)
