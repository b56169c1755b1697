"""What takes more than the values of its parts: sums, integrals, limits, derivatives, uninterpreted heads."""

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from verifiers.math.evaluate.functions import NoValue, Value
from verifiers.math.evaluate.piecewise import piecewise
from verifiers.math.evaluate.secret import hidden_value
from verifiers.math.evaluate.special import special
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, holds, names_in

if TYPE_CHECKING:
    from verifiers.math.evaluate.evaluation import Evaluator


_MAX_TERMS = 3000
_MOST_SUMMED, _IN_A_ROW = 240, 4


def _series(evaluator: "Evaluator", node: Node) -> Value:
    """A sum or product over few terms, or over infinitely many."""
    low = evaluator.value(node.parts[0])
    if _is_infinite(node.parts[1]):
        return _endless(evaluator, node, low)
    high = evaluator.value(node.parts[1])
    if not all(type(bound) is Fraction and bound.denominator == 1 for bound in (low, high)):
        raise NoValue("bounds of a series")
    if high - low > _MAX_TERMS:
        raise TooCostly("timeout", "a sum is too large to be evaluated")
    total: Value = Fraction(node.operation == "prod")
    combine = evaluator.add if node.operation == "sum" else evaluator.multiply
    for index in range(low.numerator, high.numerator + 1):
        total = evaluator.bounded(combine(total, evaluator.with_name(node.parts[2], node.name, Fraction(index))))
    return total


def _endless(evaluator: "Evaluator", node: Node, low: Value) -> Value:
    """An infinite series: by its terms as long as it has free names, else by acceleration."""
    terms = [evaluator.with_name(node.parts[2], node.name, low + step) for step in range(4)]
    if names_in(node):
        if evaluator.numeric and node.operation == "sum":
            return _summed(evaluator, node, int(low))
        return evaluator.hidden("endless " + node.operation, terms)
    ratio = _ratio(terms)
    if node.operation == "sum" and ratio is not None:
        return evaluator.divide(terms[0], 1 - ratio)
    fine = evaluator.finer(evaluator.digits + 20)

    def term(index: Value) -> Value:
        return fine.number(fine.with_name(node.parts[2], node.name, Fraction(int(index))))

    try:
        accelerate = fine.context.nsum if node.operation == "sum" else fine.context.nprod
        return accelerate(term, [int(low), fine.context.inf], maxterms=2000)
    except (ValueError, TypeError, fine.context.NoConvergence) as failed:
        raise NoValue("a series") from failed


def _summed(evaluator: "Evaluator", node: Node, low: int) -> Value:
    """A series by its terms, until several in a row no longer count. Raises NoValue for a slow one."""
    total, small = evaluator.number(Fraction(0)), 0
    least = evaluator.context.mpf(10) ** -(evaluator.digits + 5)
    for index in range(low, low + _MOST_SUMMED):
        term = evaluator.number(evaluator.with_name(node.parts[2], node.name, Fraction(index)))
        total += term
        small = small + 1 if abs(term) <= least * (1 + abs(total)) else 0
        if small == _IN_A_ROW:
            return total
    raise NoValue("a slow series")


def _ratio(terms: list[Value]) -> Fraction | None:
    """The ratio of a geometric series of rational terms that converges."""
    if not all(type(term) is Fraction and term for term in terms):
        return None
    ratios = {second / first for first, second in itertools.pairwise(terms)}
    ratio = ratios.pop()
    return ratio if not ratios and abs(ratio) < 1 else None


def _integral(evaluator: "Evaluator", node: Node) -> Value:
    """A definite integral: of constants by quadrature, else by its bounds and its integrand."""
    endless = any(map(_is_infinite, node.parts[:2]))
    if (names_in(node) or endless) and not evaluator.numeric:
        return _integrand_only(evaluator, node)
    fine = evaluator.finer(evaluator.digits + 10)
    fine.loose = True
    low, high = (_bound(fine, bound) for bound in node.parts[:2])

    def integrand(at: Value) -> Value:
        try:
            return fine.number(fine.with_name(node.parts[2], node.name, at))
        except TooCostly:
            if not endless:
                raise
            return fine.number(Fraction(0))  # so far out that only what vanishes there has an integral

    if not evaluator.numeric:
        return fine.context.quad(integrand, [low, high], maxdegree=6)
    found, error = fine.context.quad(integrand, [low, high], maxdegree=6, error=True)
    if error > fine.context.mpf(10) ** -evaluator.digits * (1 + abs(found)):
        raise NoValue("an integral that does not settle")
    return found


def _bound(evaluator: "Evaluator", bound: Node) -> Value:
    if _is_infinite(bound):
        return evaluator.context.ninf if bound.operation == "negate" else evaluator.context.inf
    return evaluator.number(evaluator.value(bound))


def _integrand_only(evaluator: "Evaluator", node: Node) -> Value:
    bounds = [Fraction(7919, 13) if _is_infinite(bound) else evaluator.value(bound) for bound in node.parts[:2]]
    places = [hidden_value("place", [str(place)]) for place in range(3)]
    return evaluator.hidden(
        "integral", bounds + [evaluator.with_name(node.parts[2], node.name, at) for at in places]
    )


def _limit(evaluator: "Evaluator", node: Node) -> Value:
    """The value so near to the place that more digits come nearer still; zero where it falls as they grow."""
    near = _near_limit(evaluator, node, evaluator.digits)
    least = evaluator.context.mpf(10) ** (-evaluator.digits // 4)
    if near and abs(near) < least and abs(_near_limit(evaluator, node, 2 * evaluator.digits)) < abs(near) * least:
        return Fraction(0)
    return near


def _near_limit(evaluator: "Evaluator", node: Node, digits: int) -> Value:
    fine = evaluator.finer(3 * digits)
    step = Fraction(1, 10**digits)
    target, side, body = node.parts
    if _is_infinite(target):
        place = Fraction(10**digits)
        value = fine.with_name(body, node.name, -place if target.operation == "negate" else place)
        return fine.number(value)  # near the limit, and never exactly there
    at = fine.value(target)
    sign = -1 if side.value < 0 else 1
    return fine.number(fine.with_name(body, node.name, fine.add(at, sign * step)))


def _is_infinite(node: Node) -> bool:
    inner = node.parts[0] if node.operation in ("negate", "group") else node
    return inner.operation == "name" and inner.name == "infty"


def _apply(evaluator: "Evaluator", node: Node) -> Value:
    values = [evaluator.value(part) for part in node.parts]
    known = special(node.name, values, named=any(part.operation != "number" for part in node.parts))
    if known is not None:
        return evaluator.applied(*known)
    return evaluator.hidden(node.name, values)


def _opaque(evaluator: "Evaluator", node: Node) -> Value:
    return evaluator.hidden(f"{node.operation} {node.name}", [evaluator.value(part) for part in node.parts])


def _degrees(evaluator: "Evaluator", node: Node) -> Value:
    return evaluator.number(evaluator.value(node.parts[0])) * evaluator.context.pi / 180


def _derivative(evaluator: "Evaluator", node: Node) -> Value:
    order, _, by = node.name.partition(" ")
    if evaluator.numeric and order in ("d1/d", "d2/d", "d3/d") and not holds(node, "apply", "opaque"):
        fine = evaluator.finer(2 * evaluator.digits)

        def function(at: Value) -> Value:
            return fine.number(fine.with_name(node.parts[0], by, at))

        return fine.context.diff(function, fine.number(fine.value(Node("name", name=by))), int(order[1]))
    return evaluator.hidden("derivative " + node.name, [evaluator.value(node.parts[0])])


def _identity(evaluator: "Evaluator", node: Node) -> Value:
    return evaluator.value(node.parts[0])


OPERATIONS: dict[str, Callable[["Evaluator", Node], Value]] = {
    "sum": _series,
    "prod": _series,
    "integral": _integral,
    "limit": _limit,
    "apply": _apply,
    "opaque": _opaque,
    "cross": _opaque,
    "norm": _opaque,
    "star": _opaque,
    "compose": _opaque,
    "oplus": _opaque,
    "otimes": _opaque,
    "transpose": _opaque,
    "rank": _opaque,
    "trace": _opaque,
    "given": _opaque,
    "union": _opaque,
    "inter": _opaque,
    "setminus": _opaque,
    "rel": _opaque,
    "derivative": _derivative,
    "cases": piecewise,
    "degrees": _degrees,
    "group": _identity,
    "square": _identity,
    "labelled": _identity,
}
