"""Formulas: the part of an assert that is worked out here, over values that the program gave.

An expression is cut in two. Whatever needs the program (a call of its functions, a variable of its own) becomes a
hole, to be filled with the value that came out of the sandbox. The rest, which is literals, operators, comparisons
and a few well-known functions, is the formula. So ``sorted(f(3)) == [1, 2]`` sends ``f(3)`` in and nothing else.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from verifiers.code.vocabulary import FUNCTIONS, MATH

_COMPOSED = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare)


class Unsplittable(Exception):
    """This cannot be cut into what the program does and what is made of it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression with holes named ``$0``, ``$1``, …, and the source of each hole."""

    body: ast.expr
    holes: tuple[str, ...]
    uses: frozenset[str]
    """Names that the holes need inside the sandbox."""


def cut(expression: ast.expr, known: Collection[str], shadowed: Collection[str]) -> Formula:
    """Cut an expression in two. ``known`` names have values here; ``shadowed`` ones are no longer the well-known.

    Where nothing but well-known functions is called, they must be what is tested (a program may well define its
    own ``sum``) and are called in the sandbox.
    """
    for free in (False, True):
        cutter = _Cutter(known, shadowed, nothing_well_known=free)
        body = cutter.truth(expression)
        if cutter.holes:
            break
    return Formula(body, tuple(cutter.holes), frozenset(cutter.uses))


def cut_value(expression: ast.expr, known: Collection[str], shadowed: Collection[str]) -> ast.expr | None:
    """The expression itself if it can be worked out here alone; well-known functions count as they are."""
    try:
        cutter = _Cutter(known, shadowed, nothing_well_known=False)
        body = cutter.value(expression)
    except Unsplittable:
        return None
    return None if cutter.holes else body


def names_in(node: ast.AST) -> frozenset[str]:
    """All names that occur in a piece of source."""
    return frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))


class _Cutter:
    """Walks an expression from the top; the first part that cannot be worked out here becomes a hole."""

    def __init__(self, known: Collection[str], shadowed: Collection[str], *, nothing_well_known: bool) -> None:
        self._known = known
        self._well_known: Mapping[str, Any] = {} if nothing_well_known else FUNCTIONS
        self._shadowed = shadowed
        self._bound: list[str] = []
        self.holes: list[str] = []
        self.uses: set[str] = set()

    def truth(self, node: ast.expr) -> ast.expr:
        """An expression of which only the truth matters: a value that cannot cross still has one."""
        match node:
            case ast.BoolOp(values=values):
                return ast.BoolOp(node.op, [self.truth(value) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ast.UnaryOp(node.op, self.truth(operand))
        before = len(self.holes)
        body = self.value(node)
        if isinstance(body, ast.Name) and body.id.startswith("$") and len(self.holes) == before + 1:
            self.holes[-1] = f"not not ({self.holes[-1]})"
        return body

    def value(self, node: ast.expr) -> ast.expr:
        """An expression whose value matters."""
        match node:
            case ast.Constant():
                return node
            case ast.Name(id=name):
                return node if self._has(name) else self._hole(node)
            case ast.Call() if self._is_well_known(node):
                return self._call(node)
            case ast.Attribute() if self._is_math(node):
                return node
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return self._comprehension(node)
            case ast.Subscript(value=whole, slice=part):
                return self._part(node, whole, part)
        return self._composed(node)

    def _composed(self, node: ast.expr) -> ast.expr:
        """Literals of collections, operators and comparisons: the same, over parts that were cut."""
        if not isinstance(node, _COMPOSED) or (isinstance(node, ast.Dict) and None in node.keys):
            return self._hole(node)
        return type(node)(**{name: self._cut_field(value) for name, value in ast.iter_fields(node)})

    def _cut_field(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._cut_field(item) for item in value]
        return self.value(value) if isinstance(value, ast.expr) else value

    def _call(self, node: ast.Call) -> ast.expr:
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return self._hole(node)
        keywords = [ast.keyword(keyword.arg, self.value(keyword.value)) for keyword in node.keywords]
        return ast.Call(node.func, [self.value(argument) for argument in node.args], keywords)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> ast.expr:
        generators = []
        with self._binding():
            for generator in node.generators:
                source = self.value(generator.iter)
                self._bound += names_in(generator.target)
                conditions = [self.value(condition) for condition in generator.ifs]
                generators.append(ast.comprehension(generator.target, source, conditions, generator.is_async))
            return type(node)(self.value(node.elt), generators)

    @contextmanager
    def _binding(self) -> Iterator[None]:
        outer = list(self._bound)
        yield
        self._bound = outer

    def _part(self, node: ast.Subscript, whole: ast.expr, part: ast.expr) -> ast.expr:
        """A part of a value of the program's is taken in there, if the index is plain."""
        if isinstance(whole, ast.Call | ast.Name | ast.Attribute | ast.Subscript):
            if isinstance(whole, ast.Name) and self._has(whole.id):
                return ast.Subscript(whole, self._index(part), node.ctx)
            if isinstance(whole, ast.Call) and self._is_well_known(whole):
                return ast.Subscript(self._call(whole), self._index(part), node.ctx)
            return self._hole(node)
        return ast.Subscript(self.value(whole), self._index(part), node.ctx)

    def _index(self, part: ast.expr) -> ast.expr:
        if not isinstance(part, ast.Slice):
            return self.value(part)
        ends = (part.lower, part.upper, part.step)
        return ast.Slice(*(self.value(end) if end else None for end in ends))

    def _has(self, name: str) -> bool:
        return name in self._bound or name in self._known or (name in FUNCTIONS and name not in self._shadowed)

    def _is_well_known(self, node: ast.Call) -> bool:
        if isinstance(node.func, ast.Attribute):
            return self._is_math(node.func) and bool(self._well_known)
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in self._well_known
            and node.func.id not in self._shadowed
            and node.func.id not in self._known
        )

    def _is_math(self, node: ast.Attribute) -> bool:
        module = node.value
        return (
            isinstance(module, ast.Name)
            and module.id == "math"
            and "math" not in self._shadowed
            and node.attr in MATH
        )

    def _hole(self, node: ast.expr) -> ast.expr:
        names = names_in(node)
        if names & set(self._bound):
            raise Unsplittable(f"{ast.unparse(node)[:60]} depends on a variable of a comprehension")
        if any(
            isinstance(inner, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr) for inner in ast.walk(node)
        ):
            raise Unsplittable("an expression that binds or waits")
        self.uses |= names
        self.holes.append(ast.unparse(node))
        return ast.Name(f"${len(self.holes) - 1}", ast.Load())
