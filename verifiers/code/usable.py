"""What a suite must be for anything to be judged against it."""

import ast
from collections.abc import Mapping
from pathlib import PurePosixPath

from sandbox.languages import LANGUAGES, PYTHON
from verifiers.code.composing import ANY
from verifiers.code.preludes import PRELUDES
from verifiers.code.suite import AssertTest, CallTest, Checker, ProgramTest, PytestTest, StdioTest, Test
from verifiers.errors import UnusableSpec


def ensure_files(files: Mapping[str, str]) -> None:
    """Raise UnusableSpec for a path that leaves the program's directory."""
    for path in files:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path or parts[0].startswith("solution."):
            raise UnusableSpec("files", f"{path[:100]!r} is no path below the program's directory")


def ensure_before(before: str, prefix: str, language: str) -> None:
    """Raise UnusableSpec for source that cannot precede a program. ``prefix`` may be any beginning of one."""
    if before in PRELUDES and language not in (PYTHON, ANY):
        raise UnusableSpec("before", f"{before!r} is for programs in Python")
    if before and before not in PRELUDES and language == PYTHON:
        _ensure_python("before", before)
    if prefix and language == ANY:
        raise UnusableSpec("prefix", "a prefix is in one language: name it")


def ensure_test(field: str, test: Test, language: str) -> None:
    """Raise UnusableSpec for a test that no program could pass or that cannot be run."""
    if language == ANY and not isinstance(test, StdioTest):
        raise UnusableSpec(f"{field}.type", f"{test.type} tests are in one language: name it")
    if language == PYTHON:
        _ensure_python_test(field, test)
    elif isinstance(test, CallTest | PytestTest):
        raise UnusableSpec(f"{field}.type", f"{test.type} tests need a program in Python")
    elif isinstance(test, AssertTest) and not LANGUAGES[language].asserts:
        raise UnusableSpec(
            f"{field}.type", f"assert tests cannot follow a program in {language}: use program tests"
        )
    _ensure_checker(field, test)


def _ensure_checker(field: str, test: Test) -> None:
    if isinstance(test, StdioTest) and isinstance(test.compare, Checker):
        _ensure_python(f"{field}.compare.checker", test.compare.checker)


def _ensure_python_test(field: str, test: Test) -> None:
    match test:
        case CallTest(function=function):
            if not all(part.isidentifier() for part in function.split(".")):
                raise UnusableSpec(f"{field}.function", "no name of a function")
        case AssertTest():
            _ensure_python(f"{field}.setup", test.setup)
            _ensure_python(f"{field}.code", test.code)
        case PytestTest():
            _ensure_python(f"{field}.code", test.code)
            if "/" in test.path or not test.path.endswith(".py"):
                raise UnusableSpec(f"{field}.path", "no name of a Python file")
        case ProgramTest():
            _ensure_python(f"{field}.code", test.code)


def _ensure_python(field: str, code: str) -> None:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnusableSpec(field, f"no valid Python: {error}") from error
