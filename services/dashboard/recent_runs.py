"""What the runs at work have shown in their last steps, and what before: read once for all alarms of runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from services.jobs import keys
from services.jobs.figures import MILLION

STEPS = 10
"""Steps in a row that count as the last ones."""
_SEEN_WITHIN_SECONDS = 600
_RUNS = 50
_FIGURES = ("n", "score", "flagged", "groups", "flat")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What some steps of a run have shown together: counts, and the sum of scores."""

    n: int
    score: float
    flagged: int
    groups: int
    flat: int

    @property
    def mean_score(self) -> float:
        """0 where there are no completions."""
        return self.score / self.n if self.n else 0.0

    @property
    def flagged_rate(self) -> float:
        """Share of completions with a sign of reward hacking; 0 where there are none."""
        return self.flagged / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class RecentRun:
    """A run at work: its last ten steps, and everything before them."""

    tenant: str
    run: str
    last: Stretch
    before: Stretch


async def recent_runs(redis: "Redis", tenant: str | None, now: float) -> list[RecentRun]:
    """Runs of at least ten steps heard of in the last ten minutes; ``tenant`` None for everybody's."""
    found = cast(
        "list[bytes]",
        await redis.zrevrangebyscore(keys.RUNS, "+inf", now - _SEEN_WITHIN_SECONDS, start=0, num=_RUNS),
    )
    runs = [(whose, run) for whose, _, run in (member.decode().partition("|") for member in found)]
    visible = [one for one in runs if tenant in (None, one[0])]
    async with redis.pipeline(transaction=False) as pipeline:
        for one in visible:
            pipeline.zrevrange(keys.run_order(*one), 0, STEPS - 1)
        orders = await pipeline.execute()
    long_enough = {one: steps for one, steps in zip(visible, orders, strict=True) if len(steps) == STEPS}
    async with redis.pipeline(transaction=False) as pipeline:
        for one, steps in long_enough.items():
            pipeline.hmget(keys.run_steps(*one), [f"{int(step)}|{name}" for step in steps for name in _FIGURES])
            pipeline.hmget(keys.run_totals(*one), _FIGURES)
        values = await pipeline.execute()
    return [
        RecentRun(*one, _stretch(last := _summed(amounts)), _stretch(_less(_summed(totals), last)))
        for one, amounts, totals in zip(long_enough, values[::2], values[1::2], strict=True)
    ]


def _summed(amounts: Sequence[bytes | None]) -> dict[str, int]:
    return {
        name: sum(int(amount or 0) for amount in amounts[place :: len(_FIGURES)])
        for place, name in enumerate(_FIGURES)
    }


def _less(totals: Mapping[str, int], last: Mapping[str, int]) -> dict[str, int]:
    return {name: max(0, total - last[name]) for name, total in totals.items()}


def _stretch(counts: Mapping[str, int]) -> Stretch:
    return Stretch(counts["n"], counts["score"] / MILLION, counts["flagged"], counts["groups"], counts["flat"])
