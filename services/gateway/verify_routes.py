"""``POST /v1/verify`` and ``POST /v1/jobs``: the same body, answered when done or at once."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request, Response

from services.gateway.admission import Accepted
from services.gateway.auth import Submitter, Tenant
from services.gateway.body import read
from services.gateway.documents import JobAccepted, linked, problems, request_body
from services.gateway.parts import GatewayParts, Parts
from services.gateway.waiting import ClientGone, answer_within
from services.jobs.results import VerifyResponse

router = APIRouter(tags=["verify"])

IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]

_BODY = request_body("VerifyRequest")
_TAKES: dict[int | str, Any] = problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503)


@router.post(
    "/v1/verify",
    operation_id="verify",
    response_model=VerifyResponse,
    responses={**linked(200, "Judged."), **_TAKES, **problems(504)},
    openapi_extra=_BODY,
)
async def verify(
    request: Request, parts: GatewayParts, tenant: Submitter, idempotency_key: IdempotencyKey = None
) -> Response:
    """Judge now and answer when done. A client that goes away cancels what has not been started."""
    body = await read(request, parts.settings.max_body_mb << 20)
    answer = await judge_now(request, parts, tenant, body, idempotency_key)
    return Response(answer, media_type="application/json")


async def judge_now(
    request: Request,
    parts: Parts,
    tenant: Tenant,
    body: bytes,
    idempotency_key: str | None = None,
    at_most_seconds: float = float("inf"),
) -> bytes:
    """The answer to a request body, waited for as long as it says, but no longer than ``at_most_seconds``.

    Raises its problems, and ClientGone after cancelling what nobody waits for.
    """
    job_id = await parts.store.clock.new_job_id()
    with parts.wakeups.watch(job_id) as woken:
        accepted = await parts.admission.accept(body, tenant, idempotency_key, job_id)
        if not accepted.joined:
            return await _answer(request, parts, accepted, woken, at_most_seconds)
    with parts.wakeups.watch(accepted.job_id) as woken:
        woken.set()
        return await _answer(request, parts, accepted, woken, at_most_seconds)


async def answer_of_job(request: Request, parts: Parts, job_id: str, seconds: float) -> bytes:
    """The answer to a job that was accepted before, waited for as long as said. Raises a 504 problem."""
    with parts.wakeups.watch(job_id) as woken:
        woken.set()
        await parts.store.watch(job_id)
        return await answer_within(request, parts.store, job_id, woken, seconds)


async def _answer(
    request: Request, parts: Parts, accepted: Accepted, woken: asyncio.Event, at_most_seconds: float
) -> bytes:
    seconds = min(accepted.timeout_seconds, parts.settings.max_sync_seconds, at_most_seconds)
    try:
        return await answer_within(request, parts.store, accepted.job_id, woken, seconds)
    except ClientGone:
        await parts.store.cancel(accepted.job_id, unless_awaited=True)
        raise


@router.post(
    "/v1/jobs",
    operation_id="submit",
    status_code=202,
    response_model=JobAccepted,
    responses={**linked(202, "Accepted."), **_TAKES},
    openapi_extra=_BODY,
)
async def submit(
    request: Request, parts: GatewayParts, tenant: Submitter, idempotency_key: IdempotencyKey = None
) -> Response:
    """Accept a job and answer at once; ask for it later, or follow its events."""
    body = await read(request, parts.settings.max_body_mb << 20)
    accepted = await parts.admission.accept(body, tenant, idempotency_key, await parts.store.clock.new_job_id())
    document = msgspec.json.encode(JobAccepted(accepted.job_id, "queued"))
    headers = {"Location": f"/v1/jobs/{accepted.job_id}"}
    return Response(document, 202, media_type="application/json", headers=headers)
