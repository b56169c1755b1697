"""The short form of `make chaos`: a few kills, a silent, a full, a paused and a forgetful broker."""

import pytest

from benchmarks.chaos.__main__ import run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(420)]


def test_nothing_is_lost_doubled_wrong_or_stuck(capsys: pytest.CaptureFixture[str]) -> None:
    violations = run(completions=1200, kills=4, others=5, minutes=6)
    assert violations == 0, capsys.readouterr().out
