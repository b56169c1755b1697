"""Runs that learn nothing: for steps nearly all groups are alike, or hardly a completion earns credit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from services.jobs import keys
from services.jobs.figures import MILLION

STEPS = 10
"""Steps in a row that have to look like it."""
_SEEN_WITHIN_SECONDS = 600
_RUNS = 50
_NEARLY_ALL_FLAT = 0.95
_HARDLY_ANY_CREDIT = 0.01
_NEARLY_FULL_CREDIT = 0.99
_FIGURES = ("n", "score", "groups", "flat")


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


async def starved_runs(redis: "Redis", tenant: str | None, now: float) -> list[Starved]:
    """Of the runs heard of in the last ten minutes; ``tenant`` None for everybody's."""
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
        values = await pipeline.execute()
    return [
        Starved(*one, counts["flat"] / counts["groups"] if counts["groups"] else None, _score(counts))
        for one, amounts in zip(long_enough, values, strict=True)
        if _is_starved(counts := _summed(amounts))
    ]


def _summed(amounts: Sequence[bytes | None]) -> dict[str, int]:
    return {
        name: sum(int(amount or 0) for amount in amounts[place :: len(_FIGURES)])
        for place, name in enumerate(_FIGURES)
    }


def _score(counts: Mapping[str, int]) -> float:
    return counts["score"] / MILLION / counts["n"] if counts["n"] else 0.0


def _is_starved(counts: Mapping[str, int]) -> bool:
    is_flat = counts["groups"] >= STEPS and counts["flat"] >= _NEARLY_ALL_FLAT * counts["groups"]
    return counts["n"] > 0 and (is_flat or _score(counts) <= _HARDLY_ANY_CREDIT)
