"""Runs a test file with pytest, in a process apart from the solution that it tests or together with it.

Apart, the file is never on a disk that the solution can see, nor is anything there read by the tests. Together,
the solution could forge the report: whoever reads it must take that into account.
"""

import builtins
import json
import os
import socket
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn

from . import python_program, remote

_OPTIONS = ["-q", "-c", "/dev/null", "--rootdir=/usr/bin", "--noconftest", "--capture=no", "-pno:cacheprovider"]
_ANCHOR = "/usr/bin/env"  # pytest wants to collect something that exists
_MESSAGE = 2000


def run_apart(code: str, report_descriptor: int, link_descriptor: int) -> NoReturn:
    """Report one list ``[[name, passed, error type, message, seconds], ..]``, or why there is none."""
    link = remote.Link(socket.socket(fileno=link_descriptor))
    os.chdir("/")
    _report(report_descriptor, lambda: _run(code, lambda: remote.install(link), lambda: link.lost))


def run_together(code: str, source: str, report_descriptor: int) -> NoReturn:
    """The same in one process: untrusted from the first line of the solution on."""
    _report(report_descriptor, lambda: _run(code, lambda: _install(source), lambda: False))


def _report(descriptor: int, run: Callable[[], list[list[Any]]]) -> NoReturn:
    report = socket.socket(fileno=descriptor)
    try:
        results = run()
    except BaseException as error:
        # The boundary of the tests: whatever ends them is why there are no results.
        results = [["", False, type(error).__name__, str(error)[:_MESSAGE], 0.0]]
    payload = json.dumps(results).encode()
    report.sendall(len(payload).to_bytes(8, "big") + payload)
    os._exit(0)


def _install(source: str) -> None:
    """Load the solution as a module, and let the tests' file see its names."""
    module = python_program.new_module("solution")
    exec(python_program.compile_source(source), module.__dict__)
    for name, value in list(module.__dict__.items()):
        if not (name.startswith("__") or hasattr(builtins, name)):
            setattr(builtins, name, value)


class Scores:
    """A pytest plugin that notes for each test whether it ran and passed, in every phase."""

    def __init__(self, is_lost: Callable[[], bool]) -> None:
        self._is_lost = is_lost
        self._failed: set[str] = set()
        self.results: dict[str, list[Any]] = {}

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected has no results but this."""
        if report.failed:
            self.results[""] = ["", False, "CollectionError", str(report.longrepr)[-_MESSAGE:], 0.0]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Setup, call, teardown and each subtest have a report; all of them must have passed."""
        name = report.nodeid.partition("::")[2]
        entry = self.results.setdefault(name, [name, False, "NotRun", "", 0.0])
        entry[4] += report.duration
        if report.outcome != "passed" or hasattr(report, "wasxfail") or self._is_lost():
            self._failed.add(name)
            entry[1:4] = [False, report.outcome, str(report.longrepr)[-_MESSAGE:]]
        elif report.when == "call" and name not in self._failed:
            entry[1:4] = [True, "", ""]


def _run(code: str, install: Callable[[], None], is_lost: Callable[[], bool]) -> list[list[Any]]:
    # Test files get pytest and nothing that happens to lie near it.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # noqa: TID251 - of this process in its jail
    import pytest

    class MemoryModule(pytest.Module):
        def _getobj(self) -> types.ModuleType:
            module = types.ModuleType("test_solution")
            sys.modules["test_solution"] = module
            install()
            exec(compile(code, "test_solution.py", "exec", dont_inherit=True), module.__dict__)
            return module

    class Collector(Scores):
        def pytest_collect_file(self, file_path: Any, parent: Any) -> Any:
            return MemoryModule.from_parent(parent, path=file_path)

    plugin = Collector(is_lost)
    status = pytest.main([*_OPTIONS, _ANCHOR], plugins=[plugin])
    if not plugin.results:
        plugin.results[""] = ["", False, "CollectionError", f"pytest ended with status {int(status)}", 0.0]
    return list(plugin.results.values())
