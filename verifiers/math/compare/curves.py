"""Families of curves with one constant that is not a factor or a term: ``Ce^{2x}`` and ``e^{2x+C}``."""

from fractions import Fraction
from typing import Any

from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.evaluate.secret import stream
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, variables_in

_DIGITS = 30
_CLOSE = 1e-18
_CURVES, _PLACES = 2, 4


def same_curves(truth: Node, answer: Node, constants: tuple[str, str], seed: str) -> bool | None:
    """Whether curves of one side, at secret values of its constant, are curves of the other.

    The other constant is solved for at one secret place, and the curves are compared at others. ``None`` where no
    constant can be found: families may share some of their curves only, as those of a positive constant.
    """
    one, other = constants
    if variables_in(truth) - {one} != variables_in(answer) - {other}:
        return False
    found = _follows(answer, other, truth, one, seed)
    return found if found is not None else _follows(truth, one, answer, other, seed)


def _follows(given: Node, fixed: str, solved: Node, free: str, seed: str) -> bool | None:
    source = stream("curves", seed)
    variables = sorted(variables_in(given) - {fixed})
    for _ in range(_CURVES):
        constant = Fraction(1, 2) + Fraction(source.getrandbits(40), 2**40)
        places = [
            {one: Fraction(1, 2) + Fraction(source.getrandbits(40), 2**40) for one in variables}
            for _ in range(_PLACES)
        ]
        try:
            heights = [_at(given, {**place, fixed: constant}) for place in places]
            match = _solution(solved, free, places[0], heights[0])
            others = [_at(solved, {**place, free: match}) for place in places[1:]]
        except (NoValue, TooCostly, ZeroDivisionError, OverflowError, ValueError, TypeError):
            return None
        if any(abs(a - b) > _CLOSE * (1 + abs(a)) for a, b in zip(heights[1:], others, strict=True)):
            return False
    return True


def _solution(node: Node, free: str, place: dict[str, Fraction], height: Any) -> Any:
    """The constant for which a curve passes through a point. Raises ValueError where none is found."""
    context = Evaluator(_DIGITS, {}).context
    return context.findroot(lambda value: _at(node, {**place, free: value}) - height, (0.9, 1.2))


def _at(node: Node, point: dict[str, Any]) -> Any:
    evaluator = Evaluator(_DIGITS, point, real=True)
    return evaluator.number(evaluator.value(node))
