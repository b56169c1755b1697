"""Pid 1 of a jail: reads cases one by one, runs the program through them, and reports what came out.

It believes nothing that comes from the program and parses none of it: results are passed on as bytes.
"""

import fcntl
import os
import resource
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from . import kernel, python_program, remote, tests_program, wire
from .jail import WORK, WRITABLE
from .watching import Budget, Feed, Sink, clock, clock_of_the_dead, drain_rest, end_all, peak_mb, watch

CLEAN, DIRTY = 0, 10
_MEBIBYTE = 1 << 20
_STDERR = 1 << 16
_CHANNEL = 3  # the descriptor on which a program answers calls


@dataclass
class _Host:
    """The process that answers calls, and what it said about loading."""

    pid: int
    channel: socket.socket
    sinks: list[Sink]


class Warden:
    """Runs one program. ``serve`` ends this process."""

    def __init__(self, connection: socket.socket, header: wire.Header, blobs: list[bytes]) -> None:
        self._connection = connection
        self._source = blobs[0].decode()
        self._host: _Host | None = None
        self._load_failure: tuple[wire.Header, list[bytes]] | None = None
        for name, content in zip(header["files"], blobs[1:], strict=True):
            _write_file(name, content)
        self._pristine = _look()
        self._handlers = {"run": self._run, "call": self._ask, "evaluate": self._ask, "test": self._test}

    def serve(self) -> NoReturn:
        """Answer cases until the other side leaves or this jail is not fit for another one."""
        try:
            while True:
                header, blobs = wire.receive(self._connection)
                if header["kind"] == "prepare":
                    self._prepare_tests(header["limits"])
                    continue
                outcome, out = self._handlers[header["kind"]](header, blobs)
                # A jail in which hidden tests were read must not load the program again.
                spent = header["kind"] == "test" or (header["kind"] == "run" and self._is_dirty(outcome))
                wire.send(self._connection, {**outcome, "spent": spent}, out)
                if spent:
                    os._exit(DIRTY)
        except wire.Disconnected:
            os._exit(CLEAN)

    def _is_dirty(self, outcome: wire.Header) -> bool:
        return outcome["breach"] is not None or _look() != self._pristine

    def _prepare_tests(self, limits: wire.Header) -> None:
        """Start the process that holds the solution, before this one has read what it is tested with."""
        self._end_host()
        ours, theirs = socket.socketpair()
        pid, sinks = self._fork_idle(limits, lambda: remote.serve_objects(self._source, _CHANNEL), [theirs])
        theirs.close()
        self._host = _Host(pid, ours, sinks)

    def _test(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        limits, code = header["limits"], blobs[0].decode()
        started, cpu_before = time.monotonic(), clock_of_the_dead()
        ours, theirs = socket.socketpair()
        if header["apart"]:
            pid, told, other = self._fork_tests_apart(code, limits, theirs)
        else:
            self._end_host()
            run = partial(tests_program.run_together, code, self._source, _CHANNEL)
            pid, told = self._fork_idle(limits, run, [theirs])
            other = []
        theirs.close()
        report = Sink(ours.fileno(), limits["output_kb"] * 1024 + _STDERR)
        breach = watch(pid, _budget(pid, limits), [report, *told, *other])
        status, memory_mb = end_all()[pid]
        drain_rest([report, *told, *other])
        outcome = {
            "breach": breach,
            "status": os.waitstatus_to_exitcode(status),
            "cpu": clock_of_the_dead() - cpu_before,
            "wall": time.monotonic() - started,
            "memory": memory_mb,
        }
        payload = bytes(report.data[8:]) if _complete(report) and breach is None else b""
        return outcome, [bytes(told[0].data), bytes(told[1].data), payload]

    def _fork_tests_apart(
        self, code: str, limits: wire.Header, report: socket.socket
    ) -> tuple[int, list[Sink], list[Sink]]:
        """The process of the tests, what the solution prints, and what they print themselves."""
        solution = self._host
        assert solution is not None
        run = partial(tests_program.run_apart, code, _CHANNEL, _CHANNEL + 1)
        pid, sinks = self._fork_idle(limits, run, [report, solution.channel], False)
        return pid, solution.sinks, sinks

    def _fork_idle(
        self,
        limits: wire.Header,
        program: Callable[[], NoReturn],
        keep: list[socket.socket],
        dumpable: bool = True,
    ) -> tuple[int, list[Sink]]:
        """Fork an untrusted process that has nothing on its standard input."""
        null = os.open("/dev/null", os.O_RDONLY)
        try:
            return _fork(null, limits, program, [end.fileno() for end in keep], dumpable)
        finally:
            os.close(null)

    def _run(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        source = self._source + "\n" + header["after"] if header["after"] else self._source
        self._end_host()
        started, cpu_before = time.monotonic(), clock_of_the_dead()
        read_end, write_end = os.pipe()
        pid, sinks = _fork(read_end, header["limits"], lambda: python_program.run_main(source))
        os.close(read_end)
        budget = _budget(pid, header["limits"])
        breach = watch(pid, budget, sinks, Feed(write_end, memoryview(blobs[0])))
        status, memory_mb = end_all()[pid]
        if drain_rest(sinks) and breach is None:
            breach = "output_limit"
        outcome = {
            "breach": breach,
            "status": os.waitstatus_to_exitcode(status),
            "cpu": clock_of_the_dead() - cpu_before,
            "wall": time.monotonic() - started,
            "memory": memory_mb,
        }
        return outcome, [_close(sink) for sink in sinks]

    def _ask(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        if self._load_failure:
            return self._load_failure
        if self._host is None:
            outcome = self._start_host(header["limits"])
            if outcome[1][2] != python_program.LOADED:
                self._end_host()
                self._load_failure = outcome
                return outcome
        assert self._host is not None
        header = {**header, "room": header["limits"]["output_kb"] * 1024}
        return self._exchange(self._host, header["limits"], wire.pack(header, blobs))

    def _start_host(self, limits: wire.Header) -> tuple[wire.Header, list[bytes]]:
        ours, theirs = socket.socketpair()
        pid, sinks = self._fork_idle(limits, lambda: python_program.serve_calls(self._source, _CHANNEL), [theirs])
        theirs.close()
        self._host = _Host(pid, ours, sinks)
        return self._exchange(self._host, limits, b"")

    def _exchange(self, host: _Host, limits: wire.Header, request: bytes) -> tuple[wire.Header, list[bytes]]:
        started, cpu_before = time.monotonic(), clock(host.pid) if request else 0.0
        reply = Sink(host.channel.fileno(), limits["output_kb"] * 1024 * 2 + 65536)
        feed = Feed(os.dup(host.channel.fileno()), memoryview(request)) if request else None
        breach = watch(host.pid, _budget(host.pid, limits), [reply, *host.sinks], feed, lambda: _complete(reply))
        drain_rest(host.sinks)
        outcome: wire.Header = {
            "breach": breach,
            "status": None,
            "cpu": clock(host.pid) - cpu_before,
            "wall": time.monotonic() - started,
            "memory": peak_mb(host.pid),
        }
        payload = bytes(reply.data[8:]) if _complete(reply) and breach is None else b""
        out = [bytes(sink.data) for sink in host.sinks]
        for sink in host.sinks:
            sink.data.clear()
        if not payload:
            outcome["status"] = self._end_host()
        return outcome, [*out, payload]

    def _end_host(self) -> int | None:
        """Kill the host of calls. Its exit status, if there was one to kill."""
        if self._host is None:
            return None
        status, _ = end_all()[self._host.pid]
        self._host.channel.close()
        for sink in self._host.sinks:
            os.close(sink.fd)
        self._host = None
        return os.waitstatus_to_exitcode(status)


def _complete(reply: Sink) -> bool:
    return len(reply.data) >= 8 and len(reply.data) - 8 >= struct.unpack_from(">Q", reply.data)[0]


def _fork(
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
    return pid, [Sink(out[0], most), Sink(err[0], most + _STDERR)]


def _become_untrusted(descriptors: list[int], limits: wire.Header, dumpable: bool) -> None:
    """Keep only these descriptors, numbered from 0, and take on the limits."""
    os.setsid()
    out_of_the_way = [fcntl.fcntl(fd, fcntl.F_DUPFD, 100) for fd in descriptors]
    for number, fd in enumerate(out_of_the_way):
        os.dup2(fd, number)
    os.closerange(len(descriptors), 1 << 16)
    kernel.set_dumpable(dumpable)
    memory = limits["memory_mb"] * _MEBIBYTE
    cpu = int(limits["cpu_seconds"]) + 2
    for which, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_NPROC, limits["processes"] + 1),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * _MEBIBYTE),
    ):
        resource.setrlimit(which, (amount, amount))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        return  # no /proc: the kernel chooses by size, and we are small


def _budget(pid: int, limits: wire.Header) -> Budget:
    return Budget(pid, limits["cpu_seconds"], limits["wall_seconds"], limits["memory_mb"] * _MEBIBYTE)


def _close(sink: Sink) -> bytes:
    os.close(sink.fd)
    return bytes(sink.data)


def _write_file(name: str, content: bytes) -> None:
    path = os.path.normpath(os.path.join(WORK, name))
    if not path.startswith(WORK + "/"):
        raise ValueError(f"{name} lies outside the working directory")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _look() -> list[tuple[str, int, int]]:
    """What can be seen of the writable file systems without walking into anything."""
    seen = []
    for directory in (*WRITABLE, WORK):
        status = os.stat(directory)
        seen.append((directory, status.st_mtime_ns, status.st_mode))
        for name in os.listdir(directory):
            entry = os.lstat(os.path.join(directory, name))
            seen.append((name, entry.st_mtime_ns, entry.st_size))
    return sorted(seen)
