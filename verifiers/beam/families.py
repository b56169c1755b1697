"""Families of generated beam problems: where the supports stand, what the loads are, and what is asked.

The ``beamperl-…`` families are those of the generalisation study of arXiv 2603.04124: train on the first, test on
the others.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Item = dict[str, Any]
Draw = random.Random

_TRAINED = tuple(Fraction(number, 20) for number in range(21))
_HELD_OUT = tuple(Fraction(number, 100) for number in (7, 13, 21, 27, 33, 41, 53, 61, 73, 83))


@dataclass(frozen=True, slots=True)
class Layout:
    """A beam without its question: numbers in kN and m, or multiples of P and L."""

    length: Fraction
    supports: list[Item]
    loads: list[Item]
    hinges: tuple[Fraction, ...] = ()
    symbolic: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """``kinds`` are the quantities asked for besides all reactions."""

    name: str
    about: str
    draw: Callable[[Draw], Layout]
    kinds: tuple[str, ...] = ()


def held(name: str, kind: str, x: Fraction) -> Item:
    """A support."""
    return {"id": name, "type": kind, "x": x}


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


def _in_p(length: Fraction, loads: list[Item], ends: tuple[Fraction, Fraction] | None = None) -> Layout:
    left, right = ends or (Fraction(0), Fraction(1))
    supports = [held("A", "pin", length * left), held("B", "roller", length * right)]
    return Layout(length, supports, loads, symbolic=True)


def _share(rng: Draw, length: Fraction, places: tuple[Fraction, ...], sizes: tuple[int, ...]) -> Item:
    return {"type": "point", "x": length * rng.choice(places), "Fy": -Fraction(rng.choice(sizes))}


def _beamperl_train(rng: Draw) -> Layout:
    length = Fraction(rng.randint(1, 3))
    return _in_p(length, [_share(rng, length, _TRAINED, (1, 2, 3))])


def _beamperl_id(rng: Draw) -> Layout:
    length = Fraction(9)
    return _in_p(length, [_share(rng, length, _HELD_OUT, (7, 13, 19))])


def _beamperl_loads(rng: Draw) -> Layout:
    length, size = Fraction(9), (rng.choice((7, 13, 19)),)
    places = rng.sample(_HELD_OUT, rng.randint(2, 4))
    return _in_p(length, [{"type": "point", "x": length * x, "Fy": -Fraction(size[0])} for x in sorted(places)])


def _beamperl_supports(rng: Draw) -> Layout:
    length = Fraction(9)
    ends = rng.choice(
        ((Fraction(0), Fraction(9, 10)), (Fraction(1, 10), Fraction(1)), (Fraction(1, 10), Fraction(9, 10)))
    )
    return _in_p(length, [_share(rng, length, _HELD_OUT, (7, 13, 19))], ends)


def _beamperl_distributed(rng: Draw) -> Layout:
    length = Fraction(9)
    start, end = rng.choice(((0, 3), (3, 6), (6, 9)))
    size = -Fraction(rng.randint(1, 5))
    return _in_p(length, [{"type": "dist", "x1": Fraction(start), "x2": Fraction(end), "w1": size, "w2": size}])


def _beamperl_length(rng: Draw) -> Layout:
    length = Fraction(rng.choice((7, 11, 13)))
    return _in_p(length, [_share(rng, length, _HELD_OUT, (7, 13, 19))])


def _beamperl_moment(rng: Draw) -> Layout:
    length = Fraction(9)
    x = length * rng.randint(1, 3) / 4
    return _in_p(length, [{"type": "moment", "x": x, "M": Fraction(rng.randint(1, 5))}])


_PEAKS = ("max_abs_moment", "max_abs_shear")
_BENT = ("max_abs_moment", "max_abs_deflection")

FAMILIES = {
    family.name: family
    for family in (
        Family("simple", "pin and roller at the ends, point loads", _simple, _PEAKS),
        Family("distributed", "pin and roller at the ends, distributed loads", _distributed, _PEAKS),
        Family("couples", "pin and roller at the ends, couples", _couples, _PEAKS),
        Family("overhang", "supports moved inwards, mixed loads", _overhang, _PEAKS),
        Family("cantilever", "one fixed end, mixed loads", _cantilever, _BENT),
        Family("hinged", "fixed end, roller and an internal hinge", _hinged, ("max_abs_moment",)),
        Family("propped", "fixed end and roller: once indeterminate", _propped, _BENT),
        Family("clamped", "both ends fixed: twice indeterminate", _clamped, _BENT),
        Family("continuous", "three or four supports in a row: indeterminate", _continuous, _PEAKS),
        Family("beamperl-train", "one point load on a grid, lengths L to 3L, in multiples of P", _beamperl_train),
        Family("beamperl-id", "one point load at places held out, 9L", _beamperl_id),
        Family("beamperl-loads", "two to four equal point loads", _beamperl_loads),
        Family("beamperl-supports", "supports moved inwards", _beamperl_supports),
        Family("beamperl-distributed", "a uniform load over a third", _beamperl_distributed),
        Family("beamperl-length", "lengths 7L, 11L and 13L", _beamperl_length),
        Family("beamperl-moment", "a single couple", _beamperl_moment),
    )
}
