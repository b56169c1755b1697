"""A run's completions as rows of JSON: what a notebook, and the archive, get of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.archive.archive import Archive
from services.gateway.listing import Filter, JobRecord
from services.gateway.store import GatewayStore
from services.jobs import keys, packing
from services.jobs.model import TRAIN, GroupHeader, Header, Item
from services.jobs.results import Result, VerifyResponse

_PAGE = 100
_MOST_REPEATED = 4 << 20
"""Bytes that a ground truth may take in all rows of a group; a larger one is in the first row only."""
_answer = msgspec.json.Decoder(VerifyResponse)
_encode = msgspec.json.encode


class _JobOf(msgspec.Struct):
    job_id: str


_job_of = msgspec.json.Decoder(_JobOf)


async def export(store: GatewayStore, archive: Archive | None, tenant: str, run: str) -> AsyncIterator[bytes]:
    """The rows of all finished jobs of a run, each with its line end: of the broker, then of the archive."""
    seen: set[str] = set()
    cursor: str | None = None
    while True:
        which = Filter(run=run, state="done")
        records, cursor = await store.listing.list_jobs(which, tenant, _PAGE, cursor)
        for record in records:
            rows = await rows_of(store, record)
            if rows:
                seen.add(record.summary.job_id)
                yield b"".join(rows)
        if cursor is None:
            break
    for part in await asyncio.to_thread(archive.parts, tenant, run) if archive else ():
        assert archive is not None
        rows = await asyncio.to_thread(archive.rows, part)
        jobs = [_job_of.decode(row).job_id for row in rows]
        yield b"".join(row + b"\n" for job_id, row in zip(jobs, rows, strict=True) if job_id not in seen)
        seen.update(jobs)


async def rows_of(store: GatewayStore, record: JobRecord) -> list[bytes]:
    """One for each completion of a finished job, with its line end; none where the job is no longer kept."""
    job_id = record.summary.job_id
    header, packed = await store.header(job_id), await store.result(job_id)
    items, truths, sizes = await _payload(store.redis, job_id)
    if header is None or packed is None or not items:
        return []
    answer = _answer.decode(packed)
    rows = []
    for place, group in enumerate(answer.groups):
        is_repeated = sizes.get(place, 0) * len(group.results) <= _MOST_REPEATED
        for index, one in enumerate(group.results):
            if (item := items.get((place, index))) is not None:
                truth = truths.get(place) if is_repeated or not index else None
                row = _row(header, record, place, header.groups[place], truth, item, one)
                rows.append(_encode(row) + b"\n")
    return rows


async def _payload(
    redis: "Redis", job_id: str
) -> tuple[Mapping[tuple[int, int], Item], Mapping[int, object], Mapping[int, int]]:
    """Completions by their place, what each group's are checked against, and how many bytes that has at most."""
    fields = cast("dict[bytes, bytes]", await redis.hgetall(keys.payload(job_id)))
    slices = [packing.unpack_items(packed) for name, packed in fields.items() if name.startswith(b"s")]
    unpacked = {
        int(name[1:]): packing.decompress(packed) for name, packed in fields.items() if name.startswith(b"g")
    }
    truths = {place: json.loads(one).get("ground_truth") for place, one in unpacked.items()}
    sizes = {place: len(one) for place, one in unpacked.items()}
    return {(item.group, item.index): item for items in slices for item in items}, truths, sizes


def _row(
    header: Header,
    record: JobRecord,
    place: int,
    group: GroupHeader,
    truth: object,
    item: Item,
    result: Result,
) -> dict[str, object]:
    verdict = result.verdict
    return {
        "run": header.run,
        "step": header.step,
        "split": header.split or TRAIN,
        "tags": {**header.tags, **group.tags},
        "job_id": header.job_id,
        "created": record.created,
        "group": place,
        "group_id": group.id,
        "index": item.index,
        "id": item.id,
        "verifier": group.kind,
        "version": group.version,
        "ground_truth": truth,
        "completion": item.text,
        "n_tokens": item.n_tokens,
        "reward": result.reward,
        "components": result.components,
        "sample_weight": result.sample_weight,
        "status": verdict.status if verdict else None,
        "score": verdict.score if verdict else None,
        "answer": verdict.answer if verdict else None,
        "flags": verdict.flags if verdict else [],
        "checks": verdict.checks if verdict else [],
        "seconds": result.seconds,
        "cached": result.cached,
    }
