"""Atoms: numbers, names, functions, brackets and what LaTeX calls by a command."""

from collections.abc import Callable

from verifiers.math.read.accents import Accents
from verifiers.math.read.environments import MATRICES, environment_of
from verifiers.math.read.tree import Node, Unreadable
from verifiers.math.read.word_list import words

_APPLIED = words("ker dim sup inf deg hom Pr coker Im span")
_INFIX = words(
    """
    heartsuit spadesuit clubsuit diamondsuit diamond Diamond bigstar odot ominus oslash boxplus boxtimes
    circledast amalg wr ltimes rtimes lhd rhd triangleleft triangleright divideontimes
    """
)
"""Signs that texts define as operations of their own: what order they keep is not known."""


class Atoms(Accents):
    """Reads atoms; lists and statements inside of brackets are the statements' affair."""

    def atom(self) -> Node:
        """The smallest expression at this place."""
        token = self.peek()
        rule = _ATOMS.get(token.kind)
        if rule is None:
            raise Unreadable(token.text)
        return rule(self)

    def command_atom(self) -> Node:
        """Fractions, binomials, accents, matrices, sums; anything unknown is an atom of its own."""
        token = self.next()
        if token.text.startswith("begin "):
            return self._environment(token.text.removeprefix("begin "))
        if token.text.startswith("accent "):
            return self._accented(token.text.removeprefix("accent "))
        rule = _COMMANDS.get(token.text)
        return rule(self) if rule else self._opaque(token.text)

    def _opaque(self, command: str) -> Node:
        if command in _INFIX:
            raise Unreadable(command)
        if command in _APPLIED and self.peek().kind in ("name", "run"):
            return Node("apply", (self.power(),), f"\\{command}()")
        arguments = []
        while self.peek().text == "{" and self.peek().kind == "brace":
            arguments.append(self.atom())
        head = "\\" + command
        if not arguments and self.peek().text == "(":
            return self._applied(head, None, marked=True)
        return self._named(head) if not arguments else Node("opaque", tuple(arguments), head)

    def _environment(self, environment: str) -> Node:
        rows: list[tuple[Node, ...]] = []
        row: list[Node] = []
        while True:
            token = self.peek()
            if token.text == "end " + environment:
                self.next()
                break
            if token.kind == "separator" and token.text == ";":
                self.next()
                rows, row = [*rows, tuple(row)] if row else rows, []
            elif token.text in ("&", "hline") or (token.kind == "separator" and environment not in MATRICES):
                self.next()
            else:
                row.append(self.cell())
        rows += [tuple(row)] if row else []
        return environment_of(environment, rows)

    def cell(self) -> Node:
        """What stands between the marks of a row."""
        return self.statement()


_ATOMS: dict[str, Callable[[Atoms], Node]] = {
    "number": Atoms.number_atom,
    "name": Atoms.name_atom,
    "run": Atoms.run_atom,
    "word": Atoms.word_atom,
    "function": Atoms.function_atom,
    "brace": Atoms.brace_atom,
    "open": Atoms.bracket,
    "close": Atoms.outward,
    "operator": Atoms.bars_atom,
    "command": Atoms.command_atom,
    "dots": lambda reader: (reader.next(), Node("dots"))[1],
}
_COMMANDS: dict[str, Callable[[Atoms], Node]] = {
    "frac": Atoms.fraction,
    "binom": Atoms.binomial,
    "sum": lambda reader: reader.series("sum"),
    "prod": lambda reader: reader.series("prod"),
    "int": Atoms.integral,
    "oint": Atoms.integral,
    "lim": Atoms.limit,
    "ce": Atoms.text_operator,
}
