"""Runs test code from its beginning to its end, and tells a test that ends itself from a program that ends it."""

import types
import unittest
from collections.abc import Iterator
from typing import Any

from . import guarding

_JUDGE = unittest.main.__module__.partition(".")[0]


class TestsFailed(Exception):
    """Tests that the code has run have failed, and it did not say so."""

    __test__ = False


def run_to_end(code: str, namespace: dict[str, Any]) -> None:
    """Run test code. Raises what it raises, but not where it leaves by itself and without complaint."""
    compiled = compile(code, "test.py", "exec", dont_inherit=True)
    mains = _watch_mains() if "unittest" in code else []
    try:
        exec(compiled, namespace)
    except SystemExit as leaving:
        if leaving.code or guarding.is_of_program(leaving) or not _left_by_test(leaving, compiled):
            raise
    if any(not main.result.wasSuccessful() for main in mains):
        raise TestsFailed


def _left_by_test(leaving: SystemExit, compiled: types.CodeType) -> bool:
    """Whether nothing but the test and what runs unit tests was going on when it was raised."""
    own = set(_codes_in(compiled))
    trace = leaving.__traceback__
    while trace:
        frame = trace.tb_frame
        module = str(frame.f_globals.get("__name__")).partition(".")[0]
        if frame.f_code not in own and module != _JUDGE and frame.f_globals is not globals():
            return False
        trace = trace.tb_next
    return True


def _codes_in(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes_in(constant)


def _watch_mains() -> list[Any]:
    """What ``unittest.main(exit=False)`` makes from now on: whoever calls it so need not look at what it found."""
    made: list[Any] = []
    run = unittest.TestProgram.runTests

    def noted(self: Any) -> None:
        made.append(self)
        run(self)

    unittest.TestProgram.runTests = noted  # type: ignore[method-assign]
    return made
