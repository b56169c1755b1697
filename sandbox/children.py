"""Killable child processes that run a trusted function over untrusted input.

The function is ours, but its input may drive it (or a library below it) into endless loops, huge allocations
or a crash of the interpreter. So it runs in a child process with budgets of its own. A batch of inputs shares
one trip to a child; where the batch ends badly, its inputs are run again one by one, so that only the input at
fault pays. Each child has a pool to itself (pebble restarts it when it dies), because children that shared a
pipe could leave its lock held when they are killed.
"""

import gc
import multiprocessing
import queue
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from sandbox.budget import CpuTimeExceeded, confine, cpu_budget
from sandbox.errors import ChildLost
from sandbox.limits import Limits
from sandbox.outcome import Ending, Outcome

T = TypeVar("T")
R = TypeVar("R")

_TRIES = 3
_LOOK_SECONDS = 0.5
_CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE}
_BATCH_SLACK = 20.0
_START_SECONDS = 120.0


class Cancellation(Protocol):
    """What tells that work is of no use any more, such as a ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether it is so."""


class _Died(Exception):
    """A child ended before its batch did."""

    def __init__(self, ending: Ending, detail: str, *, at_work: bool = False) -> None:
        super().__init__(detail)
        self.ending = ending
        self.detail = detail
        self.at_work = at_work


class Children(Generic[T, R]):
    """``count`` child processes that run ``function`` over inputs.

    All start together, with the first work if not before. ``setup`` runs once in each new child. ``preload`` names
    modules imported once by the server process from which children are forked, so that a replacement is ready in
    milliseconds.
    """

    def __init__(
        self,
        function: Callable[[T], R],
        count: int,
        setup: Callable[[], None],
        memory_mb: int,
        preload: Sequence[str] = (),
    ) -> None:
        self._function = function
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__, *preload])
        self._setup = setup
        self._memory_mb = memory_mb
        self._idle: queue.SimpleQueue[ProcessPool] = queue.SimpleQueue()
        for _ in range(count):
            self._idle.put(self._new_child())
        self._count = count
        self._starting = threading.Lock()
        self._started = False
        self._retiring = ThreadPoolExecutor(1, "retiring")

    def run(
        self,
        inputs: Sequence[T],
        limits: Limits,
        expected_seconds: float = 0.0,
        cancelled: Cancellation | None = None,
    ) -> list[Outcome[R]]:
        """Run the function over each input under ``limits``; outcomes come in the order of the inputs.

        Raises CancelledError once ``cancelled`` is set, after the child at work has been killed.
        """
        with suppress(ChildLost):  # what will not start is started again where it is needed
            self.start()
        outcomes: list[Outcome[R]] = []
        while len(outcomes) < len(inputs):
            rest = inputs[len(outcomes) :]
            wall_seconds = limits.wall_seconds + _BATCH_SLACK * expected_seconds
            outcomes += self._persist(rest, limits, wall_seconds, cancelled or threading.Event())
        return outcomes

    def start(self) -> None:
        """Bring all children up now rather than with the first work. Raises ChildLost."""
        with self._starting:
            if not self._started:
                self._started = True
                self._start_all()

    def _start_all(self) -> None:
        pools = [self._idle.get() for _ in range(self._count)]
        nothing: tuple[Callable[[T], R], Sequence[T], Limits] = (self._function, [], Limits())
        lost: list[BaseException] = []
        coming = [_scheduled(pool, nothing, _START_SECONDS) for pool in pools]
        for pool, future in zip(pools, coming, strict=True):
            try:
                if isinstance(future, _Died):
                    raise future
                _await_batch(pool, future, threading.Event())
                self._idle.put(pool)
            except Exception as error:  # noqa: BLE001 - whatever a foreign pool reports, this child is not up
                lost.append(error)
                self._replace(pool)
        if lost:
            raise ChildLost(f"{len(lost)} of {self._count} children did not start: {lost[0]!r}") from lost[0]

    def close(self) -> None:
        """Kill all children. No run may be under way."""
        for _ in range(self._count):
            _stop(self._idle.get())
        self._retiring.shutdown()

    def _new_child(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=_start_child,
            initargs=(self._memory_mb, self._setup),
            context=self._context,
        )

    def _persist(
        self, inputs: Sequence[T], limits: Limits, wall_seconds: float, cancelled: Cancellation
    ) -> list[Outcome[R]]:
        """Outcomes of the first inputs at least, whatever happens to the children."""
        ends: list[_Died] = []
        while len(ends) < _TRIES:
            try:
                return self._try_batch(inputs, limits, wall_seconds, cancelled)
            except _Died as died:
                ends.append(died)
                if _is_settled([end.ending for end in ends], len(inputs)):
                    break
        if len(inputs) == 1:
            # A child that ends each time it is alone with this input, and with no other: the input's doing.
            settled: Ending = "crashed" if all(end.at_work for end in ends) else ends[-1].ending
            return [Outcome(settled, detail=ends[-1].detail)]
        return [self._persist([one], limits, limits.wall_seconds, cancelled)[0] for one in inputs]

    def _try_batch(
        self, inputs: Sequence[T], limits: Limits, wall_seconds: float, cancelled: Cancellation
    ) -> list[Outcome[R]]:
        child = self._idle.get()
        try:
            work = (self._function, inputs, limits)
            outcomes = _await_batch(child, _schedule(child, work, wall_seconds), cancelled)
        except BaseException:
            self._replace(child)
            raise
        if outcomes[-1].ending in ("timeout", "memory"):
            self._replace(child)
        else:
            self._idle.put(child)
        return outcomes

    def _replace(self, child: ProcessPool) -> None:
        """A child that was interrupted in the middle of something is not trusted with the next input."""
        self._idle.put(self._new_child())
        self._retiring.submit(_stop, child)


def _is_settled(endings: Sequence[Ending], inputs: int) -> bool:
    """Whether another try with the same inputs would tell nothing new."""
    last = endings[-1]
    return last == "timeout" or inputs > 1 or endings[-2:] == ["crashed"] * 2


def _stop(child: ProcessPool) -> None:
    child.stop()  # type: ignore[no-untyped-call]  # pebble is partly typed
    child.join()


def _schedule(
    child: ProcessPool, work: tuple[Callable[[T], R], Sequence[T], Limits], wall_seconds: float
) -> "ProcessFuture[list[Outcome[R]]]":
    try:
        return child.schedule(_run_batch, work, timeout=wall_seconds)
    except RuntimeError as broken:
        # pebble's word for a pool whose only process died while it was idle.
        raise _Died("lost", str(broken)) from broken


def _scheduled(
    child: ProcessPool, work: tuple[Callable[[T], R], Sequence[T], Limits], wall_seconds: float
) -> "ProcessFuture[list[Outcome[R]]] | _Died":
    """The same, with the failure as a value: others are started meanwhile."""
    try:
        return _schedule(child, work, wall_seconds)
    except _Died as died:
        return died


def _wait(child: ProcessPool, future: "ProcessFuture[list[Outcome[R]]]", cancelled: Cancellation) -> None:
    """Return when it is known how the work ended. Raises _Died for a pool that broke and will never say it."""
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    while not done.wait(_LOOK_SECONDS):
        if cancelled.is_set():
            future.cancel()  # type: ignore[no-untyped-call]  # pebble is partly typed
        if not child.active and not done.wait(_LOOK_SECONDS):
            raise _Died("lost", "the pool of the process broke")


def _await_batch(
    child: ProcessPool, future: "ProcessFuture[list[Outcome[R]]]", cancelled: Cancellation
) -> list[Outcome[R]]:
    _wait(child, future, cancelled)
    try:
        return future.result()
    except ProcessExpired as expired:
        raise _died_with(expired.exitcode) from expired
    except TimeoutError as timeout:
        raise _Died("lost", "the wall-clock bound passed while the CPU budget was unspent") from timeout
    except (BrokenProcessPool, OSError) as broken:
        raise _Died("lost", str(broken)) from broken
    except CancelledError:
        raise
    except Exception as error:
        # The boundary to a foreign pool: whatever else it reports, the batch has not been run.
        raise ChildLost(f"{type(error).__name__}: {error}") from error


def _died_with(exit_code: int | None) -> _Died:
    number = -(exit_code or 0)
    if number == signal.SIGXCPU:
        return _Died("timeout", "CPU time limit exceeded")
    if number in _CRASHES:
        return _Died("crashed", f"the process died of {signal.Signals(number).name}")
    return _Died("lost", f"the process ended with status {exit_code}", at_work=True)


def _start_child(memory_mb: int, setup: Callable[[], None]) -> None:
    confine(memory_mb)
    setup()
    gc.freeze()  # what was there before is shared with other children, until a collection writes to it


def _run_batch(function: Callable[[T], R], inputs: Sequence[T], limits: Limits) -> list[Outcome[R]]:
    """Runs in the child. Stops after an input that broke its budget: the rest wants a fresh child."""
    outcomes: list[Outcome[R]] = []
    for one in inputs:
        outcomes.append(_run_one(function, one, limits))
        if outcomes[-1].ending in ("timeout", "memory"):
            break
    return outcomes


def _run_one(function: Callable[[T], R], one: T, limits: Limits) -> Outcome[R]:
    started = time.perf_counter()
    ending: Ending = "returned"
    value: R | None = None
    detail = ""
    try:
        with cpu_budget(limits):
            value = function(one)
    except CpuTimeExceeded:
        ending, detail = "timeout", f"CPU time limit of {limits.cpu_seconds:g} s exceeded"
    except MemoryError:
        ending, detail = "memory", "memory limit exceeded"
    except Exception:  # noqa: BLE001
        # The boundary of one input: a defect in the function must not take the batch with it.
        ending, detail = "raised", traceback.format_exc(limit=-3)
    return Outcome(ending, value, detail, time.perf_counter() - started)
