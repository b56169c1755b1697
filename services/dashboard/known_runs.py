"""Runs that are known: those that the broker has figures of, and archived ones."""

import asyncio
from collections.abc import Callable

import msgspec

from services.archive.archive import Archive
from services.dashboard.runs import RunDocument, RunSummary, read_run, tenants_of
from services.gateway.parts import Parts

_document = msgspec.json.Decoder(RunDocument)
_summary = msgspec.json.Decoder(RunSummary)
_MOST_LISTED = 1_000


async def find_run(
    parts: Parts, name: str, may_see: Callable[[str], bool], tenant: str | None = None
) -> RunDocument | None:
    """A run of ``tenant``, or else of any tenant that may be seen; None where there is none."""
    if tenant is not None and may_see(tenant):
        found = await read_run(parts.store.redis, tenant, name) or await _archived(parts.archive, tenant, name)
        if found is not None:
            return found
    for whose in filter(may_see, await tenants_of(parts.store.redis, name)):
        if (found := await read_run(parts.store.redis, whose, name)) is not None:
            return found
    for whose in filter(may_see, await asyncio.to_thread(parts.archive.tenants_of, name) if parts.archive else []):
        if (found := await _archived(parts.archive, whose, name)) is not None:
            return found
    return None


async def _archived(archive: Archive | None, tenant: str, name: str) -> RunDocument | None:
    data = None if archive is None else await asyncio.to_thread(archive.figures, tenant, name)
    return None if data is None else _document.decode(data)


async def archived_runs(parts: Parts, tenant: str | None) -> list[RunSummary]:
    """The runs in the archive, those added to last first; ``tenant`` None for everybody's."""
    if parts.archive is None:
        return []
    found = await asyncio.to_thread(lambda archive: list(archive.summaries(tenant)), parts.archive)
    return sorted(map(_summary.decode, found), key=lambda one: -one.seen)[:_MOST_LISTED]
