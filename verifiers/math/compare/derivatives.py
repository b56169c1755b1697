r"""Derivatives and conjugates in one notation: ``\frac{dy}{dx}``, dots and primes; bars and stars."""

import re

from verifiers.math.compare.numbers import opened
from verifiers.math.read.tree import Node, name, walk

_QUOTIENT = re.compile(r"d(\d)/d (\w+)$")
_STARRED, _BARRED = re.compile(r"[zw](?:_\w{1,4})?\^\*$"), re.compile(r"bar [zw](?:_\w{1,4})?$")
"""Conjugates of complex numbers: a star elsewhere may say what is best."""
_DOTTED = {"dot": 1, "ddot": 2}
_PRIMED = re.compile(r"\w+?('{1,4})(?:\(\))?$")


def in_one_notation(truth: Node, answer: Node) -> tuple[Node, Node]:
    """Both sides with primes, where one writes quotients of differentials or dots and the other does not."""
    found = [_notations(side) for side in (truth, answer)]
    if found[0] == found[1] or not found[0] or not found[1]:
        return truth, answer
    return _primed(truth), _primed(answer)


def _notations(node: Node) -> frozenset[str]:
    """How a tree writes derivatives."""
    found = set()
    for one in walk(node):
        if one.operation in ("apply", "derivative") and _QUOTIENT.match(one.name):
            found.add("quotient")
        elif one.operation in ("name", "apply") and one.name.partition(" ")[0] in _DOTTED:
            found.add("dots")
        elif one.operation == "name" and (_STARRED.match(one.name) or _BARRED.match(one.name)):
            found.add("star" if one.name.endswith("^*") else "bar")
        elif one.operation in ("name", "apply") and _PRIMED.match(one.name):
            found.add("primes")
    return frozenset(found)


def _primed(node: Node) -> Node:
    parts = tuple(map(_primed, node.parts))
    if node.operation == "name":
        accent, _, rest = node.name.partition(" ")
        if _STARRED.match(node.name):
            return name("bar " + node.name.removesuffix("^*"))
        return name(rest + "'" * _DOTTED[accent]) if accent in _DOTTED else node
    quotient = _QUOTIENT.match(node.name) if node.operation in ("apply", "derivative") else None
    if quotient is None:
        return node if parts == node.parts else node._replace(parts=parts)
    primes = "'" * int(quotient[1])
    inner = opened(parts[0])
    if inner.operation == "name":
        return name(inner.name + primes)
    by_its_argument = inner.operation == "apply" and inner.parts == (name(quotient[2]),)
    if by_its_argument and inner.name.endswith("()"):
        return Node("apply", inner.parts, inner.name.removesuffix("()") + primes + "()")
    return node._replace(parts=parts)
