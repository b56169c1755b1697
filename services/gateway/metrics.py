"""Prometheus metrics of the gateway and of what the store knows. Labels come from bounded sets only."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.store_metrics import StoreCollector, StoreFigures

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """What a gateway counts; with ``together``, added up over all gateways behind its port.

    These share files in the folder that ``PROMETHEUS_MULTIPROC_DIR`` names, which the Prometheus client reads.
    """

    def __init__(self, *, together: bool = False) -> None:
        self._together = together
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "steelyard_http_requests",
            "Requests by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "steelyard_http_request_seconds",
            "Time to answer.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )

        self.answers = Counter(
            "steelyard_door_answers",
            "Completions answered in a trainer's own protocol, by whether they have a verdict.",
            ["door", "verdict"],
            registry=self.registry,
        )

    def answered(self, door: str, *, has_verdict: bool) -> None:
        """Count one completion that a trainer got a number for."""
        self.answers.labels(door, "yes" if has_verdict else "no").inc()

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def render(self, figures: StoreFigures) -> bytes:
        """The text format: requests to the gateways here, and the store's figures as they are now."""
        requests, store = self.registry, CollectorRegistry()
        if self._together:
            requests = CollectorRegistry()
            MultiProcessCollector(requests)  # type: ignore[no-untyped-call]  # prometheus_client is partly typed
        store.register(StoreCollector(figures))
        return generate_latest(requests) + generate_latest(store)


class CountRequests:
    """ASGI middleware that counts requests by the route's template, never by the path as sent."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def count(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, count)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            self._metrics.observe(route, status, time.perf_counter() - started)
