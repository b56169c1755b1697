"""Formulas: the part of an assert that is worked out here, over values that the program gave.

An expression is cut in two. Whatever needs the program (a call of its functions, a variable of its own) becomes a
hole, to be filled with the value that came out of the sandbox. The rest, which is literals, operators, comparisons
and a few well-known functions, is the formula. So ``sorted(f(3)) == [1, 2]`` sends ``f(3)`` in and nothing else.

A hole consists of calls, attributes and items of what is the program's, and of arguments (arguments.py). Anything
else that would have to run beside the program, as an operator between its value and one of the test's, is not cut.
"""

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.runner.guarding import JUDGING
from sandbox.runner.standins import OPERATORS
from verifiers.code.arguments import NotPlain, literal_of
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


@dataclass(frozen=True, slots=True)
class Names:
    """What names stand for: ``known`` ones for values that are here, ``own`` ones for what the test imports or
    defines, ``shadowed`` ones for something in the sandbox and no longer for what is well known.
    """

    known: Mapping[str, Any]
    shadowed: Collection[str]
    own: Collection[str]


def cut(expression: ast.expr, names: Names) -> Formula:
    """Cut an expression in two.

    Where nothing but well-known functions is called, they must be what is tested (a program may well define its
    own ``sum``) and are called in the sandbox.
    """
    for free in (False, True):
        cutter = Cutter(names, nothing_well_known=free)
        body = cutter.truth(expression)
        if cutter.holes:
            break
    return Formula(body, tuple(cutter.holes), frozenset(cutter.uses))


def cut_value(expression: ast.expr, names: Names) -> ast.expr | None:
    """The expression itself if it can be worked out here alone; well-known functions count as they are."""
    try:
        cutter = Cutter(names, nothing_well_known=False)
        body = cutter.value(expression)
    except Unsplittable:
        return None
    return None if cutter.holes else body


def names_in(node: ast.AST) -> frozenset[str]:
    """All names that occur in a piece of source."""
    return frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))


class Cutter:
    """Walks an expression from the top; the first part that cannot be worked out here becomes a hole."""

    def __init__(self, names: Names, *, nothing_well_known: bool) -> None:
        self._names = names
        self._known = names.known
        self._well_known: Mapping[str, Any] = {} if nothing_well_known else FUNCTIONS
        self._shadowed = names.shadowed
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
            case ast.Call(func=ast.Attribute(value=whole, attr=name)) if name in JUDGING:
                return self._method(node, whole, name)
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

    def _method(self, node: ast.Call, whole: ast.expr, name: str) -> ast.expr:
        """A method of built-in values: an answer with one of its own could judge itself."""
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            return self._hole(node)
        function = ast.Attribute(self.value(whole), name, ast.Load())
        return ast.Call(function, [self.value(argument) for argument in node.args], [])

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
        if name in self._bound or name in self._known:
            return True
        return name in FUNCTIONS and name not in self._shadowed and name not in self._names.own

    def _is_well_known(self, node: ast.Call) -> bool:
        if isinstance(node.func, ast.Attribute):
            return self._is_math(node.func) and bool(self._well_known)
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in self._well_known
            and node.func.id not in self._shadowed
            and node.func.id not in self._known
            and node.func.id not in self._names.own
        )

    def _is_math(self, node: ast.Attribute) -> bool:
        module = node.value
        return (
            isinstance(module, ast.Name)
            and module.id == "math"
            and "math" not in self._shadowed
            and "math" not in self._names.own
            and node.attr in MATH
        )

    def _hole(self, node: ast.expr) -> ast.expr:
        self.holes.append(ast.unparse(self.sent(node)))
        return ast.Name(f"${len(self.holes) - 1}", ast.Load())

    def sent(self, node: ast.expr) -> ast.expr:
        """An expression as it is sent to the program. Raises Unsplittable for what must not run beside it."""
        match node:
            case ast.Name(id=name):
                self._ensure_of_program(name)
                self.uses.add(name)
                return node
            case ast.Attribute(value=whole, attr=part) if part not in _DECIDING:
                return ast.Attribute(self.sent(whole), part, node.ctx)
            case ast.Subscript(value=whole, slice=part):
                return ast.Subscript(self.sent(whole), self._argument(part), node.ctx)
            case ast.Call(func=function, args=args, keywords=keywords):
                named = [ast.keyword(keyword.arg, self._argument(keyword.value)) for keyword in keywords]
                return ast.Call(self.sent(function), [self._argument(one) for one in args], named)
        raise Unsplittable(f"{type(node).__name__} beside the program")

    def _ensure_of_program(self, name: str) -> None:
        if name in self._bound or name in self._names.own or name in self._known:
            raise Unsplittable(f"{name} is the test's own")
        if name in _BUILT_IN and name not in self._shadowed and (self._well_known or name not in FUNCTIONS):
            raise Unsplittable(f"{name} may be the program's own, or Python's")

    def _argument(self, node: ast.expr) -> ast.expr:
        """What a test passes to the program: data of its own, or what the program gave."""
        match node:
            case ast.Constant():
                return node
            case ast.Name(id=name) if name in self._known and name not in self._bound:
                self.uses.add(name)
                return node
            case ast.Starred(value=value):
                return ast.Starred(self._argument(value), node.ctx)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return _with_items(node, [self._argument(item) for item in items])
            case ast.Dict(keys=keys, values=values) if None not in keys:
                return ast.Dict([self._argument(key) for key in keys if key], list(map(self._argument, values)))
        return self._worked_out(node)

    def _worked_out(self, node: ast.expr) -> ast.expr:
        """An argument that is made of others."""
        if isinstance(node, ast.Slice):
            return ast.Slice(*(end and self._argument(end) for end in (node.lower, node.upper, node.step)))
        plain = cut_value(node, self._names) if not self._bound else None
        if plain is None:
            return self.sent(node)
        try:
            return literal_of(node, plain, self._known)
        except NotPlain as odd:
            raise Unsplittable(str(odd)) from odd


def _with_items(node: ast.List | ast.Tuple | ast.Set, items: list[ast.expr]) -> ast.expr:
    return ast.Set(items) if isinstance(node, ast.Set) else type(node)(items, node.ctx)


_BUILT_IN = frozenset(dir(builtins))
_DECIDING = JUDGING | OPERATORS | {"__eq__", "__ne__"}
