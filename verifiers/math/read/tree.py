"""The tree that a text is read into: one node type for expressions and for what is stated about them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

CONSTANTS = frozenset({"pi", "e", "i", "infty"})
BINDERS = frozenset({"sum", "prod", "integral", "limit"})
"""Operations whose ``name`` is bound in their last part."""


class Unreadable(Exception):
    """The text is outside the grammar: it is compared as text."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operation on smaller trees, a name or a number.

    ``name`` is the head of an application, the bound name of a sum, the unit of a quantity or the operators
    of a chain; ``value`` that of a number.
    """

    operation: str
    parts: tuple["Node", ...] = ()
    name: str = ""
    value: Fraction = Fraction(0)


def number(value: int | Fraction, literal: str = "") -> Node:
    """A constant; ``literal`` is kept where its digits matter."""
    return Node("number", name=literal, value=Fraction(value))


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


def holds(node: Node, *operations: str) -> bool:
    """Whether one of the operations occurs anywhere in a tree."""
    return any(one.operation in operations for one in walk(node))


def names_in(node: Node) -> frozenset[str]:
    """The free names of a tree: its variables, and the heads of what is applied."""
    if node.operation == "name":
        return frozenset() if node.name in CONSTANTS else frozenset((node.name,))
    found = frozenset[str]().union(*map(names_in, node.parts))
    if node.operation in BINDERS:
        return found - {node.name}
    if node.operation in ("apply", "opaque"):
        return found | {node.name}
    return found


def variables_in(node: Node) -> frozenset[str]:
    """The free variables of a tree, without the heads of what is applied."""
    if node.operation == "name":
        return frozenset() if node.name in CONSTANTS else frozenset((node.name,))
    found = frozenset[str]().union(*map(variables_in, node.parts))
    return found - {node.name} if node.operation in BINDERS else found


def with_name(node: Node, old: str, new: Node) -> Node:
    """The tree with another one for each free occurrence of a name."""
    if node.operation == "name":
        return new if node.name == old else node
    if not node.parts or (node.operation in BINDERS and node.name == old):
        return node
    parts = tuple(with_name(part, old, new) for part in node.parts)
    return node if parts == node.parts else replace(node, parts=parts)


def negated(node: Node) -> Node:
    """The opposite of an expression."""
    return Node("negate", (node,))


def difference(first: Node, second: Node) -> Node:
    """What is zero where two sides are equal."""
    return Node("subtract", (first, second))
