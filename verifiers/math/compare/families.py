"""What holds free constants: antiderivatives, general solutions of differential equations, periodic solutions."""

import itertools
import re
from fractions import Fraction
from typing import Any

from verifiers.math.compare.curves import same_curves
from verifiers.math.compare.expressions import same_value
from verifiers.math.compare.question import Latitude
from verifiers.math.compare.views import renamed
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.points import STEPPED, bends, is_bolder
from verifiers.math.evaluate.secret import stream
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, holds, name, names_in, number, operations_in, variables_in, with_name
from verifiers.math.read.word_list import words

_CONSTANT = re.compile(r"(?:[CcKkABDEa-d]|alpha|beta|const)(?:_(?:\d|i index))?'?$")
_TYPICAL = re.compile(r"(?:C|const)(?:_\d)?'?$|[A-Dc]_\d$")
USUAL_PARAMETERS = words("k n m l K N")
_MOST_CONSTANTS = 4
_VARIABLES = words("x y t z u v w r s n theta phi")
_CLOSE = 1e-80
_DIGITS = 120
_SEEN_BITS = 250


def same_family(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether two expressions with free constants describe the same functions; ``None`` where there are none."""
    first, second = _free(truth, answer), _free(answer, truth)
    if not first or len(first) > _MOST_CONSTANTS or not _has_free_constants(truth, first, second):
        return None
    if len(first) != len(second):
        return False if len(second) < len(first) else None
    if first != second and set(first) & set(second):
        return False
    if operations_in(truth) & STEPPED != operations_in(answer) & STEPPED or bends(answer) > bends(truth):
        return False
    if _by_renaming(truth, answer, first, second, latitude):
        return True
    found = _same_span(truth, answer, first, second, latitude)
    if found is None and len(first) == 1 and not is_bolder(answer, truth):
        return same_curves(truth, answer, (first[0], second[0]), latitude.seed)
    return found


def with_truths_constants(truth: Node, answer: Node) -> list[Node]:
    """The answer with each order of the truth's constants for its own, where it has as many others."""
    first, second = (
        [one for one in sorted(variables_in(side)) if _CONSTANT.match(one)] for side in (truth, answer)
    )
    if set(first) == set(second) or len(first) != len(second) or len(first) > 3 or set(first) & set(second):
        return [answer]
    return [renamed(answer, dict(zip(second, order, strict=True))) for order in itertools.permutations(first)]


def _has_free_constants(truth: Node, names: list[str], others: list[str]) -> bool:
    """Whether constants are free and no given letters: variables stand besides, and they look like it.

    Two capitals, as in ``Ae^x + Be^{-x}``, are free where the other side writes ``C_1`` and ``C_2``.
    """
    variables = variables_in(truth) - set(names)
    if not variables & _VARIABLES:
        return False
    if len(names) > 1 and all(map(str.isupper, names)) and all(map(_TYPICAL.match, others)):
        return True
    return any(_TYPICAL.match(one) for one in names) or (names == ["c"] and _is_added(truth, "c"))


def _is_added(node: Node, constant: str) -> bool:
    """Whether a name is a term of its own."""
    if node.operation == "add":
        return any(part == name(constant) or _is_added(part, constant) for part in node.parts)
    return False


def _free(node: Node, other: Node) -> list[str]:
    """Names that look like constants and are no variables of the other side."""
    names = {one for one in variables_in(node) if _CONSTANT.match(one)}
    shared = names & {one for one in variables_in(other) if not _TYPICAL.match(one)}
    return sorted(names - {one for one in shared if not _TYPICAL.match(one)})


def _by_renaming(truth: Node, answer: Node, first: list[str], second: list[str], latitude: Latitude) -> bool:
    for order in itertools.permutations(first):
        if same_value(truth, renamed(answer, dict(zip(second, order, strict=True))), latitude):
            return True
    return False


def _same_span(truth: Node, answer: Node, first: list[str], second: list[str], latitude: Latitude) -> bool | None:
    """Whether both are affine in their constants with the same span, and offsets that differ within it."""
    variables = sorted((variables_in(truth) - set(first)) | (variables_in(answer) - set(second)))
    if variables_in(truth) - set(first) != variables_in(answer) - set(second):
        return False
    source = stream("family", latitude.seed)
    count = 2 * len(first) + 3
    where = [{one: Fraction(source.getrandbits(44) | 1, 2**42) for one in variables} for _ in range(count)]
    one, two = _affine(truth, first, where), _affine(answer, second, where)
    if one is None or two is None:
        return None
    (offset, basis), (other_offset, other_basis) = one, two
    if first == second and not _same_rows(basis, other_basis):
        return False
    gap = [_difference(a, b) for a, b in zip(offset, other_offset, strict=True)]
    rank = _rank(basis)
    if not rank == _rank(other_basis) == _rank([*basis, *other_basis, gap]):
        return False
    if _hides(truth, first, where) or _hides(answer, second, where):
        raise TooCostly("timeout", "a difference may be too small to be seen")
    return True


def _difference(first: Any, second: Any) -> Any:
    """The difference, and nothing of what rounding leaves of two equal values."""
    return 0 * first if abs(first - second) <= _CLOSE * max(abs(first), abs(second)) else first - second


def _same_rows(basis: list[list[Any]], other: list[list[Any]]) -> bool:
    """Whether constants of the same names have the same factors: a name stands for one thing."""
    pairs = ((a, b) for row, twin in zip(basis, other, strict=True) for a, b in zip(row, twin, strict=True))
    return all(abs(a - b) <= _CLOSE * (1 + abs(a)) for a, b in pairs)


def _affine(
    node: Node, constants: list[str], where: list[dict[str, Fraction]]
) -> tuple[list[Any], list[list[Any]]] | None:
    """The values without constants, and of each constant's factor; ``None`` for what is not affine in them."""
    zero = {one: Fraction(0) for one in constants}
    try:
        offset = [_at(node, point, zero) for point in where]
        basis = [
            [
                _at(node, point, {**zero, one: Fraction(1)}) - start
                for point, start in zip(where, offset, strict=True)
            ]
            for one in constants
        ]
        probe = {one: Fraction(3 + 2 * place) for place, one in enumerate(constants)}
        for place, point in enumerate(where):
            expected = offset[place] + sum(
                probe[one] * row[place] for one, row in zip(constants, basis, strict=True)
            )
            if abs(_at(node, point, probe) - expected) > _CLOSE * (1 + abs(expected)):
                return None
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        return None
    return offset, basis


def _hides(node: Node, constants: list[str], where: list[dict[str, Fraction]]) -> bool:
    """Whether terms are so far apart that the digits that are looked at do not show the smaller one."""
    evaluator = Evaluator(_DIGITS, {**where[0], **dict.fromkeys(constants, Fraction(1))})
    evaluator.number(evaluator.value(node))
    return bool(evaluator.span > _SEEN_BITS)


def _at(node: Node, point: dict[str, Fraction], constants: dict[str, Fraction]) -> Any:
    evaluator = Evaluator(_DIGITS, {**point, **constants})
    return evaluator.number(evaluator.value(node))


def _rank(rows: list[list[Any]]) -> int:
    """By elimination, with rows of one size; what is small against the largest is zero."""
    rows = [_of_size_one(row) for row in rows]
    rank = 0
    columns = len(rows[0]) if rows else 0
    for column in range(columns):
        pivot = max(range(rank, len(rows)), key=lambda place: abs(rows[place][column]), default=None)
        if pivot is None or abs(rows[pivot][column]) <= _CLOSE:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for place in range(rank + 1, len(rows)):
            factor = rows[place][column] / rows[rank][column]
            rows[place] = [a - factor * b for a, b in zip(rows[place], rows[rank], strict=True)]
        rank += 1
        if rank == len(rows):
            break
    return rank


def _of_size_one(row: list[Any]) -> list[Any]:
    size = max(map(abs, row), default=0)
    return [value / size for value in row] if size else list(row)


def parameter_of(items: list[Node], sorts: frozenset[str]) -> str | None:
    """The whole number that general solutions run through: said to be one, or usual beside pi or degrees."""
    names = frozenset[str]().union(*map(variables_in, items)) if items else frozenset()
    said = names & sorts
    if len(said) == 1:
        return next(iter(said))
    usual = names & USUAL_PARAMETERS
    periodic = any(one == name("pi") or one.operation == "degrees" for item in items for one in _below(item))
    return next(iter(usual)) if len(names) == 1 and usual and periodic else None


def same_solutions(truth: list[Node], answer: list[Node], parameters: tuple[str, str]) -> bool | None:
    """Whether two unions of values, over all whole numbers, are the same: both ways, in a window."""
    if parameters[0] == parameters[1] and not _same_ways(truth, answer, parameters[0]):
        return False
    degrees = [any(holds(item, "degrees") for item in side) for side in (truth, answer)]
    first, second = (_values(side, parameter) for side, parameter in zip((truth, answer), parameters, strict=True))
    if first is None or second is None:
        return None
    if degrees[0] != degrees[1] and not (first and second):
        return None
    window = min(_reach(first), _reach(second))
    inside, other = (sorted({value for value in side if abs(value) <= window}) for side in (first, second))
    if not (_covered(inside, other) and _covered(other, inside) and inside):
        return False
    return _hold_strays(truth, parameters[0], second, window) and _hold_strays(
        answer, parameters[1], first, window
    )


def _hold_strays(items: list[Node], parameter: str, others: list[float], window: float) -> bool:
    """Whether single values outside of the window are among the values of the other side."""
    single = _values([item for item in items if parameter not in names_in(item)], parameter) or []
    return _covered(sorted(value for value in single if abs(value) > window), sorted(others))


def _same_ways(truth: list[Node], answer: list[Node], parameter: str) -> bool:
    """Whether one parameter on both sides counts the same way, up or down."""
    ways = []
    for side in (truth, answer):
        found = [_values([item], parameter) for item in side if parameter in names_in(item)]
        ways.append({values[1] > values[0] for values in found if values and len(values) > 1})
    return ways[0] == ways[1]


def _values(items: list[Node], parameter: str) -> list[float] | None:
    evaluator = Evaluator(30, {})
    found = []
    try:
        for item in items:
            steps = range(-40, 41) if parameter in names_in(item) else range(1)
            for step in steps:
                value = evaluator.number(evaluator.with_name(item, parameter, Fraction(step)))
                found.append(float(evaluator.context.re(value)))
            if parameter in names_in(item) and not _alternates_evenly(found[-len(steps) :]):
                return None
    except (NoValue, ZeroDivisionError, OverflowError, ValueError):
        return None
    return found


def _alternates_evenly(values: list[float]) -> bool:
    """Whether every second value, at least, is an equal step further: ``(-1)^k`` changes its sign."""
    return _is_even(values) or (_is_even(values[::2]) and _is_even(values[1::2]))


def _is_even(values: list[float]) -> bool:
    """Whether values follow one another in equal steps."""
    step = values[1] - values[0]
    return all(
        abs(second - first - step) <= 1e-9 * (1 + abs(second)) for first, second in itertools.pairwise(values)
    )


def _reach(values: list[float]) -> float:
    """How far from zero the values are complete: most of the way to the nearest outermost one."""
    return min(max(values), -min(values)) * 0.6 if values else 0.0


def _covered(values: list[float], by: list[float]) -> bool:
    place = 0
    for value in values:
        while place < len(by) and by[place] < value - 1e-9 * (1 + abs(value)):
            place += 1
        if place == len(by) or abs(by[place] - value) > 1e-9 * (1 + abs(value)):
            return False
    return True


def _below(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _below(part))]


__all__ = ["number", "parameter_of", "same_family", "same_solutions", "with_name"]
