"""How the service is doing now: what waits, how fast it goes, who works, and what is wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from services.dashboard.alarms import Alarm, alarms
from services.dashboard.quantiles import Durations, durations
from services.dashboard.recent_runs import recent_runs
from services.dashboard.starved import starved_runs
from services.dashboard.turns_for_worse import turns_for_worse
from services.gateway.reports import WorkerReport, read_workers
from services.jobs import keys
from services.jobs.queue import PRIORITIES

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits at one priority for one tenant. ``oldest_seconds`` is the age of the oldest job not begun."""

    priority: str
    tenant: str
    completions: int
    jobs: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Minute:
    """What was done in one minute; ``at`` is its start in epoch seconds."""

    at: int
    completions: int
    no_verdict: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The last hour. ``wait`` and ``run`` are by priority, those only that had jobs."""

    now: float
    completions_per_second: float
    jobs: int
    completions: int
    cached: int
    queues: list[Queue]
    wait: dict[str, Durations]
    run: dict[str, Durations]
    statuses: dict[str, int]
    causes: dict[str, int]
    no_verdict_rate: float | None
    minutes: list[Minute]
    workers: list[WorkerReport]
    alarms: list[Alarm]


async def read_overview(redis: "Redis", tenant: str | None, warnings: Sequence[str] = ()) -> Overview:
    """What one tenant may see, or with None everybody's; ``warnings`` are the gateway's own."""
    seconds, micros = await redis.time()
    now = seconds + micros / 1e6
    hashes = await _minutes(redis, tenant or keys.ALL, seconds // 60)
    counts: Counter[str] = Counter()
    for one in hashes:
        counts.update(one)
    queues = await _queues(redis, tenant, now)
    workers = await read_workers(redis)
    runs = await recent_runs(redis, tenant, now)
    statuses = _under("status", counts)
    undecided = statuses.get("undecided", 0) + statuses.get("infrastructure_error", 0)
    rate = undecided / counts["done"] if counts["done"] else None
    times = {name: _by_priority(name, counts) for name in ("wait", "run")}
    oldest = [(one.priority, one.oldest_seconds) for one in queues]
    return Overview(
        now=now,
        completions_per_second=(hashes[-1].get("done", 0) + hashes[-2].get("done", 0)) / (60 + seconds % 60),
        jobs=counts["jobs"],
        completions=counts["done"],
        cached=counts["cached"],
        queues=queues,
        wait=times["wait"],
        run=times["run"],
        statuses=statuses,
        causes=_under("cause", counts),
        no_verdict_rate=rate,
        minutes=_timeline(hashes, seconds // 60),
        workers=workers.reporting,
        alarms=alarms(workers.reporting, oldest, rate, warnings, starved_runs(runs), times, workers.lost)
        + turns_for_worse(runs),
    )


async def _minutes(redis: "Redis", whose: str, last: int) -> list[dict[str, int]]:
    async with redis.pipeline(transaction=False) as pipeline:
        for number in range(last - MINUTES + 1, last + 1):
            pipeline.hgetall(keys.minute(whose, number))
        found = cast("list[dict[bytes, bytes]]", await pipeline.execute())
    return [{name.decode(): int(amount) for name, amount in one.items()} for one in found]


def _timeline(hashes: Sequence[Mapping[str, int]], last: int) -> list[Minute]:
    return [
        Minute(
            60 * (last - len(hashes) + 1 + place),
            one.get("done", 0),
            one.get("status|undecided", 0) + one.get("status|infrastructure_error", 0),
        )
        for place, one in enumerate(hashes)
    ]


async def _queues(redis: "Redis", tenant: str | None, now: float) -> list[Queue]:
    backlog = cast("dict[bytes, bytes]", await redis.hgetall(keys.BACKLOG))
    places = {tuple(name.decode().split("|", 1)): int(count) for name, count in backlog.items()}
    seen = sorted(
        (PRIORITIES.index(priority), priority, whose, count)
        for (priority, whose), count in places.items()
        if tenant in (None, whose) and count > 0
    )
    async with redis.pipeline(transaction=False) as pipeline:
        for _, priority, whose, _ in seen:
            pipeline.zcard(keys.unbegun(priority, whose))
            pipeline.zrange(keys.unbegun(priority, whose), 0, 0, withscores=True)
        found = await pipeline.execute()
    return [
        Queue(priority, whose, count, jobs, max(0.0, now - oldest[0][1]) if oldest else None)
        for (_, priority, whose, count), jobs, oldest in zip(seen, found[::2], found[1::2], strict=True)
    ]


def _by_priority(name: str, counts: Mapping[str, int]) -> dict[str, Durations]:
    found = {priority: durations(counts, f"{name}|{priority}") for priority in PRIORITIES}
    return {priority: one for priority, one in found.items() if one.count}


def _under(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The fields below a prefix, the largest first."""
    found = {name.partition("|")[2]: n for name, n in counts.items() if name.startswith(f"{prefix}|") and n}
    return dict(sorted(found.items(), key=lambda one: -one[1]))
