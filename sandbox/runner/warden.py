"""Pid 1 of a jail: reads cases one by one, runs the program through them, and reports what came out.

It believes nothing that comes from the program and parses none of it: results are passed on as bytes.
"""

import os
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from . import commands, python_program, remote, tests_program, wire
from .forking import MEBIBYTE, STDERR, fork, preloaded_mb
from .groups import Group
from .jail import WORK, WRITABLE
from .survey import read_small
from .watching import Budget, Feed, Sink, Watch, clock, clock_of_the_dead, drain_rest, end_all, peak_mb, watch

CLEAN, DIRTY = 0, 10
_SEVERAL_IN_A_JAIL = ("run", "command")  # programs that share a jail as long as none leaves anything in it
_CHANNEL = 3  # the descriptor on which a program answers calls
_MOST_CASES = 2000  # that one process answers
_TOO_SHORT_TO_GROW = 0.001  # seconds of CPU in which nobody touches memory worth measuring anew

_Look = list[tuple[str, int, int]]  # path, time of the last change of status, size


class _Host:
    """The process that answers calls."""

    def __init__(self, pid: int, channel: socket.socket, sinks: list[Sink]) -> None:
        self.pid = pid
        self.channel = channel
        self.sinks = sinks
        self.reply = Sink(channel.fileno(), 0)
        self.inlet = os.dup(channel.fileno())
        self._watch: Watch | None = None
        self._memory_mb = 0.0
        self._measured_at = 0.0

    @property
    def watch(self) -> Watch:
        """Over its answers. It makes the channel non-blocking, also for a process of tests that it is lent to."""
        self._watch = self._watch or Watch(self.pid, [self.reply, *self.sinks])
        return self._watch

    def memory_mb(self, cpu: float) -> float:
        """The most that it has held until now, when it has used ``cpu`` seconds."""
        if cpu - self._measured_at >= _TOO_SHORT_TO_GROW or not self._memory_mb:
            self._memory_mb, self._measured_at = peak_mb(self.pid), cpu
        return self._memory_mb

    def close(self) -> None:
        """Let go of it once it is dead."""
        if self._watch:
            self._watch.close()
        self.channel.close()
        for fd in (self.inlet, *(sink.fd for sink in self.sinks)):
            os.close(fd)


class Warden:
    """Runs one program. ``serve`` ends this process."""

    def __init__(
        self, connection: socket.socket, header: wire.Header, blobs: list[bytes], group: Group | None
    ) -> None:
        self._connection = connection
        self._group = group
        self._source = blobs[0].decode(errors="surrogatepass")
        self._host: _Host | None = None
        self._load_failure: tuple[wire.Header, list[bytes]] | None = None
        self._files = [
            _write_file(name, content, 0o755 if name in header["executable"] else 0o644)
            for name, content in zip(header["files"], blobs[1:], strict=True)
        ]
        self._pristine: _Look | None = None
        self._handlers = {
            "run": self._run,
            "call": self._ask,
            "evaluate": self._ask,
            "test": self._test,
            "script": self._script,
            "build": self._build,
            "command": self._command,
        }

    def serve(self) -> NoReturn:
        """Answer cases until the other side leaves or this jail is not fit for another one."""
        try:
            while True:
                header, blobs = wire.receive(self._connection)
                if header["kind"] == "prepare":
                    self._prepare_tests(header["limits"])
                    continue
                if header["kind"] == "leave":
                    os._exit(DIRTY)
                if header["kind"] in _SEVERAL_IN_A_JAIL:
                    self._pristine = self._pristine or _look(self._files)
                outcome, out = self._handlers[header["kind"]](header, blobs)
                spent = self._is_spent(header["kind"], outcome)
                wire.send(self._connection, {**outcome, "spent": spent}, out)
                if spent:
                    os._exit(DIRTY)
        except wire.Disconnected:
            os._exit(CLEAN)

    def _is_spent(self, kind: str, outcome: wire.Header) -> bool:
        """Whether this jail is not fit for another case. One in which hidden tests were read never is."""
        if kind in _SEVERAL_IN_A_JAIL:
            seen = _look(self._files)
            return outcome["breach"] is not None or seen is None or seen != self._pristine
        return kind in ("test", "build") or (kind == "script" and self._host is None)

    def _prepare_tests(self, limits: wire.Header) -> None:
        """Start the process that holds the solution, before this one has read what it is tested with."""
        self._end_host()
        ours, theirs = socket.socketpair()
        serve = partial(remote.serve_objects, self._source, _CHANNEL)
        pid, sinks = self._fork_idle(_for_many(limits), serve, [theirs])
        theirs.close()
        self._host = _Host(pid, ours, sinks)

    def _test(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        limits, code = header["limits"], blobs[0].decode(errors="surrogatepass")
        if missing := tests_program.missing_modules(code, WORK):
            return _unavailable(missing)
        started, cpu_before = time.monotonic(), clock_of_the_dead()
        ours, theirs = socket.socketpair()
        if header["apart"]:
            pid, told, other = self._fork_tests_apart(code, limits, theirs)
        else:
            self._end_host()
            run = tests_program.run_together if header["kind"] == "test" else tests_program.run_script_together
            pid, told = self._fork_idle(limits, partial(run, code, self._source, _CHANNEL), [theirs])
            other = []
        theirs.close()
        report = Sink(ours.fileno(), limits["output_kb"] * 1024 + STDERR)
        budget = self._budget(pid, limits)
        breach = watch(pid, budget, [report, *told, *other])
        status, memory_mb = end_all()[pid]
        drain_rest([report, *told, *other])
        self._host = None
        outcome = {
            "breach": breach,
            "status": os.waitstatus_to_exitcode(status),
            "cpu": clock_of_the_dead() - cpu_before,
            "wall": time.monotonic() - started,
            "waited": budget.waited,
            "overslept": budget.overslept,
            "memory": memory_mb,
        }
        payload = bytes(report.data[8:]) if _complete(report) and breach is None else b""
        return outcome, [bytes(told[0].data), bytes(told[1].data), payload]

    def _script(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        """Run test code to its end. Apart from the solution, whose process goes on to the next."""
        if not header["apart"]:
            return self._test(header, blobs)
        limits, code, solution = header["limits"], blobs[0].decode(errors="surrogatepass"), self._host
        assert solution is not None
        if missing := tests_program.missing_modules(code, WORK):
            return _unavailable(missing)
        started, cpu_before = time.monotonic(), clock_of_the_dead() + clock(solution.pid)
        ours, theirs = socket.socketpair()
        run = partial(tests_program.run_script, code, _CHANNEL, _CHANNEL + 1)
        pid, told = self._fork_idle(limits, run, [theirs, solution.channel], False)
        theirs.close()
        report = Sink(ours.fileno(), limits["output_kb"] * 1024 + STDERR)
        budget = self._budget(pid, limits)
        breach = watch(pid, budget, [report, *told, *solution.sinks])
        solution_cpu = clock(solution.pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        drain_rest([report, *told, *solution.sinks])
        outcome: wire.Header = {
            "breach": breach,
            "status": None,
            "cpu": clock_of_the_dead() + solution_cpu - cpu_before,
            "wall": time.monotonic() - started,
            "waited": budget.waited,
            "overslept": budget.overslept,
            "memory": solution.memory_mb(solution_cpu),
        }
        payload = bytes(report.data[8:]) if _complete(report) and breach is None else b""
        out = [bytes(solution.sinks[0].data), bytes(solution.sinks[1].data), payload]
        for sink in solution.sinks:
            sink.data.clear()
        ours.close()
        for sink in told:
            os.close(sink.fd)
        if not payload or _is_gone(solution.channel):
            outcome["status"] = self._end_host()
        return outcome, out

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
            return fork(null, limits, program, [end.fileno() for end in keep], dumpable)
        finally:
            os.close(null)

    def _run(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        source = self._source + "\n" + header["after"] if header["after"] else self._source
        self._end_host()
        run = partial(python_program.run_main, source, header["args"])
        return _fetched(header, *self._run_alone(run, header["limits"], blobs[0]))

    def _command(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        run = partial(commands.become, header["command"], header["environment"])
        outcome, out = self._run_alone(run, header["limits"], blobs[0])
        return _fetched(header, {**outcome, "missing": commands.find_missing(header["command"][:1])}, out)

    def _build(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        """Compile, and bring out what came of it: this jail is not used again."""
        os.mkdir(commands.OUT)
        outcome, out = self._command(header, blobs)
        good = outcome["status"] == 0 and outcome["breach"] is None
        built = commands.collect() if good else {}
        if built is None:
            return {**outcome, "breach": "disk", "built": []}, out
        return {**outcome, "built": list(built)}, [*out, *built.values()]

    def _run_alone(
        self, program: Callable[[], NoReturn], limits: wire.Header, stdin: bytes
    ) -> tuple[wire.Header, list[bytes]]:
        """Run a program in a process of its own, from its beginning to its end."""
        started, cpu_before = time.monotonic(), clock_of_the_dead()
        read_end, write_end = os.pipe()
        pid, sinks = fork(read_end, limits, program)
        os.close(read_end)
        budget = self._budget(pid, limits)
        breach = watch(pid, budget, sinks, Feed(write_end, memoryview(stdin)))
        status, memory_mb = end_all()[pid]
        if drain_rest(sinks) and breach is None:
            breach = "output_limit"
        outcome = {
            "breach": breach,
            "status": os.waitstatus_to_exitcode(status),
            "cpu": clock_of_the_dead() - cpu_before,
            "wall": time.monotonic() - started,
            "waited": budget.waited,
            "overslept": budget.overslept,
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
        serve = partial(python_program.serve_calls, self._source, _CHANNEL)
        pid, sinks = self._fork_idle(_for_many(limits), serve, [theirs])
        theirs.close()
        self._host = _Host(pid, ours, sinks)
        return self._exchange(self._host, limits, b"")

    def _exchange(self, host: _Host, limits: wire.Header, request: bytes) -> tuple[wire.Header, list[bytes]]:
        started, cpu_before = time.monotonic(), clock(host.pid) if request else 0.0
        reply = host.reply
        reply.data.clear()
        reply.most = limits["output_kb"] * 1024 * 2 + 65536
        feed = Feed(host.inlet, memoryview(request), more=True) if request else None
        breach = host.watch.until(self._budget(host.pid, limits), feed, lambda: _complete(reply))
        drain_rest(host.sinks)
        cpu = clock(host.pid)
        outcome: wire.Header = {
            "breach": breach,
            "status": None,
            "cpu": cpu - cpu_before,
            "wall": time.monotonic() - started,
            "memory": host.memory_mb(cpu),
        }
        payload = bytes(reply.data[8:]) if _complete(reply) and breach is None else b""
        out = [bytes(sink.data) for sink in host.sinks]
        for sink in host.sinks:
            sink.data.clear()
        if not payload:
            outcome["status"] = self._end_host()
        return outcome, [*out, payload]

    def _budget(self, pid: int, limits: wire.Header) -> Budget:
        # What was there before the program is not its own; a group has left it out already.
        mb = limits["memory_mb"] + (0 if self._group else preloaded_mb()[1])
        memory_bytes = mb * MEBIBYTE
        return Budget(pid, limits["cpu_seconds"], limits["wall_seconds"], memory_bytes, self._group)

    def _end_host(self) -> int | None:
        """Kill the host of calls. Its exit status, if there was one to kill."""
        if self._host is None:
            return None
        status, _ = end_all()[self._host.pid]
        self._host.close()
        self._host = None
        return os.waitstatus_to_exitcode(status)


def _fetched(header: wire.Header, outcome: wire.Header, out: list[bytes]) -> tuple[wire.Header, list[bytes]]:
    """The outcome with the files that the caller wants to have."""
    found = commands.fetch(WORK, header.get("fetch", ()))
    return {**outcome, "fetched": list(found)}, [*out, *found.values()]


def _is_gone(channel: socket.socket) -> bool:
    """Whether nobody is at the other end any more."""
    poll = select.poll()
    poll.register(channel, select.POLLRDHUP)
    return bool(poll.poll(0))


def _for_many(limits: wire.Header) -> wire.Header:
    """Limits of a process that answers many cases: the kernel counts its CPU seconds over all of them."""
    return {**limits, "cpu_seconds": _MOST_CASES * limits["cpu_seconds"]}


def _unavailable(missing: list[str]) -> tuple[wire.Header, list[bytes]]:
    """Tests that import what is not there say nothing of the program."""
    measures: wire.Header = {"breach": None, "status": None, "cpu": 0.0, "wall": 0.0, "memory": 0.0}
    return {**measures, "missing": missing}, [b"", b"", b""]


def _complete(reply: Sink) -> bool:
    return len(reply.data) >= 8 and len(reply.data) - 8 >= struct.unpack_from(">Q", reply.data)[0]


def _close(sink: Sink) -> bytes:
    os.close(sink.fd)
    return bytes(sink.data)


def _write_file(name: str, content: bytes, mode: int) -> str:
    path = os.path.normpath(os.path.join(WORK, name))
    if not path.startswith(WORK + "/"):
        raise ValueError(f"{name} lies outside the working directory")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
    return path


def _traffic() -> _Look:
    """What the network of the jail has carried: its counters would tell the next case how many came before."""
    try:
        lines = read_small("/proc/net/dev").decode().splitlines()[2:]
    except OSError:
        return []
    return [(fields[0], int(fields[1]), int(fields[2])) for fields in map(str.split, lines)]


def _look(files: list[str]) -> _Look | None:
    """What can be seen of the writable file systems without walking into anything that we did not write.

    The time of a status change cannot be set back, as others can. None where the program has shut us out.
    """
    folders = (*WRITABLE, WORK)
    try:
        paths = [os.path.join(folder, name) for folder in folders for name in os.listdir(folder)]
        paths += [*folders, *files, *map(os.path.dirname, files)]
        seen = [(path, status.st_ctime_ns, status.st_size) for path in paths for status in [os.lstat(path)]]
        return [*sorted(seen), *_traffic()]
    except OSError:
        return None
