"""Arithmetic with the rewards of turns and steps, place by place; what a scheme has none of is left out."""

import math
from collections.abc import Callable, Sequence
from itertools import zip_longest

from rewards.scheme import Pieces, Values


def scaled(pieces: Pieces, factor: float) -> Pieces:
    """Every reward times a factor."""
    return mapped(pieces, lambda value: factor * value)


def mapped(pieces: Pieces, change: Callable[[float], float | None]) -> Pieces:
    """Every reward changed; one that overflows is none."""
    return Pieces(_each(pieces.turns, change), _each(pieces.steps, change))


def added(pieces: Sequence[Pieces]) -> Pieces:
    """The sum over schemes."""
    if len(pieces) == 1:
        return pieces[0]
    return Pieces(_sum([one.turns for one in pieces]), _sum([one.steps for one in pieces]))


def _each(values: Values | None, change: Callable[[float], float | None]) -> Values | None:
    if values is None:
        return None
    return [None if value is None else _finite(change(value)) for value in values]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _sum(rows: Sequence[Values | None]) -> Values | None:
    there = [row for row in rows if row is not None]
    if not there:
        return None
    columns = ([one for one in column if one is not None] for column in zip_longest(*there))
    return [sum(known) if known else None for known in columns]
