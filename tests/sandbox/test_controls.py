"""Positive controls: with protections off, the same attacks work. So the tests that see them fail can fail.

None of this reaches beyond what the user of the tests may do anyway, and nothing here exhausts anything.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox import docker, local
from sandbox.docker import DockerSandbox
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Program, Run
from sandbox.sandbox import Sandbox
from tests.sandbox.attacks.corpus import program
from tests.sandbox.attacks.leftovers import LEFTOVERS
from tests.sandbox.containers import IMAGE
from tests.sandbox.test_attacks import ONE_JOB

LIMITS = Limits(cpu_seconds=5, wall_seconds=20, memory_mb=256, processes=16, disk_mb=8, open_files=64)
OPEN_JAIL = (
    "from runner import filter, kernel, landlock; filter.install = lambda further: None; "
    "kernel.give_up_privileges = lambda: None; landlock.confine = lambda rights: False; "
    "dumpable = kernel.set_dumpable; kernel.set_dumpable = lambda _: dumpable(True); "
)


def biting(control: str) -> list[str]:
    return [name for name, attack in ONE_JOB.items() if attack.bites == control]


@contextmanager
def started(sandbox: LocalSandbox | DockerSandbox) -> Iterator[Sandbox]:
    try:
        sandbox.start()
        yield sandbox
    finally:
        sandbox.close()


@pytest.fixture(scope="module")
def open_jail() -> Iterator[Sandbox]:
    """Jails without a system-call filter, in which programs keep their capabilities and can look at init."""
    entry = local._ENTRY.replace("from {package} import launch", OPEN_JAIL + "from {package} import launch")
    assert OPEN_JAIL in entry
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "_ENTRY", entry)
        with started(LocalSandbox(1)) as sandbox:
            yield sandbox


@pytest.mark.parametrize("name", biting("open jail"))
def test_an_attack_works_in_a_jail_without_filter_and_caution(open_jail: Sandbox, name: str) -> None:
    (outcome,) = open_jail.run(Program("python", program(ONE_JOB[name].body)), [Run()], LIMITS)
    assert b"PWNED" in outcome.stdout, outcome


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_is_left_can_be_found_where_nothing_separates_the_two(open_jail: Sandbox, name: str) -> None:
    both = program(LEFTOVERS[name].leave) + program(LEFTOVERS[name].find)
    (outcome,) = open_jail.run(Program("python", both), [Run()], LIMITS)
    assert outcome.stdout == b"held\nPWNED\n", outcome


@pytest.mark.parametrize("name", biting("bare") + (biting("bare root") if os.geteuid() == 0 else []))
def test_an_attack_works_in_a_bare_subprocess(name: str, tmp_path: Path) -> None:
    secrets = {**os.environ, "STEELYARD_API_KEY": "secret"}
    with (
        socket.socket() as listener,
        socket.socket(socket.AF_UNIX) as abstract,
        (tmp_path / "f").open("w") as file,
    ):
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        abstract.bind(f"\0steelyard-{os.getpid()}")
        ran = subprocess.run(
            [sys.executable, "-c", program(ONE_JOB[name].body)],
            cwd=tmp_path,
            env=secrets,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            pass_fds=[file.fileno()],
        )
    assert ran.stdout == b"PWNED\n", ran


@pytest.mark.docker
def test_an_attack_works_in_a_container_whose_runner_is_not_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    *command, settings = docker._command(())
    unmasked = json.dumps({**json.loads(settings), "masked": ["/sys"]})
    monkeypatch.setattr(docker, "_command", lambda _preload: [*command, unmasked])
    with started(DockerSandbox(1, IMAGE)) as sandbox:
        for name in biting("unmasked container"):
            (outcome,) = sandbox.run(Program("python", program(ONE_JOB[name].body)), [Run()], LIMITS)
            assert outcome.stdout == b"PWNED\n", (name, outcome)
