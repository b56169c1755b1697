"""Known functions with their base, their power and their argument."""

from verifiers.math.read.building import function, listed, unbracketed
from verifiers.math.read.expressions import literal
from verifiers.math.read.letters import Letters
from verifiers.math.read.names import APPLYING
from verifiers.math.read.tree import Node, name, number
from verifiers.math.read.word_list import words

_INVERTED = words("sin cos tan cot sec csc sinh cosh tanh coth sech csch")


class Applications(Letters):
    """Reads functions."""

    def function_atom(self) -> Node:
        """A known function with its base, its power and its argument."""
        operation = self.next().text
        base: tuple[Node, ...] = ()
        if operation == "sqrt":
            return self._root()
        if operation == "log" and self.accept("_"):
            base = (literal(self.next().text) if self.peek().kind == "number" else self._braced_or_atom(),)
        exponent = None
        if self.accept("^"):
            exponent = self._function_power()
        elif self.accept("_"):
            return Node("apply", (self._braced_or_atom(), *self._arguments()), operation + "_()")
        if exponent is not None and _is_minus_one(exponent) and operation in _INVERTED:
            operation, exponent = "arc" + operation, None
        node = function(operation, self._arguments() + base)
        return node if exponent is None else Node("power", (node, exponent))

    def _function_power(self) -> Node:
        """The power of a function: in ``\\sin^n(x)`` the bracket belongs to the function."""
        if self.peek().kind == "name" and self.peek(1).text == "(":
            return name(self.next().text)
        return self.exponent()

    def _root(self) -> Node:
        degree = number(2)
        if self.peek().text == "[":
            self.next()
            degree = self.sum()
            self.expect("]", "close")
        elif self.accept("^"):
            degree = self._braced_or_atom()
        return Node("root", (self.atom(), degree))

    def _arguments(self) -> tuple[Node, ...]:
        token = self.peek()
        if token.text in ("(", "{", "[", "\\{") and token.kind in ("open", "brace"):
            inner = self.atom()
            return listed(inner) if inner.operation in ("tuple", "list", "set") else (unbracketed(inner),)
        self.enter()
        node = self.exponent() if token.text == "-" and token.kind == "operator" else self.power()
        while self.starts_factor(self.peek()) and self.peek().kind != "function":
            if self.peek().kind == "open" or self.peek().text == "accent vec" or self._applies():
                break
            if self._integrals and self._at_differential():
                break
            node = self._beside(node)
        if self.peek().kind == "word" and self.peek().text.lower() in ("degrees", "deg", "degree"):
            self.next()
            node = Node("degrees", (node,))
        self.leave()
        return (node,)

    def _at_differential(self) -> bool:
        """Whether ``dx`` comes next, which belongs to the integral and to no argument."""
        token, behind = self.peek(), self.peek(1)
        glued = token.kind == "run" and len(token.text) == 2 and token.text[0] == "d"
        return glued or (token.text == "d" and behind.kind == "name")

    def _applies(self) -> bool:
        """Whether a name that is a function and its bracket come next."""
        head = self.peek()
        functions = self.guidance.applied | APPLYING
        return head.kind == "name" and head.text in functions and self.peek(1).text == "("

    def _braced_or_atom(self) -> Node:
        return self.atom()


def _is_minus_one(node: Node) -> bool:
    node = unbracketed(node)
    inner = node.parts[0] if node.operation == "negate" else node
    return node.operation == "negate" and inner.operation == "number" and inner.value == 1
