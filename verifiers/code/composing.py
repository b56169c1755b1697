"""Makes the program out of a completion, and out of what its dataset puts before it."""

import ast
import textwrap
from dataclasses import dataclass

from sandbox.languages import LANGUAGES, PYTHON
from verifiers.code.fences import find_in_any, find_program
from verifiers.code.preludes import put_before

ANY = "any"
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Composed:
    """A program and its language."""

    language: str
    source: str


def compose(
    completion: str, language: str, *, before: str = "", prefix: str = "", setup: str = ""
) -> Composed | None:
    """The program of a completion, or None where it gives none.

    ``prefix`` is the beginning of a program that a completion may leave out, ``before`` what comes before the
    whole, and ``setup`` what comes after it. Where ``language`` is ``any``, it is that of the fence.
    """
    if language == ANY:
        found = find_in_any(completion, {name: entry.tags for name, entry in LANGUAGES.items()}, PYTHON)
    else:
        source = find_program(completion, LANGUAGES[language].tags)
        found = None if source is None else (language, source)
    if found is None:
        return None
    named, source = found
    if prefix:
        source = complete(prefix, source) if named == PYTHON else _complete_other(prefix, source)
    if named == PYTHON:
        source = put_before(before, source)
    elif before:
        source = f"{before}\n{source}"
    return Composed(named, f"{source}\n\n{setup}" if setup else source)


def complete(prefix: str, source: str) -> str:
    """A Python program of a prefix and what goes on from there, or of the prefix and a program that repeats it."""
    wanted = _last_function(prefix)
    if _parses(source) and (wanted is None or wanted in _functions(source)):
        # What the prefix imports and defines is there, and the function that it only begins is defined again.
        stub = f"{prefix.rstrip()}\n{_deepest_indent(prefix)}pass\n" if wanted else f"{prefix}\n"
        return f"{stub}\n{source}" if _parses(stub) else source
    joined = prefix if prefix.endswith("\n") or source.startswith("\n") else f"{prefix}\n"
    indent = _deepest_indent(prefix)
    for body in (source, indent + source, textwrap.indent(textwrap.dedent(source), indent)):
        for whole in (prefix + body, joined + body):
            if _parses(whole):
                return whole
    return joined + source


def _complete_other(prefix: str, source: str) -> str:
    """The same in a language that is not read here: a program repeats the prefix if it has its last line.

    Spaces do not count.
    """
    last = "".join(prefix.strip().rpartition("\n")[2].split())
    return source if last in "".join(source.split()) else f"{prefix}\n{source}"


def _last_function(prefix: str) -> str | None:
    """The function or class that a prefix begins and does not end."""
    stub = f"{prefix.rstrip()}\n{_deepest_indent(prefix)}pass\n"
    try:
        body = ast.parse(stub).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    last = body[-1] if body else None
    return last.name if isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None


def _deepest_indent(prefix: str) -> str:
    """The indentation of the body that a prefix leaves open."""
    lines = [line for line in prefix.splitlines() if line.strip()]
    if not lines:
        return ""
    last = lines[-1]
    indent = last[: len(last) - len(last.lstrip())]
    return indent + _INDENT if last.rstrip().endswith(":") else indent or _INDENT


def _functions(source: str) -> set[str]:
    body = ast.parse(source).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    assigned = {target.id for node in body if isinstance(node, ast.Assign) for target in node.targets
                if isinstance(target, ast.Name)}  # fmt: skip
    return assigned | {node.name for node in body if isinstance(node, kinds)}


def _parses(source: str) -> bool:
    """Whether it compiles: a body without its function parses, but cannot return."""
    try:
        compile(source, "solution.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
