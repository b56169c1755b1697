"""``/v1/jobs``: list jobs, look at one, read its results, follow it, cancel it, score it again."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.gateway.auth import Reader, Submitter, Tenant
from services.gateway.body import parse, read
from services.gateway.documents import JobDocument, JobPage, job_document, problems, request_body
from services.gateway.events import follow
from services.gateway.listing import Filter, JobRecord
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem, not_found
from services.gateway.schemas import RescoreRequest
from services.gateway.scoring import header_of, rescored, scored_so_far
from services.jobs.model import State
from services.jobs.results import VerifyResponse, encode

router = APIRouter(tags=["jobs"])

JobId = Annotated[str, Path(description="The id a submission was answered with.", max_length=64)]
_READS: dict[int | str, Any] = problems(401, 403, 404, 422, 500, 503)


@router.get(
    "/v1/jobs", operation_id="list_jobs", response_model=JobPage, responses=problems(401, 403, 422, 500, 503)
)
async def list_jobs(
    parts: GatewayParts,
    tenant: Reader,
    run: Annotated[str | None, Query(max_length=200)] = None,
    state: State | None = None,
    step: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    verifier: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(pattern="^[0-9a-f]{1,64}$")] = None,
) -> Response:
    """Jobs newest first, a page at a time."""
    visible = None if "admin" in tenant.scopes else tenant.name
    which = Filter(run, state, verifier, step=step)
    records, next_cursor = await parts.store.listing.list_jobs(which, visible, limit, cursor)
    return _json(JobPage([_document(record) for record in records], next_cursor))


@router.get("/v1/jobs/{job_id}", operation_id="get_job", response_model=JobDocument, responses=_READS)
async def get_job(parts: GatewayParts, tenant: Reader, job_id: JobId) -> Response:
    """A job's state, counts, timings and effective configuration."""
    return _json(_document(await _visible(parts, tenant, job_id)))


@router.get(
    "/v1/jobs/{job_id}/results",
    operation_id="get_results",
    response_model=VerifyResponse,
    responses={**_READS, **problems(409)},
)
async def get_results(parts: GatewayParts, tenant: Reader, job_id: JobId, partial: bool = False) -> Response:
    """The answer of a finished job; with ``partial`` what there is, with null for what is not judged yet."""
    record = await _visible(parts, tenant, job_id)
    answer = await parts.store.result(job_id)
    if answer is not None:
        return Response(answer, media_type="application/json")
    if not partial:
        raise Problem(409, f"The job is {record.state}; there are no results.", job_id=job_id)
    return Response(encode(await scored_so_far(parts.store, record)), media_type="application/json")


@router.post(
    "/v1/jobs/{job_id}/rescore",
    operation_id="rescore",
    response_model=VerifyResponse,
    responses={**_READS, **problems(400, 409, 413, 415)},
    openapi_extra=request_body("RescoreRequest"),
)
async def rescore(request: Request, parts: GatewayParts, tenant: Reader, job_id: JobId) -> Response:
    """Another reward over the stored verdicts of a finished job. Nothing is judged again."""
    asked = parse(RescoreRequest, await read(request, parts.settings.max_body_mb << 20))
    record = await _visible(parts, tenant, job_id)
    return Response(encode(await rescored(parts.store, record, asked)), media_type="application/json")


@router.delete("/v1/jobs/{job_id}", operation_id="cancel_job", response_model=JobDocument, responses=_READS)
async def cancel_job(parts: GatewayParts, tenant: Submitter, job_id: JobId) -> Response:
    """Cancel: what is not started is dropped, what runs is killed. A job that is over stays as it is."""
    await _visible(parts, tenant, job_id)
    await parts.store.cancel(job_id)
    return _json(_document(await _visible(parts, tenant, job_id)))


@router.post(
    "/v1/jobs/{job_id}/requeue",
    operation_id="requeue_job",
    status_code=202,
    response_model=JobDocument,
    responses={**_READS, **problems(409)},
)
async def requeue_job(parts: GatewayParts, tenant: Submitter, job_id: JobId) -> Response:
    """Judge again the unscored completions of a job that is over: those whose reward is null because we failed."""
    await parts.admission.requeue(await _visible(parts, tenant, job_id))
    document = _document(await _visible(parts, tenant, job_id))
    return Response(msgspec.json.encode(document), 202, media_type="application/json")


@router.get(
    "/v1/jobs/{job_id}/events",
    operation_id="follow_job",
    response_class=StreamingResponse,
    responses={
        200: {"description": "Events `progress`, `group`, `done`.", "content": {"text/event-stream": {}}},
        **_READS,
    },
)
async def follow_job(parts: GatewayParts, tenant: Reader, job_id: JobId) -> StreamingResponse:
    """Server-sent events: progress, each finished group, and the end. Starts over for every reader."""
    await _visible(parts, tenant, job_id)
    header = await header_of(parts.store, job_id)

    async def stream() -> AsyncIterator[bytes]:
        async for event, data in follow(parts.store, parts.wakeups, header):
            yield b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _visible(parts: Parts, tenant: Tenant, job_id: str) -> JobRecord:
    record = await parts.store.get(job_id)
    if record is None or not tenant.may_see(record.summary.tenant):
        raise not_found()
    return record


def _document(record: JobRecord) -> JobDocument:
    return job_document(record, json.loads(record.summary.reward))


def _json(document: Any) -> Response:
    return Response(msgspec.json.encode(document), media_type="application/json")
