"""What brackets and functions make of what is in them."""

from verifiers.math.read.tree import Node, Unreadable, number
from verifiers.math.read.word_list import words

_MANY = words("max min gcd lcm binomial permutations")


def function(operation: str, arguments: tuple[Node, ...]) -> Node:
    """An application of a known function, spelled in whatever way."""
    ensure(bool(arguments), operation)
    if operation == "cbrt":
        return Node("root", (*arguments, number(3)))
    if operation in ("root", "divide"):  # the names that programs have for them
        ensure(len(arguments) == 2, operation)
        return Node(operation, arguments)
    if operation in ("log2", "log10"):
        return Node("log", (*arguments, number(int(operation[3:]))))
    if operation in ("binomial", "permutations") and len(arguments) != 2:
        raise Unreadable(operation)
    if operation not in _MANY and len(arguments) > (2 if operation == "log" else 1):
        return Node("apply", arguments, operation + "()")
    return Node(operation, arguments)


def ensure(condition: bool, text: str) -> None:
    """Raise Unreadable where a condition does not hold."""
    if not condition:
        raise Unreadable(text)


def listed(node: Node) -> tuple[Node, ...]:
    """What a bracket lists, or the one thing in it."""
    if node.operation in ("tuple", "list", "set"):
        return node.parts
    return (unbracketed(node),)


def unbracketed(node: Node) -> Node:
    """The inside of a bracket."""
    return node.parts[0] if node.operation in ("group", "square") else node
