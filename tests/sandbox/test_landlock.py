"""Landlock, on kernels that have it: in a process of the test's own, and in jails whose other walls are down."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import local
from sandbox.local import LocalSandbox
from sandbox.program import Program, Run
from sandbox.runner import kernel, landlock
from sandbox.sandbox import Sandbox
from tests.sandbox.attacks.corpus import program
from tests.sandbox.test_attacks import ONE_JOB
from tests.sandbox.test_controls import LIMITS, OPEN_JAIL, started

_LANDLOCK_OFF = "landlock.confine = lambda rights: False; "
_MOUNTS = ("mount tmpfs", "mount proc", "bind mount", "pivot root")

needs_landlock = pytest.mark.skipif(landlock.version() < landlock.LEAST, reason="this kernel has no Landlock")


def _errors_in_child(folder: Path) -> list[str]:
    """What goes wrong in a process that may read everything and change what is in one folder."""
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        kernel.give_up_privileges()
        landlock.confine({"/": landlock.READING, str(folder / "own"): landlock.CHANGING})
        os.write(write_end, ",".join(_try_all(folder)).encode())
        os._exit(0)
    os.close(write_end)
    with open(read_end) as told:
        errors = told.read().split(",")
    os.wait()
    return errors


def _try_all(folder: Path) -> Iterator[str]:
    own, other = folder / "own", folder / "other"
    actions: dict[str, Callable[[], object]] = {
        "read": (other / "f").read_text,
        "list": lambda: os.listdir(other),
        "write": lambda: (other / "f").write_text("x"),
        "create": (other / "g").touch,
        "remove": (other / "f").unlink,
        "make": (other / "d").mkdir,
        "truncate": lambda: os.truncate(other / "f", 0),
        "take out": lambda: os.rename(own / "f", other / "h"),
        "write own": lambda: (own / "f").write_text("x"),
        "make own": (own / "d").mkdir,
        "move own": lambda: os.rename(own / "f", own / "d" / "f"),
        "link own": lambda: os.link(own / "d" / "f", own / "g"),
        "remove own": (own / "g").unlink,
    }
    for name, action in actions.items():
        try:
            action()
        except OSError:
            yield name


@needs_landlock
def test_files_elsewhere_can_be_read_and_not_changed(tmp_path: Path) -> None:
    for name in ("own", "other"):
        (tmp_path / name).mkdir(mode=0o777)
        (tmp_path / name / "f").write_text("text")
    truncating = ["truncate"] if landlock.version() >= 3 else []
    assert _errors_in_child(tmp_path) == ["write", "create", "remove", "make", *truncating, "take out"]
    assert (tmp_path / "other" / "f").exists()


@pytest.fixture(scope="module")
def landlocked() -> Iterator[Sandbox]:
    """Jails with Landlock, without a system-call filter, in which programs keep their capabilities."""
    opening = OPEN_JAIL.replace(_LANDLOCK_OFF, "")
    assert opening != OPEN_JAIL
    entry = local._ENTRY.replace("from {package} import launch", opening + "from {package} import launch")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "_ENTRY", entry)
        with started(LocalSandbox(1)) as sandbox:
            yield sandbox


@needs_landlock
@pytest.mark.parametrize("name", _MOUNTS)
def test_mounts_stay_as_they_are_even_without_a_filter(landlocked: Sandbox, name: str) -> None:
    (outcome,) = landlocked.run(Program("python", program(ONE_JOB[name].body)), [Run()], LIMITS)
    assert outcome.stdout == b"held\n", outcome


@needs_landlock
def test_a_sandbox_says_which_version_it_has() -> None:
    sandbox = LocalSandbox(1)
    assert f"Landlock (version {landlock.version()})" in sandbox.isolation.description
