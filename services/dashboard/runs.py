"""What runs have shown: in all, and step by step."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

import msgspec
from redis.asyncio import Redis

from services.jobs import keys
from services.jobs.figures import MILLION, Part

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """What some completions of a run show, as shares of those judged; None where there are none to share.

    ``flat_rate`` is the share of groups of at least two whose rewards are all alike: they teach nothing. In
    ``all_right_rate`` of them every completion is right, in ``none_right_rate`` none. ``reward_deviation`` is the
    standard deviation, ``mean_seconds`` what judging took; ``right_characters`` and ``other_characters`` are the
    mean lengths of right completions and of all others.
    """

    n: int
    mean_reward: float | None
    pass_rate: float | None
    mean_score: float | None
    no_answer_rate: float | None
    no_verdict_rate: float | None
    flagged_rate: float | None
    flat_rate: float | None = None
    all_right_rate: float | None = None
    none_right_rate: float | None = None
    reward_deviation: float | None = None
    mean_seconds: float | None = None
    right_characters: float | None = None
    other_characters: float | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in a list: its jobs, and what those that it trains on show.

    ``seen`` is when it was last added to, in epoch seconds.
    """

    run: str
    tenant: str
    seen: float
    jobs: int
    shown: Shown


@dataclass(frozen=True, slots=True)
class VerifierCost:
    """What one kind of verifier has cost in a run."""

    kind: str
    n: int
    mean_seconds: float


@dataclass(frozen=True, slots=True)
class RunPart:
    """A part of a run: a split other than ``train`` (``tag`` is None), or what has a tag in a split."""

    split: str
    tag: str | None
    value: str | None
    shown: Shown
    steps: dict[int, Shown]


@dataclass(frozen=True, slots=True)
class RunDocument(RunSummary):
    """Everything known of a run. ``rewards`` counts by the lower end of bins a tenth wide; slowest kinds first.

    Statuses, rewards and steps are those of the split ``train``, which jobs without one belong to; ``parts`` have
    the others. ``left_out`` counts completions of parts beyond the first fifty. ``components`` are the means of
    the parts of a combined reward; they, and how many completions had which flag, are by step too.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    rewards: dict[float, int] = field(default_factory=dict)
    verifiers: list[VerifierCost] = field(default_factory=list)
    steps: dict[int, Shown] = field(default_factory=dict)
    parts: list[RunPart] = field(default_factory=list)
    left_out: int = 0
    components: dict[str, float] = field(default_factory=dict)
    component_steps: dict[str, dict[int, float]] = field(default_factory=dict)
    flag_steps: dict[str, dict[int, int]] = field(default_factory=dict)


async def list_runs(redis: "Redis", tenant: str | None, start: int, limit: int) -> tuple[list[RunSummary], bool]:
    """Runs, those added to last first, and whether there are more."""
    found = cast("list[tuple[bytes, float]]", await redis.zrevrange(keys.RUNS, 0, -1, withscores=True))
    members = [(member.decode().partition("|"), seen) for member, seen in found]
    visible = [(whose, run, seen) for (whose, _, run), seen in members if tenant in (None, whose)]
    page = visible[start : start + limit]
    async with redis.pipeline(transaction=False) as pipeline:
        for whose, run, _ in page:
            pipeline.hgetall(keys.run_totals(whose, run))
        totals = [_numbers(one) for one in await pipeline.execute()]
    runs = [
        RunSummary(run, whose, seen, one.get("jobs", 0), _shown(one))
        for (whose, run, seen), one in zip(page, totals, strict=True)
    ]
    return runs, len(visible) > start + limit


async def read_run(redis: "Redis", tenant: str, run: str) -> RunDocument | None:
    """One run, or None if it is not known (any more)."""
    async with redis.pipeline(transaction=False) as pipeline:
        pipeline.zscore(keys.RUNS, f"{tenant}|{run}")
        pipeline.hgetall(keys.run_totals(tenant, run))
        pipeline.hgetall(keys.run_steps(tenant, run))
        pipeline.hgetall(keys.run_parts(tenant, run))
        seen, totals, steps, parts = await pipeline.execute()
    if seen is None:
        return None
    counts, by_step = _numbers(totals), _by_step(steps)
    bins = {int(name): count for name, count in _under("reward", counts).items()}
    return RunDocument(
        run=run,
        tenant=tenant,
        seen=float(seen),
        jobs=counts.get("jobs", 0),
        shown=_shown(counts),
        statuses={name: counts[name] for name in _STATUSES if counts.get(name)},
        flags=dict(sorted(_under("flag", counts).items(), key=lambda one: -one[1])),
        rewards={number / 10: bins[number] for number in sorted(bins)},
        verifiers=_costs(counts),
        steps={step: _shown(shown) for step, shown in by_step.items()},
        parts=await _parts(redis, tenant, run, _numbers(parts)),
        left_out=counts.get("left_out", 0),
        components=_components(counts),
        component_steps=_turned({step: _components(shown) for step, shown in by_step.items()}),
        flag_steps=_turned({step: _under("flag", shown) for step, shown in by_step.items()}),
    )


def summary_of(document: RunDocument) -> RunSummary:
    """What a list says of a run."""
    return RunSummary(document.run, document.tenant, document.seen, document.jobs, document.shown)


async def _parts(redis: "Redis", tenant: str, run: str, numbers: Mapping[str, int]) -> list[RunPart]:
    async with redis.pipeline(transaction=False) as pipeline:
        for number in numbers.values():
            pipeline.hgetall(keys.part_totals(tenant, run, number))
            pipeline.hgetall(keys.part_steps(tenant, run, number))
        found = await pipeline.execute()
    names: list[Part] = [msgspec.json.decode(name, type=Part) for name in numbers]
    parts = [
        RunPart(split, tag, value, _shown(_numbers(totals)), _steps(steps))
        for (split, tag, value), totals, steps in zip(names, found[::2], found[1::2], strict=True)
    ]
    return sorted(parts, key=lambda part: (part.split, part.tag or "", part.value or ""))


async def tenants_of(redis: "Redis", run: str) -> list[str]:
    """The tenants that have a run of this name."""
    members = cast("list[bytes]", await redis.zrevrange(keys.RUNS, 0, -1))
    names = [member.decode().partition("|") for member in members]
    return [tenant for tenant, _, name in names if name == run]


_STATUSES = ("correct", "partial", "incorrect", "no_answer", "undecided", "infrastructure_error")


def _shown(counts: Mapping[str, int]) -> Shown:
    n, rewarded = counts.get("n", 0), counts.get("rewarded", 0)

    def share(*names: str) -> float | None:
        return sum(counts.get(name, 0) for name in names) / n if n else None

    def of_groups(name: str) -> float | None:
        return counts.get(name, 0) / counts["groups"] if counts.get("groups") else None

    score, seconds, right = share("score"), share("seconds"), counts.get("correct", 0)
    mean = counts.get("reward", 0) / MILLION / rewarded if rewarded else None
    return Shown(
        n=n,
        mean_reward=mean,
        pass_rate=share("correct"),
        mean_score=None if score is None else score / MILLION,
        no_answer_rate=share("no_answer"),
        no_verdict_rate=share("undecided", "infrastructure_error"),
        flagged_rate=share("flagged"),
        flat_rate=of_groups("flat"),
        all_right_rate=of_groups("all_right"),
        none_right_rate=of_groups("none_right"),
        reward_deviation=_deviation(mean, counts.get("squares"), rewarded),
        mean_seconds=None if seconds is None else seconds / MILLION,
        right_characters=_mean_length(counts, "right_characters", right),
        other_characters=_mean_length(counts, "other_characters", n - right),
    )


def _deviation(mean: float | None, squares: int | None, rewarded: int) -> float | None:
    # Figures of an earlier version have no squares; sums of millionths may miss 0 by a little.
    if mean is None or squares is None:
        return None
    return math.sqrt(max(0.0, squares / MILLION / rewarded - mean * mean))


def _mean_length(counts: Mapping[str, int], name: str, texts: int) -> float | None:
    return counts[name] / texts if texts and name in counts else None


def _steps(stored: Mapping[bytes, bytes]) -> dict[int, Shown]:
    return {step: _shown(counts) for step, counts in _by_step(stored).items()}


def _by_step(stored: Mapping[bytes, bytes]) -> dict[int, dict[str, int]]:
    by_step: dict[int, dict[str, int]] = defaultdict(dict)
    for name, amount in stored.items():
        step, _, figure = name.partition(b"|")
        by_step[int(step)][figure.decode()] = int(amount)
    return {step: by_step[step] for step in sorted(by_step)}


def _components(counts: Mapping[str, int]) -> dict[str, float]:
    """The mean of each part of a combined reward."""
    found = _under("component", counts)
    names = [name.removesuffix("|sum") for name in found if name.endswith("|sum")]
    return {name: found[f"{name}|sum"] / MILLION / n for name in sorted(names) if (n := found.get(f"{name}|n"))}


def _turned(by_step: Mapping[int, Mapping[str, T]]) -> dict[str, dict[int, T]]:
    """By name and step, from step and name."""
    turned: dict[str, dict[int, T]] = defaultdict(dict)
    for step, values in by_step.items():
        for name, value in values.items():
            turned[name][step] = value
    return dict(turned)


def _costs(counts: Mapping[str, int]) -> list[VerifierCost]:
    kinds = [name.split("|")[0] for name in _under("kind", counts) if name.endswith("|n")]
    costs = [
        VerifierCost(kind, counts[f"kind|{kind}|n"], counts.get(f"kind|{kind}|seconds", 0) / MILLION / n)
        for kind in kinds
        if (n := counts[f"kind|{kind}|n"])
    ]
    return sorted(costs, key=lambda cost: -cost.mean_seconds)


def _under(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    return {name.partition("|")[2]: n for name, n in counts.items() if name.startswith(f"{prefix}|")}


def _numbers(stored: Mapping[bytes, bytes]) -> dict[str, int]:
    return {name.decode(): int(amount) for name, amount in stored.items()}
