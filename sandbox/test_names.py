"""Which tests a test file has, known before anything untrusted runs, so that none can go missing."""

import ast
import json
from collections.abc import Iterator
from typing import Any

from sandbox.sandbox import Raised, TestOutcome

Result = tuple[str, bool, str, str, float]
"""Name, whether it passed, type and words of what failed it, seconds."""

_FIELDS = ((str,), (bool,), (str,), (str,), (int, float))
_ENDLESS = 1e6  # seconds
_LONGEST = 2000  # characters


def names_of(code: str) -> list[str]:
    """Test functions and methods as pytest names them, parameters left out."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [name for node in body for name in _names(node)]


def read_report(payload: bytes) -> list[Result]:
    """What a test process reported. Raises ValueError where that is no report."""
    try:
        results = json.loads(payload)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    if type(results) is not list or not all(map(_is_result, results)):
        raise ValueError("no list of results")
    return [(_bounded(name), passed, _bounded(error), _bounded(words), float(seconds))
            for name, passed, error, words, seconds in results]  # fmt: skip


def _is_result(result: Any) -> bool:
    if type(result) is not list or len(result) != len(_FIELDS):
        return False
    return all(type(one) in kinds for one, kinds in zip(result, _FIELDS, strict=True)) and _is_time(result[-1])


def _is_time(seconds: float) -> bool:
    return 0 <= seconds < _ENDLESS


def _bounded(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "backslashreplace").decode()


def merge(code: str, results: list[Result]) -> tuple[TestOutcome, ...]:
    """What the test process reported, and a failure for each test of the file that it said nothing about."""
    outcomes = [_outcome(*result) for result in results if result[0]]
    reason = next((_outcome(*result).error for result in results if not result[0]), None)
    missing = [
        TestOutcome(name, False, reason or Raised("NotRun", "the test was not run"))
        for name in names_of(code)
        if not any(outcome.name == name or outcome.name.startswith(name + "[") for outcome in outcomes)
    ]
    if not outcomes and not missing:
        missing = [TestOutcome("test_solution.py", False, reason or Raised("NotRun", "no test was found"))]
    return (*outcomes, *missing)


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
        yield node.name
    elif isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or node.bases):
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name.startswith("test"):
                yield f"{node.name}::{inner.name}"


def _outcome(name: str, passed: bool, error: str, message: str, seconds: float) -> TestOutcome:
    return TestOutcome(name, passed, Raised(error, message) if error else None, seconds)
