"""What is run in a sandbox: an untrusted program, and the cases it is put through.

Nothing here holds an expected value. A case says what goes in; the caller compares what comes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sandbox.limits import Limits
from sandbox.runner import wire
from sandbox.runner.values import encode

PLAIN = "python"


@dataclass(frozen=True, slots=True)
class Program:
    """An untrusted program: source text in a language, and files that lie beside it (path → content)."""

    language: str
    source: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    environment: str = PLAIN  # of those in environments.py, or in the settings


@dataclass(frozen=True, slots=True)
class Run:
    """Run the program from its beginning in a process of its own, with this on standard input.

    ``after`` is source put after the program in the same file, ``args`` what its command line says, ``fetch`` the
    paths of files that are brought out afterwards, if they are there. With ``proven`` the outcome says whether the
    end of ``after`` was reached, by what the program cannot say itself; not for Python.
    """

    stdin: str = ""
    after: str = ""
    args: Sequence[str] = ()
    fetch: Sequence[str] = ()
    proven: bool = False
    limits: Limits | None = None


@dataclass(frozen=True)
class Call:
    """Load the program, call one of its functions with JSON values, and bring the result back."""

    function: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits | None = None

    @cached_property
    def arguments(self) -> bytes:
        """The arguments as they cross, encoded once for all programs that the case is for."""
        return encode([list(self.args), dict(self.kwargs)], wire.LARGEST_MESSAGE).encode()


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Load the program, run ``setup`` in its namespace, and bring the values of expressions back."""

    expressions: Sequence[str]
    setup: str = ""
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class TestFile:
    """Run a pytest or unittest file against the program, which it imports as ``solution``.

    The file's own names see the program's names too, as suites expect that were written to follow it. It runs in
    a process of its own unless it needs more of the program than values (see test_styles.py), or is to be run
    ``together`` with it.
    """

    __test__ = False

    code: str
    path: str = "test_solution.py"
    limits: Limits | None = None
    together: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """Load the program, and run test code after it: one test, which passes if it comes to its end.

    It sees the program's names, runs in a process of its own where its style allows, and may leave by itself.
    """

    code: str
    limits: Limits | None = None
    together: bool = False


Case = Run | Call | Evaluate | TestFile | Script
