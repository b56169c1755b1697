"""What a context manager of a program may suppress: nothing by which a test has failed or would have.

``with`` statements of a test run in its own process, and ask the program's object whether an exception ends there.
One that says so of everything would let a test pass that has failed, or that has not come to what it asserts.
"""

import ast
from functools import lru_cache
from types import TracebackType
from typing import Any

_FILES = ("test.py", "test_solution.py")


def is_untested(link: Any, kind: Any, error: Any, trace: Any) -> bool:
    """Whether an exception in a ``with`` block is a failed assertion, or keeps one there from being reached.

    A test that names ``AssertionError`` may raise one on purpose.
    """
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        return False
    if "_of_program" not in BaseException.__getattribute__(error, "__dict__"):
        if issubclass(kind, AssertionError):
            return "AssertionError" not in link.names
        if not issubclass(kind, Exception):
            return True
    line = _line_of(trace)
    return any(start <= line <= end for start, end in _asserted(link.code))


def _line_of(trace: TracebackType | None) -> int:
    """The line of the test at which it left the block."""
    while trace and trace.tb_frame.f_code.co_filename not in _FILES:
        trace = trace.tb_next
    return trace.tb_lineno if trace else 0


@lru_cache(maxsize=1)
def _asserted(code: str) -> list[tuple[int, int]]:
    """For each assertion in a ``with`` block: the lines from the beginning of the block to its end."""
    found = []
    for block in ast.walk(ast.parse(code)):
        if isinstance(block, ast.With):
            nodes = [node for statement in block.body for node in ast.walk(statement)]
            found += [(block.body[0].lineno, getattr(node, "end_lineno", 0)) for node in nodes if _asserts(node)]
    return found


def _asserts(node: Any) -> bool:
    """Whether something is asserted. That a place is not reached asserts nothing."""
    match node:
        case ast.Assert(test=ast.Constant(value=value)):
            return bool(value)
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return str(name).startswith("assert")
    return False
