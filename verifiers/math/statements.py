"""Equations as expressions that are zero: equal up to a factor, or solved for the same variable."""

from fractions import Fraction
from itertools import islice

from verifiers.math.evaluation import Evaluator, Value
from verifiers.math.functions import NoValue
from verifiers.math.sampling import Point, points, same_at
from verifiers.math.syntax import Node, names_in

_TOLERATED = 1e-25
_ENOUGH = 3
_ZERO = Node("number")


def same_equation(truth: Node, answer: Node) -> bool | None:
    """Whether ``truth = 0`` and ``answer = 0`` say the same; ``None`` if they cannot be looked at."""
    names = names_in(truth) | names_in(answer)
    if names_in(truth) != names_in(answer):
        return False if names else None
    same = _proportional(truth, answer, list(points(names)))
    if same is not False:
        return same
    return any(_same_solution(truth, answer, name) for name in sorted(names))


def _proportional(truth: Node, answer: Node, where: list[Point]) -> bool | None:
    """Whether one is a constant multiple of the other."""
    ratios = [ratio for ratio in (_ratio(truth, answer, point) for point in where) if ratio is not None]
    if len(ratios) < _ENOUGH:
        return None
    first, size = ratios[0], abs(ratios[0])
    return bool(size) and all(abs(ratio - first) <= size * _TOLERATED for ratio in ratios)


def _ratio(truth: Node, answer: Node, point: Point) -> Value:
    evaluator = Evaluator(40, point)
    try:
        return evaluator.number(evaluator.divide(evaluator.value(truth), evaluator.value(answer)))
    except (NoValue, ZeroDivisionError, OverflowError):
        return None


def _same_solution(truth: Node, answer: Node, name: str) -> bool:
    """Whether both are linear in a variable and solved by the same value of it, wherever the others are."""
    others = (names_in(truth) | names_in(answer)) - {name}
    if not others:
        return False
    found = [
        same_at(_solution(truth, name), _solution(answer, name), point)
        for point in islice(points(others), _ENOUGH)
        if _is_linear(truth, name, point) and _is_linear(answer, name, point)
    ]
    return len(found) == _ENOUGH and all(found)


def _solution(node: Node, name: str) -> Node:
    """Where a linear function is zero, from its values at 0 and 1."""
    at_zero, at_one = _with(node, name, 0), _with(node, name, 1)
    return Node("divide", (at_zero, Node("subtract", (at_zero, at_one))))


def _is_linear(node: Node, name: str, point: Point) -> bool:
    values = [_with(node, name, value) for value in (0, 1, 3)]
    rise, steeper = (Node("subtract", (value, values[0])) for value in values[1:])
    tripled = Node("multiply", (Node("number", value=Fraction(3)), rise))
    return bool(same_at(tripled, steeper, point)) and same_at(rise, _ZERO, point) is False


def _with(node: Node, name: str, value: int) -> Node:
    """The expression with a number for a variable."""
    if node.operation == "name" and node.name == name:
        return Node("number", value=Fraction(value))
    parts = tuple(_with(part, name, value) for part in node.parts)
    return Node(node.operation, parts, node.name, node.value)
