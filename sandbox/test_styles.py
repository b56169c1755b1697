"""Whether tests can run in a process apart from the program that they test.

Apart is what no program can cheat. The program's objects are there for the tests, and functions and objects of the
tests for the program, but the two processes share neither streams nor patches of the standard library, neither the
state of its modules nor threads. What needs these runs together with the program; where in doubt it does.
"""

import ast
import sys
from collections.abc import Iterator

_SHARED_MODULES = """
asyncio atexit concurrent dataclasses faulthandler gc importlib inspect linecache logging mock multiprocessing pdb
pickle pickletools pkgutil runpy shelve signal subprocess threading trace traceback tracemalloc warnings weakref
"""
_SHARED_FIXTURES = """
capfd capfdbinary caplog capsys capsysbinary mocker monkeypatch pytester recwarn testdir
"""
_SHARED_CALLS = """
exec eval compile globals locals setattr delattr input __import__ redirect_stdout redirect_stderr warns
deprecated_call assertWarns assertWarnsRegex assertLogs assertNoLogs seed setstate setrecursionlimit settrace
setprofile chdir putenv unsetenv fork
"""
_SHARED_PARTS = {
    "sys": {"stdout", "stderr", "stdin", "argv", "modules", "path", "excepthook", "_getframe", "getrefcount"},
    "os": {"environ"},
}
_MOCKS = frozenset(("Mock", "MagicMock", "NonCallableMock", "call", "ANY", "sentinel", "patch"))

_MODULES = frozenset(_SHARED_MODULES.split())
_FIXTURES = frozenset(_SHARED_FIXTURES.split())
_CALLS = frozenset(_SHARED_CALLS.split())
_KNOWN = frozenset(("pytest", "solution"))


def fits_apart(code: str) -> bool:
    """Whether the tests need nothing of the program but its objects."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True  # nothing in it runs, wherever
    nodes = list(ast.walk(tree))
    ours = {"solution", *_from_solution(nodes)}
    return not any(_needs_more(node, ours) for node in nodes)


def _from_solution(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "solution":
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.asname for alias in node.names if alias.name == "solution" and alias.asname)


def _needs_more(node: ast.AST, ours: set[str]) -> bool:
    match node:
        case ast.Import(names=names):
            return any(not _is_harmless(name.name) for name in names)
        case ast.ImportFrom(module=module, names=names):
            imported = {name.name for name in names}
            return not _is_harmless(module or ".") or (module == "unittest.mock" and not imported <= _MOCKS)
        case ast.FunctionDef(args=arguments):
            return any(argument.arg in _FIXTURES for argument in arguments.args)
        case ast.AsyncFunctionDef() | ast.Await():
            return True
        case ast.Attribute(value=ast.Name(id=module), attr=part):
            return part in _SHARED_PARTS.get(module, ()) or module == "builtins"
        case ast.Call():
            return _last_name(node.func) in _CALLS or (_is_patch(node.func) and not _patches(node, ours))
    return False


def _is_harmless(module: str) -> bool:
    first = module.partition(".")[0]
    if module == "unittest.mock":
        return True
    return first not in _MODULES and (first in sys.stdlib_module_names or first in _KNOWN)


def _is_patch(function: ast.expr) -> bool:
    """Whether it is ``patch``, ``patch.object`` or ``patch.dict``."""
    if _last_name(function) == "patch":
        return True
    return isinstance(function, ast.Attribute) and _last_name(function.value) == "patch"


def _patches(call: ast.Call, ours: set[str]) -> bool:
    """Whether a patch is of the program's own names, which the program then sees."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant):
        return isinstance(first.value, str) and first.value.startswith("solution.")
    return isinstance(first, ast.Name) and first.id in ours


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
