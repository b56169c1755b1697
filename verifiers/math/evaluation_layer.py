"""The layer that evaluates: constants, expressions of variables and equations, decided both ways."""

import re
from fractions import Fraction

from verifiers.math.equations import sides
from verifiers.math.evaluation import Evaluator
from verifiers.math.expressions import parsed
from verifiers.math.finding import Comparison, Finding
from verifiers.math.functions import NoValue
from verifiers.math.inequalities import intervals
from verifiers.math.latex import converts_degrees, in_degrees
from verifiers.math.notation import unwrapped, without_outer_braces
from verifiers.math.sampling import same_everywhere
from verifiers.math.statements import same_equation
from verifiers.math.syntax import Node, Unreadable, names_in
from verifiers.math.units import without_units

_LOOSE_EXPONENT = re.compile(r"[A-Za-z)]\s*\^\s*\d\d")
_RELATED = {"y": "x", "r": "theta", "rho": "theta"}
"""What a curve gives by what: ``y`` by ``x`` and the radius by the angle."""
_RELATION = re.compile(r"[<>]|\\(?:le|ge|ne|cup|cap)(?![a-zA-Z])|\d_(?:\d|\{\d+\})")
_MAX_SIDES = 2


def evaluation_layer(comparison: Comparison) -> Finding | None:
    """Decides where both sides can be read as expressions or as equations of two sides."""
    if _LOOSE_EXPONENT.search(comparison.answer) and not _LOOSE_EXPONENT.search(comparison.truth):
        return Finding(False, "an exponent of several digits needs braces")
    truth, answer = _trees(comparison)
    if truth is None or answer is None:
        return _relation_finding(comparison, truth, answer)
    if len(truth) == len(answer) == 1:
        return _expressions(truth[0], answer[0], comparison)
    if len(truth) == len(answer):
        return _equations(truth, answer)
    return _solved(truth, answer) if len(answer) == 1 else Finding(False, "an equation against something else")


def _trees(comparison: Comparison) -> tuple[list[Node] | None, list[Node] | None]:
    truth, answer = without_units(comparison.truth), without_units(comparison.answer)
    convert = converts_degrees(truth, answer)
    return _sides(truth, convert), _sides(answer, convert)


def _sides(text: str, convert: bool) -> list[Node] | None:
    parts = [without_outer_braces(part) for part in sides(unwrapped(in_degrees(text, convert)))]
    try:
        return [parsed(part) for part in parts] if len(parts) <= _MAX_SIDES else None
    except Unreadable:
        return None


def _relation_finding(
    comparison: Comparison, truth: list[Node] | None, answer: list[Node] | None
) -> Finding | None:
    """An inequality, intervals or a numeral with its base are no expression and no equation."""
    unread = comparison.truth if truth is None else comparison.answer
    if (truth is None) == (answer is None):
        return None
    if _RELATION.search(unread) or intervals(unread) is not None:
        return Finding(False, "another kind of answer")
    return None


def _expressions(truth: Node, answer: Node, comparison: Comparison) -> Finding | None:
    if not comparison.allowance.exact and not names_in(truth) | names_in(answer):
        return _within(truth, answer, comparison)
    same = same_everywhere(truth, answer)
    if same is None:
        return None
    return Finding(same, "values agree" if same else "values differ")


def _within(truth: Node, answer: Node, comparison: Comparison) -> Finding | None:
    """Real constants within the tolerance that the caller allows."""
    evaluator = Evaluator(30, {})
    try:
        first, second = (evaluator.number(evaluator.value(node)) for node in (truth, answer))
    except (NoValue, ZeroDivisionError, OverflowError):
        return None
    if any(evaluator.context.im(value) != 0 for value in (first, second)):
        return None
    same = comparison.allowance.covers(
        *(Fraction(evaluator.context.nstr(evaluator.context.re(value), 40)) for value in (first, second))
    )
    return Finding(same, "values agree within the tolerance" if same else "values differ")


def _equations(truth: list[Node], answer: list[Node]) -> Finding | None:
    same = same_equation(_zero(truth), _zero(answer))
    if same is None:
        return None
    return Finding(same, "equations agree" if same else "equations differ")


def _solved(truth: list[Node], answer: list[Node]) -> Finding | None:
    """An equation of a curve against the function alone: ``y + 1 = 3x`` against ``3x - 1``."""
    given, free = names_in(_zero(truth)), names_in(answer[0])
    for name, by in _RELATED.items():
        if name in given and name not in free and by in free:
            return _equations(truth, [Node("name", name=name), answer[0]])
    return Finding(False, "an equation against something else")


def _zero(parts: list[Node]) -> Node:
    return Node("subtract", (parts[0], parts[1]))
