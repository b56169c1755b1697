"""Equations as expressions that are zero: equal up to a factor, or solved for the same variable."""

from fractions import Fraction
from itertools import islice
from typing import Any

from verifiers.math.compare.question import Latitude
from verifiers.math.evaluate.agreement import same_at
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.modular import same_solution, same_zeros
from verifiers.math.evaluate.points import STEPPED, Point, points
from verifiers.math.evaluate.secret import stream
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import (
    Node,
    difference,
    name,
    names_in,
    number,
    operations_in,
    variables_in,
    with_name,
)

_DIGITS, _SPARE_DIGITS = 120, 35
_SEEN_BITS, _MOST_BITS, _BITS_A_DIGIT = 300, 10_000, 3.32
_ENOUGH = 3
_ZERO = number(0)
_RELATED = {"y": "x", "r": "theta", "rho": "theta", "z": "x", "s": "t", "A": "t", "h": "t"}
"""What a curve gives by what: ``y`` by ``x`` and the radius by the angle."""


def as_zero(equation: Node) -> Node:
    """What is zero where an equation of two sides holds."""
    return difference(*equation.parts)


def same_equation(truth: Node, answer: Node, latitude: Latitude) -> bool | None:
    """Whether ``truth = 0`` and ``answer = 0`` say the same; ``None`` if they cannot be looked at."""
    if names_in(truth) != names_in(answer):
        return False
    if not variables_in(truth):
        return None  # constants are in proportion, whatever they are
    rational = same_zeros(truth, answer, latitude.seed)
    if rational is not None:
        return rational or _solved_alike(truth, answer, latitude.seed)
    if operations_in(truth) & STEPPED != operations_in(answer) & STEPPED:
        return False
    where = list(islice(points(truth, answer, stream("equation", latitude.seed)), 8))
    same = _proportional(truth, answer, where)
    if same is True:
        return True
    solved = any(_same_solution(truth, answer, one, latitude.seed) for one in sorted(variables_in(truth)))
    return True if solved else same


def _solved_alike(truth: Node, answer: Node, seed: str) -> bool:
    """Whether both are solved for some variable by the same rational expression of the others."""
    names = sorted(variables_in(truth))
    return len(names) > 1 and any(same_solution(truth, answer, one, seed) for one in names)


def _proportional(truth: Node, answer: Node, where: list[Point]) -> bool | None:
    """Whether one is a constant multiple of the other."""
    ratios = _ratios(truth, answer, where)
    if len(ratios) < _ENOUGH:
        return None
    return bool(ratios[0]) and _are_one(ratios)


def factor_between(truth: Node, answer: Node, latitude: Latitude) -> Any:
    """The constant that one side is of the other at every point; ``None`` where there is none."""
    where = list(islice(points(truth, answer, stream("equation", latitude.seed)), 8))
    ratios = _ratios(truth, answer, where)
    if len(ratios) < _ENOUGH or not ratios[0]:
        return None
    return ratios[0] if _are_one(ratios) else None


def _ratios(truth: Node, answer: Node, where: list[Point]) -> list[Any]:
    """One side divided by the other where that has a value, to as many digits as terms may hide behind."""
    found, span = _ratios_to(_DIGITS, truth, answer, where)
    if span <= _SEEN_BITS or len(found) < _ENOUGH or not _are_one(found):
        return found
    if span > _MOST_BITS:
        raise TooCostly("timeout", "a difference may be too small to be seen")
    return _ratios_to(int(span / _BITS_A_DIGIT) + 2 * _SPARE_DIGITS, truth, answer, where)[0]


def _are_one(ratios: list[Any]) -> bool:
    first = ratios[0]
    return all(abs(ratio - first) <= abs(first) * _tolerated(first) for ratio in ratios)


def _tolerated(ratio: Any) -> Any:
    """What rounding may come to."""
    return ratio.context.mpf(10) ** (_SPARE_DIGITS - ratio.context.dps)


def _ratios_to(digits: int, truth: Node, answer: Node, where: list[Point]) -> tuple[list[Any], Any]:
    found, span = [], 0
    for point in where:
        evaluator = Evaluator(digits, point)
        try:
            found.append(evaluator.number(evaluator.divide(evaluator.value(truth), evaluator.value(answer))))
        except (NoValue, ZeroDivisionError, OverflowError, ValueError):
            continue
        span = max(span, evaluator.span)
    return found, span


def _same_solution(truth: Node, answer: Node, variable: str, seed: str) -> bool:
    """Whether both are linear in a variable and solved by the same value of it, wherever the others are."""
    others = (variables_in(truth) | variables_in(answer)) - {variable}
    if not others:
        return False
    plain = [with_name(side, variable, number(1)) for side in (truth, answer)]
    source = stream("line", seed, variable)
    places = tuple(number(Fraction(source.getrandbits(40) | 1, 2**37)) for _ in range(3))
    found = [
        _solved_alike_at(_solution(truth, variable, places), _solution(answer, variable, places), point)
        for point in islice(points(plain[0], plain[1], stream("solution", seed, variable)), _ENOUGH)
        if _is_linear(truth, variable, point, places) and _is_linear(answer, variable, point, places)
    ]
    return len(found) == _ENOUGH and all(found)


def _solved_alike_at(first: Node, second: Node, point: Point) -> bool:
    """Whether both have the same solution; zero is no evidence, since a factor in front has it."""
    return bool(same_at(first, second, point)) and same_at(first, _ZERO, point) is False


def _solution(node: Node, variable: str, places: tuple[Node, ...]) -> Node:
    """Where a linear function is zero, from its values at two secret places."""
    first, second = (with_name(node, variable, place) for place in places[:2])
    run = Node("subtract", (places[1], places[0]))
    step = Node("divide", (Node("multiply", (first, run)), Node("subtract", (second, first))))
    return Node("subtract", (places[0], step))


def _is_linear(node: Node, variable: str, point: Point, places: tuple[Node, ...]) -> bool:
    """Whether three secret places lie on a line that is not level."""
    values = [with_name(node, variable, place) for place in places]
    rise, steeper = (Node("subtract", (value, values[0])) for value in values[1:])
    run, longer = (Node("subtract", (place, places[0])) for place in places[1:])
    straight = same_at(Node("multiply", (rise, longer)), Node("multiply", (steeper, run)), point)
    return bool(straight) and same_at(rise, _ZERO, point) is False


def solved_side(truth: Node, answer: Node) -> Node | None:
    """The equation that a bare expression is the solved side of: ``3x - 1`` of ``y + 1 = 3x``."""
    given, free = names_in(truth), names_in(answer)
    for one, by in _RELATED.items():
        if one in given and one not in free and (by in free or given <= {one, by}):
            return difference(name(one), answer)
    return None
