"""The local sandbox in the hands of a user who may do nothing special."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import ROOT

# Prints the attacks that worked, the twins that did not, and what is left of a jail's capabilities.
_SCRIPT = """
import contextlib, json
from sandbox.local import LocalSandbox
from sandbox.program import Program, Run
from tests.sandbox.attacks.corpus import program
from tests.sandbox.test_attacks import ONE_JOB, run
with contextlib.closing(LocalSandbox(1)) as sandbox:
    sandbox.start()
    def says(body, word):
        return word.encode() in run(sandbox, program(body, word)).stdout
    worked = [name for name, attack in ONE_JOB.items() if says(attack.body, "PWNED")]
    failed = [name for name, attack in ONE_JOB.items() if not says(attack.twin, "works")]
    status = run(sandbox, "print(open('/proc/self/status').read())").stdout.decode()
print(json.dumps([worked, failed, [line.split()[1] for line in status.splitlines() if line.startswith("Cap")]]))
"""
_NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]


def _command() -> list[str]:
    """A Python and, where the tests are root's, another user for it."""
    if os.geteuid() != 0:
        return [sys.executable]
    python = next((path for path in (os.path.realpath(sys.executable), "/usr/bin/python3") if _is_open(path)), "")
    if not (python and _is_open(pytest.__file__) and _is_open(__file__) and shutil.which("setpriv")):
        pytest.skip("another user than root could not even read what is tested")
    return [*_NOBODY, python]


def _is_open(path: str) -> bool:
    """Whether anybody may read it."""
    folders = Path(path).resolve().parents
    return all(folder.stat().st_mode & 0o001 for folder in folders) and bool(os.stat(path).st_mode & 0o004)


def test_the_walls_hold_where_they_are_built_without_privileges(tmp_path: Path) -> None:
    packages = Path(pytest.__file__).parent.parent
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*_command(), "-c", _SCRIPT]
    ran = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    worked, failed, capabilities = json.loads(ran.stdout)
    assert (worked, failed) == ([], [])
    assert len(capabilities) == 5
    assert not any(int(one, 16) for one in capabilities)
