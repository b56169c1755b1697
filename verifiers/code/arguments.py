"""Arguments that a test works out of its own data before it passes them to a program."""

import ast
from collections.abc import Mapping
from typing import Any

from verifiers.code.working_out import work_out

_LONGEST = 200_000  # characters of source
_CHANGEABLE = (list, dict, set)


class NotPlain(Exception):
    """An argument that cannot be written down as a literal, or that would no longer be what the test holds."""


def literal_of(node: ast.expr, plain: ast.expr, known: Mapping[str, Any]) -> ast.expr:
    """An argument as it is sent: the result, where it is made of known names, so that nothing else of them is.

    Raises NotPlain where the test would share with the program what is only a copy then, and for odd results.
    """
    names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    if not names & known.keys():
        return node
    try:
        value = work_out(plain, known)
    except Exception as error:
        # The test's own expression may raise anything: then it is for the tests' process to show it.
        raise NotPlain("an argument that cannot be worked out") from error
    if isinstance(value, _CHANGEABLE) and isinstance(node, ast.Subscript | ast.Name):
        raise NotPlain("a part of something, which the program could change")
    source = repr(value)
    if len(source) > _LONGEST or not is_literal(value):
        raise NotPlain("no literal")
    return ast.parse(source, mode="eval").body


def is_literal(value: Any) -> bool:
    """Whether a value can be written down."""
    if isinstance(value, type) or callable(value):
        return False
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False
