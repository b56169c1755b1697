"""What the store knows, as Prometheus metrics: the same from every gateway, and through every restart."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import cast

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.asyncio import Redis

from services.gateway.reports import WorkerReport, worker_reports
from services.gateway.store_bound import StoreUsage
from services.jobs import keys
from services.jobs.figures import BUCKETS, MILLION
from services.jobs.queue import PRIORITIES


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """The store's figures at one moment. ``oldest`` is the age in seconds of the oldest job not begun."""

    counters: Mapping[str, int]
    backlog: Mapping[str, int]
    oldest: Mapping[str, float]
    workers: Sequence[WorkerReport]
    flags: Mapping[tuple[str, str], int]
    usage: StoreUsage


def without_runs(flags: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The same summed over runs, whose names are the tenants' own."""
    found: Counter[tuple[str, str]] = Counter()
    for (_, flag), count in flags.items():
        found["", flag] += count
    return found


async def read_store_figures(
    redis: "Redis", flags: Mapping[tuple[str, str], int], usage: StoreUsage
) -> StoreFigures:
    """Read them; queues are added up over tenants, of which there may be many."""
    async with redis.pipeline(transaction=False) as pipeline:
        pipeline.time()
        pipeline.hgetall(keys.COUNTERS)
        pipeline.hgetall(keys.BACKLOG)
        (seconds, _), counters, places = await pipeline.execute()
    names = [cast("bytes", name).decode() for name in places]
    backlog: Counter[str] = Counter()
    for name, count in zip(names, places.values(), strict=True):
        backlog[name.partition("|")[0]] += int(count)
    oldest = await _oldest(redis, names, float(seconds))
    counts = {name.decode(): int(count) for name, count in counters.items()}
    return StoreFigures(counts, backlog, oldest, await worker_reports(redis), flags, usage)


async def _oldest(redis: "Redis", places: Sequence[str], now: float) -> dict[str, float]:
    async with redis.pipeline(transaction=False) as pipeline:
        for place in places:
            pipeline.zrange(keys.unbegun(*place.split("|", 1)), 0, 0, withscores=True)
        found = await pipeline.execute()
    oldest = dict.fromkeys(PRIORITIES, 0.0)
    for place, first in zip(places, found, strict=True):
        priority = place.partition("|")[0]
        if first:
            oldest[priority] = max(oldest[priority], now - first[0][1])  # type: ignore[index]  # as it was stored
    return {str(priority): seconds for priority, seconds in oldest.items()}


class StoreCollector(Collector):
    """Gives Prometheus one reading of the store."""

    def __init__(self, figures: StoreFigures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """All families of metrics."""
        yield from self._queue()
        yield from self._room()
        yield from self._workers()
        yield from self._verdicts()
        yield _histogram(self._figures.counters, "verify", "verifier", "Time to judge one completion.")
        yield _histogram(self._figures.counters, "wait", "priority", "Time jobs waited for a worker.")
        yield _histogram(self._figures.counters, "run", "priority", "Time jobs were worked on.")

    def _queue(self) -> Iterator[Metric]:
        queued = GaugeMetricFamily("steelyard_queued_completions", "Completions accepted and not yet judged.")
        queued.add_metric([], sum(self._figures.backlog.values()))
        yield queued
        name = "steelyard_queue_completions"
        depth = GaugeMetricFamily(name, "The same by priority.", labels=["priority"])
        name = "steelyard_queue_oldest_seconds"
        age = GaugeMetricFamily(name, "Age of the oldest job that no worker has begun.", labels=["priority"])
        for priority in PRIORITIES:
            depth.add_metric([priority], self._figures.backlog.get(priority, 0))
            age.add_metric([priority], self._figures.oldest[priority])
        yield from (depth, age)

    def _room(self) -> Iterator[Metric]:
        usage = self._figures.usage
        yield GaugeMetricFamily("steelyard_store_bytes", "Memory that the broker uses.", value=float(usage.used))
        text = "Memory that it may use: STEELYARD_MAX_STORE_MB, or less where maxmemory asks for it."
        yield GaugeMetricFamily("steelyard_store_limit_bytes", text, value=float(usage.limit or 0))

    def _workers(self) -> Iterator[Metric]:
        workers = self._figures.workers
        drained = sum(worker.draining for worker in workers)
        for name, text, value in (
            ("steelyard_workers", "Workers that report.", len(workers)),
            ("steelyard_workers_drained", "Those of them that take no new slices.", drained),
            ("steelyard_pool_processes", "Judging processes of all workers.", sum(w.processes for w in workers)),
            ("steelyard_slices_in_hand", "Slices that workers hold.", sum(w.busy for w in workers)),
        ):
            yield GaugeMetricFamily(name, text, value=float(value))

    def _verdicts(self) -> Iterator[Metric]:
        name = "steelyard_verdicts"
        verdicts = GaugeMetricFamily(name, "Verdicts since the store was created.", labels=["verifier", "status"])
        for field, count in self._figures.counters.items():
            if not field.startswith("#"):
                verdicts.add_metric(field.split("|", 1), count)
        yield verdicts
        yield self._counted(
            "cause", "steelyard_no_verdict", "Completions without a verdict.", ["verifier", "cause"]
        )
        yield self._counted("cached", "steelyard_cache_hits", "Verdicts taken from the cache.", ["verifier"])
        name, text = "steelyard_check_outcomes", "How checks, and the programs run for them, ended."
        yield self._counted("outcome", name, text, ["verifier", "outcome"])
        name, text = (
            "steelyard_flagged_completions",
            "Completions with a sign of reward hacking, by the last 100 runs.",
        )
        flagged = GaugeMetricFamily(name, text, labels=["run", "flag"])
        for labels, count in self._figures.flags.items():
            flagged.add_metric(list(labels), count)
        yield flagged

    def _counted(self, prefix: str, name: str, text: str, labels: Sequence[str]) -> Metric:
        family = CounterMetricFamily(name, text, labels=labels)
        for field, count in self._figures.counters.items():
            if field.startswith(f"#{prefix}|"):
                family.add_metric(field.split("|")[1:], count)
        return family


def _histogram(counters: Mapping[str, int], name: str, label: str, text: str) -> Metric:
    family = HistogramMetricFamily(f"steelyard_{name}_seconds", text, labels=[label])
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for field, count in counters.items():
        if field.startswith(f"#{name}|"):
            _, value, place = field.split("|")
            found[value][place] = count
    for value in sorted(found):
        counts = [found[value].get(str(place), 0) for place in range(len(BUCKETS) + 1)]
        bounds = [*map(str, BUCKETS), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(counts)), strict=True))
        family.add_metric([value], buckets, sum_value=found[value].get("sum", 0) / MILLION)
    return family
