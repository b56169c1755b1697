"""Propositions by their truth tables; quantified and other statements part by part."""

import itertools
from collections.abc import Callable, Mapping

from verifiers.math.compare.numbers import opened
from verifiers.math.read.tree import Node, name

_MOST_ATOMS = 8
_CONNECTIVES: dict[str, Callable[..., bool]] = {
    "and": lambda *parts: all(parts),
    "or": lambda *parts: any(parts),
    "not": lambda part: not part,
    "implies": lambda first, second: second or not first,
    "iff": lambda first, second: first == second,
    "xor": lambda first, second: first != second,
    "without": lambda first, second: first and not second,
}


_OF_SETS = {"union": "or", "inter": "and", "setminus": "without", "oplus": "xor"}
_LOGICAL = frozenset({*_CONNECTIVES, *_OF_SETS, "rel", "apply", "power", "name", "conj", "group"})
"""What may be a proposition or a set; most trees are neither."""
_NUMBERS = frozenset({"emptyset", "DNE", "undefined", "infty"})


def same_proposition(truth: Node, answer: Node) -> bool | None:
    """Whether two formulas of propositions or of sets have the same truth table; ``None`` for others."""
    if truth.operation not in _LOGICAL and answer.operation not in _LOGICAL:
        return None
    truth, answer = _without_marks(truth), _without_marks(answer)
    if not (_is_compound(truth) or _is_compound(answer)):
        return None
    atoms = _atoms(truth), _atoms(answer)
    if atoms[0] is None or atoms[1] is None:
        return None
    names = sorted(atoms[0] | atoms[1])
    if atoms[0] != atoms[1] or len(names) > _MOST_ATOMS:
        return False
    for values in itertools.product((False, True), repeat=len(names)):
        world = dict(zip(names, values, strict=True))
        if _value(truth, world) != _value(answer, world):
            return False
    return True


def _without_marks(node: Node) -> Node:
    r"""``A^c``, ``A'`` and ``\\overline{A}`` as complements."""
    if node.operation == "power" and node.parts[1] == name("c"):
        return Node("not", (_without_marks(opened(node.parts[0])),))
    if node.operation == "conj" and _is_compound(node.parts[0]):
        return Node("not", (_without_marks(opened(node.parts[0])),))
    if node.operation == "name" and node.name[:1].isupper() and node.name[1:] == "'":
        return Node("not", (name(node.name[0]),))
    if node.operation == "name" and node.name.startswith("bar ") and node.name[4:].isupper():
        return Node("not", (name(node.name[4:]),))
    return node._replace(parts=tuple(map(_without_marks, node.parts)))


def _operation(node: Node) -> str:
    if node.operation == "rel" and node.name == "to":
        return "implies"
    if node.operation == "apply" and node.name == "complement()":
        return "not"
    return _OF_SETS.get(node.operation, node.operation)


def _is_compound(node: Node) -> bool:
    return _operation(opened(node)) in _CONNECTIVES


def _atoms(node: Node) -> frozenset[str] | None:
    node = opened(node)
    if node.operation == "name":
        known = node.name in _NUMBERS or node.name.startswith("bb")
        return frozenset((node.name,)) if len(node.name) < 12 and not known else None
    if _operation(node) not in _CONNECTIVES:
        return None
    found: frozenset[str] = frozenset()
    for part in node.parts:
        inner = _atoms(part)
        if inner is None:
            return None
        found |= inner
    return found


def _value(node: Node, world: Mapping[str, bool]) -> bool:
    node = opened(node)
    if node.operation == "name":
        return world[node.name]
    return _CONNECTIVES[_operation(node)](*(_value(part, world) for part in node.parts))
