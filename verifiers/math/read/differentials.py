"""Derivatives and integrands as they are written with differentials."""

import itertools

from verifiers.math.read.tree import Node, Unreadable, name, number


def derivative_of(above: Node, below: Node) -> Node | None:
    """``dy/dx`` and ``d^2y/dx^2`` as one opaque thing; ``None`` for an ordinary fraction."""
    upper, lower = _differential(above), _differential(below)
    if upper is None or lower is None or not lower[1]:
        return None
    (order, what), (below_order, by) = upper, lower
    head = f"d{order}/d {by}" if order == below_order else f"d{order}/d{below_order} {by}"
    if what:
        return Node("apply", (name(what),), head)
    return Node("opaque", (), head)


def _differential(node: Node) -> tuple[int, str] | None:
    """The order and the name of ``d^2y`` or ``dx^2``."""
    factors = _factors(node)
    first = factors[0]
    order = 1
    if first.operation == "power" and first.parts[1].operation == "number":
        order, first = int(first.parts[1].value), first.parts[0]
    if first.operation != "name" or first.name not in ("d", "partial") or len(factors) > 2:
        return None
    rest = factors[1] if len(factors) == 2 else None
    if rest is not None and rest.operation == "power":
        exponent = rest.parts[1]
        if exponent.operation != "number" or exponent.value.denominator != 1:
            return None
        order, rest = int(exponent.value), rest.parts[0]
    if rest is not None and rest.operation not in ("name", "apply"):
        return None
    return order, rest.name if rest is not None else ""


def _factors(node: Node) -> list[Node]:
    if node.operation != "multiply":
        return [node]
    return [*_factors(node.parts[0]), *_factors(node.parts[1])]


def integrand(body: Node) -> tuple[str, Node]:
    """The variable of integration and the rest of what stands under the integral."""
    if body.operation in ("add", "subtract"):
        variable, last = integrand(body.parts[1])
        return variable, Node(body.operation, (body.parts[0], last))
    if body.operation == "divide":
        variable, above = integrand(body.parts[0])
        return variable, Node("divide", (above, body.parts[1]))
    factors = _factors(body)
    for place, (first, second) in enumerate(itertools.pairwise(factors)):
        if first.operation == "name" and first.name == "d" and second.operation == "name":
            rest = factors[:place] + factors[place + 2 :]
            node = rest[0] if rest else number(1)
            for factor in rest[1:]:
                node = Node("multiply", (node, factor))
            return second.name, node
    raise Unreadable("an integral without its variable")


def one_sided(target: Node) -> tuple[Node, int]:
    """The point of a limit and the side it is approached from: 0 for both."""
    if target.operation == "name" and target.name.endswith(("^+", "^-")):
        return name(target.name[:-2]), 1 if target.name.endswith("+") else -1
    if target.operation == "side":
        return target.parts[0], 1 if target.name == "+" else -1
    if target.operation == "power":
        raise Unreadable("lim")
    return target, 0
