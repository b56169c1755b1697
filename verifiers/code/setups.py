"""Divides what a caller puts around a program: what its tests use is theirs, and does not run beside the program.

Imports and classes are the program's, since it may need them. Functions and data by which a test judges would be
in reach of the program: they go to the test, with what they need in turn.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Divided:
    """The parts of a setup, as source."""

    program: str
    tests: str


def divide(setup: str, codes: Iterable[str]) -> Divided:
    """What of a setup stays with the program, and what belongs to tests with these codes.

    A setup that is no Python, or of which tests use nothing, is the program's.
    """
    try:
        body = ast.parse(setup).body
        used = set().union(*(_loaded(ast.parse(code)) for code in codes))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Divided(setup, "")
    wanted = _wanted(body, used)
    if not wanted:
        return Divided(setup, "")
    own = [node for node in body if id(node) in wanted]
    rest = [node for node in body if id(node) not in wanted]
    needed = _wanted(own, set().union(*map(_loaded, rest), set()))
    kept = [node for node in body if id(node) not in wanted or id(node) in needed or _is_import(node)]
    return Divided(_source(kept), _source(own))


def _wanted(body: Sequence[ast.stmt], used: set[str]) -> set[int]:
    """Statements that give names their meaning, those that these need in turn included."""
    wanted: set[int] = set()
    used = set(used)
    growing = True
    while growing:
        growing = False
        for node in body:
            if id(node) not in wanted and not isinstance(node, ast.ClassDef) and _bound(node) & used:
                wanted.add(id(node))
                used |= _loaded(node)
                growing = True
    return wanted


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _loaded(node: ast.AST) -> set[str]:
    return {
        inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)
    }


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _source(body: Sequence[ast.stmt]) -> str:
    return "\n".join(map(ast.unparse, body))
