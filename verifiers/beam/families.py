"""Families of generated beam problems: where the supports stand, what the loads are, and what is asked.

The ``beamperl-…`` families are those of the generalisation study of arXiv 2603.04124: train on the first, test on
the others.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifiers.beam import beamperl_grid
from verifiers.beam.layout import Item, Layout, held
from verifiers.beam.options import Moved
from verifiers.beam.wide_families import reactions

Draw = random.Random


@dataclass(frozen=True, slots=True)
class Family:
    """``draw`` makes a layout from randomness, a problem's number and which supports are to be moved.

    ``kinds`` is asked besides all reactions. Only a ``movable`` family knows moved supports, and a ``listed`` one,
    whose layouts come one after another, has no parts.
    """

    name: str
    about: str
    draw: Callable[[Draw, int, Moved], Layout]
    kinds: tuple[str, ...] = ()
    movable: bool = False
    listed: bool = False


def _ends(length: Fraction) -> list[Item]:
    return [held("A", "pin", Fraction(0)), held("B", "roller", length)]


def _point(rng: Draw, length: Fraction, steps: int = 8) -> Item:
    x = length * rng.randint(1, steps - 1) / steps
    return {"type": "point", "x": x, "Fy": -Fraction(rng.randint(2, 40))}


def _spread(rng: Draw, length: Fraction) -> Item:
    start, end = sorted(rng.sample(range(9), 2))
    first = -Fraction(rng.randint(1, 12))
    last = first if rng.random() < 0.6 else -Fraction(rng.randint(0, 12))
    return {"type": "dist", "x1": length * start / 8, "x2": length * end / 8, "w1": first, "w2": last}


def _couple(rng: Draw, length: Fraction) -> Item:
    x = length * rng.randint(1, 7) / 8
    return {"type": "moment", "x": x, "M": Fraction(rng.choice((-1, 1)) * rng.randint(3, 40))}


def _loads(rng: Draw, length: Fraction, most: int = 3) -> list[Item]:
    makers = (_point, _point, _spread, _couple)
    return [rng.choice(makers)(rng, length) for _ in range(rng.randint(1, most))]


def _length(rng: Draw) -> Fraction:
    return Fraction(rng.choice((4, 5, 6, 8, 10, 12)))


def _simple(rng: Draw) -> Layout:
    length = _length(rng)
    return Layout(length, _ends(length), [_point(rng, length) for _ in range(rng.randint(1, 3))])


def _overhang(rng: Draw) -> Layout:
    length = _length(rng)
    left, right = rng.choice(((0, 6), (0, 7), (1, 7), (1, 8), (2, 7), (2, 8)))
    supports = [held("A", "pin", length * left / 8), held("B", "roller", length * right / 8)]
    return Layout(length, supports, _loads(rng, length))


def _cantilever(rng: Draw) -> Layout:
    length = _length(rng)
    end = rng.choice((Fraction(0), length))
    loads = _loads(rng, length, 2)
    loads.append({"type": "point", "x": length - end, "Fy": -Fraction(rng.randint(1, 15))})
    return Layout(length, [held("A", "fixed", end)], loads)


def _distributed(rng: Draw) -> Layout:
    length = _length(rng)
    return Layout(length, _ends(length), [_spread(rng, length) for _ in range(rng.randint(1, 2))])


def _couples(rng: Draw) -> Layout:
    length = _length(rng)
    return Layout(length, _ends(length), [_couple(rng, length) for _ in range(rng.randint(1, 2))])


def _propped(rng: Draw) -> Layout:
    length = _length(rng)
    return Layout(length, [held("A", "fixed", Fraction(0)), held("B", "roller", length)], _loads(rng, length, 2))


def _clamped(rng: Draw) -> Layout:
    length = _length(rng)
    return Layout(length, [held("A", "fixed", Fraction(0)), held("B", "fixed", length)], _loads(rng, length, 2))


def _continuous(rng: Draw) -> Layout:
    length = _length(rng)
    inner = sorted(rng.sample(range(2, 7), rng.randint(1, 2)))
    places = [Fraction(0), *(length * number / 8 for number in inner), length]
    kinds = ["pin", *["roller"] * (len(places) - 1)]
    supports = [held("ABCD"[n], kind, x) for n, (kind, x) in enumerate(zip(kinds, places, strict=True))]
    return Layout(length, supports, _loads(rng, length))


def _hinged(rng: Draw) -> Layout:
    length = _length(rng)
    hinge = length * rng.randint(3, 6) / 8 + length / 16
    supports = [held("A", "fixed", Fraction(0)), held("B", "roller", length)]
    return Layout(length, supports, _loads(rng, length, 2), (hinge,))


def _grid(name: str, about: str, make: Callable[[], list[Layout]]) -> Family:
    """The configurations of the paper one after another, and again from the first."""
    known = lru_cache(maxsize=1)(make)

    def take(_rng: Draw, number: int, _moved: Moved) -> Layout:
        return known()[number % len(known())]

    return Family(name, about, take, listed=True)


def _drawn(draw: Callable[[Draw], Layout]) -> Callable[[Draw, int, Moved], Layout]:
    return lambda rng, _number, _moved: draw(rng)


def _wide(loads: int) -> Family:
    about = f"{loads} load{'s' if loads > 1 else ''} of P to 20P on L to 20L, supports where you want them"
    return Family(f"reactions-{loads}", about, reactions(loads), movable=True)


_PEAKS = ("max_abs_moment", "max_abs_shear")
_BENT = ("max_abs_moment", "max_abs_deflection")

FAMILIES = {
    family.name: family
    for family in (
        Family("simple", "pin and roller at the ends, point loads", _drawn(_simple), _PEAKS),
        Family("distributed", "pin and roller at the ends, distributed loads", _drawn(_distributed), _PEAKS),
        Family("couples", "pin and roller at the ends, couples", _drawn(_couples), _PEAKS),
        Family("overhang", "supports moved inwards, mixed loads", _drawn(_overhang), _PEAKS),
        Family("cantilever", "one fixed end, mixed loads", _drawn(_cantilever), _BENT),
        Family("hinged", "fixed end, roller and an internal hinge", _drawn(_hinged), ("max_abs_moment",)),
        Family("propped", "fixed end and roller: once indeterminate", _drawn(_propped), _BENT),
        Family("clamped", "both ends fixed: twice indeterminate", _drawn(_clamped), _BENT),
        Family("continuous", "three or four supports in a row: indeterminate", _drawn(_continuous), _PEAKS),
        *map(_wide, range(1, 5)),
        _grid("beamperl-train", "the paper's 189: one point load, L to 3L", beamperl_grid.train),
        _grid("beamperl-eval-id", "the paper's 30: one point load on 9L", beamperl_grid.in_distribution),
        _grid("beamperl-eval-loads", "the paper's 30: two to four equal loads", beamperl_grid.more_loads),
        _grid("beamperl-eval-supports", "the paper's 18: supports moved", beamperl_grid.moved_supports),
        _grid("beamperl-eval-distributed", "the paper's 15: a uniform load", beamperl_grid.distributed),
        _grid("beamperl-eval-length", "the paper's 15: 7L, 11L and 13L", beamperl_grid.lengths),
        _grid("beamperl-eval-moment", "the paper's 15: a single couple", beamperl_grid.couples),
    )
}
