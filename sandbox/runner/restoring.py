"""Puts back what tests use of Python and of packages where a program that shares their process has replaced it.

A program can still do so from inside of a test: what it leaves behind is seen at the end.
"""

import ast
import builtins
import importlib
import os
import sys
import types
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

_JUDGES = ("unittest.", "_pytest.")
_TESTING = (".testing", "._testing")


class Originals:
    """The functions and classes of modules that test code imports, and ``also`` others, as they were before."""

    def __init__(self, code: str, *also: str) -> None:
        self.are_forged = False
        self._kept = [
            (holder, name, value)
            for holder in _holders(_imported(code) | set(also))
            for name, value in list(vars(holder).items())
            if callable(value) or isinstance(value, staticmethod | classmethod)
        ]

    def restore(self) -> None:
        """Put all of them back. A program that replaces what runs the tests has no other reason than to forge."""
        for holder, name, value in self._kept:
            if vars(holder).get(name) is not value:
                self.are_forged |= _root_of(holder) in ("pytest", "_pytest")
                with suppress(AttributeError, TypeError):
                    setattr(holder, name, value)

    def are_replaced_by(self, module: types.ModuleType) -> bool:
        """Whether something of the program's stands where one of them was."""
        return any(
            (now := vars(holder).get(name)) is not value and _is_of(module, now)
            for holder, name, value in self._kept
        )


def _root_of(holder: Any) -> str:
    name = holder.__name__ if isinstance(holder, types.ModuleType) else holder.__module__
    return str(name).partition(".")[0]


def _is_of(module: types.ModuleType, value: Any) -> bool:
    names = getattr(value, "__globals__", None)
    return names is module.__dict__ or getattr(type(value), "__module__", None) == module.__name__


def _holders(imported: set[str]) -> Iterator[Any]:
    """Modules, if they do not lie beside the tests, with their classes."""
    beside = {entry.partition(".")[0] for entry in os.listdir(".")} | {"solution"}
    roots = {name.partition(".")[0] for name in imported}
    for name in imported:
        if name.partition(".")[0] not in beside:
            with suppress(Exception):
                importlib.import_module(name)
    yield builtins
    for name, module in list(sys.modules.items()):
        root = name.partition(".")[0]
        if root in beside or not isinstance(module, types.ModuleType):
            continue
        if name in roots or name.startswith(_JUDGES) or (root in roots and any(part in name for part in _TESTING)):
            yield module
            yield from (one for one in list(vars(module).values()) if _is_class_of(one, root))


def _is_class_of(value: Any, root: str) -> bool:
    return isinstance(value, type) and str(getattr(value, "__module__", "")).partition(".")[0] == root


def _imported(code: str) -> set[str]:
    names: set[str] = set()
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return names
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names
