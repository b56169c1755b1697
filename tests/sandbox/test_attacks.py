"""Attacks of our own against both sandboxes, and their honest twins."""

import pytest

from sandbox.program import Program, Run
from sandbox.sandbox import Sandbox
from tests.sandbox.attacks.programs import BENIGN, ESCAPE, LEFTOVERS, SNOOPING, WRITING, program
from tests.sandbox.test_programs import TIGHT

_ONE_JOB = {**ESCAPE, **SNOOPING, **{f"write {name}": body for name, body in WRITING.items()}}


def put(sandbox: Sandbox, body: str) -> bytes:
    return sandbox.run(Program("python", program(body)), [Run()], TIGHT)[0].stdout


@pytest.mark.parametrize("name", _ONE_JOB)
def test_no_attack_succeeds(sandbox: Sandbox, name: str) -> None:
    assert b"PWNED" not in put(sandbox, _ONE_JOB[name])


@pytest.mark.parametrize("name", LEFTOVERS)
def test_nothing_is_left_for_the_next_job(sandbox: Sandbox, name: str) -> None:
    leave, find = LEFTOVERS[name]
    put(sandbox, leave)
    assert put(sandbox, find) == b"held\n"


@pytest.mark.parametrize("name", BENIGN)
def test_honest_programs_do_the_same_things_undisturbed(sandbox: Sandbox, name: str) -> None:
    outcome = sandbox.run(Program("python", program(BENIGN[name])), [Run()], TIGHT)[0]
    assert outcome.stdout == b"PWNED\n", outcome
