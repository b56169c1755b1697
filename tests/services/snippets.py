"""Finds the fenced blocks of the pages that people read, and what each of them holds."""

import ast
import builtins
import importlib.util
import json
import re
import shlex
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.parts import ROOT

_FENCE = re.compile(r"^( *)```(\w+)[^\n]*\n(.*?)^\1```", re.M | re.S)
_ELSEWHERE = {"papers.md"}  # test_papers sends its requests
_SAYS = re.compile(r"^ *(\S.*?)  # (.+)$", re.M)


class Snippet(NamedTuple):
    """A fenced block: its page, its number there, its language and its text."""

    page: str
    number: int
    language: str
    text: str


def snippets(*languages: str) -> list[Snippet]:
    """All blocks in these languages, page by page."""
    pages = [*ROOT.glob("*.md"), ROOT / "client/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        Snippet(str(page.relative_to(ROOT)), number, found[2], textwrap.dedent(found[3]))
        for page in pages
        if page.name not in _ELSEWHERE
        for number, found in enumerate(_FENCE.finditer(page.read_text()), 1)
        if found[2] in languages
    ]


def documents(text: str) -> Iterator[Any]:
    """The JSON documents of a block, which may hold several."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        found, end = decoder.raw_decode(rest)
        yield found
        rest = rest[end:].strip()


def commands(text: str) -> Iterator[list[str]]:
    """The commands of a shell block, split as a shell would; a quoted argument may take several lines."""
    waiting = ""
    for line in text.replace("\\\n", " ").splitlines():
        waiting = f"{waiting}\n{line}" if waiting else line
        try:
            command = shlex.split(waiting, comments=True)
        except ValueError:  # a quotation is still open
            continue
        waiting = ""
        if command:
            yield command
    assert not waiting, f"a quotation is never closed: {waiting}"


def lacks(text: str, known: set[str]) -> set[str]:
    """Modules that are not installed, and names that nothing in the text or in ``known`` defines."""
    tree = ast.parse(text)
    names = {node.id: node.ctx for node in ast.walk(tree) if isinstance(node, ast.Name)}
    defined = {*known, *dir(builtins), *_bound(tree)}
    defined |= {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return {name for name in names if name not in defined} | {
        module for module in _imported(tree) if importlib.util.find_spec(module.partition(".")[0]) is None
    }


def _bound(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def promises(text: str) -> list[tuple[str, str]]:
    """What lines say they print or are worth: ``print(x)  # 1`` or ``x  # 1; and why``."""
    return [(code, says) for code, says in _SAYS.findall(text) if _is_expression(code)]


def _is_expression(code: str) -> bool:
    try:
        ast.parse(code, mode="eval")
    except SyntaxError:
        return False
    return True
