"""The seam between judging and isolation: programs and cases go in, outcomes come out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sandbox.limits import Limits
from sandbox.program import Case, Program

Ended = Literal[
    "exited",  # a Run ended by itself: see ``exit_status``
    "returned",  # a Call or Evaluate gave its values
    "raised",  # a Call or Evaluate raised: see ``error``
    "tested",  # a TestFile or Script ran: see ``tests``
    "unavailable",  # a TestFile or Script imports what this sandbox does not have: see ``error``
    "timeout",  # CPU or wall seconds used up
    "memory",  # memory limit
    "output_limit",  # more output than allowed
    "disk",  # more or larger files than allowed
    "processes",  # more processes than allowed, and the program did not survive it
    "crashed",  # died of a signal, or left without giving a result
    "syntax",  # does not compile or load as source
    "compile",  # a compiler refused it
    "redefining",  # it gives its own meaning to what its test relies on: see ``stderr``
    "not_run",  # the caller stopped before it
]


Integrity = Literal[
    "",  # no TestFile, and no Run that is proven
    "split",  # tests and program shared no process
    "shared",  # they did, because the tests need it: who hunts for our code in his own memory may forge a report
]


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception inside the sandbox, as far as it can be told safely: text only, bounded."""

    type: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One test function of a TestFile, as its runner saw it."""

    __test__ = False

    name: str
    passed: bool
    error: Raised | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """How one case ended and what came out. Sizes are bounded; nothing in it is to be trusted."""

    ended: Ended
    exit_status: int | None = None
    stdout: bytes = b""
    stderr: str = ""
    reached_end: bool = False  # of a Run that is ``proven``
    values: tuple[Any, ...] = ()
    error: Raised | None = None
    tests: tuple[TestOutcome, ...] = ()
    tampering: tuple[str, ...] = ()
    integrity: Integrity = ""
    met_packages: bool = False  # of tests that were "split": they were given objects of installed packages
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    memory_mb: float = 0.0
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Isolation:
    """What separates a program from this machine, in words for a user, and whether that is safe."""

    name: str
    description: str
    safe: bool


class Sandbox(Protocol):
    """Runs untrusted programs. Safe to use from several threads; one job each at a time."""

    @property
    def isolation(self) -> Isolation:
        """What a program is separated by."""

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: Callable[[int, CaseOutcome], bool] = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """Put a program through its cases, each under ``limits`` unless it brings its own.

        ``stop`` is asked after each case, in order, whether the rest can be left out. Raises SandboxError where
        we failed; whatever the program does is an outcome.
        """

    def close(self) -> None:
        """End everything that was started."""
