"""The environments of Python programs: what they find installed, and what is imported before they start.

Further ones are named in the settings: an image, or a virtual environment of the local sandbox. Nothing is
imported for those, and each program of theirs imports what it needs by itself.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sandbox import conversation
from sandbox.errors import LanguageUnavailable
from sandbox.leasing import Leasable
from sandbox.limits import Limits
from sandbox.pool import Pool
from sandbox.program import PLAIN, Case, Program, Run
from sandbox.sandbox import CaseOutcome, Isolation

SCIENCE = "science"


@dataclass(frozen=True, slots=True)
class Environment:
    """Packages by the names they are imported by, and the modules that are there before a program starts."""

    packages: frozenset[str] = frozenset()
    preload: tuple[str, ...] = ()


_SCIENCE_MODULES = """
numpy pandas sympy matplotlib matplotlib.pyplot
scipy scipy.integrate scipy.interpolate scipy.linalg scipy.optimize scipy.signal scipy.spatial scipy.stats
sklearn sklearn.cluster sklearn.datasets sklearn.decomposition sklearn.ensemble sklearn.feature_extraction.text
sklearn.linear_model sklearn.metrics sklearn.model_selection sklearn.preprocessing
"""
ENVIRONMENTS: Mapping[str, Environment] = {
    PLAIN: Environment(),
    SCIENCE: Environment(
        frozenset({"numpy", "pandas", "scipy", "sympy", "matplotlib", "sklearn"}),
        tuple(_SCIENCE_MODULES.split()),
    ),
}


def environment_with(module: str) -> str | None:
    """The name of an environment that has this module."""
    root = module.partition(".")[0]
    return next((name for name, environment in ENVIRONMENTS.items() if root in environment.packages), None)


class Environments:
    """Several sandboxes behind one: the plain one, and those of other environments, started when first needed."""

    def __init__(self, plain: Pool, others: Mapping[str, Callable[[], Pool]]) -> None:
        self._plain = plain
        self._others = others
        self._started: dict[str, Pool] = {PLAIN: plain}
        self._faults: dict[str, str | None] = {}
        self._lock = threading.Lock()

    @property
    def isolation(self) -> Isolation:
        """What a program is separated by."""
        return self._plain.isolation

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: conversation.Stop = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """Put a program through its cases in its environment. Raises LanguageUnavailable where there is none."""
        return self._pool(program.environment).run(program, cases, limits, stop)

    def lease(self, environment: str = PLAIN) -> contextlib.AbstractContextManager[socket.socket]:
        """A connection to a free runner: see Pool.lease. Raises LanguageUnavailable."""
        return self._pool(environment).lease(environment)

    def start(self) -> None:
        """Bring up the plain environment, and prove it."""
        self._plain.start()

    def close(self) -> None:
        """End all runners."""
        for pool in self._started.values():
            pool.close()

    def _pool(self, name: str) -> Pool:
        with self._lock:
            if name not in self._started:
                if name not in self._others:
                    raise LanguageUnavailable(f"the sandbox has no environment {name!r}")
                self._started[name] = self._others[name]()
                self._faults[name] = missing_modules(self._started[name], name)
            if fault := self._faults.get(name):
                raise LanguageUnavailable(f"the environment {name!r} does not work: {fault}")
            return self._started[name]


def missing_modules(sandbox: Leasable, name: str) -> str | None:
    """What an environment lacks, in the words of a program that needs all of it; None where it lacks nothing."""
    if name not in ENVIRONMENTS:
        return None
    source = "".join(f"import {module}\n" for module in sorted(ENVIRONMENTS[name].packages)) + "print('works')\n"
    try:
        (outcome,) = sandbox.run(Program("python", source, environment=name), [Run()], _PROOF_LIMITS)
    except LanguageUnavailable as absent:
        return str(absent)
    return None if outcome.stdout == b"works\n" else f"{outcome.ended} {outcome.stderr}".strip()


_PROOF_LIMITS = Limits(cpu_seconds=60, wall_seconds=120, memory_mb=1024)
