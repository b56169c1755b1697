"""Whether a test file can run in a process apart from the program that it tests.

Apart is what no program can cheat, but the two processes share neither streams nor patches nor callbacks. So a
file is run apart only where nothing in it needs more than calls with plain values; where in doubt it is not.
"""

import ast
from collections.abc import Iterator

_MODULES = """
__future__ collections copy decimal fractions functools heapq itertools json math operator pytest re solution
statistics string time typing unittest
"""
_FIXTURES = """
cache capfd capfdbinary caplog capsys capsysbinary doctest_namespace mocker monkeypatch pytestconfig recwarn
record_property request subtests testdir tmp_path tmp_path_factory tmpdir tmpdir_factory
"""
_TOUCHING = "open input exec eval compile globals locals vars setattr delattr __import__"
_TAKING_FUNCTIONS = "sorted min max map filter any all sum sort raises assertRaises reduce"

_HARMLESS_MODULES = frozenset(_MODULES.split())
_BUILT_IN_FIXTURES = frozenset(_FIXTURES.split())
_TOUCHES = frozenset(_TOUCHING.split())
_TAKES_FUNCTIONS = frozenset(_TAKING_FUNCTIONS.split())
_PLAIN_BASES = frozenset({"TestCase", "object"})


def fits_apart(code: str) -> bool:
    """Whether the tests need nothing of the program but its values."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True  # nothing in it runs, wherever
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return not any(_needs_more(node, functions) for node in ast.walk(tree))


def _needs_more(node: ast.AST, functions: set[str]) -> bool:
    match node:
        case ast.Import(names=names):
            return any(name.name not in _HARMLESS_MODULES for name in names)
        case ast.ImportFrom(module=module, names=names):
            return module not in _HARMLESS_MODULES or any(name.name == "mock" for name in names)
        case ast.FunctionDef(args=arguments):
            return any(argument.arg in _BUILT_IN_FIXTURES for argument in arguments.args)
        case ast.AsyncFunctionDef() | ast.Await():
            return True
        case ast.ClassDef(bases=bases):
            return any(_last_name(base) not in _PLAIN_BASES for base in bases)
        case ast.Call():
            return _last_name(node.func) in _TOUCHES or _gives_code(node, functions)
    return False


def _gives_code(call: ast.Call, functions: set[str]) -> bool:
    """Whether a call hands over something that would have to be run by the other process."""
    if _last_name(call.func) in _TAKES_FUNCTIONS:
        return False
    return any(
        isinstance(part, ast.Lambda | ast.GeneratorExp) or (isinstance(part, ast.Name) and part.id in functions)
        for argument in _arguments(call)
        for part in ast.walk(argument)
    )


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
