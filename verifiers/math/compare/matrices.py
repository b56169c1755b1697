"""Matrices and vectors: written ones are worked out where they are added, multiplied, transposed or inverted."""

from collections.abc import Callable

from verifiers.math.compare.numbers import opened
from verifiers.math.evaluate.agreement import constant
from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node, holds, name, negated, number

Cells = tuple[tuple[Node, ...], ...]
_MOST_CELLS = 400
_MOST_INVERTED = 4
_COMBINING = frozenset({"add", "subtract", "multiply", "divide", "negate"})
_UNITS = {
    "vec i": 0,
    "vec j": 1,
    "vec k": 2,
    "hat i": 0,
    "hat j": 1,
    "hat k": 2,
    "hat x": 0,
    "hat y": 1,
    "hat z": 2,
}


def cells(node: Node) -> Cells | None:
    """The rows of what a tree of matrices is; ``None`` for anything else."""
    node = opened(node)
    if node.operation == "matrix":
        return _checked(tuple(row.parts for row in node.parts))
    if node.operation == "tuple" and node.parts and all(opened(part).operation == "tuple" for part in node.parts):
        rows = tuple(opened(part).parts for part in node.parts)
        return rows if len({len(row) for row in rows}) == 1 and node.name == "[]" else None
    rule = _RULES.get(node.operation)
    return rule(node) if rule and holds(node, "matrix", "tuple") else None


def _checked(rows: Cells) -> Cells:
    if sum(map(len, rows)) > _MOST_CELLS:
        raise TooCostly("timeout", "a matrix of too many cells")
    return rows


def vector(node: Node) -> tuple[Node, ...] | None:
    """The components of a tuple, a row, a column or a sum of unit vectors."""
    node = opened(node)
    if node.operation == "tuple" and node.name in ("()", "[]", "{}", "(", ""):
        return node.parts
    if is_point(node):
        return node.parts
    rows = cells(node)
    if rows is not None and len(rows) == 1:
        return rows[0]
    if rows is not None and all(len(row) == 1 for row in rows):
        return tuple(row[0] for row in rows)
    return _by_units(node) or (_combined(node) if node.operation in _COMBINING else None)


def _combined(node: Node) -> tuple[Node, ...] | None:
    """The components of ``(1, 2) + t(3, 4)``."""
    node = opened(node)
    if node.operation == "tuple" and node.name == "()":
        return node.parts
    if node.operation == "apply" and len(node.parts) > 1 and len(node.name) == 3 and node.name[0].islower():
        factor = name(node.name[0])
        return tuple(Node("multiply", (factor, part)) for part in node.parts)
    if node.operation not in _COMBINING:
        return None
    if node.operation == "negate":
        inner = _combined(node.parts[0])
        return None if inner is None else tuple(map(negated, inner))
    return _combined_sides(node, *map(_combined, node.parts))


def _combined_sides(
    node: Node, first: tuple[Node, ...] | None, second: tuple[Node, ...] | None
) -> tuple[Node, ...] | None:
    """The components of a sum of vectors, or of a vector and its factor."""
    if node.operation in ("add", "subtract"):
        if first is None or second is None or len(first) != len(second):
            return None
        return tuple(Node(node.operation, pair) for pair in zip(first, second, strict=True))
    if first is None and second is not None and node.operation == "multiply":
        return tuple(Node("multiply", (node.parts[0], part)) for part in second)
    if first is not None and second is None:
        return tuple(Node(node.operation, (part, node.parts[1])) for part in first)
    return None


def is_point(node: Node) -> bool:
    """Whether an application is a point with its name, ``A(1, 2)``."""
    return (
        node.operation == "apply"
        and len(node.parts) in (2, 3)
        and len(node.name) == 3
        and node.name[0].isupper()
        and node.name.endswith("()")
    )


def _by_units(node: Node) -> tuple[Node, ...] | None:
    if not any(one.operation == "name" and one.name in _UNITS for one in _below(node)):
        return None
    found: dict[int, Node] = {}
    for term, negative in _terms(node, negative=False):
        split = _split(term)
        if split is None or split[0] in found:
            return None
        found[split[0]] = negated(split[1]) if negative else split[1]
    size = 3 if 2 in found else 2
    return tuple(found.get(place, number(0)) for place in range(size)) if len(found) > 1 or 2 in found else None


def _terms(node: Node, *, negative: bool) -> list[tuple[Node, bool]]:
    node = opened(node)
    if node.operation in ("add", "subtract"):
        second = negative != (node.operation == "subtract")
        return _terms(node.parts[0], negative=negative) + _terms(node.parts[1], negative=second)
    if node.operation == "negate":
        return _terms(node.parts[0], negative=not negative)
    return [(node, negative)]


def _split(term: Node) -> tuple[int, Node] | None:
    """The unit vector of a term and its factor."""
    if term.operation == "name" and term.name in _UNITS:
        return _UNITS[term.name], number(1)
    if term.operation == "multiply":
        for this, other in ((1, 0), (0, 1)):
            inner = _split(opened(term.parts[this]))
            if inner is not None:
                return inner[0], Node("multiply", (term.parts[other], inner[1])) if inner[1] != number(
                    1
                ) else term.parts[other]
    if term.operation == "divide":
        inner = _split(opened(term.parts[0]))
        return None if inner is None else (inner[0], Node("divide", (inner[1], term.parts[1])))
    return None


def _sum(node: Node) -> Cells | None:
    first, second = map(cells, node.parts)
    if first is None or second is None or len(first) != len(second) or len(first[0]) != len(second[0]):
        return None
    return tuple(
        tuple(Node(node.operation, pair) for pair in zip(one, other, strict=True))
        for one, other in zip(first, second, strict=True)
    )


def _product(node: Node) -> Cells | None:
    first, second = (cells(part) for part in node.parts)
    if first is None and second is None:
        return None
    if first is None or second is None:
        scalar, rows = (node.parts[0], second) if first is None else (node.parts[1], first)
        return _scaled(rows or (), lambda cell: Node("multiply", (scalar, cell)))
    if len(first[0]) != len(second):
        return None
    columns = tuple(zip(*second, strict=True))
    return _checked(tuple(tuple(_dot(row, column) for column in columns) for row in first))


def _dot(row: tuple[Node, ...], column: tuple[Node, ...]) -> Node:
    products = [Node("multiply", pair) for pair in zip(row, column, strict=True)]
    total = products[0]
    for product in products[1:]:
        total = Node("add", (total, product))
    return total


def _quotient(node: Node) -> Cells | None:
    rows = cells(node.parts[0])
    return None if rows is None else _scaled(rows, lambda cell: Node("divide", (cell, node.parts[1])))


def _negated(node: Node) -> Cells | None:
    rows = cells(node.parts[0])
    return None if rows is None else _scaled(rows, negated)


def _scaled(rows: Cells, change: Callable[[Node], Node]) -> Cells:
    return tuple(tuple(change(cell) for cell in row) for row in rows)


def _transposed(node: Node) -> Cells | None:
    rows = cells(node.parts[0])
    if rows is None and opened(node.parts[0]).operation == "tuple":
        return tuple((part,) for part in opened(node.parts[0]).parts)
    return None if rows is None else tuple(zip(*rows, strict=True))


def _power(node: Node) -> Cells | None:
    rows, exponent = cells(node.parts[0]), constant(node.parts[1])
    if rows is None or exponent is None or len(rows) != len(rows[0]) or len(rows) > _MOST_INVERTED:
        return None
    if exponent == -1:
        return _inverse(rows)
    if exponent.denominator != 1 or not 1 <= exponent <= 6:
        return None
    result = rows
    for _ in range(int(exponent) - 1):
        columns = tuple(zip(*rows, strict=True))
        result = tuple(tuple(_dot(row, column) for column in columns) for row in result)
    return result


def _inverse(rows: Cells) -> Cells:
    size = len(rows)
    whole = determinant(rows)
    return tuple(
        tuple(Node("divide", (_cofactor(rows, column, row), whole)) for column in range(size))
        for row in range(size)
    )


def _cofactor(rows: Cells, row: int, column: int) -> Node:
    if len(rows) == 1:
        return number(1)
    minor = tuple(
        tuple(cell for place, cell in enumerate(one) if place != column)
        for at, one in enumerate(rows)
        if at != row
    )
    value = determinant(minor)
    return negated(value) if (row + column) % 2 else value


def determinant(rows: Cells) -> Node:
    """The determinant as an expression. Raises TooCostly beyond six rows."""
    if len(rows) > 5:
        raise TooCostly("timeout", "a determinant of too many rows")
    if len(rows) == 1:
        return rows[0][0]
    total = number(0)
    for column, cell in enumerate(rows[0]):
        total = Node("add", (total, Node("multiply", (cell, _cofactor(rows, 0, column)))))
    return total


def with_determinants(node: Node) -> Node:
    """The tree with every determinant of a written matrix, and every trace, worked out."""
    if not holds(node, "det", "trace"):
        return node
    parts = tuple(with_determinants(part) for part in node.parts)
    if node.operation in ("det", "trace"):
        rows = cells(parts[0])
        if rows is not None and len(rows) == len(rows[0]):
            return determinant(rows) if node.operation == "det" else _trace(rows)
    return Node(node.operation, parts, node.name, node.value)


def _trace(rows: Cells) -> Node:
    total = rows[0][0]
    for place in range(1, len(rows)):
        total = Node("add", (total, rows[place][place]))
    return total


def _below(node: Node) -> list[Node]:
    return [node, *(one for part in node.parts for one in _below(part))]


_RULES: dict[str, Callable[[Node], Cells | None]] = {
    "add": _sum,
    "subtract": _sum,
    "multiply": _product,
    "divide": _quotient,
    "negate": _negated,
    "transpose": _transposed,
    "power": _power,
}
