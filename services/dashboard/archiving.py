"""Puts finished jobs and the figures of their runs into the archive, before the broker forgets them."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.archive.archive import Archive
from services.dashboard.rows import rows_of
from services.dashboard.runs import RunSummary, read_run, summary_of
from services.gateway.leading import Lead
from services.gateway.listing import JobRecord
from services.gateway.rounds import at_intervals
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.scripts import script

log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 60.0
_LEASE_SECONDS = 300.0
_MARK_SECONDS = 86_400
_AT_ONCE = 500
_MOST_BYTES = 32 << 20
_summary = msgspec.json.Decoder(RunSummary)

Run = tuple[str, str]


class Archivist:
    """One for each gateway; the broker lets one of them write. Without an archive there is nothing to do."""

    def __init__(
        self, store: GatewayStore, archive: Archive | None, lead: Lead, interval_seconds: float = _INTERVAL_SECONDS
    ) -> None:
        self._store = store
        self._archive = archive
        self._lead = lead
        self._interval_seconds = interval_seconds
        self._unmark = store.redis.register_script(script("archived"))
        self._throttled = ThrottledLog(log)

    async def run(self) -> None:
        """Write at intervals, until cancelled."""
        archive = self._archive
        if archive is not None:
            await at_intervals(self._interval_seconds, lambda: self._round(archive))

    async def _round(self, archive: Archive) -> None:
        try:
            if await self._lead.take(_LEASE_SECONDS):
                await self.write(archive)
        except BrokerError as error:  # or an OSError of the archive's own
            self._throttled.warning("runs are not archived", f"{type(error).__name__}: {error}")

    async def write(self, archive: Archive) -> None:
        """Archive all jobs that have ended since the last time, some at a time."""
        redis = self._store.redis
        if not await redis.set(keys.ARCHIVING, "1", ex=_MARK_SECONDS, get=True):
            await self._begin(redis)
        while marked := await self._marked():
            done = await self._write_some(archive, [name.decode() for name, _ in marked])
            await self._unmark([keys.UNARCHIVED], [value for mark in marked[:done] for value in mark])
            if not await self._lead.take(_LEASE_SECONDS):
                return

    async def _marked(self) -> list[tuple[bytes, float]]:
        """The jobs marked first, and when they were."""
        found = await self._store.redis.zrange(keys.UNARCHIVED, 0, _AT_ONCE - 1, withscores=True)
        return cast("list[tuple[bytes, float]]", found)

    async def _begin(self, redis: "Redis") -> None:
        """Nobody has marked ended jobs so far: mark those that are kept."""
        ended = cast("list[bytes]", await redis.zrange(keys.jobs_where("state", "done"), 0, -1))
        for start in range(0, len(ended), _AT_ONCE):
            await redis.zadd(keys.UNARCHIVED, dict.fromkeys(ended[start : start + _AT_ONCE], 0.0))

    async def _write_some(self, archive: Archive, ids: Sequence[str]) -> int:
        """Write as many of these jobs as have room in memory; how many."""
        rows: dict[Run, list[bytes]] = defaultdict(list)
        size = done = 0
        for record in await self._store.listing.records(ids):
            done += 1
            if record is not None and record.summary.run is not None:
                found = await self._rows(record)
                rows[record.summary.tenant, record.summary.run] += found
                size += sum(map(len, found))
                if size > _MOST_BYTES:
                    break
        seconds, micros = await self._store.redis.time()
        for run, some in rows.items():
            if some:
                await asyncio.to_thread(archive.add_completions, *run, some, seconds + micros / 1e6)
            await self._write_figures(archive, *run)
        return done

    async def _rows(self, record: JobRecord) -> list[bytes]:
        return await rows_of(self._store, record) if record.state == "done" else []

    async def _write_figures(self, archive: Archive, tenant: str, run: str) -> None:
        """Unless the archive knows more: a run that goes on after the broker has forgotten it starts at 0."""
        document = await read_run(self._store.redis, tenant, run)
        if document is None:
            return
        known = await asyncio.to_thread(archive.summary, tenant, run)
        if known is not None and _summary.decode(known).jobs > document.jobs:
            self._throttled.warning("a run has fewer jobs than its archive; the archive keeps its figures", run)
            return
        figures = msgspec.json.encode(document), msgspec.json.encode(summary_of(document))
        await asyncio.to_thread(archive.set_figures, tenant, run, figures[1], figures[0])
