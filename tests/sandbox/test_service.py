"""Sandboxes in containers that somebody else starts: shared by several workers, one job at a time."""

import contextlib
import errno
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.errors import SlotLost
from sandbox.limits import Limits
from sandbox.program import Call, Program
from sandbox.runner import turns, wire
from sandbox.sandbox import Sandbox
from sandbox.service import ServiceSandbox
from sandbox.service_queue import listening
from tests.parts import until
from tests.sandbox.containers import containers, remove_containers, start_container

pytestmark = pytest.mark.docker

ADD = Program("python", "import time\ndef add(a, seconds):\n    time.sleep(seconds)\n    return a + 1\n")
LIMITS = Limits(cpu_seconds=2, wall_seconds=20)


def add(sandbox: Sandbox, number: int, seconds: float = 0.0) -> int:
    (outcome,) = sandbox.run(ADD, [Call("add", [number, seconds])], LIMITS)
    assert outcome.values == (number + 1,), outcome
    return number


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("service") / "sockets"
    with containers(folder, 2):
        yield folder


@pytest.fixture
def service(folder: Path) -> Iterator[ServiceSandbox]:
    with contextlib.closing(ServiceSandbox(folder)) as sandbox:
        sandbox.start()
        yield sandbox


def test_two_workers_with_more_jobs_than_sandboxes_all_get_their_turn(folder: Path) -> None:
    first, second = ServiceSandbox(folder), ServiceSandbox(folder)
    with ThreadPoolExecutor(8) as threads:
        jobs = [threads.submit(add, (first, second)[number % 2], number, 0.02) for number in range(40)]
        assert [job.result() for job in jobs] == list(range(40))


def test_a_sandbox_serves_one_job_at_a_time(service: ServiceSandbox, folder: Path) -> None:
    with service.lease(), service.lease():
        late = threading.Thread(target=add, args=(service, 1))
        late.start()
        late.join(0.5)
        assert late.is_alive()
    late.join(60)
    assert not late.is_alive()


def test_whoever_leaves_the_line_costs_nobody_a_turn(service: ServiceSandbox, folder: Path) -> None:
    with service.lease(), service.lease():
        for name in listening(folder):
            for _ in range(20):
                wire.connect(str(folder / name)).close()
    assert add(service, 1) == 1


def test_the_socket_of_a_dead_sandbox_is_passed_over_and_removed(service: ServiceSandbox, folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(folder / f"dead{turns.SUFFIX}"))
    with service.lease(), service.lease():
        pass  # there are two alive, and the third was tried for want of another
    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(lambda number: add(service, number, 0.1), range(3))) == [0, 1, 2]
    assert f"dead{turns.SUFFIX}" not in listening(folder)


def test_a_sandbox_that_is_found_broken_ends_and_is_replaced(service: ServiceSandbox, folder: Path) -> None:
    before = set(listening(folder))
    with contextlib.suppress(SlotLost), service.lease():
        raise SlotLost("it talks nonsense")
    until(lambda: len(set(listening(folder)) - before) == 1)
    assert add(service, 1) == 1


def test_a_job_survives_the_death_of_its_sandbox(tmp_path: Path) -> None:
    folder = tmp_path / "sockets"
    with containers(folder, 1) as (name,), ThreadPoolExecutor(1) as threads:
        service = ServiceSandbox(folder)
        service.start()
        job = threads.submit(add, service, 1, 1.0)
        time.sleep(0.3)
        subprocess.run(["docker", "restart", "--time", "0", name], check=True, capture_output=True)
        assert job.result() == 1


def test_sandboxes_come_and_go_while_there_is_work(service: ServiceSandbox, folder: Path) -> None:
    third = start_container(folder)
    try:
        until(lambda: len(listening(folder)) >= 3)
        with service.lease(), service.lease(), service.lease():
            pass
    finally:
        remove_containers(third)
    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(lambda number: add(service, number), range(12))) == list(range(12))


def test_no_network_is_left_where_the_container_has_one(tmp_path: Path) -> None:
    folder = tmp_path / "sockets"
    source = """
import socket
def reach():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anybody:
        return anybody.connect_ex(("192.0.2.1", 9))
"""
    with containers(folder, 1, network="bridge"):
        service = ServiceSandbox(folder)
        service.start()
        (outcome,) = service.run(Program("python", source), [Call("reach", [])], LIMITS)
    assert outcome.values == (errno.ENETUNREACH,)


def test_without_any_sandbox_a_job_is_lost_and_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.service._ABSENT_SECONDS", 0.5)
    with pytest.raises(SlotLost, match="no sandbox"):
        add(ServiceSandbox(tmp_path), 1)
