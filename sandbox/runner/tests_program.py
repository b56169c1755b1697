"""Runs a test file with pytest, in a process apart from the solution that it tests or together with it.

Apart, the file is never on a disk that the solution can see, nor is anything there read by the tests. Together,
the solution could forge the report: whoever reads it must take that into account.
"""

import ast
import builtins
import importlib.util
import os
import socket
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from . import guarding, python_program, remote, self_judging, wire
from .reporting import report, words_of
from .restoring import Originals
from .scripts import run_to_end

_OPTIONS = ["-q", "-c", "/dev/null", "--rootdir=/usr/bin", "--noconftest", "--capture=no", "-pno:cacheprovider"]
_ANCHOR = "/usr/bin/env"  # pytest wants to collect something that exists
_MESSAGE = 2000
_PACKAGES = "objects of packages"  # instead of the name of a test
_REPLACED = "Replaced"  # instead of the type of an error: what runs the tests, or what they use
_JUDGES = (
    "pytest",
    *(f"_pytest.{name}" for name in ("main", "python", "reports", "runner", "skipping", "unittest")),
)


def run_apart(code: str, report_descriptor: int, link_descriptor: int) -> NoReturn:
    """Report one list ``[[name, passed, error type, message, seconds], ..]``, or why there is none."""
    link = remote.TestsLink(socket.socket(fileno=link_descriptor), code)

    def run() -> list[list[Any]]:
        return _run(code, lambda: remote.install(link, code), lambda: link.lost) + _packages_met(link)

    report(report_descriptor, run)


def run_script(code: str, report_descriptor: int, link_descriptor: int) -> NoReturn:
    """Report the same of test code that is run from its beginning to its end, as a single test."""
    link = remote.TestsLink(socket.socket(fileno=link_descriptor), code)
    report(report_descriptor, lambda: [_run_script(code, link), *_packages_met(link)])


def run_script_together(code: str, source: str, report_descriptor: int, proof: str) -> NoReturn:
    """The same in one process and one namespace: untrusted from the first line of the solution on."""
    module = python_program.new_module("__main__")
    self_judging.watch_classes()
    originals = Originals(code)

    def load() -> None:
        exec(python_program.compile_source(source), module.__dict__)
        originals.restore()
        self_judging.guard_all()

    report(report_descriptor, lambda: [_load_and_run(code, module, load)], proof)


def _packages_met(link: remote.TestsLink) -> list[list[Any]]:
    """What a report ends with where objects of packages stood in for: only they know all that they can do."""
    return [[_PACKAGES, False, "", "", 0.0]] if link.has_met_packages else []


def _run_script(code: str, link: remote.TestsLink) -> list[Any]:
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.argv = ["test.py"]
    result = _load_and_run(code, module, lambda: remote.install(link, code))
    return ["test", False, "Lost", "", 0.0] if link.lost and result[1] else result


def _load_and_run(code: str, module: types.ModuleType, load: Callable[[], None]) -> list[Any]:
    """Test code passes if it comes to its end, or leaves by itself and without complaint."""
    try:
        load()
    except BaseException as error:
        # The boundary of loading the program: what it raises is what there is to say.
        return ["load", False, type(error).__name__, words_of(error), 0.0]
    try:
        run_to_end(code, module.__dict__)
    except BaseException as error:
        # The boundary of the test: whatever it raises fails it.
        by = "program" if guarding.is_of_program(error) else "test"
        return [by, False, type(error).__name__, words_of(error), 0.0]
    return ["test", True, "", "", 0.0]


def missing_modules(code: str, folder: str) -> list[str]:
    """Modules that the tests import whatever happens and that are neither installed nor in a folder."""
    try:
        wanted = sorted(set(_imported(ast.parse(code).body)) - {"solution"})
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    beside = {name.partition(".")[0] for name in os.listdir(folder)}
    return [name for name in wanted if name not in beside and importlib.util.find_spec(name) is None]


def _imported(body: Sequence[ast.AST]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
        elif not isinstance(node, ast.Try | ast.If):
            yield from _imported(list(ast.iter_child_nodes(node)))


def run_together(code: str, source: str, report_descriptor: int, proof: str) -> NoReturn:
    """The same in one process: untrusted from the first line of the solution on."""
    taken: list[Originals] = []  # once pytest has set itself up, and before the program is loaded

    def install() -> None:
        self_judging.watch_classes()
        taken.append(Originals(code, "unittest", *_JUDGES))
        _install(source, taken[0])

    def run() -> list[list[Any]]:
        results = _run(code, install, lambda: False)
        module = sys.modules.get("solution")
        if module is not None and any(one.are_forged or one.are_replaced_by(module) for one in taken):
            return [["", False, _REPLACED, "the program has replaced what the tests use", 0.0]]
        return results

    report(report_descriptor, run, proof)


def _install(source: str, originals: Originals) -> None:
    """Load the solution as a module, and let the tests' file see its names."""
    module = python_program.new_module("solution")
    exec(python_program.compile_source(source), module.__dict__)
    originals.restore()
    self_judging.guard_all()
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


def _load(install: Callable[[], None], failures: list[list[Any]]) -> None:
    """Load the solution, and note what it raises: no test has failed then."""
    try:
        install()
    except wire.Disconnected:
        raise  # it left, or died
    except BaseException as error:
        # The same boundary as for a script.
        failures.append(["load", False, type(error).__name__, words_of(error), 0.0])
        raise


def _run(code: str, install: Callable[[], None], is_lost: Callable[[], bool]) -> list[list[Any]]:
    # Test files get pytest and nothing that happens to lie near it.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # noqa: TID251 - of this process in its jail
    import pytest

    failures: list[list[Any]] = []

    class MemoryModule(pytest.Module):
        def _getobj(self) -> types.ModuleType:
            module = types.ModuleType("test_solution")
            sys.modules["test_solution"] = module
            _load(install, failures)
            exec(compile(code, "test_solution.py", "exec", dont_inherit=True), module.__dict__)
            return module

    class Collector(Scores):
        def pytest_collect_file(self, file_path: Any, parent: Any) -> Any:
            return MemoryModule.from_parent(parent, path=file_path)

    plugin = Collector(is_lost)
    status = pytest.main([*_OPTIONS, _ANCHOR], plugins=[plugin])
    if failures:
        return failures[:1]
    if not plugin.results:
        plugin.results[""] = ["", False, "CollectionError", f"pytest ended with status {int(status)}", 0.0]
    return list(plugin.results.values())
