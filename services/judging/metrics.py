"""A worker's own Prometheus metrics, on a port of their own where the settings name one."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, start_http_server

from services.jobs.figures import BUCKETS
from services.jobs.model import Header, Judged


class WorkerMetrics:
    """What one worker does. Labels come from bounded sets only."""

    def __init__(self, processes: int, sandbox: str) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        pool = Gauge("steelyard_worker_pool_processes", "Judging processes.", ["sandbox"], registry=self._registry)
        pool.labels(sandbox).set(processes)
        self._slice_seconds = Histogram(
            "steelyard_worker_slice_seconds",
            "Time from taking a slice to handing it in.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._in_hand = Gauge("steelyard_worker_slices_in_hand", "Slices in hand.", registry=self._registry)
        self._draining = Gauge(
            "steelyard_worker_draining", "1 while no new slices are taken.", registry=self._registry
        )
        self._verdicts = _counter(self._registry, "verdicts", "Verdicts.", "status")
        self._cached = _counter(self._registry, "cache_hits", "Verdicts taken from the cache.")
        self._outcomes = _counter(
            self._registry, "check_outcomes", "How checks, and programs run for them, ended.", "outcome"
        )

    def serve(self, host: str, port: int) -> Callable[[], None]:
        """Answer ``GET /metrics`` from a thread, until the returned function is called."""
        server, thread = start_http_server(port, addr=host, registry=self._registry)

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop

    @contextmanager
    def slices(self, count: int) -> Iterator[None]:
        """Count and time what is done with slices that are judged together; each bears its share of the time."""
        started = time.perf_counter()
        self._in_hand.inc(count)
        try:
            yield
        finally:
            self._in_hand.dec(count)
        each = (time.perf_counter() - started) / count
        for _ in range(count):
            self._slice_seconds.observe(each)

    def judged(self, header: Header, judged: Sequence[Judged]) -> None:
        """Count the verdicts of a slice."""
        for one in judged:
            kind = header.groups[one.group].kind
            self._verdicts.labels(kind, one.verdict.status).inc()
            if one.cached:
                self._cached.labels(kind).inc()
                continue
            for check in one.verdict.checks:
                self._outcomes.labels(kind, check.error or "fine").inc()

    def set_draining(self, draining: bool) -> None:
        """Show whether new slices are taken."""
        self._draining.set(draining)


def _counter(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Counter:
    return Counter(f"steelyard_worker_{name}", text, ["verifier", *labels], registry=registry)
