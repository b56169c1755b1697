"""The sandbox as a service of its own: containers that somebody else starts, reached by sockets in a folder."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from sandbox import conversation
from sandbox.errors import SandboxError, SlotLost
from sandbox.limits import Limits
from sandbox.program import PLAIN, Call, Case, Program
from sandbox.runner import turns
from sandbox.sandbox import CaseOutcome, Isolation
from sandbox.service_queue import ServiceQueue

_TRIES = 3
_START_SECONDS = 60.0
_ABSENT_SECONDS = 20.0  # a container that has ended is replaced in less
_CONDEMN_SECONDS = 1.0
_ISOLATION = Isolation(
    "service",
    "containers without capabilities, network or writable disk, apart from the worker's; in them own user, pid, "
    "mount, ipc and uts namespaces per job, a list of system calls, and Landlock where their kernel has it",
    safe=True,
)


class ServiceSandbox:
    """Runs each job in whichever sandbox of a folder is free first. Other workers may use the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._idle: dict[str, None] = {}  # where we have been served, the latest last
        self._serving: set[str] = set()
        self._closed = False

    @property
    def isolation(self) -> Isolation:
        """What a program is separated by."""
        return _ISOLATION

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: conversation.Stop = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """Put a program through its cases in a free sandbox; where one breaks, in another one."""
        for attempt in range(_TRIES):
            try:
                with self.lease(program.environment) as connection:
                    return conversation.hold(connection, program, cases, limits, stop)
            except SlotLost:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("the last try returns or raises")

    @contextlib.contextmanager
    def lease(self, environment: str = PLAIN) -> Iterator[socket.socket]:
        """A turn at a free sandbox; SlotLost raised in the block ends that sandbox."""
        name, connection = self._wait(_ABSENT_SECONDS, environment)
        broken = False
        try:
            with connection:
                yield connection
        except SlotLost:
            broken = True
            raise
        finally:
            with self._lock:
                self._serving.discard(name)
                if not broken:
                    self._idle[name] = None
            if broken:
                self._condemn(name)

    def start(self) -> None:
        """Wait for the first sandbox, and prove it with a job. Raises SandboxError where it gets that wrong."""
        name, connection = self._wait(_START_SECONDS, PLAIN)
        connection.close()
        with self._lock:
            self._serving.discard(name)
        program = Program("python", "def double(number):\n    return 2 * number\n")
        (outcome,) = self.run(program, [Call("double", [21])], Limits())
        if outcome.values != (42,):
            raise SandboxError(f"the sandbox does not work: {outcome.ended} {outcome.error} {outcome.stderr}")

    def close(self) -> None:
        """Take no more turns. The sandboxes are not ours to end."""
        self._closed = True

    def _wait(self, timeout_seconds: float, environment: str) -> tuple[str, socket.socket]:
        if self._closed:
            raise SandboxError("the sandbox is closed")
        with self._lock:
            fitting = [name for name in self._idle if turns.environment_of(name) == environment]
            preferred = fitting[-1] if fitting else None
            self._idle.pop(preferred or "", None)
            avoided = set(self._serving)
        with ServiceQueue(self._folder, timeout_seconds, environment) as queue:
            name, connection = queue.wait(preferred, avoided)
        with self._lock:
            self._idle.pop(name, None)
            self._serving.add(name)
        return name, connection

    def _condemn(self, name: str) -> None:
        """Have a sandbox end that did not answer as it should. If it is gone already, so much the better."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_CONDEMN_SECONDS)
            connection.connect(str(self._folder / name))
            if connection.recv(1) == turns.OFFER:
                connection.sendall(turns.CONDEMN)
