"""``/compat/judge0``: submissions, alone or in batches, with or without waiting for their end."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway.auth import Reader, Submitter, Tenant
from services.gateway.body import parse, read
from services.gateway.compat.holding import held
from services.gateway.compat.judge0.languages import NAMES
from services.gateway.compat.judge0.submissions import STATUSES, Judge0Submission, blank, order_of, told
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import FieldError, Problem, not_found
from services.gateway.programs import body_of, outcomes_in
from services.gateway.verify_routes import answer_of_job

router = APIRouter(tags=["compat"], prefix="/compat/judge0")

_SECONDS = 300.0
_TAKES: dict[int | str, Any] = problems(400, 401, 403, 409, 413, 415, 422, 500, 504)
Encoded = Annotated[bool, Query(alias="base64_encoded")]
Fields = Annotated[str, Query(max_length=1000, pattern=r"^[0-9a-z_,* ]*$")]


class Judge0Batch(BaseModel):
    """Several submissions."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    submissions: Annotated[list[Judge0Submission], Field(min_length=1, max_length=1000)]


@router.get("/languages", operation_id="judge0_languages")
async def languages() -> list[dict[str, Any]]:
    """The languages by Judge0's numbers."""
    return [{"id": number, "name": name} for number, (_, name) in NAMES.items()]


@router.get("/statuses", operation_id="judge0_statuses")
async def statuses() -> list[dict[str, Any]]:
    """What a submission's status may be."""
    return [{"id": number, "description": text} for number, text in STATUSES.items()]


@router.post(
    "/submissions",
    operation_id="judge0_submit",
    status_code=201,
    responses=_TAKES,
    openapi_extra=request_body("Judge0Submission"),
)
async def submit(
    request: Request, parts: GatewayParts, tenant: Submitter, encoded: Encoded = False, wait: bool = False
) -> Response:
    """Take one submission, and with ``wait`` answer when it is done. Callbacks are not made."""
    asked = parse(Judge0Submission, await read(request, parts.settings.max_body_mb << 20, any_type=True))
    token = await _accept(request, parts, tenant, asked, encoded)
    if not wait:
        return _json({"token": token}, 201)
    answer = await answer_of_job(request, parts, token, _SECONDS)
    return _json(told(token, outcomes_in(answer)[0], encoded=encoded), 201)


@router.post(
    "/submissions/batch",
    operation_id="judge0_submit_batch",
    status_code=201,
    responses=_TAKES,
    openapi_extra=request_body("Judge0Batch"),
)
async def submit_batch(
    request: Request, parts: GatewayParts, tenant: Submitter, encoded: Encoded = False
) -> Response:
    """Take several submissions."""
    asked = parse(Judge0Batch, await read(request, parts.settings.max_body_mb << 20, any_type=True))
    accepted = (_accept(request, parts, tenant, one, encoded) for one in asked.submissions)
    return _json([{"token": token} for token in await asyncio.gather(*accepted)], 201)


@router.get("/submissions/batch", operation_id="judge0_get_batch", responses=problems(401, 403, 404, 422, 503))
async def get_batch(
    parts: GatewayParts,
    tenant: Reader,
    tokens: Annotated[str, Query(max_length=36_000, pattern=r"^[0-9A-Za-z_,-]*$")],
    encoded: Encoded = False,
    fields: Fields = "",
) -> Response:
    """Several submissions by their tokens, separated by commas."""
    found = [await _submission(parts, tenant, token, encoded) for token in tokens.split(",")]
    return _json({"submissions": [_chosen(document, fields) for document in found]})


@router.get("/submissions/{token}", operation_id="judge0_get", responses=problems(401, 403, 404, 422, 503))
async def get(
    parts: GatewayParts,
    tenant: Reader,
    token: str,
    encoded: Encoded = False,
    fields: Fields = "",
) -> Response:
    """A submission as it stands."""
    return _json(_chosen(await _submission(parts, tenant, token, encoded), fields))


async def _accept(request: Request, parts: Parts, tenant: Tenant, asked: Judge0Submission, encoded: bool) -> str:
    try:
        order = order_of(asked, encoded=encoded)
    except ValueError as error:
        raise Problem(422, "The request is not valid.", [FieldError(["language_id"], str(error))]) from error
    body = body_of([order], _SECONDS)

    async def attempt(_seconds_left: float) -> str:
        job_id = await parts.store.clock.new_job_id()
        return (await parts.admission.accept(body, tenant, None, job_id)).job_id

    return await held(request, attempt, _SECONDS)


async def _submission(parts: Parts, tenant: Tenant, token: str, encoded: bool) -> dict[str, Any]:
    record = await parts.store.get(token)
    if record is None or not tenant.may_see(record.summary.tenant) or record.summary.kinds != ("run",):
        raise not_found()
    answer = await parts.store.result(token)
    if answer is not None:
        return told(token, outcomes_in(answer)[0], encoded=encoded)
    return blank(token, {"queued": 1, "running": 2}.get(record.state, 13))


def _chosen(document: dict[str, Any], fields: str) -> dict[str, Any]:
    names = [name.strip() for name in fields.split(",") if name.strip()]
    return document if not names or "*" in names else {name: document.get(name) for name in names}


def _json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, media_type="application/json")
