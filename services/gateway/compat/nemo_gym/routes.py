"""``/compat/nemo-gym``: a resources server of NeMo Gym (protocol of nemo_gym 0.7.0)."""

import json
import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Request, Response
from pydantic import BaseModel, ConfigDict

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.compat.asking import Sample, ask
from services.gateway.compat.missing import Answers, reason
from services.gateway.compat.nemo_gym.metrics import aggregate
from services.gateway.compat.nemo_gym.rows import read_row
from services.gateway.compat.terms import GivenTerms, Terms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem

router = APIRouter(tags=["compat"], prefix="/compat/nemo-gym")

_SECONDS = 600.0
_COOKIE = "steelyard_session"
_HEALTH = ("/health", "/healthz", "/livez", "/readyz", "/")


class NemoGymRequest(BaseModel):
    """A row of the dataset with the model's response (an OpenAI Response object).

    What counts as right is the row's ``verifier`` (one of ours, or its JSON), its
    ``verifier_metadata.unit_tests`` (``inputs``, ``outputs``, ``fn_name``, or ``packed``), or its
    ``expected_answer``, with ``options`` a choice among them.
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    response: dict[str, Any]


class NemoGymAnswer(BaseModel):
    """The whole request, and the reward. A sample that we failed to judge is masked, and says why."""

    model_config = ConfigDict(extra="allow")

    reward: float
    reward_components: dict[str, float]
    mask_sample: bool
    failure_kind: str | None
    failure_reason: str | None


class NemoGymSession(BaseModel):
    """A row, or the identifiers of a session. Sessions keep nothing here: each verify request brings all."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    resources_session_id: str | None = None


class NemoGymCollection(BaseModel):
    """The verify answers of a collection of rollouts, each with ``_ng_task_index`` and ``_ng_rollout_index``."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    verify_responses: list[dict[str, Any]]


_READS = problems(400, 401, 403, 413, 415, 422)


@router.post(
    "/seed_session",
    operation_id="nemo_gym_seed_session",
    responses=_READS,
    openapi_extra=request_body("NemoGymSession"),
)
async def seed_session(
    request: Request,
    parts: GatewayParts,
    _tenant: Submitter,
    steelyard_session: Annotated[str | None, Cookie()] = None,
) -> Response:
    """Confirm a session. Its agents want a cookie of a session, so there is one, though nothing is kept."""
    answer = _json(await _session(request, parts))
    answer.set_cookie(_COOKIE, steelyard_session or secrets.token_hex(16), httponly=True, samesite="lax")
    return answer


@router.post(
    "/close_session",
    operation_id="nemo_gym_close_session",
    responses=_READS,
    openapi_extra=request_body("NemoGymSession"),
)
async def close_session(request: Request, parts: GatewayParts, _tenant: Submitter) -> Response:
    """Confirm the end of a session, known or not."""
    return _json(await _session(request, parts))


@router.post(
    "/aggregate_metrics",
    operation_id="nemo_gym_aggregate_metrics",
    responses=_READS,
    openapi_extra=request_body("NemoGymCollection"),
)
async def aggregate_metrics(request: Request, parts: GatewayParts, _tenant: Submitter) -> Response:
    """Statistics of a collection's rewards and other numbers; masked samples are left out and counted."""
    asked = parse(NemoGymCollection, await read(request, parts.settings.max_body_mb << 20))
    return _json(aggregate(asked.verify_responses))


@router.get("/reverify_mode", operation_id="nemo_gym_reverify_mode")
async def reverify_mode() -> Response:
    """A verdict depends on the request alone."""
    return _json("stateless")


async def alive() -> Response:
    """That this door answers."""
    return _json({"status": "ok"})


for _path in _HEALTH:
    router.add_api_route(_path, alive, methods=["GET"], include_in_schema=False)


@router.post(
    "/verify",
    operation_id="nemo_gym_verify",
    response_model=NemoGymAnswer,
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 504),
    openapi_extra=request_body("NemoGymRequest"),
)
async def verify(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Judge the response of one rollout. Its agents let a rollout die of any error, so ours mask the sample."""
    body = await read(request, parts.settings.max_body_mb << 20)
    asked = parse(NemoGymRequest, body)
    row = read_row(asked.model_extra or {}, asked.response, parts.registry.kinds)
    answers = Answers("nemo-gym", parts, tenant.name, terms)
    try:
        (result,) = await ask(request, parts, tenant, [Sample(row.label, row.completion)], terms, _SECONDS)
    except Problem as problem:
        if problem.status < 500:
            raise
        answers.lost(problem.detail)
        judged = _masked(problem.detail, "verifier_error", asked, terms)
    else:
        answers.count(result)
        judged = _judged(result, asked, terms)
    return _json({**json.loads(body), **judged})


def _judged(result: Mapping[str, Any], asked: NemoGymRequest, terms: Terms) -> dict[str, Any]:
    if result["reward"] is None:
        kind = "judge_failed" if result["verifier"]["kind"] in ("judge", "reward_model") else "verifier_error"
        return _masked(reason(result), kind, asked, terms)
    return {
        "reward": result["reward"],
        "reward_components": {name: value for name, value in result["components"].items() if value is not None},
        "extracted_answer": result["verdict"]["answer"],
        "feedback": result["feedback"],
        "mask_sample": False,
        "failure_kind": None,
        "failure_reason": None,
    }


def _masked(why: str, kind: str, asked: NemoGymRequest, terms: Terms) -> dict[str, Any]:
    """A sample that is to be left out; older consumers look for the mask in ``instance_config``."""
    settings = (asked.model_extra or {}).get("instance_config")
    return {
        "reward": 0.0 if terms.no_verdict is None else terms.no_verdict,
        "reward_components": {},
        "mask_sample": True,
        "failure_kind": kind,
        "failure_reason": why[:2000],
        "_ng_failure_class": kind,
        "_ng_failure_judge_error": why[:2000],
        "instance_config": {**(settings if isinstance(settings, Mapping) else {}), "mask_sample": True},
    }


async def _session(request: Request, parts: GatewayParts) -> dict[str, str]:
    asked = parse(NemoGymSession, await read(request, parts.settings.max_body_mb << 20))
    return {} if asked.resources_session_id is None else {"resources_session_id": asked.resources_session_id}


def _json(document: Any) -> Response:
    return Response(json.dumps(document), media_type="application/json")
