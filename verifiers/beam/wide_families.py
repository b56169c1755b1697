"""Loads and spans of a wide range of numbers, and supports that may be moved, for studies of what generalises."""

import random
from collections.abc import Callable
from fractions import Fraction

from verifiers.beam.layout import Layout, held
from verifiers.beam.options import Moved

_LONGEST = _LARGEST = 20
_MOST_MOVED = 30
_HUNDRED = 100


def reactions(loads: int) -> Callable[[random.Random, int, Moved], Layout]:
    """A pin and a roller, so many point loads of P to 20P at different hundredths of a span of L to 20L.

    A moved support stands up to three tenths of the span inwards, at a tenth.
    """

    def draw(rng: random.Random, _number: int, moved: Moved) -> Layout:
        length = Fraction(rng.randint(1, _LONGEST))
        left, right = _ends(rng, moved)
        places = sorted(rng.sample(range(_HUNDRED + 1), loads))
        return Layout(
            length,
            [held("A", "pin", length * left / _HUNDRED), held("B", "roller", length * right / _HUNDRED)],
            [
                {"type": "point", "x": length * place / _HUNDRED, "Fy": -Fraction(rng.randint(1, _LARGEST))}
                for place in places
            ],
            symbolic=True,
        )

    return draw


def _ends(rng: random.Random, moved: Moved) -> tuple[int, int]:
    """Where supports stand, in hundredths of the span."""
    which = rng.choice(("left", "right", "both")) if moved == "any" else moved
    left = rng.randrange(10, _MOST_MOVED + 1, 10) if which in ("left", "both") else 0
    right = rng.randrange(10, _MOST_MOVED + 1, 10) if which in ("right", "both") else 0
    return left, _HUNDRED - right
