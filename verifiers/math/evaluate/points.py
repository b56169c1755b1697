"""Where two expressions are looked at: classes of points, drawn from the secret stream of the ground truth."""

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

from verifiers.math.read.tree import Node, variables_in, walk
from verifiers.math.read.word_list import words

Point = Mapping[str, Fraction]
_BITS = 44
COUNTING = words(
    """
    factorial binomial permutations double_factorial gcd lcm modulo sum prod
    """
)
_COUNTED = words("factorial binomial permutations double_factorial sum prod")
STEPPED = words("absolute max min sgn floor ceil round")
_INVERSE = words("arcsin arccos arctanh arcsec arccsc arcsech arccoth")
_MOST_BREAKS = 6
_MOST_BEYOND = Fraction(10**60)
_MOST_SIGNS = 4
_SPARE = 16
_MOST_EXPONENT = 400
_EXTREME = 10**12
_BENDING = STEPPED | _INVERSE | words("arctan arccot root tanh coth erf erfc")


def points(truth: Node, answer: Node, stream: random.Random) -> Iterator[Point]:
    """The points of every class that applies, those that tell most first."""
    names = sorted(variables_in(truth) | variables_in(answer))
    operations = {node.operation for side in (truth, answer) for node in walk(side)}
    if operations & COUNTING:
        yield from _counts(names, truth, answer, stream)
        if operations & STEPPED:
            yield from _beside_constants(names, truth, answer, stream)
        return
    for _ in range(2):
        yield {name: _positive(stream) for name in names}
    yield from _signs(names, stream)
    yield {name: _positive(stream) for name in names}
    if operations & (_INVERSE | {"root", "power", "ln", "log", "divide"}):
        yield {name: _between(stream) for name in names}
    if operations & _INVERSE:
        yield {name: _between(stream) - 1 for name in names}
        yield {name: 2 + _positive(stream) for name in names}
    if operations & (STEPPED | {"root"}):
        yield from _breaks(names, truth, answer, stream, stepped=bool(operations & STEPPED))
    yield {name: _positive(stream) * 7 for name in names}


def far_points(truth: Node, answer: Node, stream: random.Random) -> Iterator[Point]:
    """Points beyond what all constants of either side make together, where a step may lie that is not written.

    Where something is counted they are the whole numbers that can be counted.
    """
    names = sorted(variables_in(truth) | variables_in(answer))
    operations = {node.operation for side in (truth, answer) for node in walk(side)}
    counted = bool(operations & _COUNTED)
    together = Fraction(1)
    for size in _constants(truth, answer) | _powers(truth, answer):
        if size and together < _MOST_BEYOND:
            together *= max(size, 1 / size)
    together = Fraction(int(min(together, _MOST_BEYOND)) + 1)
    for scale in (together, min(together**8, _MOST_BEYOND)):
        for sign in (1,) if counted else (1, -1):
            yield {name: sign * (scale * 3 + stream.randint(1, 99)) for name in names}
            if not counted:
                yield {name: sign * (scale * 2 + _positive(stream)) for name in names}


def _powers(truth: Node, answer: Node) -> set[Fraction]:
    """Powers of constants, such as ``10^{9}``, as far as they are of a size to be looked at."""
    found = set()
    for side in (truth, answer):
        for node in walk(side):
            if node.operation != "power" or any(variables_in(part) for part in node.parts):
                continue
            base, exponent = (part.parts[0] if part.parts else part for part in node.parts)
            if base.operation == exponent.operation == "number" and abs(exponent.value) < _MOST_EXPONENT:
                found.add(_size(base.value, exponent.value))
    return found


def _size(base: Fraction, exponent: Fraction) -> Fraction:
    return min(abs(base) ** math.ceil(abs(exponent)), _MOST_BEYOND)


def bends(node: Node) -> int:
    """In how many places a tree may change its form, so that being equal in one region is not enough."""
    return sum(bool(variables_in(one)) for one in walk(node) if is_bending(one))


def is_bending(node: Node) -> bool:
    """Whether what a node does to its argument may have several forms."""
    return node.operation in _BENDING or (node.operation == "power" and _is_broken(node.parts[1]))


def is_bolder(answer: Node, truth: Node) -> bool:
    """Whether an answer changes its form in more places, or has a far smaller or larger part, than the truth.

    Then agreeing at some places to some digits shows nothing.
    """
    return bends(answer) > bends(truth) or is_more_extreme(answer, truth)


def is_more_extreme(answer: Node, truth: Node) -> bool:
    """Whether an answer has a far smaller or larger constant than anything that the truth writes."""
    first, second = (
        max((max(size, 1 / size) for size in _constants(side, side) | _powers(side, side) if size), default=0)
        for side in (answer, truth)
    )
    return first > _EXTREME and first > second


def _is_broken(exponent: Node) -> bool:
    return any(one.operation == "divide" or one.value.denominator != 1 for one in walk(exponent))


def spare_points(truth: Node, answer: Node, stream: random.Random) -> Iterator[Point]:
    """Further points, for expressions that few others lie in the domain of."""
    names = sorted(variables_in(truth) | variables_in(answer))
    for turn in range(_SPARE):
        scale = (Fraction(1, 8), Fraction(7), Fraction(1), Fraction(1, 40))[turn % 4]
        yield {name: _positive(stream) * scale for name in names}


def _positive(stream: random.Random) -> Fraction:
    """A number up to eight, of 44 bits."""
    return Fraction(stream.getrandbits(_BITS) | 1, 2 ** (_BITS - 3))


def _between(stream: random.Random) -> Fraction:
    """A number between 0 and 1."""
    return Fraction(stream.getrandbits(_BITS) | 1, 2**_BITS)


def _signs(names: list[str], stream: random.Random) -> Iterator[Point]:
    """Every pattern of signs, up to a few."""
    patterns = itertools.product((-1, 1), repeat=min(len(names), 3))
    for pattern in itertools.islice(patterns, _MOST_SIGNS if len(names) > 1 else 1):
        signs = (*pattern, *(1 for _ in names[len(pattern) :]))
        yield {name: sign * _positive(stream) for name, sign in zip(names, signs, strict=True)}


def _counts(names: list[str], truth: Node, answer: Node, stream: random.Random) -> Iterator[Point]:
    """Whole numbers: ordered each way, equal, with common factors, coprime, zero, beyond every constant."""
    largest = max(_constants(truth, answer), default=Fraction(0))
    ordered = [Fraction(stream.randint(6, 16) + 7 * place) for place, _ in enumerate(names)]
    for arrangement in itertools.islice(itertools.permutations(ordered), 3):
        yield dict(zip(names, arrangement, strict=True))
    yield dict(zip(names, reversed(ordered), strict=True))
    for _ in range(3):
        draws = sorted(Fraction(stream.randint(2, 18)) for _ in names)
        yield dict(zip(names, draws, strict=True))
        yield dict(zip(names, reversed(draws), strict=True))
    common = stream.choice((2, 3, 4, 5, 6))
    yield {name: Fraction(common * stream.randint(1, 9)) for name in names}
    yield {name: Fraction(2 * stream.randint(2, 12) + place % 2) for place, name in enumerate(names)}
    yield {name: Fraction(2 * stream.randint(2, 12) + 1) for name in names}
    equal = Fraction(stream.randint(3, 20))
    yield dict.fromkeys(names, equal)
    yield dict.fromkeys(names, Fraction(0))
    yield {name: Fraction(stream.randint(13, 40) - 2 * place) for place, name in enumerate(names)}
    if largest >= 6 and names:
        for place, _ in enumerate(names):
            beyond = [Fraction(stream.randint(6, 12))] * len(names)
            beyond[place] = Fraction(int(min(largest, _MOST_BEYOND) * 3 // 2) + stream.randint(1, 9))
            yield dict(zip(names, beyond, strict=True))


def _beside_constants(names: list[str], truth: Node, answer: Node, stream: random.Random) -> Iterator[Point]:
    """Whole numbers on both sides of each number that is written: a step may lie there."""
    written = sorted({int(size) for size in _constants(truth, answer) if size < _MOST_BEYOND})[:_MOST_BREAKS]
    for name, size in itertools.product(names, written):
        for beside in (size - 1, size + 1):
            if beside > 0:
                others = {other: Fraction(stream.randint(6, 12)) for other in names}
                yield {**others, name: Fraction(beside)}


def _constants(truth: Node, answer: Node) -> set[Fraction]:
    """The sizes of the numbers that either side writes."""
    return {abs(node.value) for side in (truth, answer) for node in walk(side) if node.operation == "number"}


def _breaks(
    names: list[str], truth: Node, answer: Node, stream: random.Random, *, stepped: bool
) -> Iterator[Point]:
    """Both sides of the constants that are written, and beyond them, where a form may change."""
    constants = _constants(truth, answer)
    largest = max(constants, default=Fraction(0))
    for sign in (1, -1):
        yield {name: sign * (largest * Fraction(3, 2) + _positive(stream)) for name in names}
    if stepped:
        for constant in sorted(constants, reverse=True)[:_MOST_BREAKS]:
            for shift in (_between(stream) / 8, -_between(stream) / 8):
                yield dict.fromkeys(names, constant + shift)
                yield dict.fromkeys(names, -constant + shift)
        for name in names:
            others = {other: _between(stream) for other in names}
            yield {**others, name: _positive(stream) * 9}
            yield {**others, name: -_positive(stream) * 9}
