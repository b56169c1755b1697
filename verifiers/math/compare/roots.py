"""Where an inequality that was left unsolved changes its truth: roots of polynomials, and changes of sign."""

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node


def roots(zero: Node, variable: str) -> list[Fraction]:
    """The real roots of a polynomial side and of what it is divided by, and the zeros of what is within bars."""
    found: list[Fraction] = []
    for one in [zero, *(part for node in everything_below(zero) for part in _inner(node))]:
        found += _polynomial_roots(one, variable)
    if not found:
        found += _bracketed(zero, variable)
    return found


def _inner(node: Node) -> tuple[Node, ...]:
    if node.operation == "divide":
        return node.parts
    if node.operation in ("absolute", "root", "ln", "log"):
        return node.parts[:1]
    return ()


def _polynomial_roots(node: Node, variable: str) -> list[Fraction]:
    coefficients = polynomial(node, variable)
    if coefficients is None or len(coefficients) < 2:
        return []
    context = Evaluator(40, {}).context
    try:
        found = context.polyroots(
            [context.mpf(c.numerator) / c.denominator for c in coefficients], maxsteps=200, extraprec=200
        )
    except (context.NoConvergence, ZeroDivisionError) as unsolved:
        raise TooCostly("timeout", "an inequality that is not solved") from unsolved
    return [
        _nice(Fraction(context.nstr(context.re(root), 38)))
        for root in found
        if abs(context.im(root)) < 1e-15 * (1 + abs(root))
    ]


def _nice(value: Fraction) -> Fraction:
    """The simple fraction that a root is within rounding."""
    simple = value.limit_denominator(10**6)
    return simple if abs(simple - value) < Fraction(1, 10**25) else value


def polynomial(node: Node, variable: str, most: int = 8) -> list[Fraction] | None:
    """The coefficients of a polynomial, highest first; ``None`` for anything else."""
    evaluator = Evaluator(30, {})
    try:
        values = [evaluator.with_name(node, variable, Fraction(at)) for at in range(most + 3)]
    except (NoValue, ZeroDivisionError, OverflowError, ValueError, TooCostly):
        return None
    if not all(isinstance(value, Fraction) for value in values):
        return None
    differences, table = [values[0]], values
    while len(table) > 1:
        table = [second - first for first, second in itertools.pairwise(table)]
        differences.append(table[0])
    if any(differences[most + 1 :]) or not _is_smooth(node):
        return None
    while differences and differences[-1] == 0:
        differences.pop()
    return _from_newton(differences)


def _is_smooth(node: Node) -> bool:
    return all(
        one.operation in ("number", "name", "add", "subtract", "multiply", "negate", "power", "divide", "group")
        for one in everything_below(node)
    )


def _from_newton(differences: list[Fraction]) -> list[Fraction]:
    """Powers from the forward differences at 0, 1, 2…"""
    total = [Fraction(0)] * max(1, len(differences))
    basis, factorial = [Fraction(1)], 1
    for order, value in enumerate(differences):
        if order:
            factorial *= order
            shifted = [Fraction(0), *basis]
            basis = [a - (order - 1) * b for a, b in zip(shifted, [*basis, Fraction(0)], strict=True)]
        for place, coefficient in enumerate(basis):
            total[place] += coefficient * value / factorial
    return list(reversed(total))


def _bracketed(zero: Node, variable: str) -> list[Fraction]:
    """Where a function changes its sign on a coarse grid, narrowed down."""
    evaluator = Evaluator(30, {}, real=True)

    def at(x: Fraction) -> Any:
        try:
            value = evaluator.number(evaluator.with_name(zero, variable, x))
            return None if evaluator.context.im(value) else evaluator.context.re(value)
        except (NoValue, ZeroDivisionError, OverflowError, ValueError):
            return None

    grid = [Fraction(step, 4) + Fraction(1, 97) for step in range(-80, 81)]
    values = [at(x) for x in grid]
    found: list[Fraction] = []
    for (left, below), (right, above) in zip(
        zip(grid, values, strict=True), list(zip(grid, values, strict=True))[1:], strict=False
    ):
        if below is not None and above is not None and below * above < 0 and len(found) < 6:
            found.append(_narrowed(at, left, right, below))
    return found


def _narrowed(at: Callable[[Fraction], Any], left: Fraction, right: Fraction, below: Any) -> Fraction:
    for _ in range(90):
        middle = (left + right) / 2
        value = at(middle)
        if value is None or value == 0:
            return middle
        if value * below > 0:
            left = middle
        else:
            right = middle
    return _nice((left + right) / 2)


def everything_below(node: Node) -> list[Node]:
    """A tree and all that it is made of, in the order of reading."""
    return [node, *(one for part in node.parts for one in everything_below(part))]
