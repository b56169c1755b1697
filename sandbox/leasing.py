"""Shares one process's pool of runners with its child processes.

The server listens on a unix socket. A child asks, and gets a connection to a free runner as a file descriptor. It
talks to the runner without any detour and says afterwards whether the runner is still fit. A child that dies
loses its end of everything, so its jail ends and its runner is free again.
"""

import contextlib
import logging
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from sandbox import conversation
from sandbox.errors import LanguageUnavailable, SandboxError, SlotLost
from sandbox.limits import Limits
from sandbox.program import PLAIN, Case, Program
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome, Isolation, Sandbox

log = logging.getLogger(__name__)

_ASK, _FIT, _BROKEN, _GRANTED, _REFUSED, _ABSENT = b"a", b"f", b"b", b"g", b"r", b"n"
_TRIES = 3


class Leasable(Sandbox, Protocol):
    """A sandbox whose runners can be leased."""

    def lease(self, environment: str = PLAIN) -> contextlib.AbstractContextManager[socket.socket]:
        """A connection to a runner of an environment for one job; SlotLost in the block retires the runner."""


class LeaseServer:
    """Leases a sandbox's runners to other processes of this user, by the path of a socket."""

    def __init__(self, sandbox: Leasable) -> None:
        self._sandbox = sandbox
        self._directory = tempfile.mkdtemp(prefix="steelyard-")  # private to this user
        self.path = f"{self._directory}/leases"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(64)
        threading.Thread(target=self._accept, name="leases", daemon=True).start()

    def close(self) -> None:
        """Grant no more leases."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=[client], name="lease", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            while environment := self._asked_for(client):
                granted = False
                try:
                    with self._sandbox.lease(environment) as connection:
                        granted = True
                        _hand_over(client, connection)
                except LanguageUnavailable:
                    _tell(client, _ABSENT)
                except (SandboxError, OSError) as refusal:
                    if not granted:
                        log.warning("no runner could be leased: %s", refusal)
                        _tell(client, _REFUSED)

    def _asked_for(self, client: socket.socket) -> str:
        """The environment that somebody wants a runner of, or nothing where it is gone."""
        with contextlib.suppress(OSError, wire.Disconnected):
            if client.recv(1) == _ASK:
                (size,) = wire.exactly(client, 1)
                return wire.exactly(client, size).decode()
        return ""


def _hand_over(client: socket.socket, connection: socket.socket) -> None:
    """Lease a connection and wait until it is released. Raises SlotLost if the runner is said to be broken."""
    try:
        socket.send_fds(client, [_GRANTED], [connection.fileno()])
        connection.close()  # only the client is to hold it, so that the runner sees when it is gone
        answer = client.recv(1)
    except OSError:
        return  # the client is gone, which is not the runner's fault
    if answer == _BROKEN:
        raise SlotLost("a client found it broken")


def _ensure_granted(word: bytes, environment: str) -> None:
    if not word:
        raise ConnectionResetError("it closed the connection")
    if word == _ABSENT:
        raise LanguageUnavailable(f"the sandbox has no environment {environment!r}")
    if word != _GRANTED:
        raise SlotLost("no runner is to be had")


def _tell(other: socket.socket, word: bytes) -> None:
    """Say something to whoever may be gone."""
    with contextlib.suppress(OSError):
        other.sendall(word)


class LeasedSandbox:
    """The sandbox of another process, reached through its lease server. One job at a time."""

    def __init__(self, path: str, isolation: Isolation) -> None:
        self._path = path
        self._isolation = isolation
        self._server: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def isolation(self) -> Isolation:
        """What a program is separated by."""
        return self._isolation

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: Callable[[int, CaseOutcome], bool] = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """Put a program through its cases: see Sandbox."""
        with self._lock:
            for attempt in range(_TRIES):
                try:
                    with self._leased(program.environment) as connection:
                        return conversation.hold(connection, program, cases, limits, stop)
                except SlotLost:
                    if attempt == _TRIES - 1:
                        raise
            raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close the connection. The runners are their owner's."""
        if self._server:
            self._server.close()
            self._server = None

    @contextmanager
    def _leased(self, environment: str) -> Iterator[socket.socket]:
        server = self._server = self._server or self._connect()
        word, fit = b"", _BROKEN
        try:
            name = environment.encode()
            server.sendall(_ASK + bytes([len(name)]) + name)
            word, descriptors, _, _ = socket.recv_fds(server, 1, 1)
            _ensure_granted(word, environment)
            with socket.socket(fileno=descriptors[0]) as connection:
                yield connection
            fit = _FIT
        except OSError as broken:
            self.close()
            raise SlotLost(f"the owner of the runners does not answer: {broken}") from broken
        except LanguageUnavailable:
            fit = _FIT
            raise
        except SandboxError:
            raise
        except BaseException:
            # Interrupted in mid-conversation: whatever was said of it, this line is out of step.
            self.close()
            raise
        finally:
            if self._server and word == _GRANTED:
                _tell(server, fit)

    def _connect(self) -> socket.socket:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._path)
        except OSError as absent:
            server.close()
            raise SandboxError(f"the owner of the runners is gone: {absent}") from absent
        return server
