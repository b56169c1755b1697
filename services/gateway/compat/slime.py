"""``/compat/slime/rm``: what slime's ``--rm-type remote_rm`` calls (read from its repository, August 2026)."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.compat.asking import Sample, ask
from services.gateway.compat.missing import Answers
from services.gateway.compat.terms import GivenTerms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts

router = APIRouter(tags=["compat"])

_CLIENT_SECONDS = 110.0  # its requests end after 120


class SlimeRequest(BaseModel):
    """One sample. The label is a verifier or a ground truth; slime sends nothing else of the dataset."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    prompt: Any = None
    response: str
    label: Any


class SlimeDetails(BaseModel):
    """The answer with ``?details=true``, for ``--reward-key reward``."""

    reward: float
    score: float
    status: str


@router.post(
    "/compat/slime/rm",
    operation_id="slime_rm",
    response_model=float | SlimeDetails,
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 504),
    openapi_extra=request_body("SlimeRequest"),
)
async def remote_rm(
    request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms, details: bool = False
) -> Response:
    """Judge one sample of slime. Where we failed to, the answer is ``no_verdict``, else the prompt's mean reward.

    Its client would ask ten times and then end the rollout if it were refused, and it has no way to leave one
    sample out; ``steelyard.slime`` has.
    """
    asked = parse(SlimeRequest, await read(request, parts.settings.max_body_mb << 20))
    sample = Sample(asked.label, asked.response, asked.prompt)
    (result,) = await ask(request, parts, tenant, [sample], terms, _CLIENT_SECONDS)
    verdict = result["verdict"]
    reward = await Answers("slime", parts, tenant.name, terms).number(result, (asked.prompt, asked.label))
    score = reward if verdict["score"] is None else verdict["score"]
    answer = {"reward": reward, "score": score, "status": verdict["status"]} if details else reward
    return Response(json.dumps(answer), media_type="application/json")
