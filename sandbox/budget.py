"""CPU and memory budgets that a process sets on itself before it does untrusted work.

CPU time is bounded twice. A profiling timer (``ITIMER_PROF``: CPU time, not wall time) raises an exception
between two bytecodes; where the work is stuck inside one long C call, ``RLIMIT_CPU`` ends the process a little
later. Neither moves with the load of the machine.
"""

import ctypes
import math
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sandbox.limits import Limits

_PR_SET_PDEATHSIG = 1
_REPEAT_SECONDS = 0.25
_MEBIBYTE = 1 << 20


class CpuTimeExceeded(BaseException):
    """The work has used its CPU seconds. Not an ``Exception``, so that the work's own handlers let it pass."""


def confine(memory_mb: int) -> None:
    """Bound this process's address space, forbid core dumps, and tie its life to its parent's."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MEBIBYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def cpu_budget(limits: Limits) -> Iterator[None]:
    """Raise CpuTimeExceeded in the block once it has used ``limits.cpu_seconds`` of CPU time.

    The timer repeats, because library code may swallow the first exception.
    """
    open_for_work = True

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if open_for_work:
            raise CpuTimeExceeded

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    backstop = math.ceil(time.process_time() + limits.cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (backstop, hard))
    signal.signal(signal.SIGPROF, interrupt)
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds, _REPEAT_SECONDS)
    try:
        yield
    finally:
        open_for_work = False
        signal.setitimer(signal.ITIMER_PROF, 0)
