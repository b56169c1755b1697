"""Names that a program has defined itself, told from those that a star import before it left in its namespace."""

import symtable
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType
from typing import Any


def is_own(namespace: Mapping[str, Any], name: str, source: str, module: str) -> bool:
    """Whether a name of a module is the program's: made in it, or bound by a statement that names it."""
    if name not in namespace:
        return False
    return getattr(namespace[name], "__module__", None) == module or _is_bound(source, name)


def ensure_own(namespace: Mapping[str, Any], codes: Iterable[CodeType], source: str, module: str) -> None:
    """Raise NameError for code that calls what star imports have brought, and nothing of the program.

    A test of ``gcd`` would pass on a program that defines nothing, where ``from math import *`` stands before it.
    """
    names = {name for code in codes for name in _names(code)} & namespace.keys()
    own = {name for name in names if is_own(namespace, name, source, module)}
    brought = sorted(name for name in names - own if callable(namespace[name]))
    if brought and not own:
        raise NameError(f"name {brought[0]!r} is not defined")


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_bound(source: str, name: str) -> bool:
    try:
        symbol = symtable.symtable(source, "solution.py", "exec").lookup(name)
    except (KeyError, SyntaxError, ValueError):
        return False
    return symbol.is_assigned() or symbol.is_imported()
