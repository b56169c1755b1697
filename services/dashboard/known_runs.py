"""Runs that are known: those that the broker has figures of, and archived ones."""

import asyncio
from collections.abc import Callable

import msgspec

from services.dashboard.runs import RunDocument, RunSummary, read_run, tenants_of
from services.gateway.parts import Parts

_document = msgspec.json.Decoder(RunDocument)
_summary = msgspec.json.Decoder(RunSummary)
_MOST_LISTED = 1_000


async def find_run(
    parts: Parts, name: str, may_see: Callable[[str], bool], tenant: str | None = None
) -> RunDocument | None:
    """A run of ``tenant``, or else of any tenant that may be seen; None where there is none."""
    for whose in dict.fromkeys([*([tenant] if tenant else []), *await tenants_of(parts.store.redis, name)]):
        found = await read_run(parts.store.redis, whose, name) if may_see(whose) else None
        if found is not None:
            return found
    if parts.archive is None:
        return None
    for whose in sorted(await asyncio.to_thread(parts.archive.tenants_of, name), key=lambda one: one != tenant):
        data = await asyncio.to_thread(parts.archive.figures, whose, name) if may_see(whose) else None
        if data is not None:
            return _document.decode(data)
    return None


async def archived_runs(parts: Parts, tenant: str | None) -> list[RunSummary]:
    """The runs in the archive, those added to last first; ``tenant`` None for everybody's."""
    if parts.archive is None:
        return []
    found = await asyncio.to_thread(lambda archive: list(archive.summaries(tenant)), parts.archive)
    return sorted(map(_summary.decode, found), key=lambda one: -one.seen)[:_MOST_LISTED]
