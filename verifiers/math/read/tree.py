"""The tree that a text is read into: one node type for expressions and for what is stated about them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

CONSTANTS = frozenset({"pi", "e", "i", "infty"})
BINDERS = frozenset({"sum", "prod", "integral", "limit"})
"""Operations whose ``name`` is bound in their last part."""


_ZERO = Fraction(0)


class Unreadable(Exception):
    """The text is outside the grammar: it is compared as text."""


class Node(NamedTuple):
    """An operation on smaller trees, a name or a number.

    ``name`` is the head of an application, the bound name of a sum, the unit of a quantity or the operators
    of a chain; ``value`` that of a number.
    """

    operation: str
    parts: tuple["Node", ...] = ()
    name: str = ""
    value: Fraction = _ZERO


def number(value: int | Fraction, literal: str = "") -> Node:
    """A constant; ``literal`` is kept where its digits matter."""
    return Node("number", (), literal, value if isinstance(value, Fraction) else Fraction(value))


def name(text: str) -> Node:
    """A variable or a named constant."""
    return Node("name", name=text)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack += one.parts


def operations_in(node: Node) -> set[str]:
    """The operations of a tree."""
    found = set()
    stack = [node]
    while stack:
        one = stack.pop()
        found.add(one.operation)
        stack += one.parts
    return found


def holds(node: Node, *operations: str) -> bool:
    """Whether one of the operations occurs anywhere in a tree."""
    stack = [node]
    while stack:
        one = stack.pop()
        if one.operation in operations:
            return True
        stack += one.parts
    return False


def names_in(node: Node) -> frozenset[str]:
    """The free names of a tree: its variables, and the heads of what is applied."""
    return frozenset(_names(node, heads=True))


def variables_in(node: Node) -> frozenset[str]:
    """The free variables of a tree, without the heads of what is applied."""
    return frozenset(_names(node, heads=False))


def _names(node: Node, *, heads: bool) -> set[str]:
    found: set[str] = set()
    stack = [node]
    while stack:
        one = stack.pop()
        operation = one.operation
        if operation == "name":
            if one.name not in CONSTANTS:
                found.add(one.name)
        elif operation in BINDERS:
            inner = set().union(*(_names(part, heads=heads) for part in one.parts))
            inner.discard(one.name)
            found |= inner
        else:
            if heads and operation in ("apply", "opaque"):
                found.add(one.name)
            stack += one.parts
    return found


def with_name(node: Node, old: str, new: Node) -> Node:
    """The tree with another one for each free occurrence of a name."""
    if node.operation == "name":
        return new if node.name == old else node
    if not node.parts or (node.operation in BINDERS and node.name == old):
        return node
    parts = tuple(with_name(part, old, new) for part in node.parts)
    return node if parts == node.parts else node._replace(parts=parts)


def negated(node: Node) -> Node:
    """The opposite of an expression."""
    return Node("negate", (node,))


def difference(first: Node, second: Node) -> Node:
    """What is zero where two sides are equal."""
    return Node("subtract", (first, second))
