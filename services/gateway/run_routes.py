"""``POST /v1/run``: a plain run of a program in the workers' sandboxes."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import Field, FiniteFloat

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.problems import FieldError, Problem
from services.gateway.programs import Order, RunOutcome, body_of, language_of, run_now
from services.gateway.schemas import Name, Wire
from services.jobs.model import CacheUse, Priority
from verifiers.code.suite import TestLimits

router = APIRouter(tags=["run"])


class RunRequest(Wire):
    """A program and what it may use. ``files`` maps paths to base64; ``fetch`` names files to bring back."""

    language: Annotated[str, Field(min_length=1, max_length=64)]
    code: str
    stdin: str = ""
    argv: Annotated[tuple[str, ...], Field(strict=False, max_length=256)] = ()
    files: Mapping[str, str] = Field(default_factory=dict, max_length=256)
    fetch: Annotated[tuple[str, ...], Field(strict=False, max_length=64)] = ()
    limits: TestLimits = TestLimits()
    run: Name | None = None
    timeout_seconds: Annotated[FiniteFloat, Field(ge=0.1, le=86_400)] = 60.0
    priority: Priority = "train"
    cache: CacheUse = "use"


@router.post(
    "/v1/run",
    operation_id="run",
    response_model=RunOutcome,
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 504),
    openapi_extra=request_body("RunRequest"),
)
async def run(request: Request, parts: GatewayParts, tenant: Submitter) -> Response:
    """Run a program and tell how it ended. The same program with the same input is run once by default."""
    asked = parse(RunRequest, await read(request, parts.settings.max_body_mb << 20))
    language = language_of(asked.language)
    if language is None:
        raise Problem(422, "The request is not valid.", [FieldError(["language"], "no language of this server")])
    order = Order(
        language=language,
        code=asked.code,
        stdin=asked.stdin,
        args=asked.argv,
        files=asked.files,
        fetch=asked.fetch,
        limits=asked.limits.model_dump(exclude_none=True),
    )
    body = body_of([order], asked.timeout_seconds, asked.cache, asked.priority, asked.run)
    (outcome,) = await run_now(request, parts, tenant, body, asked.timeout_seconds)
    return Response(msgspec.json.encode(outcome), media_type="application/json")
