"""Accents: of segments, conjugates and single names."""

from verifiers.math.read.operators import BigOperators
from verifiers.math.read.tree import Node, Unreadable, holds, name
from verifiers.math.read.word_list import words

_CONJUGATED = words("add subtract multiply divide negate group")


class Accents(BigOperators):
    """Reads what stands under a mark."""

    def _accented(self, accent: str) -> Node:
        argument = self.atom() if accent != "set" else self._raw_pair()
        if argument.operation == "name" and argument.name.startswith("vec ") and accent in ("hat", "vec"):
            argument = name(argument.name.removeprefix("vec "))
        if argument.operation in ("name", "apply") and not (accent == "bar" and argument.name == "i"):
            marked = f"{accent} {argument.name}"
            if accent == "bar" and _is_segment(argument):
                return argument
            if argument.operation == "name":
                return self._named(marked)
            return Node("apply", argument.parts, marked)
        if _is_segment(argument) and accent in ("bar", "vec"):
            return argument if accent == "bar" else name("vec " + "".join(part.name for part in argument.parts))
        if accent == "bar" and argument.operation in ("number",):
            raise Unreadable("a bar over a number")
        if accent == "bar":
            return _barred(argument)
        return Node("opaque", (argument,), accent)

    def _raw_pair(self) -> Node:
        above = self._raw()
        argument = self.atom()
        return Node("opaque", (argument,), "set " + above)


def _is_segment(node: Node) -> bool:
    letters = [one.name for one in node.parts if node.operation == "multiply" and one.operation == "name"]
    return (len(letters) == 2 and all(letter.isupper() and len(letter) == 1 for letter in letters)) or (
        node.operation == "name" and len(node.name) == 2 and node.name.isupper()
    )


def _barred(node: Node) -> Node:
    """The conjugate, with the bar on the names that it is made of."""
    if node.operation == "name":
        return (
            Node("negate", (node,))
            if node.name == "i"
            else node
            if node.name == "pi"
            else name("bar " + node.name)
        )
    if node.operation in _CONJUGATED and holds(node, "name"):
        return node._replace(parts=tuple(map(_barred, node.parts)))
    if node.operation == "power" and node.parts[1].operation == "number":
        return Node("power", (_barred(node.parts[0]), node.parts[1]))
    return node if node.operation == "number" else Node("conj", (node,))
