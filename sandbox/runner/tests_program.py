"""Runs a test file with pytest in a process of its own, apart from the solution that it tests.

The file is never on a disk that the solution can see, nor is anything there read by the tests.
"""

import json
import os
import socket
import sys
import types
from typing import Any, NoReturn

from . import remote

_OPTIONS = ["-q", "-c", "/dev/null", "--rootdir=/usr/bin", "--noconftest", "--capture=no", "-pno:cacheprovider"]
_ANCHOR = "/usr/bin/env"  # pytest wants to collect something that exists
_MESSAGE = 2000


def run_tests(code: str, report_descriptor: int, link_descriptor: int) -> NoReturn:
    """Report one list ``[[name, passed, error type, message, seconds], ..]``, or why there is none."""
    report = socket.socket(fileno=report_descriptor)
    os.chdir("/")
    link = remote.Link(socket.socket(fileno=link_descriptor))
    try:
        results = _run(code, link)
    except BaseException as error:
        results = [["", False, type(error).__name__, str(error)[:_MESSAGE], 0.0]]
    payload = json.dumps(results).encode()
    report.sendall(len(payload).to_bytes(8, "big") + payload)
    os._exit(0)


class Scores:
    """A pytest plugin that notes for each test whether it ran and passed, in every phase."""

    def __init__(self, link: remote.Link) -> None:
        self._link = link
        self.results: dict[str, list[Any]] = {}

    def pytest_collectreport(self, report: Any) -> None:
        """A file that cannot be collected has no results but this."""
        if report.failed:
            self.results[""] = ["", False, "CollectionError", str(report.longrepr)[-_MESSAGE:], 0.0]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Setup, call and teardown each have a report; all of them must have passed."""
        name = report.nodeid.partition("::")[2]
        entry = self.results.setdefault(name, [name, False, "NotRun", "", 0.0])
        entry[4] += report.duration
        if report.outcome != "passed" or hasattr(report, "wasxfail") or self._link.lost:
            entry[1:4] = [False, report.outcome, str(report.longrepr)[-_MESSAGE:]]
        elif report.when == "call":
            entry[1:4] = [True, "", ""]


def _run(code: str, link: remote.Link) -> list[list[Any]]:
    # Test files get pytest and nothing that happens to lie near it.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # noqa: TID251 - of this process in its jail
    import pytest

    class MemoryModule(pytest.Module):
        def _getobj(self) -> types.ModuleType:
            module = types.ModuleType("test_solution")
            sys.modules["test_solution"] = module
            remote.install(link)
            exec(compile(code, "test_solution.py", "exec", dont_inherit=True), module.__dict__)
            return module

    class Collector(Scores):
        def pytest_collect_file(self, file_path: Any, parent: Any) -> Any:
            return MemoryModule.from_parent(parent, path=file_path)

    plugin = Collector(link)
    status = pytest.main([*_OPTIONS, _ANCHOR], plugins=[plugin])
    if not plugin.results:
        plugin.results[""] = ["", False, "CollectionError", f"pytest ended with status {int(status)}", 0.0]
    return list(plugin.results.values())
