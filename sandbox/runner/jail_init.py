"""Pid 1 of a jail: reads cases one by one, runs the program through them, and reports what came out.

It believes nothing that comes from the program and parses none of it: results are passed on as bytes.
"""

import os
import signal
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from . import commands, files, outcomes, python_program, remote, tests_program, wire
from .forking import MEBIBYTE, STDERR, fork, preloaded_mb
from .groups import Group
from .hosting import Host
from .jail import WORK
from .watching import Budget, Feed, Sink, clock, clock_of_the_dead, drain_rest, end_all, watch

CLEAN, DIRTY = 0, 10
_SEVERAL_IN_A_JAIL = ("run", "command")  # programs that share a jail as long as none leaves anything in it
_CHANNEL = 3  # the descriptor on which a program answers calls
_MOST_CASES = 2000  # that one process answers


class JailInit:
    """Runs one program. ``serve`` ends this process."""

    def __init__(
        self, connection: socket.socket, header: wire.Header, blobs: list[bytes], group: Group | None
    ) -> None:
        self._connection = connection
        self._group = group
        self._source = blobs[0].decode(errors="surrogatepass")
        self._host: Host | None = None
        self._load_failure: tuple[wire.Header, list[bytes]] | None = None
        self._files = [
            files.write(name, content, 0o755 if name in header["executable"] else 0o644)
            for name, content in zip(header["files"], blobs[1:], strict=True)
        ]
        self._pristine: files.Look | None = None
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
                    self._pristine = self._pristine or files.look(self._files)
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
            seen = files.look(self._files)
            return outcome["breach"] is not None or seen is None or seen != self._pristine
        return kind in ("test", "build") or (kind == "script" and self._host is None)

    def _prepare_tests(self, limits: wire.Header) -> None:
        """Start the process that holds the solution, before this one has read what it is tested with."""
        self._end_host()
        ours, theirs = socket.socketpair()
        serve = partial(remote.serve_objects, self._source, _CHANNEL)
        pid, sinks = self._fork_idle(_for_many(limits), serve, [theirs])
        theirs.close()
        self._host = Host(pid, ours, sinks)

    def _test(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        limits, code = header["limits"], blobs[0].decode(errors="surrogatepass")
        if missing := tests_program.missing_modules(code, WORK):
            return outcomes.unavailable(missing)
        started, cpu_before = time.monotonic(), clock_of_the_dead()
        ours, theirs = socket.socketpair()
        if header["apart"]:
            pid, told, other = self._fork_tests_apart(code, limits, theirs)
        else:
            self._end_host()
            run = tests_program.run_together if header["kind"] == "test" else tests_program.run_script_together
            pid, told = self._fork_idle(
                limits, partial(run, code, self._source, _CHANNEL, header["proof"]), [theirs]
            )
            other = []
        theirs.close()
        report = Sink(ours.fileno(), limits["output_kb"] * 1024 + STDERR)
        budget = self._budget(pid, limits)
        breach = watch(pid, budget, [report, *told, *other])
        status, memory_mb = end_all()[pid]
        drain_rest([report, *told, *other])
        self._host = None
        outcome = outcomes.measured(
            breach, os.waitstatus_to_exitcode(status), clock_of_the_dead() - cpu_before, memory_mb, started, budget
        )
        payload = bytes(report.data[8:]) if _complete(report) and breach is None else b""
        return outcome, [bytes(told[0].data), bytes(told[1].data), payload]

    def _script(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        """Run test code to its end. Apart from the solution, whose process goes on to the next."""
        if not header["apart"]:
            return self._test(header, blobs)
        limits, code, solution = header["limits"], blobs[0].decode(errors="surrogatepass"), self._host
        assert solution is not None
        if missing := tests_program.missing_modules(code, WORK):
            return outcomes.unavailable(missing)
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
        outcome = outcomes.measured(
            breach,
            None,
            clock_of_the_dead() + solution_cpu - cpu_before,
            solution.memory_mb(solution_cpu),
            started,
            budget,
        )
        payload = bytes(report.data[8:]) if _complete(report) and breach is None else b""
        out = [bytes(solution.sinks[0].data), bytes(solution.sinks[1].data), payload]
        for sink in solution.sinks:
            sink.data.clear()
        ours.close()
        for sink in told:
            os.close(sink.fd)
        if not payload or solution.is_gone():
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
        return outcomes.with_files(header, *self._run_alone(run, header["limits"], blobs[0]))

    def _command(self, header: wire.Header, blobs: list[bytes]) -> tuple[wire.Header, list[bytes]]:
        run = partial(commands.become, header["command"], header["environment"], header["uncopied"])
        outcome, out = self._run_alone(run, header["limits"], blobs[0])
        return outcomes.with_files(
            header, {**outcome, "missing": commands.find_missing(header["command"][:1])}, out
        )

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
        outcome = outcomes.measured(
            breach, os.waitstatus_to_exitcode(status), clock_of_the_dead() - cpu_before, memory_mb, started, budget
        )
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
        self._host = Host(pid, ours, sinks)
        return self._exchange(self._host, limits, b"")

    def _exchange(self, host: Host, limits: wire.Header, request: bytes) -> tuple[wire.Header, list[bytes]]:
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


def _for_many(limits: wire.Header) -> wire.Header:
    """Limits of a process that answers many cases: the kernel counts its CPU seconds over all of them."""
    return {**limits, "cpu_seconds": _MOST_CASES * limits["cpu_seconds"]}


def _complete(reply: Sink) -> bool:
    return len(reply.data) >= 8 and len(reply.data) - 8 >= struct.unpack_from(">Q", reply.data)[0]


def _close(sink: Sink) -> bytes:
    os.close(sink.fd)
    return bytes(sink.data)
