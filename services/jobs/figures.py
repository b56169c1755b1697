"""What a slice and a finished job add to the running figures that the dashboard and ``/metrics`` show.

All amounts are whole numbers, sums in millionths, so that adding them up in any order gives the same. A reward
beyond a million counts as a million: the sum of a run stays within 64 bits.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import floor
from typing import get_args

import msgspec

from services.jobs.model import TRAIN, GroupHeader, Header, Judged
from services.jobs.results import GroupResult, Result, Stats
from verifiers.verdict import Status, Verdict

BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Upper bounds of the histograms of seconds; a last bucket holds what is beyond."""
MILLION = 1_000_000
REWARD_BIN = 0.1
MOST_EXTREME_BIN = 20
_MOST_EXTREME = 1e6
_LARGEST_SQUARE = 1e6
_MOST_COMPONENTS = 16
_ALIKE = 1e-9

Part = tuple[str, str | None, str | None]
"""Of a run: a split, and the name and value of a tag in it; without these the split as a whole."""

_encode = msgspec.json.encode


class Figures:
    """What slices and jobs of one tenant, run and step add.

    A run shows what it trains on; its test sets, and what is tagged, are parts of it with figures of their own.
    """

    def __init__(self, header: Header) -> None:
        self._name = header.run
        self._step = header.step
        self._counters: Counter[str] = Counter()
        self._minute: Counter[str] = Counter()
        self._run: Counter[str] = Counter()
        self._parts: dict[Part, Counter[str]] = defaultdict(Counter)

    def add(self, other: "Figures") -> None:
        """Add what others of the same run and step have shown."""
        self._counters.update(other._counters)
        self._minute.update(other._minute)
        self._run.update(other._run)
        for part, shown in other._parts.items():
            self._parts[part].update(shown)

    def add_slice(self, header: Header, judged: Sequence[Judged]) -> None:
        """Add what the verdicts of a slice show."""
        counters, minute, run = self._counters, self._minute, self._run
        minute["done"] += len(judged)
        for one in judged:
            kind, verdict = header.groups[one.group].kind, one.verdict
            minute[f"status|{verdict.status}"] += 1
            minute[f"seconds|{kind}"] += 0 if one.cached else round(one.seconds * MILLION)
            for shown in self._shown(header, header.groups[one.group]):
                shown["n"] += 1
                shown[verdict.status] += 1
                shown["score"] += round((verdict.score or 0.0) * MILLION)
                shown["flagged"] += bool(verdict.flags)
                shown["seconds"] += round(one.seconds * MILLION)
                length = "right_characters" if verdict.status == "correct" else "other_characters"
                shown[length] += one.n_characters or 0
            counters.update(_costs(kind, one))
            counters[f"#of|{header.tenant}|{kind}|{verdict.status}"] += 1
            if cause := no_verdict_cause(verdict):
                minute[f"cause|{cause}"] += 1
                counters[f"#cause|{kind}|{cause}"] += 1
            run.update(f"flag|{flag}" for flag in verdict.flags)
            run[f"kind|{kind}|n"] += 1
            run[f"kind|{kind}|seconds"] += round(one.seconds * MILLION)
        minute["cached"] += sum(one.cached for one in judged)

    def add_job(self, header: Header, groups: Sequence[GroupResult], stats: Stats) -> None:
        """Add what the rewards and the times of a finished job show."""
        self._run["jobs"] += 1
        self._minute["jobs"] += 1
        for group, answered in zip(header.groups, groups, strict=True):
            rewards = [result.reward for result in answered.results if result.reward is not None]
            amounts = _rewarded(rewards) | _solved(answered.results)
            for shown in self._shown(header, group):
                shown.update(amounts)
            if header.is_training:
                self._run.update(f"reward|{reward_bin(_bounded(reward))}" for reward in rewards)
                self._run.update(_components(answered.results))
        for name, seconds in (("wait", stats.queued_seconds), ("run", stats.run_seconds)):
            for figure, amount in (
                (f"{name}|{header.priority}|{bucket(seconds)}", 1),
                (f"{name}|{header.priority}|sum", round(seconds * MILLION)),
            ):
                self._minute[figure] += amount
                self._counters[f"#{figure}"] += amount

    def packed(self) -> bytes:
        """As the store's scripts read them."""
        figures: dict[str, object] = {"counters": self._counters, "minute": self._minute}
        if self._name is not None:
            figures |= {"name": self._name, "run": self._run}
            if self._parts:
                figures["parts"] = [(_encode(part).decode(), shown) for part, shown in self._parts.items()]
            if self._step is not None:
                of_step = {name: amount for name, amount in self._run.items() if _is_of_a_step(name)}
                figures |= {"step": self._step, "of_step": of_step}
        return _encode(figures)

    def _shown(self, header: Header, group: GroupHeader) -> list[Counter[str]]:
        """All that completions of a group count for."""
        parts = [self._parts[part] for part in parts_of(header, group)] if header.run is not None else []
        return [self._run, *parts] if header.is_training else parts


def parts_of(header: Header, group: GroupHeader) -> list[Part]:
    """The parts of a run that a group belongs to: its split, if that is a test set, and each of its tags."""
    split = header.split or TRAIN
    whole: list[Part] = [] if header.is_training else [(split, None, None)]
    return [*whole, *((split, name, value) for name, value in {**header.tags, **group.tags}.items())]


def of_slice(header: Header, judged: Sequence[Judged]) -> bytes:
    """What the verdicts of a slice show."""
    figures = Figures(header)
    figures.add_slice(header, judged)
    return figures.packed()


def of_job(header: Header, groups: Sequence[GroupResult], stats: Stats) -> bytes:
    """What the rewards and the times of a finished job show."""
    figures = Figures(header)
    figures.add_job(header, groups, stats)
    return figures.packed()


def bucket(seconds: float) -> int:
    """The place of a duration among the buckets."""
    return bisect_left(BUCKETS, seconds)


def reward_bin(reward: float) -> int:
    """The bin of a reward, a tenth wide: ``n`` holds n/10 up to below (n + 1)/10; the last hold all beyond."""
    bin_number = floor(round(reward / REWARD_BIN, 6))
    return max(-MOST_EXTREME_BIN, min(MOST_EXTREME_BIN, bin_number))


def no_verdict_cause(verdict: Verdict) -> str | None:
    """Why a completion could not be decided; ``None`` where it was."""
    if verdict.status not in ("undecided", "infrastructure_error"):
        return None
    return next((check.error for check in verdict.checks if check.error), None) or str(verdict.status)


def _bounded(reward: float) -> float:
    return max(-_MOST_EXTREME, min(_MOST_EXTREME, reward))


def _rewarded(rewards: Sequence[float]) -> dict[str, int]:
    """The rewards of one group. Where all are alike, the group teaches a policy gradient nothing."""
    shown = {"rewarded": len(rewards), "reward": sum(round(_bounded(reward) * MILLION) for reward in rewards)}
    shown["squares"] = sum(round(min(reward * reward, _LARGEST_SQUARE) * MILLION) for reward in rewards)
    if len(rewards) > 1:
        shown |= {"groups": 1, "flat": int(max(rewards) - min(rewards) <= _ALIKE)}
    return {name: amount for name, amount in shown.items() if amount}


def _solved(results: Sequence[Result]) -> dict[str, int]:
    """Whether all completions of a group are right, or none is; of groups of one that says nothing."""
    statuses = [result.verdict.status for result in results if result.verdict is not None]
    if len(statuses) < 2:
        return {}
    right = sum(status == "correct" for status in statuses)
    name = "all_right" if right == len(statuses) else "none_right"
    return {name: 1} if right in (0, len(statuses)) else {}


def _components(results: Sequence[Result]) -> Counter[str]:
    """What each part of the reward gave, where there are several: its sum and how many completions had it."""
    shown: Counter[str] = Counter()
    for result in results:
        if len(result.components) < 2:
            continue
        for name, value in list(result.components.items())[:_MOST_COMPONENTS]:
            if value is not None:
                shown[f"component|{name}|sum"] += round(_bounded(value) * MILLION)
                shown[f"component|{name}|n"] += 1
    return shown


def _is_of_a_step(name: str) -> bool:
    return name in _OF_A_STEP or name.startswith(_PREFIXES_OF_A_STEP)


def _costs(kind: str, one: Judged) -> Counter[str]:
    if one.cached:
        return Counter({f"#cached|{kind}": 1})
    costs = Counter({f"#verify|{kind}|{bucket(one.seconds)}": 1})
    costs[f"#verify|{kind}|sum"] = round(one.seconds * MILLION)
    outcomes = Counter(check.error or "fine" for check in one.verdict.checks)
    costs.update({f"#outcome|{kind}|{outcome}": count for outcome, count in outcomes.items()})
    return costs


_OF_A_STEP = frozenset(
    (
        *("n", "score", "flagged", "seconds", "right_characters", "other_characters"),
        *("rewarded", "reward", "squares", "groups", "flat", "all_right", "none_right", *get_args(Status)),
    )
)
_PREFIXES_OF_A_STEP = ("component|", "flag|")
