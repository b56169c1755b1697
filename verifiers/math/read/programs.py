"""Statements and sets as computer algebra prints them: ``Interval.open(-oo, 2)``, ``Union(...)``, ``Eq(x, 5)``."""

from verifiers.math.read.tree import Node, Unreadable

_ENDS = {"": "[]", "open": "()", "Lopen": "(]", "Ropen": "[)"}
_RELATIONS = {"Eq": "=", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_JOINED = {"Union": "union", "Intersection": "inter", "Complement": "setminus", "And": "and", "Or": "or"}
PRINTED = frozenset({"Interval", "FiniteSet", *_RELATIONS, *_JOINED})
"""Names that mean this before a bracket and nothing else."""


def printed(head: str, kind: str, arguments: tuple[Node, ...]) -> Node:
    """What is printed so. Raises Unreadable for another number of arguments."""
    if head == "FiniteSet":
        return Node("set", arguments)
    if len(arguments) < 2 or (len(arguments) > 2 and head not in _JOINED):
        raise Unreadable(head)
    if head == "Interval":
        return _interval(kind, arguments)
    if head in _RELATIONS:
        return Node("rel", arguments, _RELATIONS[head])
    node = arguments[0]
    for other in arguments[1:]:
        node = Node(_JOINED[head], (node, other))
    return node


def _interval(kind: str, arguments: tuple[Node, ...]) -> Node:
    if kind not in _ENDS:
        raise Unreadable(kind)
    return Node("tuple", arguments, _ENDS[kind])
