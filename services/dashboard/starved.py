"""Runs that learn nothing: for steps nearly all groups are alike, or hardly a completion earns credit."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.dashboard.recent_runs import STEPS, RecentRun, Stretch

_NEARLY_ALL_FLAT = 0.95
_HARDLY_ANY_CREDIT = 0.01
_NEARLY_FULL_CREDIT = 0.99


@dataclass(frozen=True, slots=True)
class Starved:
    """A run at work whose rewards have nothing to teach. Rates are those of its last steps together."""

    tenant: str
    run: str
    flat_rate: float | None
    mean_score: float

    @property
    def seen(self) -> str:
        """What is wrong, in words."""
        flat = "" if self.flat_rate is None else f", {100 * self.flat_rate:.0f} % of groups have one reward only"
        return f"run {self.run!r}, last {STEPS} steps: mean score {self.mean_score:.3f}{flat}"

    @property
    def advice(self) -> str:
        """What helps, by where the scores lie."""
        if self.mean_score <= _HARDLY_ANY_CREDIT:
            return "look at completions: too hard a task, or answers in a form that is not read; try dense rewards"
        if self.mean_score >= _NEARLY_FULL_CREDIT:
            return "the run has learned what these problems teach: take harder ones"
        return "sample hotter or in larger groups, or leave out problems that are always or never solved"


def starved_runs(runs: Sequence[RecentRun]) -> list[Starved]:
    """Those of the runs that learn nothing."""
    return [
        Starved(one.tenant, one.run, last.flat / last.groups if last.groups else None, last.mean_score)
        for one in runs
        if _is_starved(last := one.last)
    ]


def _is_starved(last: Stretch) -> bool:
    is_flat = last.groups >= STEPS and last.flat >= _NEARLY_ALL_FLAT * last.groups
    return last.n > 0 and (is_flat or last.mean_score <= _HARDLY_ANY_CREDIT)
