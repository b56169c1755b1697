"""A pool of runners: each serves one job at a time, and is replaced when it misbehaves, dies or grows old."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from sandbox import conversation
from sandbox.errors import LanguageUnavailable, SandboxError, SlotLost
from sandbox.limits import Limits
from sandbox.program import PLAIN, Call, Case, Program
from sandbox.sandbox import CaseOutcome, Isolation

_TRIES = 3
_JOBS_IN_A_LIFE = 2000
_START_PAUSES = (0.05, 0.5)  # seconds before another try to start a runner
_OUTAGE_SECONDS = 10.0  # after so long without a start, jobs are no longer kept waiting for one


class Runner(Protocol):
    """A started zygote, wherever it runs."""

    def connect(self) -> socket.socket:
        """A connection for one job. Raises OSError or SandboxError."""

    def stop(self) -> None:
        """End it and everything in it."""


class Pool:
    """A sandbox of ``count`` slots for runners that ``start`` brings up. Safe to use from several threads."""

    def __init__(self, start: Callable[[], Runner], count: int, isolation: Isolation) -> None:
        self._start = start
        self._isolation = isolation
        self._count = count
        self._slots: queue.LifoQueue[_Slot] = queue.LifoQueue()
        self._closed = threading.Event()
        self._outage = _Outage()
        for _ in range(count):
            self._slots.put(_Slot(start, self._outage))

    @property
    def isolation(self) -> Isolation:
        """What a program is separated by."""
        return self._isolation

    def run(
        self,
        program: Program,
        cases: Sequence[Case],
        limits: Limits,
        stop: conversation.Stop = lambda _number, _outcome: False,
    ) -> list[CaseOutcome]:
        """Put a program through its cases on a free runner; on a broken one, once more on a fresh one."""
        slot = self._slots.get()
        try:
            return self._persist(slot, program, cases, limits, stop)
        finally:
            self._slots.put(slot)

    def _persist(
        self, slot: "_Slot", program: Program, cases: Sequence[Case], limits: Limits, stop: conversation.Stop
    ) -> list[CaseOutcome]:
        for attempt in range(_TRIES):
            if self._closed.is_set():
                break
            try:
                return slot.run(program, cases, limits, stop)
            except SlotLost:
                slot.retire()
                if attempt == _TRIES - 1:
                    raise
            except LanguageUnavailable:
                raise  # the runner is well
            except BaseException:
                slot.retire()
                raise
        raise SandboxError("the sandbox is closed")

    @contextlib.contextmanager
    def lease(self, _environment: str = PLAIN) -> Iterator[socket.socket]:
        """A connection to a free runner, for one job; SlotLost raised in the block retires the runner.

        Raises SandboxError once the pool is closed.
        """
        slot = self._slots.get()
        try:
            if self._closed.is_set():
                raise SandboxError("the sandbox is closed")
            with contextlib.closing(slot.connect()) as connection:
                yield connection
        except BaseException:
            slot.retire()
            raise
        finally:
            self._slots.put(slot)

    def start(self) -> None:
        """Bring all runners up and prove each with a job."""
        slots = [self._slots.get() for _ in range(self._count)]
        try:
            for slot in slots:
                slot.prove()
        finally:
            for slot in slots:
                self._slots.put(slot)

    def close(self) -> None:
        """End all runners. Waits for jobs under way."""
        self._closed.set()
        for _ in range(self._count):
            self._slots.get().retire()
        for _ in range(self._count):
            self._slots.put(_Slot(self._start, self._outage))


class _Outage:
    """Since when nothing could be started."""

    def __init__(self) -> None:
        self._since: float | None = None

    def note(self, *, started: bool) -> None:
        """Something was started or connected to, or could not be."""
        if started:
            self._since = None
        elif self._since is None:
            self._since = time.monotonic()

    def pauses(self) -> tuple[float | None, ...]:
        """Seconds to wait after each try; None after the last."""
        is_long = self._since is not None and time.monotonic() - self._since > _OUTAGE_SECONDS
        return (None,) if is_long else (*_START_PAUSES, None)


class _Slot:
    """A place for a runner, which may be empty."""

    def __init__(self, start: Callable[[], Runner], outage: _Outage) -> None:
        self._start = start
        self._outage = outage
        self._runner: Runner | None = None
        self._jobs = 0

    def run(
        self, program: Program, cases: Sequence[Case], limits: Limits, stop: conversation.Stop
    ) -> list[CaseOutcome]:
        with contextlib.closing(self.connect()) as connection:
            return conversation.hold(connection, program, cases, limits, stop)

    def connect(self) -> socket.socket:
        """A connection for one more job of this runner, or the first of a new one."""
        if self._jobs >= _JOBS_IN_A_LIFE:
            self.retire()
        self._jobs += 1
        return self._connect()

    def prove(self) -> None:
        """Run a job of which the result is known. Raises SandboxError."""
        program = Program("python", "def double(number):\n    return 2 * number\n")
        (outcome,) = self.run(program, [Call("double", [21])], Limits(), lambda _number, _outcome: False)
        if outcome.values != (42,):
            raise SandboxError(f"the sandbox does not work: {outcome.ended} {outcome.error} {outcome.stderr}")

    def retire(self) -> None:
        runner, self._runner, self._jobs = self._runner, None, 0
        if runner:
            runner.stop()

    def _connect(self) -> socket.socket:
        for pause in self._outage.pauses():
            try:
                self._runner = self._runner or self._start()
                connection = self._runner.connect()
                self._outage.note(started=True)
                return connection
            except (OSError, SandboxError) as broken:
                # It died while it was idle, or there is nothing to start one with just now.
                self._outage.note(started=False)
                self.retire()
                if pause is None:
                    raise SlotLost(f"no runner could be started: {broken}") from broken
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")
