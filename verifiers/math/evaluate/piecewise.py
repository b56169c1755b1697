"""The value of a function that is given case by case."""

import operator
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from verifiers.math.evaluate.functions import NoValue
from verifiers.math.read.tree import Node

if TYPE_CHECKING:
    from verifiers.math.evaluate.evaluation import Evaluator

_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def piecewise(evaluator: "Evaluator", node: Node) -> Any:
    """The value of the first row whose condition holds. Raises NoValue where none does, or one cannot be told."""
    for row in node.parts:
        if len(row.parts) != 2:
            raise NoValue("a row without a condition")
        if _holds(evaluator, row.parts[1]):
            return evaluator.value(row.parts[0])
    raise NoValue("no case applies")


def _holds(evaluator: "Evaluator", condition: Node) -> bool:
    if condition.operation == "or":
        return any(_holds(evaluator, part) for part in condition.parts)
    if condition.operation in ("and", "list"):
        return all(_holds(evaluator, part) for part in condition.parts)
    orders = [_ORDERS.get(order) for order in condition.name.split()]
    if condition.operation != "rel" or None in orders:
        raise NoValue("a condition")
    values = [_real(evaluator, part) for part in condition.parts]
    return all(order(*pair) for order, pair in zip(orders, pairwise(values), strict=True) if order)


def _real(evaluator: "Evaluator", node: Node) -> Any:
    value = evaluator.number(evaluator.value(node))
    if evaluator.context.im(value) != 0:
        raise NoValue("order of complex numbers")
    return evaluator.context.re(value)
