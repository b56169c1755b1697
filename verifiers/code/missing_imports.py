"""Imports that a program takes from its tests, as suites have them that were written to follow it in one file."""

import ast
import builtins
from collections.abc import Iterable, Mapping

_LONGEST = 200_000  # characters of a program that is read for this


def imports_of(codes: Iterable[str]) -> Mapping[str, str]:
    """What tests import outside of all functions, by the name that it gets: statements of one name each."""
    found: dict[str, str] = {}
    for code in codes:
        for node in _body(code):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {name: statement for name, statement in _statements(node) if name not in found}
    return found


def missing_imports(source: str, imports: Mapping[str, str]) -> str:
    """Those that a program uses and neither imports nor defines, as source to be put before it."""
    body = _body(source) if imports and len(source) <= _LONGEST else []
    nodes = [node for statement in body for node in ast.walk(statement)]
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes):
        return ""
    loaded = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    missing = loaded - set().union(*map(_bound, nodes), set()) - set(dir(builtins))
    return "".join(
        f"try: {statement}\nexcept ImportError: pass\n" for name, statement in imports.items() if name in missing
    )


def _statements(node: ast.Import | ast.ImportFrom) -> Iterable[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom) and (node.level or node.module == "solution"):
        return
    for alias in node.names:
        if alias.name not in ("*", "solution"):
            name = alias.asname or alias.name.partition(".")[0]
            one = ast.Import([alias]) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, [alias], 0)
            yield name, ast.unparse(one)


def _bound(node: ast.AST) -> set[str]:
    match node:
        case (
            ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name))
        ):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name.partition(".")[0] for alias in names}
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return set(names)
    return set()


def _body(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
