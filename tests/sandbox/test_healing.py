"""Runners, containers and the engine are killed in mid-job: nobody is judged wrongly, and the pool heals."""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.docker import DockerSandbox
from sandbox.errors import SlotLost
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Call, Program
from sandbox.sandbox import Sandbox
from tests.parts import ROOT, until
from tests.sandbox.containers import IMAGE
from tests.sandbox.engine import Engine, run_engine

# The Docker SDK leaves the socket of a refused connection to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ADD = Program("python", "import time\ndef add(a, seconds):\n    time.sleep(seconds)\n    return a + 1\n")
LIMITS = Limits(cpu_seconds=2, wall_seconds=20)


def add(sandbox: Sandbox, number: int, seconds: float = 0.0) -> int:
    (outcome,) = sandbox.run(ADD, [Call("add", [number, seconds])], LIMITS)
    assert outcome.ended == "returned", outcome
    assert outcome.values == (number + 1,)
    return number


@pytest.fixture
def local() -> Iterator[LocalSandbox]:
    with contextlib.closing(LocalSandbox(2)) as sandbox:
        sandbox.start()
        yield sandbox


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with run_engine(IMAGE) as running:
        yield running


@pytest.fixture
def containers(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[DockerSandbox]:
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    with contextlib.closing(DockerSandbox(2, IMAGE)) as sandbox:
        sandbox.start()
        yield sandbox
    gc.collect()


def children(pid: int) -> list[int]:
    """Of all threads, oldest first."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, tasks.read_text().split())
    return sorted(found)


def keepers() -> list[int]:
    found = []
    for pid in children(os.getpid()):
        with contextlib.suppress(OSError):
            if b"launch.main()" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def zygotes() -> list[int]:
    return [child for keeper in keepers() for child in children(keeper)]


def jails() -> list[int]:
    return [child for zygote in zygotes() for child in children(zygote)]


@pytest.mark.parametrize("victims", [keepers, zygotes, jails])
def test_a_job_survives_the_death_of_its_runner(local: LocalSandbox, victims: Callable[[], list[int]]) -> None:
    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(add, local, 1, 0.5)
        until(lambda: bool(jails()))
        for pid in victims():
            os.kill(pid, signal.SIGKILL)
        assert job.result() == 1
    assert_healed(local)


def test_a_burst_survives_a_killer_of_runners(local: LocalSandbox) -> None:
    killed = burst(local, lambda number: os.kill((zygotes, jails)[number % 2]()[0], signal.SIGKILL))
    assert killed >= 3
    assert len(keepers()) == 2


@pytest.mark.docker
def test_a_burst_survives_a_killer_of_containers(containers: DockerSandbox, engine: Engine) -> None:
    def kill(number: int) -> None:
        running = engine.containers()
        engine.docker("kill", running[number % len(running)])

    assert burst(containers, kill) >= 3
    until(lambda: len(engine.containers()) == 2)


@pytest.mark.docker
def test_a_burst_survives_the_stop_of_the_engine(containers: DockerSandbox, engine: Engine) -> None:
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(persist, containers, number, 0.02) for number in range(150)]
        until(lambda: sum(job.done() for job in jobs) > 20)
        engine.stop()
        time.sleep(1.0)
        engine.start()
        assert [job.result() for job in jobs] == list(range(150))
    assert_healed(containers)
    until(lambda: len(engine.containers()) == 2)


@pytest.mark.docker
def test_without_an_engine_a_job_fails_as_ours_and_soon(containers: DockerSandbox, engine: Engine) -> None:
    engine.stop()
    try:
        with pytest.raises(SlotLost, match="no runner could be started"):
            add(containers, 1)
    finally:
        engine.start()
    assert add(containers, 1) == 1


@pytest.mark.docker
def test_containers_end_with_a_killed_owner(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", engine.url)
    with owner(f"from sandbox.docker import DockerSandbox as S; s = S(2, {IMAGE!r})") as process:
        assert len(engine.containers()) == 2
        process.kill()
    until(lambda: engine.containers() == [])


def test_runners_end_with_a_killed_owner() -> None:
    with owner("from sandbox.local import LocalSandbox as S; s = S(2)") as process:
        theirs = [zygote for keeper in children(process.pid) for zygote in children(keeper)]
        assert len(theirs) == 2
        process.kill()
    until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in theirs))


@contextlib.contextmanager
def owner(opening: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Another process with a started sandbox."""
    program = f"{opening}; s.start(); print(flush=True); input()"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"\n"
        yield process


def burst(sandbox: Sandbox, kill: Callable[[int], None]) -> int:
    """A hundred jobs from four threads while something is killed again and again. How often that worked."""
    done = threading.Event()
    killed: list[bool] = []
    finished: list[int] = []

    def work(number: int) -> int:
        finished.append(persist(sandbox, number, 0.01))
        return number

    def keep_killing() -> None:
        before = -1
        while not done.wait(0.3):
            if len(finished) == before:
                continue  # a busy machine needs longer than that to start again
            before = len(finished)
            with contextlib.suppress(OSError, IndexError, subprocess.CalledProcessError, ZeroDivisionError):
                kill(len(killed))
                killed.append(True)

    killer = threading.Thread(target=keep_killing)
    killer.start()
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(work, range(100))) == list(range(100))
    finally:
        done.set()
        killer.join()
    assert_healed(sandbox)
    return len(killed)


def assert_healed(sandbox: Sandbox) -> None:
    """Both runners work at the same time."""
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda number: add(sandbox, number, 0.5), range(2))) == [0, 1]


def persist(sandbox: Sandbox, number: int, seconds: float, patience: float = 240.0) -> int:
    """Retry as the layers above do."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return add(sandbox, number, seconds)
        except SlotLost:
            if time.monotonic() > deadline:
                raise
