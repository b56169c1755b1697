import os
import subprocess
import sys

from tests.parts import ROOT


def consult(**settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")}
    return subprocess.run(
        [sys.executable, "-m", "services", "doctor"],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_doctor_says_which_isolation_works() -> None:
    told = consult(STEELYARD_SANDBOX="local")
    assert told.returncode == 0, told.stdout
    assert "programs run in 'local'" in told.stdout
    assert "languages: python, bash" in told.stdout


def test_the_doctor_says_what_to_do_where_the_one_asked_for_does_not_work() -> None:
    told = consult(STEELYARD_SANDBOX="docker", STEELYARD_SANDBOX_IMAGE="steelyard-none:none")
    assert told.returncode == 1
    assert "deploy/sandbox/build.sh" in told.stdout


def test_the_doctor_respects_that_none_is_wanted() -> None:
    assert consult(STEELYARD_SANDBOX="off").returncode == 0
