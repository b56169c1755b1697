"""Attacks of our own against both sandboxes, their honest twins, and controls where they do work."""

from dataclasses import replace

import pytest

from sandbox.program import Program, Run
from sandbox.sandbox import CaseOutcome, Sandbox
from tests.sandbox.attacks.corpus import program
from tests.sandbox.attacks.escape import ESCAPE
from tests.sandbox.attacks.exhaustion import EXHAUSTION
from tests.sandbox.attacks.leftovers import LEFTOVERS
from tests.sandbox.attacks.snooping import SNOOPING, WRITING
from tests.sandbox.test_programs import TIGHT

ONE_JOB = {**ESCAPE, **SNOOPING, **{f"write {name}": attack for name, attack in WRITING.items()}}
_TWINS = {
    **{name: attack.twin for name, attack in ONE_JOB.items()},
    **{f"after {name}": attack.twin for name, attack in LEFTOVERS.items()},
    **{f"share of {name}": attack.twin for name, attack in EXHAUSTION.items()},
}
# Filling memory takes its time on a busy machine; only an endless loop is to end by its CPU seconds.
_PATIENT = replace(TIGHT, cpu_seconds=5.0, wall_seconds=15.0)


def run(sandbox: Sandbox, source: str) -> CaseOutcome:
    return sandbox.run(Program("python", source), [Run()], TIGHT)[0]


@pytest.mark.parametrize("name", ONE_JOB)
def test_no_attack_succeeds(sandbox: Sandbox, name: str) -> None:
    assert b"PWNED" not in run(sandbox, program(ONE_JOB[name].body)).stdout


@pytest.mark.parametrize("name", LEFTOVERS)
def test_nothing_is_left_for_the_next_job(sandbox: Sandbox, name: str) -> None:
    run(sandbox, program(LEFTOVERS[name].leave))
    assert run(sandbox, program(LEFTOVERS[name].find)).stdout == b"held\n"
    run(sandbox, program(LEFTOVERS[name].leave))
    assert run(sandbox, program(LEFTOVERS[name].twin, "works")).stdout == b"works\n"


@pytest.mark.parametrize("name", EXHAUSTION)
def test_each_breach_has_its_own_name(sandbox: Sandbox, name: str) -> None:
    attack = EXHAUSTION[name]
    limits = TIGHT if attack.ended == "timeout" else _PATIENT
    (outcome,) = sandbox.run(Program("python", attack.source), [Run()], limits)
    assert outcome.ended == attack.ended, outcome
    assert outcome.exit_status != 0
    assert run(sandbox, "print(1)").stdout == b"1\n"


@pytest.mark.parametrize("name", _TWINS)
def test_honest_programs_do_the_same_things_undisturbed(sandbox: Sandbox, name: str) -> None:
    outcome = run(sandbox, program(_TWINS[name], "works"))
    assert outcome.stdout == b"works\n", outcome
