"""Splits an assert test into what runs in the sandbox and what is decided outside it.

A test becomes steps. Each runs some statements in the program's namespace, brings the values of some expressions
back, and has a formula over them that must be true. Literals, and names that only ever stood for literals, stay
here, so a right answer is never where the program could look for it. Loops over literals are unrolled, and a
``check(candidate)`` is put in place of its call. What cannot be split raises Unsplittable.
"""

import ast
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.code.arguments import is_literal
from verifiers.code.formulas import Cutter, Formula, Names, Unsplittable, cut, cut_value, names_in
from verifiers.code.working_out import CannotWorkOut, bind, work_out

_MOST_STEPS = 2000
_MUTABLE = (list, dict, set)
_STAR_IMPORTS = frozenset(
    ("typing", "collections", "itertools", "functools", "heapq", "bisect", "math", "string", "re")
)


@dataclass(frozen=True, slots=True)
class Step:
    """Statements to run, expressions to bring back, and what must be true of them here."""

    statements: str
    expressions: tuple[str, ...]
    formula: ast.expr
    names: dict[str, Any]

    def holds(self, values: Sequence[Any]) -> bool:
        """Whether the formula is true of these values. Raises what working it out raises."""
        filled = {f"${number}": value for number, value in enumerate(values)}
        return bool(work_out(self.formula, {**self.names, **filled}))


def split(source: str) -> tuple[Step, ...]:
    """The steps of a test. Raises Unsplittable, or SyntaxError where it is no Python."""
    splitter = _Splitter()
    for statement in ast.parse(source).body:
        splitter.take(statement)
    return splitter.finished()


class _Splitter:
    """Reads statements in order and keeps apart what is known here from what lives in the sandbox."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._shadowed: set[str] = set()
        self._own: set[str] = set()
        self._waiting: list[str] = []
        self._checks: dict[str, ast.FunctionDef] = {}
        self._steps: list[Step] = []

    def take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assert():
                self._assert(cut(statement.test, self._names))
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return
            case ast.Assign(targets=[target], value=value):
                self._assign(statement, target, value)
            case ast.FunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
                self._define(statement)
            case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call) if name in self._checks:
                self._inline(self._checks[name], call)
            case ast.For() if _asserts_in(statement) or names_in(statement) & self._checks.keys():
                self._unroll(statement)
            case _:
                self._send(statement)

    def _define(self, statement: ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom) -> None:
        """What the test defines or imports is its own: it stays here, and what uses it cannot be split."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self._own |= _imported(statement)
            return
        self._own.add(statement.name)
        if isinstance(statement, ast.FunctionDef) and _asserts_in(statement):
            self._checks[statement.name] = statement

    def finished(self) -> tuple[Step, ...]:
        if self._waiting or not self._steps:
            # What follows the last assert still has to run without an error.
            self._assert(Formula(ast.Constant(True), (), frozenset()))
        return tuple(self._steps)

    def _assert(self, formula: Formula) -> None:
        if len(self._steps) >= _MOST_STEPS:
            raise Unsplittable("too many asserts")
        self._hand_over(formula.uses)
        needed = {name: self._known[name] for name in names_in(formula.body) & self._known.keys()}
        self._steps.append(Step("\n".join(self._waiting), formula.holes, formula.body, needed))
        self._waiting.clear()

    def _assign(self, statement: ast.Assign, target: ast.expr, value: ast.expr) -> None:
        body = cut_value(value, self._names)
        # A second name for the same thing is left to the sandbox, where both change together.
        if body is None or isinstance(value, ast.Name) or not isinstance(target, ast.Name | ast.Tuple):
            self._send(statement)
            return
        try:
            self._learn(bind(target, work_out(body, self._known)))
        except Exception:  # noqa: BLE001
            # The caller's expression may raise anything: then it is for the sandbox to show it.
            self._send(statement)

    def _learn(self, names: dict[str, Any]) -> None:
        if any(not is_literal(value) for value in names.values()):
            raise CannotWorkOut("no literal")
        self._known.update(names)
        self._shadowed -= names.keys()
        self._own -= names.keys()

    def _inline(self, function: ast.FunctionDef, call: ast.Call) -> None:
        parameters = [parameter.arg for parameter in function.args.args]
        plain = not (function.args.vararg or function.args.kwarg or function.args.kwonlyargs or call.keywords)
        if not plain or len(parameters) != len(call.args) or _returns(function):
            raise Unsplittable("a check function with more than plain parameters")
        for name, argument in zip(parameters, call.args, strict=True):
            if not (isinstance(argument, ast.Name) and argument.id == name):
                self.take(ast.Assign([ast.Name(name, ast.Store())], argument, lineno=1))
        for statement in function.body:
            self.take(statement)

    def _unroll(self, loop: ast.For) -> None:
        body = cut_value(loop.iter, self._names)
        if body is None or loop.orelse:
            raise Unsplittable("a loop over what only the program knows")
        try:
            rounds = list(work_out(body, self._known))
        except Exception as error:
            # As above: whatever the caller's expression raises.
            raise Unsplittable("a loop that cannot be unrolled") from error
        for item in rounds:
            try:
                self._learn(bind(loop.target, item))
            except (CannotWorkOut, TypeError, ValueError) as odd:
                raise Unsplittable("a loop variable that is no literal") from odd
            for statement in loop.body:
                self.take(statement)

    @property
    def _names(self) -> Names:
        return Names(self._known, self._shadowed, self._own)

    def _send(self, statement: ast.stmt) -> None:
        """Leave a call, or the naming of what comes of one, to the sandbox."""
        cutter = Cutter(self._names, nothing_well_known=False)
        match statement:
            case ast.Expr(value=ast.Call() as value):
                sent: ast.stmt = ast.Expr(cutter.sent(value))
                changed: set[str] = set()
            case ast.Assign(targets=[target], value=value):
                changed = _names_of(target)
                sent = ast.Assign([target], cutter.sent(value), lineno=1)
            case _:
                raise Unsplittable(f"{type(statement).__name__} beside the program")
        if changed & self._own:
            raise Unsplittable("a name of the test's for what is the program's")
        self._hand_over(frozenset(cutter.uses))
        for name in changed:
            self._known.pop(name, None)
        self._shadowed |= changed
        self._waiting.append(ast.unparse(ast.fix_missing_locations(sent)))

    def _hand_over(self, names: frozenset[str]) -> None:
        """Tell the sandbox what a name stands for; what can be changed there is from then on only there."""
        for name in sorted(names & self._known.keys()):
            value = self._known[name]
            self._waiting.append(f"{name} = {value!r}")
            if isinstance(value, _MUTABLE) or (isinstance(value, tuple) and _holds_mutable(value)):
                del self._known[name]
                self._shadowed.add(name)


def _asserts_in(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Assert) for inner in ast.walk(node))


def _returns(function: ast.FunctionDef) -> bool:
    return any(isinstance(inner, ast.Return | ast.Yield | ast.Global) for inner in ast.walk(function))


def _names_of(target: ast.expr) -> set[str]:
    """Names that an assignment gives a new meaning."""
    if isinstance(target, ast.Name):
        return {target.id}
    if isinstance(target, ast.Tuple | ast.List):
        return set().union(*map(_names_of, target.elts))
    raise Unsplittable("an assignment to what is no name")


def _imported(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """Names of the test's own from now on; ``import math`` gives ``math`` its usual meaning."""
    names: set[str] = set()
    for alias in statement.names:
        if alias.name == "*":
            module = statement.module if isinstance(statement, ast.ImportFrom) else None
            if module not in _STAR_IMPORTS:
                raise Unsplittable("a star import")
            names |= {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}
        elif not (isinstance(statement, ast.Import) and alias.name == "math" and alias.asname in (None, "math")):
            names.add(alias.asname or alias.name.partition(".")[0])
    return names


def _holds_mutable(value: tuple[Any, ...]) -> bool:
    return any(isinstance(item, _MUTABLE) or (isinstance(item, tuple) and _holds_mutable(item)) for item in value)
