"""Holds a synchronous request until its job ends, its time is up, or its client has gone."""

import asyncio
import time
from contextlib import suppress

from fastapi import Request, Response
from redis.exceptions import RedisError

from services.gateway.problems import Problem, unavailable
from services.gateway.store import GatewayStore

_LOOK_SECONDS = 10.0
_OUTAGE_SECONDS = 60.0  # a broker that is away for so long is a reason to send the caller away


class ClientGone(Exception):
    """The client closed its connection before the answer was there."""


async def gone(_request: Request, _error: Exception) -> Response:
    """There is nobody to answer any more; the status is for the log."""
    return Response(status_code=499)


async def answer_within(
    request: Request, store: GatewayStore, job_id: str, woken: asyncio.Event, seconds: float
) -> bytes:
    """The job's answer. Raises a 504 problem when time is up (the job goes on), ClientGone if so."""
    leaving = asyncio.create_task(_disconnected(request))
    leaving.add_done_callback(lambda _: woken.set())
    answers = _AnswerReader()
    ends = time.monotonic() + seconds
    try:
        while (left := ends - time.monotonic()) > 0:
            await woken_or_overdue(woken, min(left, _LOOK_SECONDS))
            answer = await answers.look(store, job_id)
            if answer is not None:
                return answer
            if leaving.done():
                raise ClientGone
    finally:
        leaving.cancel()
    detail = f"Not done within {seconds:g} s. The job goes on and can be asked for."
    raise Problem(504, detail, job_id=job_id)


async def woken_or_overdue(woken: asyncio.Event, seconds: float = _LOOK_SECONDS) -> None:
    """Wait to be woken, but not for ever: what was published while nobody could hear it is lost."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()
    woken.clear()


class _AnswerReader:
    """Looks for an answer, and tolerates a broker that is away for a while."""

    def __init__(self) -> None:
        self._failing_since: float | None = None

    async def look(self, store: GatewayStore, job_id: str) -> bytes | None:
        """The answer, if it is there. Raises what tells that it will never be."""
        try:
            answer = await store.result(job_id)
            if answer is None:
                await _ensure_still_coming(store, job_id)
        except RedisError:
            self._failing_since = self._failing_since or time.monotonic()
            if time.monotonic() - self._failing_since > _OUTAGE_SECONDS:
                raise
            return None
        self._failing_since = None
        return answer


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
