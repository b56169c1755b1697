"""How patterns are used: one that only ever matches from a text's start is not tried at every place of it."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType


def only_anchored(modules: Iterable[ModuleType]) -> frozenset[str]:
    """Full names of patterns of which every use is ``match`` or ``fullmatch`` of a whole text."""
    loads: Counter[str] = Counter()
    anchored: Counter[str] = Counter()
    named: set[str] = set()
    for module in modules:
        for node in _nodes(module):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                loads[_key(module, node.id)] += 1
            elif isinstance(node, ast.Call) and (name := _anchored_name(node)):
                anchored[_key(module, name)] += 1
                named.add(f"{module.__name__}.{name}")
    return frozenset(full for full in named if _is_anchored(full, loads, anchored))


_MODULES = ("re", "re2")
_CALLS = ("match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer", "compile")


@cache
def pattern_calls(module: ModuleType) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    """Where ``re`` is called inside functions, with the pattern where it is written there."""
    names_re = any(isinstance(node, ast.Name) and node.id in _MODULES for node in _nodes(module))
    return tuple(_calls(module)) if names_re else ()


def _calls(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str] | None]]:
    for function in (node for node in _nodes(module) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and _is_of_re(node)):
            try:
                yield f"{module.__name__}.{function.name}", re.compile(str(ast.literal_eval(call.args[0])))
            except ValueError:
                yield f"{module.__name__}.{function.name}", None


def _is_of_re(call: ast.Call) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id in _MODULES
        and function.attr in _CALLS
    )


@cache
def _nodes(module: ModuleType) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(Path(str(module.__file__)).read_text())))


def _key(module: ModuleType, name: str) -> str:
    """Private names belong to their module; others may be used elsewhere."""
    return f"{module.__name__}.{name}" if name.startswith("_") else name


def _is_anchored(full: str, loads: Counter[str], anchored: Counter[str]) -> bool:
    name = full.rpartition(".")[2]
    key = full if name.startswith("_") else name
    return loads[key] == anchored[key]


def _anchored_name(call: ast.Call) -> str | None:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and len(call.args) == 1):
        return None
    return function.value.id if function.attr in ("match", "fullmatch") else None
