"""Runs whose last steps differ from all before: signs of reward hacking rise, or the score collapses."""

from collections.abc import Sequence
from math import sqrt

from services.dashboard.alarms import Alarm
from services.dashboard.recent_runs import STEPS, RecentRun
from services.dashboard.scales import percent

_FLAGGED_AT_LEAST = 0.05
_FLAGGED_TIMES = 2.0
_SCORE_AT_LEAST = 0.1
_SCORE_LEFT = 0.5
_DEVIATIONS = 4.0
"""Standard errors by which two shares must differ: once in 30,000 looks by chance."""


def turns_for_worse(runs: Sequence[RecentRun]) -> list[Alarm]:
    """One alarm for each run and each thing about it that has turned."""
    rising = [_rising(one) for one in runs if _rises(one)]
    return rising + [_collapsed(one) for one in runs if _collapses(one)]


def _rises(one: RecentRun) -> bool:
    """At least one completion in twenty flagged, twice as many as before, and not by chance."""
    now, before = one.last.flagged_rate, one.before.flagged_rate
    is_much = now >= max(_FLAGGED_AT_LEAST, _FLAGGED_TIMES * before)
    return is_much and _differ(now, one.last.n, before, one.before.n)


def _collapses(one: RecentRun) -> bool:
    """A run that scored has lost half of it, and not by chance."""
    now, before = one.last.mean_score, one.before.mean_score
    is_much = before >= _SCORE_AT_LEAST and now <= _SCORE_LEFT * before
    return is_much and _differ(now, one.last.n, before, one.before.n)


def _differ(now: float, n_now: int, before: float, n_before: int) -> bool:
    """The test of two shares with their variance pooled; of means within [0, 1] that variance is a bound."""
    if not n_now or not n_before:
        return False
    pooled = (now * n_now + before * n_before) / (n_now + n_before)
    error = sqrt(pooled * (1 - pooled) * (1 / n_now + 1 / n_before))
    return abs(now - before) > _DEVIATIONS * error


def _rising(one: RecentRun) -> Alarm:
    seen = (
        f"run {one.run!r}, last {STEPS} steps: {percent(one.last.flagged_rate)} of completions are flagged, "
        f"{percent(one.before.flagged_rate)} before"
    )
    advice = "see the run's flags and look at flagged completions; gate the reward on what they do"
    return Alarm("hacking rise", seen, advice, f"{one.tenant}|{one.run}")


def _collapsed(one: RecentRun) -> Alarm:
    seen = (
        f"run {one.run!r}, last {STEPS} steps: mean score {one.last.mean_score:.3f}, "
        f"{one.before.mean_score:.3f} before"
    )
    advice = "compare completions of these steps with earlier ones; go back to a checkpoint from before the fall"
    return Alarm("reward collapse", seen, advice, f"{one.tenant}|{one.run}")
