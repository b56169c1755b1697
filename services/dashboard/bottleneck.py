"""Where the time of a trainer goes: how busy each part of the service is, and which one to scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from redis.asyncio import Redis

from services.dashboard.overview import Overview, read_overview
from services.dashboard.scales import duration, percent
from services.gateway.listing import Filter, JobRecord, Listing
from services.gateway.load import GatewayReport, gateway_reports
from services.jobs import keys
from services.jobs.figures import MILLION

Part = Literal["worker", "gateway", "verifier", "trainer", "nothing"]

_MINUTES = 10
_RUNS = 5
_JOBS = 200
_SEEN_WITHIN_SECONDS = 3600
_BUSY, _IDLE = 0.7, 0.5
_LITTLE = 0.1
_MOSTLY = 0.5
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Waited:
    """What share of a run's time passed while jobs of it waited for a worker, and while they were in the service.

    ``seconds`` is the time from the first of its last jobs to the end of the newest.
    """

    run: str
    tenant: str
    jobs: int
    seconds: float
    in_queue: float
    in_service: float


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """How busy each part was in the last ten minutes, as shares of its time.

    ``judging`` is None without a worker. ``by_verifier`` are seconds of judging, the largest first.
    ``oldest_seconds`` is the age of the oldest job that no worker has begun. ``scale`` is what to scale.
    """

    judging: float | None
    processes: int
    by_verifier: dict[str, float]
    gateways: list[GatewayReport]
    oldest_seconds: float | None
    wait_p50: float | None
    run_p50: float | None
    runs: list[Waited]
    scale: Part
    sentence: str


async def read_bottleneck(redis: "Redis", listing: Listing, tenant: str | None) -> Bottleneck:
    """What one tenant may see, or with None everybody's; how busy the service is concerns all."""
    found = await read_overview(redis, tenant)
    processes = sum(worker.processes for worker in found.workers if not worker.draining)
    by_verifier, seconds = await _judged(redis, found.now)
    judging = min(1.0, sum(by_verifier.values()) / (seconds * processes)) if processes else None
    ages = [queue.oldest_seconds for queue in found.queues if queue.oldest_seconds is not None]
    runs = [await _waited(listing, *which, found.now) for which in await _runs(redis, tenant, found.now)]
    gateways = await gateway_reports(redis)
    waits, takes = _p50(found, "wait"), _p50(found, "run")
    known = [one for one in runs if one is not None]
    scale = part_to_scale(judging, gateways, known, (waits, takes))
    return Bottleneck(
        judging=judging,
        processes=processes,
        by_verifier=by_verifier,
        gateways=gateways,
        oldest_seconds=max(ages, default=None),
        wait_p50=waits,
        run_p50=takes,
        runs=known,
        scale=scale,
        sentence=_sentence(scale, judging, known, (waits, takes), by_verifier),
    )


def part_to_scale(
    judging: float | None,
    gateways: Sequence[GatewayReport],
    runs: Sequence[Waited],
    times: tuple[float | None, float | None],
) -> Part:
    """The part that holds the trainer up; ``times`` are the medians of waiting for a worker and of judging."""
    if judging is None:
        return "worker"
    share = max((one.in_service for one in runs), default=None)
    if share is None:
        return "nothing"
    if share < _LITTLE:
        return "trainer"
    waits, takes = times[0] or 0.0, times[1] or 0.0
    if judging >= _BUSY or waits > takes:
        return "worker"
    if judging < _IDLE and any(one.cpu >= _BUSY for one in gateways):
        return "gateway"
    return "verifier"


def covered(intervals: Sequence[Interval]) -> float:
    """How long at least one of them lasts."""
    total, end = 0.0, float("-inf")
    for start, stop in sorted(intervals):
        total += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return total


def waited(run: str, tenant: str, records: Sequence[JobRecord], now: float) -> Waited | None:
    """The times of a run's jobs put together; None where they say nothing."""
    if len(records) < 2:
        return None
    begins = min(record.created for record in records)
    seconds = max(record.finished or now for record in records) - begins
    if seconds <= 0:
        return None
    queued = [(record.created, record.started or record.finished or now) for record in records]
    there = [(record.created, record.finished or now) for record in records]
    return Waited(run, tenant, len(records), seconds, covered(queued) / seconds, covered(there) / seconds)


def _sentence(
    scale: Part,
    judging: float | None,
    runs: Sequence[Waited],
    times: tuple[float | None, float | None],
    by_verifier: Mapping[str, float],
) -> str:
    if judging is None:
        return "Start a worker: nothing is judged without one."
    if not runs:
        return "No run has sent two jobs in the last hour, so nobody waits."
    most = max(runs, key=lambda one: one.in_service)
    share = f"Run {most.run} had jobs in the service for {percent(round(most.in_service, 3))} of its time"
    busy = f"the judging processes are busy for {percent(round(judging, 3))} of theirs"
    waits, takes = duration(times[0]), duration(times[1])
    slowest = next(iter(by_verifier), "none")
    return {
        "trainer": f"Scale nothing: {share[0].lower()}{share[1:]}; it waits for something else.",
        "worker": f"Add workers: {busy}, and a job waits {waits} before it is judged for {takes}. {share}.",
        "gateway": f"Add gateways (STEELYARD_GATEWAYS): they are what is busy, while {busy}. {share}.",
        "verifier": f"Make judging itself faster: jobs begin after {waits}, {busy}, and {takes} pass while one is "
        f"judged, most of it by the verifier {slowest}. {share}.",
        "nothing": "No run has sent two jobs in the last hour, so nobody waits.",
    }[scale]


async def _judged(redis: "Redis", now: float) -> tuple[dict[str, float], float]:
    """Seconds of judging by verifier in the last whole minutes, and how long those were."""
    last = int(now) // 60
    async with redis.pipeline(transaction=False) as pipeline:
        for minute in range(last - _MINUTES, last + 1):
            pipeline.hgetall(keys.minute(keys.ALL, minute))
        stored = await pipeline.execute()
    seconds: dict[str, float] = {}
    for one in stored:
        for name, amount in one.items():
            kind, found, verifier = name.decode().partition("|")
            if found and kind == "seconds":
                seconds[verifier] = seconds.get(verifier, 0.0) + int(amount) / MILLION
    return dict(sorted(seconds.items(), key=lambda one: -one[1])), 60 * _MINUTES + now % 60


async def _runs(redis: "Redis", tenant: str | None, now: float) -> list[tuple[str, str]]:
    since = now - _SEEN_WITHIN_SECONDS
    found = cast("list[bytes]", await redis.zrevrangebyscore(keys.RUNS, "+inf", since, start=0, num=50))
    members = [member.decode().partition("|") for member in found]
    return [(run, whose) for whose, _, run in members if tenant in (None, whose)][:_RUNS]


async def _waited(listing: Listing, run: str, tenant: str, now: float) -> Waited | None:
    records, _ = await listing.list_jobs(Filter(run=run), tenant, _JOBS, None)
    recent = [record for record in records if record.created > now - _SEEN_WITHIN_SECONDS]
    return waited(run, tenant, recent, now)


def _p50(found: Overview, name: Literal["wait", "run"]) -> float | None:
    times = (found.wait if name == "wait" else found.run).get("train")
    return None if times is None else times.p50
