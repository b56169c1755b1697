"""Lists public functions that raise, or take or give bare numbers, and whose docstring does not say so.

``python -m tests.services.docstrings client/steelyard verifiers …`` prints one line for each.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.parts import ROOT

_RAISES = re.compile(r"\braises?\b|\bRefused\b", re.I)
_OURS = re.compile(r"^(?:AssertionError|NotImplementedError|StopIteration|SystemExit)$")
_NUMBER = re.compile(r"\b(?:float|Decimal|Fraction)\b")
_IN_THE_NAME = re.compile(
    r"(?:^|_)(?:seconds|minutes|hours|ms|mb|kb|bytes|share|rate|score|weight|credit|reward|ratio|probability"
    r"|tolerance|rel|abs|rtol|atol|length|mean|std|factor|percent|p)$"
)
_UNIT = re.compile(
    r"\b(?:seconds?|milliseconds?|minutes|bytes|MiB|KiB|MB|kB|metres?|m|N|Pa|rad|radians|degrees|shares?|0 to 1"
    r"|between|in \[|percent|nats|bits|credit|rewards?|ratio|factor|probabilit(?:y|ies)|log-probabilit(?:y|ies)"
    r"|scores?|units?|weights?|mean|relative|rates?|tokens?|at least|amount|numbers?|values?|clock)\b",
    re.I,
)


class Lack(NamedTuple):
    """What the docstring of a function does not say."""

    file: str
    line: int
    name: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name} {self.what}"


def lacks(folder: str) -> list[Lack]:
    """What the docstrings of a package do not say, in the order of its files."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return [lack for file in files if not file.name.startswith("_") for lack in _of_file(file)]


def of_source(source: str, file: str = "") -> Iterator[Lack]:
    """The same of one module's text."""
    for name, function in _public(ast.parse(source), ""):
        said = ast.get_docstring(function) or ""
        raised = sorted(set(_raised(function)))
        if said and raised and not _RAISES.search(said):
            yield Lack(file, function.lineno, name, f"raises {', '.join(raised)}")
        for what in _numbers(function):
            if said and not _UNIT.search(said):
                yield Lack(file, function.lineno, name, f"has {what} without a unit")


def _of_file(file: Path) -> Iterator[Lack]:
    return of_source(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))


def _public(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            yield f"{prefix}{child.name}", child


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions within it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield child
            yield from _own(child)


def _raised(function: ast.AST) -> Iterator[str]:
    for node in _own(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func).rpartition(".")[2]
            if name[:1].isupper() and not _OURS.match(name):
                yield name


def _numbers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    for argument in arguments:
        if argument.annotation is not None and _is_bare(argument.annotation, argument.arg):
            yield f"the argument {argument.arg}"
    if function.returns is not None and _is_bare(function.returns, function.name):
        yield "a result"


def _is_bare(annotation: ast.expr, name: str) -> bool:
    return bool(_NUMBER.search(ast.unparse(annotation))) and not _IN_THE_NAME.search(name)


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        print(*lacks(asked), sep="\n")
