"""Sends batches side by side and puts their results back in order."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from steelyard.batching import Batch
from steelyard.bodies import assemble, pack
from steelyard.deadline import Deadline
from steelyard.errors import FieldError, Refused, Unavailable, Unreadable
from steelyard.results import VerifyResult, join, read_verify_result
from steelyard.settings import Settings
from steelyard.transport import Transport
from steelyard.waiting import JobReader

T = TypeVar("T")


class Judge:
    """Has a bounded number of requests judged at once, however many calls they belong to."""

    def __init__(self, transport: Transport, reader: JobReader, settings: Settings) -> None:
        self._transport = transport
        self._reader = reader
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.concurrency)

    async def verify(self, start: bytes, batches: Sequence[Batch], deadline: Deadline) -> VerifyResult:
        """One result of all batches. The first failure ends the others: their work is cancelled on the server."""
        return join(await _all([self._verify(batch, start, deadline) for batch in batches]))

    async def _verify(self, batch: Batch, start: bytes, deadline: Deadline) -> VerifyResult:
        try:
            async with self._slot(deadline):
                body = await pack(assemble(start, batch.groups), self._settings.gzip_above_bytes)
                result = read_verify_result(await self._transport.call("POST", "/v1/verify", deadline, body=body))
        except (Refused, Unavailable) as error:
            # With a job's id the problem is not the request: the job goes on (504), or has ended (409, 500).
            if error.job_id is None:
                if isinstance(error, Refused) and batch.first > 0:
                    raise _placed(error, batch.first) from error
                raise
            result = await self._reader.wait(error.job_id, deadline)
        _ensure_complete(batch, result)
        return result

    @asynccontextmanager
    async def _slot(self, deadline: Deadline) -> AsyncIterator[None]:
        async with deadline.limit():
            await self._slots.acquire()
        try:
            yield
        finally:
            self._slots.release()


async def _all(calls: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _placed(error: Refused, first: int) -> Refused:
    """The refusal with the groups counted as the caller does, not as in this batch."""
    errors = [FieldError(_shifted(fault.loc, first), fault.msg) for fault in error.errors]
    return Refused(error.status, error.title, error.detail, errors)


def _shifted(loc: tuple[str | int, ...], first: int) -> tuple[str | int, ...]:
    match loc:
        case ("groups", int(place), *rest):
            return ("groups", place + first, *rest)
    return loc


def _ensure_complete(batch: Batch, result: VerifyResult) -> None:
    """A reward under the wrong completion is worse than none."""
    got = [len(group.results) for group in result.groups]
    if got != [group.completions for group in batch.groups]:
        raise Unreadable(f"job {result.job_id} has results for {sum(got)} of {batch.completions} completions")
