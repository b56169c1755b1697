"""What workers have reported lately."""

from dataclasses import dataclass, replace
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.jobs import keys

_SILENT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """One worker as it says it is; ``seen`` and ``started`` are by the broker's clock.

    ``busy`` counts slices in hand, ``processes`` its judging processes. ``memory_left`` and ``disk_left`` are
    shares of what its host has.
    """

    seen: float
    started: float
    busy: int
    processes: int
    host: str
    pid: int
    name: str = ""
    sandbox: str = "none"
    draining: bool = False
    memory_left: float | None = None
    disk_left: float | None = None


@dataclass(frozen=True, slots=True)
class Workers:
    """Workers that report, and those that stopped without signing off a quarter of an hour ago or less."""

    reporting: list[WorkerReport]
    lost: list[WorkerReport]


async def worker_reports(redis: "Redis") -> list[WorkerReport]:
    """The workers that report."""
    return (await read_workers(redis)).reporting


async def read_workers(redis: "Redis") -> Workers:
    """All workers; the reports of those long gone are cleared away."""
    async with redis.pipeline(transaction=False) as pipeline:
        pipeline.time()
        pipeline.hgetall(keys.WORKERS)
        (seconds, micros), stored = cast("tuple[tuple[int, int], dict[bytes, bytes]]", await pipeline.execute())
    reports = {name.decode(): msgspec.json.decode(one, type=WorkerReport) for name, one in stored.items()}
    age = {name: seconds + micros / 1e6 - report.seen for name, report in reports.items()}
    long_gone = [name for name in reports if age[name] > 100 * _SILENT_SECONDS]
    if long_gone:
        await redis.hdel(keys.WORKERS, *long_gone)
        await redis.srem(keys.DRAINING, *long_gone)
    known = [replace(report, name=name) for name, report in sorted(reports.items()) if name not in long_gone]
    silent = {name for name in reports if age[name] > _SILENT_SECONDS}
    return Workers([one for one in known if one.name not in silent], [one for one in known if one.name in silent])
