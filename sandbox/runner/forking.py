"""Forks the untrusted process: with its own streams, few descriptors, and limits that the kernel holds it to."""

import fcntl
import functools
import os
import resource
from collections.abc import Callable, Sequence
from typing import NoReturn

from . import kernel, wire
from .survey import read_small
from .watching import Sink

MEBIBYTE = 1 << 20
_SMALL_MB = 128
STDERR = 1 << 16  # bytes that standard error may have on top of the limit of output


def fork(
    stdin: int,
    limits: wire.Header,
    program: Callable[[], NoReturn],
    keep: Sequence[int] = (),
    dumpable: bool = True,
) -> tuple[int, list[Sink]]:
    """Fork the untrusted process: its pid and its standard output and error."""
    out, err = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _become_untrusted([stdin, out[1], err[1], *keep], limits, dumpable)
            program()
        finally:
            os._exit(1)
    os.close(out[1])
    os.close(err[1])
    most = limits["output_kb"] * 1024
    return pid, [Sink(out[0], most), Sink(err[0], most + STDERR)]


@functools.cache
def preloaded_mb() -> tuple[int, int]:
    """Address space and memory that this process has before any program, where that is a good part of a limit."""
    try:
        pages = [int(number) for number in read_small("/proc/self/statm").split()[:2]]
    except OSError:
        return 0, 0
    space, held = (number * resource.getpagesize() // MEBIBYTE for number in pages)
    return (space, held) if space > _SMALL_MB else (0, 0)


def close_above(last: int, keep: Sequence[int]) -> None:
    """Close all descriptors beyond one, but for some."""
    first = last + 1
    for fd in sorted(fd for fd in keep if fd > last):
        os.closerange(first, fd)
        first = fd + 1
    os.closerange(first, 1 << 16)


def _become_untrusted(descriptors: list[int], limits: wire.Header, dumpable: bool) -> None:
    """Keep only these descriptors, numbered from 0, and take on the limits."""
    os.setsid()
    out_of_the_way = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in descriptors]
    for number, fd in enumerate(out_of_the_way):
        os.dup2(fd, number)
    os.closerange(len(descriptors), 1 << 16)
    kernel.set_dumpable(dumpable)
    cpu = int(limits["cpu_seconds"]) + 2
    # Some runtimes reserve address space that they never touch; of those only what they could write to is bounded.
    reserving = limits.get("data_mb")
    space_mb = limits["memory_mb"] + preloaded_mb()[0]
    memory = (resource.RLIMIT_DATA, reserving) if reserving else (resource.RLIMIT_AS, space_mb)
    for which, amount in (
        (memory[0], memory[1] * MEBIBYTE),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NPROC, limits["processes"] + 1),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * MEBIBYTE),
    ):
        resource.setrlimit(which, (amount, amount))
    try:
        kernel.write_own("oom_score_adj", "1000")
    except OSError:
        return  # no /proc: the kernel chooses by size, and we are small
