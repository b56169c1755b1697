"""Holds a synchronous request until its job ends, its time is up, or its client has gone."""

import asyncio
import time
from contextlib import suppress

from fastapi import Request, Response
from redis.exceptions import RedisError

from services.gateway.problems import Problem, unavailable
from services.gateway.store import GatewayStore

_LOOK_SECONDS = 10.0
_PATIENCE_SECONDS = 60.0  # a broker that is away for so long is a reason to send the caller away


class ClientGone(Exception):
    """The client closed its connection before the answer was there."""


async def gone(_request: Request, _error: Exception) -> Response:
    """There is nobody to answer any more; the status is for the log."""
    return Response(status_code=499)


async def answer_within(
    request: Request, store: GatewayStore, job_id: str, woken: asyncio.Event, seconds: float
) -> bytes:
    """The job's answer. Raises a 504 problem when time is up (the job goes on), ClientGone if so."""
    waiting = asyncio.create_task(_answer(store, job_id, woken))
    leaving = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({waiting, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            return waiting.result()
        if leaving.done():
            raise ClientGone
        detail = f"Not done within {seconds:g} s. The job goes on and can be asked for."
        raise Problem(504, detail, job_id=job_id)
    finally:
        for task in (waiting, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, Problem):
                await task


async def woken_or_overdue(woken: asyncio.Event) -> None:
    """Wait to be woken, but not for ever: what was published while nobody could hear it is lost."""
    with suppress(TimeoutError):
        await asyncio.wait_for(woken.wait(), _LOOK_SECONDS)
    woken.clear()


async def _answer(store: GatewayStore, job_id: str, woken: asyncio.Event) -> bytes:
    failing_since: float | None = None
    while True:
        await woken_or_overdue(woken)
        try:
            answer = await store.result(job_id)
            if answer is not None:
                return answer
            await _ensure_still_coming(store, job_id)
        except RedisError:
            failing_since = failing_since or time.monotonic()
            if time.monotonic() - failing_since > _PATIENCE_SECONDS:
                raise
        else:
            failing_since = None


async def _ensure_still_coming(store: GatewayStore, job_id: str) -> None:
    record = await store.get(job_id)
    if record is None:
        raise unavailable("The broker has lost this job, which was accepted: send it again.")
    if record.state == "cancelled":
        raise Problem(409, "The job was cancelled.", job_id=job_id)
    if record.state == "failed":
        raise Problem(500, f"The job failed: {record.error}", job_id=job_id)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
