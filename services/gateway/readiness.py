"""Proves at intervals that a job would get through: written, queued, consumed, and its end heard of."""

import asyncio
import logging
import secrets
import time
from contextlib import suppress

from celery import Celery

from services.gateway.reports import WorkerReport, worker_reports
from services.gateway.store import GatewayStore
from services.gateway.wakeups import Wakeups
from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog, cause_of
from services.jobs.queue import PROBES_KEY, send_probe
from services.jobs.scripts import script

log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 5.0
_FAULTY_INTERVAL_SECONDS = 0.5
_HEARD_SECONDS = 5.0
_CONSUMED_SECONDS = 10.0
_PROBES_QUEUED = 100
_KEPT_SECONDS = 60
_LOSS_TOLD_SECONDS = 600.0
_STALE_SECONDS = 60.0

UNHEARD = "The broker's messages do not reach this gateway: nobody who waits would be woken."
UNCONSUMED = "Messages are queued, but no worker consumes them."
NO_WORKER = "No worker reports."
STALE = "The gateway has not been able to try the way of a job for a minute."


class Readiness:
    """What a probe of a job's whole way last found. Every fault is a sentence; none means that all is well."""

    def __init__(self, store: GatewayStore, wakeups: Wakeups, celery: Celery) -> None:
        self._store = store
        self._wakeups = wakeups
        self._celery = celery
        self._probe = store.redis.register_script(script("probe"))
        self._throttled = ThrottledLog(log)
        self._born: bytes | None = None
        self._lost: float | None = None
        self._fault: str | None = None
        self._probed = time.monotonic()
        self._sending: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Probe until cancelled. A step has to fail twice before it counts: the machine may be busy."""
        before: str | None = None
        while True:
            found = await self._find_fault()
            if found is None or found == before:
                self._fault = found
            before, self._probed = found, time.monotonic()
            if self._fault is not None:
                self._throttled.warning("jobs would not get through", self._fault)
            await asyncio.sleep(_INTERVAL_SECONDS if found is None else _FAULTY_INTERVAL_SECONDS)

    async def check(self) -> list[WorkerReport]:
        """The workers that report, if jobs would get through. Raises NotReady, or RedisError for the broker."""
        await self._write()
        reports = await worker_reports(self._store.redis)
        if not reports:
            raise NotReady(NO_WORKER)
        if self._fault is not None:
            raise NotReady(self._fault)
        if time.monotonic() - self._probed > _STALE_SECONDS:
            raise NotReady(STALE)
        return reports

    @property
    def warnings(self) -> list[str]:
        """What does not keep jobs from getting through and is worth knowing."""
        if self._lost is None or time.monotonic() - self._lost > _LOSS_TOLD_SECONDS:
            return []
        ago = time.monotonic() - self._lost
        return [f"The broker lost its data about {ago:.0f} s ago: jobs accepted before that are gone."]

    async def _find_fault(self) -> str | None:
        try:
            await self._write()
            if not await self._hears():
                return UNHEARD
            return None if await self._consumes() else UNCONSUMED
        except BrokerError as error:
            return cause_of(error)

    async def _write(self) -> None:
        """Write, and see whether the store is still the one that it was."""
        born, _ = await self._probe([keys.probe(self._store.channel), keys.BORN], ["written", _KEPT_SECONDS])
        if self._born not in (None, born):
            self._lost = time.monotonic()
            self._throttled.warning("the broker lost its data", "jobs accepted before are gone; senders are told")
            self._wakeups.wake_all()
        self._born = born

    async def _hears(self) -> bool:
        token = secrets.token_hex(8)
        with self._wakeups.watch(token) as woken:
            await self._store.redis.publish(self._store.channel, f"{token} probed")
            return await _within(_HEARD_SECONDS, woken)

    async def _consumes(self) -> bool:
        """Whether a worker answers. One that is busy to the last process cannot, and is none the worse for it."""
        if await self._idle_workers() == 0:
            return True
        token = secrets.token_hex(8)
        with self._wakeups.watch(token) as woken:
            if int(await self._store.redis.llen(PROBES_KEY)) < _PROBES_QUEUED:
                await self._send(token)
            if await _within(_CONSUMED_SECONDS, woken):
                return True
        return await self._idle_workers() == 0

    async def _send(self, token: str) -> None:
        """From a thread: at most one at a time waits there for a broker that does not answer."""
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(
                asyncio.to_thread(send_probe, self._celery, self._store.channel, token)
            )
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._sending), _CONSUMED_SECONDS)

    async def _idle_workers(self) -> int:
        reports = await worker_reports(self._store.redis)
        return sum(report.busy < report.processes for report in reports)


class NotReady(Exception):
    """A job that came now would not get through; the message says why."""


async def _within(seconds: float, woken: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(woken.wait(), seconds)
    except TimeoutError:
        return False
    return True
