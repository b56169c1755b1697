"""Runners of one process, leased to others."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess

import pytest

from sandbox.errors import SandboxError
from sandbox.leasing import LeasedSandbox, LeaseServer
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Call, Program
from sandbox.sandbox import Isolation, Sandbox
from tests.parts import until

LIMITS = Limits(cpu_seconds=2, wall_seconds=900)
ADD = Program("python", "import time\ndef add(a, b):\n    time.sleep(b)\n    return a + b\n")


@pytest.fixture
def owner() -> Iterator[LocalSandbox]:
    started = LocalSandbox(1)
    started.start()
    yield started
    started.close()


@pytest.fixture
def leases(owner: LocalSandbox) -> Iterator[LeaseServer]:
    server = LeaseServer(owner)
    yield server
    server.close()


def add(sandbox: Sandbox, one: float, other: float) -> object:
    (outcome,) = sandbox.run(ADD, [Call("add", (one, other))], LIMITS)
    return outcome.values[0] if outcome.values else outcome


def leased_add(path: str, one: float, other: float) -> object:
    with contextlib.closing(LeasedSandbox(path, Isolation("leased", "", safe=True))) as sandbox:
        return add(sandbox, one, other)


def _borrow(path: str, seconds: float) -> None:
    assert leased_add(path, 1, seconds) == 1 + seconds


def in_another_process(path: str, seconds: float) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=_borrow, args=(path, seconds))
    process.start()
    return process


def test_another_process_leases_a_runner(owner: LocalSandbox, leases: LeaseServer) -> None:
    process = in_another_process(leases.path, 0)
    process.join(30)
    assert process.exitcode == 0
    assert add(owner, 1, 0) == 1


def test_a_client_that_is_killed_gives_its_runner_back(leases: LeaseServer) -> None:
    """The program it had started would keep the runner for longer than this test may take."""
    process = in_another_process(leases.path, 800)
    time.sleep(2)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    assert leased_add(leases.path, 2, 0) == 2


def test_clients_wait_for_a_free_runner(leases: LeaseServer) -> None:
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(leased_add(leases.path, 1, 0.2))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == [1.2] * 3


def test_a_client_whose_server_is_gone_is_told_so(owner: LocalSandbox) -> None:
    server = LeaseServer(owner)
    with contextlib.closing(LeasedSandbox(server.path, owner.isolation)) as client:
        assert add(client, 1, 0) == 1
        server.close()
        owner.close()
        with pytest.raises(SandboxError):
            add(client, 1, 0)


def test_a_runner_that_died_is_replaced_under_its_client(owner: LocalSandbox, leases: LeaseServer) -> None:
    with contextlib.closing(LeasedSandbox(leases.path, owner.isolation)) as client:
        assert add(client, 1, 0) == 1
        (keeper,) = _runners_of(os.getpid())
        (zygote,) = _runners_of(keeper)
        os.kill(keeper, signal.SIGKILL)
        assert add(client, 2, 0) == 2
        until(lambda: not os.path.exists(f"/proc/{zygote}"), 60)


def _runners_of(parent: int) -> list[int]:
    with open(f"/proc/{parent}/task/{parent}/children") as listed:
        pids = [int(pid) for pid in listed.read().split()]
    return [pid for pid in pids if b"runner" in _command_line(pid)]


def _command_line(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()
