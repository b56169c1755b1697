"""Alarms of runs that change: raised by what chance does not explain, and by nothing else."""

import pytest

from services.dashboard.recent_runs import RecentRun, Stretch
from services.dashboard.turns_for_worse import turns_for_worse


def stretch(n: int, mean_score: float = 0.5, flagged: int = 0) -> Stretch:
    return Stretch(n, mean_score * n, flagged, n // 8, 0)


def names(last: Stretch, before: Stretch) -> list[str]:
    return [one.name for one in turns_for_worse([RecentRun("team", "exp", last, before)])]


def test_a_run_that_goes_on_as_before_raises_none() -> None:
    assert names(stretch(800, 0.52, 8), stretch(8000, 0.5, 80)) == []


def test_a_share_of_flags_that_rises_is_said_with_both_shares() -> None:
    (alarm,) = turns_for_worse([RecentRun("team", "exp", stretch(800, 0.5, 80), stretch(8000, 0.5, 80))])
    assert (alarm.name, alarm.subject) == ("hacking rise", "team|exp")
    assert "10 % of completions are flagged, 1 % before" in alarm.seen


def test_a_run_that_was_flagged_as_much_all_along_does_not_rise() -> None:
    assert names(stretch(800, 0.5, 400), stretch(8000, 0.5, 4000)) == []


def test_a_score_that_is_halved_is_a_collapse_and_one_that_sags_is_none() -> None:
    assert names(stretch(800, 0.2), stretch(8000, 0.6)) == ["reward collapse"]
    assert names(stretch(800, 0.4), stretch(8000, 0.6)) == []


@pytest.mark.parametrize("before", [stretch(0), stretch(8000, 0.05)])
def test_a_run_that_never_scored_cannot_collapse(before: Stretch) -> None:
    assert names(stretch(800, 0.0), before) == []


def test_a_handful_of_completions_proves_nothing() -> None:
    assert names(stretch(10, 0.3, 1), stretch(40, 0.6)) == []
