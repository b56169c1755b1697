"""The configurations that the paper trains and evaluates on, in multiples of L and P.

Source: BeamPERL's data generation (arXiv 2603.04124, revisions up to 2026-06): 189 for training, 24 of the first
evaluation and 99 of the second. One pin on the left, one roller on the right; places are shares of the span. The
second evaluation has its pin at 0.1 L of 9 L where the first has it at a tenth of the span.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

from verifiers.beam.layout import Item, Layout, held

_SPAN = 9
_FIRST_SIZE = 13
_SIZES = (7, 13, 19)
_HELD_OUT = (7, 13, 21, 27, 33, 41, 53, 61, 73, 83)
_LENGTHS = (7, 11, 13)
_AT_EACH_LENGTH = (((21,), 13), ((41,), 7), ((13, 53), 13), ((27, 73), 19), ((61,), 19))
_FIRST_ID = (("0.3333",), ("0.6667",), ("0.125",), ("0.525",))
_FIRST_LOADS = (
    ("0.3333", "0.6667"),
    ("0.125", "0.525"),
    ("0.3333", "0.125"),
    ("0.667", "0.525"),
    ("0.3333", "0.5", "0.6667"),
    ("0.125", "0.5", "0.875"),
    ("0.3333", "0.525", "0.6667"),
    ("0.125", "0.525", "0.667"),
)
_FIRST_SUPPORTS = (
    (("0", "0.9"), (("0.45",), ("1",), ("0.45", "1"))),
    (("0.1", "1"), (("0.55",), ("0",), ("0.55", "0"))),
    (("0.1", "0.9"), (("0",), ("0.5",), ("1",), ("0", "0.5"), ("0.5", "1"), ("0", "1"))),
)
_PAIRS = ((7, 41), (13, 53), (21, 61), (27, 73), (33, 83), (7, 33), (21, 53), (13, 61))
_TRIPLES = (
    (7, 27, 61), (13, 33, 73), (21, 41, 83), (7, 33, 83), (13, 41, 61), (21, 33, 73), (7, 41, 73), (13, 27, 83),
)  # fmt: skip
_QUADRUPLES = (
    (7, 21, 41, 73), (13, 27, 53, 83), (7, 27, 41, 61), (21, 33, 53, 73), (13, 33, 41, 83), (7, 21, 53, 83),
)  # fmt: skip
_MOVED = ((13,), 13), ((41,), 7), ((21, 53), 13), ((27, 73), 19), ((13, 33, 61), 13), ((21, 41, 73), 7)
_SPREADS = (
    (1, 0, 3), (2, 0, 4), (3, 0, 5), (1, 0, 6), (2, 0, 7), (1, 1, 5), (2, 2, 7), (3, 1, 7), (1, 3, 8), (2, 2, 8),
    (1, 2, 9), (2, 3, 9), (3, 4, 9), (1, 5, 9), (2, 6, 9),
)  # fmt: skip


def train() -> list[Layout]:
    """One load of P, 2P or 3P at a twentieth of spans of L, 2L and 3L."""
    return [
        _beam(length, [_load(Fraction(place, 20), size, length)])
        for length in (1, 2, 3)
        for size in (1, 2, 3)
        for place in range(21)
    ]


def in_distribution() -> list[Layout]:
    """One load on 9L, at places that training has not seen: 4 and 26."""
    singles = [_points(places, _FIRST_SIZE) for places in _FIRST_ID]
    held_out = [_hundredths((place,), size) for place in _HELD_OUT for size in _SIZES]
    return singles + held_out[:26]


def more_loads() -> list[Layout]:
    """Two to four equal loads: 8 and 22."""
    first = [_points(places, _FIRST_SIZE) for places in _FIRST_LOADS]
    second = chain.from_iterable(map(_in_turn, (_PAIRS, _TRIPLES, _QUADRUPLES)))
    return [*first, *second]


def moved_supports() -> list[Layout]:
    """Supports moved inwards, loads on overhangs: 12 and 6."""
    first = [
        _points(places, _FIRST_SIZE, (Fraction(ends[0]), Fraction(ends[1])))
        for ends, loads in _FIRST_SUPPORTS
        for places in loads
    ]
    second = [_hundredths(places, size, ends=(Fraction(1, 90), Fraction(1))) for places, size in _MOVED]
    return first + second


def distributed() -> list[Layout]:
    """A uniform load over a part of 9L: 15."""
    return [
        _beam(
            _SPAN,
            [{"type": "dist", "x1": Fraction(x1), "x2": Fraction(x2), "w1": Fraction(-w), "w2": Fraction(-w)}],
        )
        for w, x1, x2 in _SPREADS
    ]


def lengths() -> list[Layout]:
    """Spans of 7L, 11L and 13L: 15."""
    return [_hundredths(places, size, length) for length in _LENGTHS for places, size in _AT_EACH_LENGTH]


def couples() -> list[Layout]:
    """A couple at a quarter, the middle or three quarters of 9L: 15."""
    return [
        _beam(_SPAN, [{"type": "moment", "x": Fraction(_SPAN * place, 4), "M": Fraction(size)}])
        for size in range(1, 6)
        for place in (1, 2, 3)
    ]


def _in_turn(groups: Sequence[tuple[int, ...]]) -> list[Layout]:
    return [_hundredths(places, _SIZES[number % 3]) for number, places in enumerate(groups)]


def _points(
    places: Sequence[str], size: int, ends: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1))
) -> Layout:
    return _beam(_SPAN, [_load(Fraction(place), size, _SPAN) for place in places], ends)


def _hundredths(
    places: Sequence[int],
    size: int,
    length: int = _SPAN,
    ends: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1)),
) -> Layout:
    return _beam(length, [_load(Fraction(place, 100), size, length) for place in places], ends)


def _load(share: Fraction, size: int, length: int) -> Item:
    return {"type": "point", "x": share * length, "Fy": Fraction(-size)}


def _beam(
    length: int, loads: list[dict[str, Any]], ends: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1))
) -> Layout:
    supports = [held("A", "pin", length * ends[0]), held("B", "roller", length * ends[1])]
    return Layout(Fraction(length), supports, loads, symbolic=True)
