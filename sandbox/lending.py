"""Shares one process's pool of runners with its child processes.

The lender listens on a unix socket. A child asks, and gets a connection to a free runner as a file descriptor; it
holds its conversation without any detour and says afterwards whether the runner is still fit. A child that dies
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
from sandbox.program import Case, Program
from sandbox.sandbox import CaseOutcome, Isolation, Sandbox

log = logging.getLogger(__name__)

_ASK, _FIT, _BROKEN, _GRANTED, _REFUSED = b"a", b"f", b"b", b"g", b"r"
_TRIES = 3


class Lendable(Sandbox, Protocol):
    """A sandbox whose runners can be lent."""

    def lend(self) -> contextlib.AbstractContextManager[socket.socket]:
        """A connection to a runner for one job; SlotLost raised in the block retires the runner."""


class Lender:
    """Lends a sandbox's runners to other processes of this user, by the path of a socket."""

    def __init__(self, sandbox: Lendable) -> None:
        self._sandbox = sandbox
        self._directory = tempfile.mkdtemp(prefix="steelyard-")  # private to this user
        self.path = f"{self._directory}/lender"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(64)
        threading.Thread(target=self._accept, name="lender", daemon=True).start()

    def close(self) -> None:
        """Lend no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _accept(self) -> None:
        while True:
            try:
                customer, _ = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=[customer], name="lending", daemon=True).start()

    def _serve(self, customer: socket.socket) -> None:
        with customer:
            while self._is_asked(customer):
                granted = False
                try:
                    with self._sandbox.lend() as connection:
                        granted = True
                        _hand_over(customer, connection)
                except (SandboxError, OSError) as refusal:
                    if not granted:
                        log.warning("no runner could be lent: %s", refusal)
                        _tell(customer, _REFUSED)

    def _is_asked(self, customer: socket.socket) -> bool:
        with contextlib.suppress(OSError):
            return customer.recv(1) == _ASK
        return False


def _hand_over(customer: socket.socket, connection: socket.socket) -> None:
    """Lend a connection and wait until it comes back. Raises SlotLost if the runner is said to be broken."""
    try:
        socket.send_fds(customer, [_GRANTED], [connection.fileno()])
        connection.close()  # only the customer is to hold it, so that the runner sees when he is gone
        answer = customer.recv(1)
    except OSError:
        return  # the customer is gone, which is not the runner's fault
    if answer == _BROKEN:
        raise SlotLost("a customer found it broken")


def _tell(other: socket.socket, word: bytes) -> None:
    """Say something to whoever may be gone."""
    with contextlib.suppress(OSError):
        other.sendall(word)


class BorrowingSandbox:
    """The sandbox of another process, reached through its lender. One job at a time."""

    def __init__(self, path: str, isolation: Isolation) -> None:
        self._path = path
        self._isolation = isolation
        self._lender: socket.socket | None = None
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
                    with self._borrowed() as connection:
                        return conversation.hold(connection, program, cases, limits, stop)
                except SlotLost:
                    if attempt == _TRIES - 1:
                        raise
            raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Hang up. The runners are their owner's."""
        if self._lender:
            self._lender.close()
            self._lender = None

    @contextmanager
    def _borrowed(self) -> Iterator[socket.socket]:
        lender = self._lender = self._lender or self._connect()
        word, fit = b"", _BROKEN
        try:
            lender.sendall(_ASK)
            word, descriptors, _, _ = socket.recv_fds(lender, 1, 1)
            if not word:
                raise ConnectionResetError("it hung up")
            if not descriptors:
                raise SlotLost("no runner is to be had")
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
            if self._lender and word == _GRANTED:
                _tell(lender, fit)

    def _connect(self) -> socket.socket:
        lender = socket.socket(socket.AF_UNIX)
        try:
            lender.connect(self._path)
        except OSError as absent:
            lender.close()
            raise SandboxError(f"the owner of the runners is gone: {absent}") from absent
        return lender
