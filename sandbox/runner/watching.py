"""Watches one untrusted process from pid 1 of its jail: feeds and drains it, and ends it at its limits."""

import contextlib
import os
import re
import resource
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from . import survey
from .groups import Group
from .survey import Seen, read_small

Ended = str

MOST_WAITING = 20  # times the wall limit that measured waiting may add to it
_TICK_SECONDS = 0.02
_CHUNK = 1 << 16
_PEAK = re.compile(rb"VmHWM:\s*(\d+)")


@dataclass
class Sink:
    """One stream out of the process. Beyond ``most`` bytes it is a flood."""

    fd: int
    most: int
    data: bytearray = field(default_factory=bytearray)
    open: bool = True

    def drain(self) -> bool:
        """Take what there is. Whether that was too much."""
        try:
            chunk = os.read(self.fd, _CHUNK)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            chunk = b""
        self.open = bool(chunk)
        self.data += chunk
        return len(self.data) > self.most


@dataclass
class Feed:
    """What goes into the process. Unless ``more`` is to follow later, it sees the end of its input then."""

    fd: int
    data: memoryview
    more: bool = False

    def push(self) -> bool:
        """Write what fits. Whether anything is left to write."""
        try:
            self.data = self.data[os.write(self.fd, self.data[:_CHUNK]) :]
        except BlockingIOError:
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False
        return bool(self.data)

    def close(self) -> None:
        """Let the process see the end."""
        if self.fd >= 0 and not self.more:
            os.close(self.fd)
        self.fd = -1


@dataclass
class Budget:
    """What is left for a case. Seconds of CPU are those of all processes in the jail but this one.

    The wall limit is for what sleeps: time in which something was ready to run and did not get a processor, or
    waited for a disk, comes on top, up to ``MOST_WAITING`` times the limit; for the disk, up to once.
    """

    pid: int
    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int
    group: Group | None = None
    waited: float = 0.0
    overslept: bool = False  # whether it was the wall limit that ended it
    _started: float = field(default_factory=time.monotonic)
    _looked: float = 0.0
    _disk: float = 0.0
    _own: float = 0.0
    _own_before: float = 0.0
    _others: float | None = None
    _hidden: "_Hidden" = field(default_factory=lambda: _Hidden())
    _group_cpu: float = 0.0

    def __post_init__(self) -> None:
        self._looked = self._started
        self._own_before = clock(self.pid)
        self._own = clock_of_the_dead() + self._own_before
        if self.group:
            self.group.bound(self.memory_bytes)
            self._group_cpu = self.group.cpu_seconds() - time.process_time()

    def look(self) -> tuple[Ended | None, float]:
        """Which limit has been passed, if any, and after how many seconds it is worth looking again."""
        processes = survey.look()
        cpu_left = self.cpu_seconds - self._used(processes)
        self._wait(processes or [])
        wall_left = self._started + self.wall_seconds + self.waited - time.monotonic()
        self.overslept = wall_left <= 0 <= cpu_left
        if cpu_left < 0 or wall_left <= 0:
            return "timeout", 0.0
        return "memory" if self._is_full(processes or []) else None, max(
            _TICK_SECONDS, min(cpu_left / 2, wall_left, 0.25)
        )

    def _used(self, processes: list[Seen] | None) -> float:
        """Seconds of CPU since this case began."""
        dead = clock_of_the_dead()
        if processes is None:  # where there is no /proc, only one process is seen among the living
            return dead + clock(self.pid) - self._own
        total = dead + sum(seen.with_children_cpu for seen in processes)
        if self._others is None:
            # What other processes had used before is learnt at the first look: most cases end without one.
            self._others = total - (clock_of_the_dead() + clock(self.pid))
            self._hidden.forgive(processes, self.pid, self._own_before)
        counted = total - self._others - self._own
        if self.group:
            return max(counted, self.group.cpu_seconds() - time.process_time() - self._group_cpu)
        return max(counted, self._hidden.seconds(processes))

    def _wait(self, processes: list[Seen]) -> None:
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        waited = min(passed, self._hidden.waited(processes))
        # Who waits for a child that he has vforked is told like one who waits for a disk: not for long.
        if any(seen.waits_for_disk for seen in processes) and self._disk < self.wall_seconds:
            self._disk += passed - waited
            waited = passed
        self.waited = min(MOST_WAITING * self.wall_seconds, self.waited + waited)

    def _is_full(self, processes: list[Seen]) -> bool:
        if self.group:
            return self.group.memory_bytes() > self.memory_bytes
        # What is far from the limit is not worth a closer look.
        if survey.most_bytes(processes) + survey.files_bytes(processes) <= self.memory_bytes:
            return False
        return survey.held_bytes(processes) > self.memory_bytes


class _Hidden:
    """What each process was seen to use and to wait for, also of those for whom nobody has waited since."""

    def __init__(self) -> None:
        self._cpu: dict[tuple[int, int], float] = {}
        self._before = 0.0
        self._waited: dict[tuple[int, int], float] = {}

    def forgive(self, processes: list[Seen], pid: int, used_before: float) -> None:
        """What this process had used before the case began, and others until now."""
        self._before = used_before + sum(seen.own_cpu for seen in processes if seen.pid != pid)

    def seconds(self, processes: list[Seen]) -> float:
        for seen in processes:
            self._cpu[seen.pid, seen.born] = seen.own_cpu
        return sum(self._cpu.values()) - self._before

    def waited(self, processes: list[Seen]) -> float:
        """Seconds since the last look in which processes wanted to run and did not, all of them together."""
        before, self._waited = self._waited, {(seen.pid, seen.born): seen.waited for seen in processes}
        return sum(max(0.0, waited - before.get(key, 0.0)) for key, waited in self._waited.items())


def clock_of_the_dead() -> float:
    """CPU seconds of all processes that have ended in this jail."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_mb(pid: int) -> float:
    """The most memory that a process has held so far, in MiB."""
    try:
        found = _PEAK.search(read_small(f"/proc/{pid}/status"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def clock(pid: int) -> float:
    """CPU seconds of one process."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


class Watch:
    """Over one process and the streams out of it, for one case or for many."""

    def __init__(self, pid: int, sinks: list[Sink]) -> None:
        self._pidfd = os.pidfd_open(pid)
        self._sinks = {sink.fd: sink for sink in sinks}
        self._poll = select.poll()
        self._poll.register(self._pidfd, select.POLLIN)
        for fd in self._sinks:
            os.set_blocking(fd, False)
            self._poll.register(fd, select.POLLIN)

    def close(self) -> None:
        """Watch no more. The streams stay open."""
        os.close(self._pidfd)

    def until(
        self, budget: Budget, feed: Feed | None = None, done: Callable[[], bool] = lambda: False
    ) -> Ended | None:
        """Return when the process has ended or ``done()`` (None), or name the limit it has passed."""
        if feed:
            os.set_blocking(feed.fd, False)
            self._poll.register(feed.fd, select.POLLOUT)
            self._push(feed)
        try:
            return self._loop(budget, feed, done)
        finally:
            if feed:
                self._finish(feed)

    def _loop(self, budget: Budget, feed: Feed | None, done: Callable[[], bool]) -> Ended | None:
        look = time.monotonic() + _TICK_SECONDS
        while not done():
            ready = [fd for fd, _ in self._poll.poll(max(0.0, look - time.monotonic()) * 1000)]
            if self._exchange(ready, feed):
                return "output_limit"
            if self._pidfd in ready:
                return None
            if time.monotonic() >= look:
                ended, pause = budget.look()
                if ended:
                    return ended
                look = time.monotonic() + pause
        return None

    def _exchange(self, ready: list[int], feed: Feed | None) -> bool:
        """Move bytes. Whether a stream flooded."""
        for fd in ready:
            if sink := self._sinks.get(fd):
                if sink.drain():
                    return True
                if not sink.open:
                    self._poll.unregister(fd)
            elif feed and fd == feed.fd:
                self._push(feed)
        return False

    def _push(self, feed: Feed) -> None:
        if not feed.push():
            self._finish(feed)

    def _finish(self, feed: Feed) -> None:
        if feed.fd >= 0:
            self._poll.unregister(feed.fd)
            feed.close()


def watch(pid: int, budget: Budget, sinks: list[Sink], feed: Feed | None = None) -> Ended | None:
    """Watch a process to its end or a limit: see ``Watch.until``."""
    watching = Watch(pid, sinks)
    try:
        return watching.until(budget, feed)
    finally:
        watching.close()


def end_all() -> dict[int, tuple[int, float]]:
    """Kill every process in the jail but this one. Their wait statuses and peak memory in MiB, by pid.

    Raises RuntimeError outside a pid namespace, where it would kill the machine.
    """
    if os.getpid() != 1:
        raise RuntimeError("outside a pid namespace this would kill the machine")
    ends: dict[int, tuple[int, float]] = {}
    while True:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return ends
        ends[pid] = status, usage.ru_maxrss / 1024


def drain_rest(sinks: list[Sink]) -> bool:
    """Take what dead processes have left in their pipes. Whether a stream flooded."""
    flooded = False
    for sink in sinks:
        before = -1
        while sink.open and not flooded and len(sink.data) != before:
            before = len(sink.data)
            flooded = sink.drain()
    return flooded
