"""``/compat/openrlhf/get_reward``: what OpenRLHF's ``--reward.remote_url`` calls (read from OpenRLHF 0.11.2)."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.compat.asking import Sample, ask
from services.gateway.compat.missing import Answers
from services.gateway.compat.samples import response_of
from services.gateway.compat.terms import GivenTerms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.problems import FieldError, Problem

router = APIRouter(tags=["compat"])

_CLIENT_SECONDS = 170.0  # its requests end after 180
Texts = Annotated[list[str], Field(min_length=1)]


class OpenRLHFRequest(BaseModel):
    """Samples of prompt and response in one text, the prompts, and the dataset's labels."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    query: Texts
    prompts: Texts
    labels: Annotated[list[Any], Field(min_length=1)]


class OpenRLHFAnswer(BaseModel):
    """One entry for each sample. Where we failed to judge: ``no_verdict``, else the mean reward of the prompt.

    One NaN among the rewards of a batch makes all its advantages NaN, unless dynamic filtering is on; so it is
    answered only where ``no_verdict=nan`` asks for it. ``extra_logs.no_verdict`` counts such samples.
    """

    rewards: list[float]
    scores: list[float]
    extra_logs: dict[str, list[float]]


@router.post(
    "/compat/openrlhf/get_reward",
    operation_id="openrlhf_get_reward",
    response_model=OpenRLHFAnswer,
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 504),
    openapi_extra=request_body("OpenRLHFRequest"),
)
async def get_reward(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Judge OpenRLHF's samples; a label is a verifier or a ground truth."""
    asked = parse(OpenRLHFRequest, await read(request, parts.settings.max_body_mb << 20))
    if not len(asked.query) == len(asked.prompts) == len(asked.labels):
        detail = "query, prompts and labels differ in length"
        raise Problem(422, "The request is not valid.", [FieldError(["labels"], detail)])
    samples = [
        Sample(label, response_of(query, prompt), prompt)
        for query, prompt, label in zip(asked.query, asked.prompts, asked.labels, strict=True)
    ]
    results = await ask(request, parts, tenant, samples, terms, _CLIENT_SECONDS)
    answers = Answers("openrlhf", parts, tenant.name, terms)
    questions = zip(asked.prompts, asked.labels, strict=True)
    rewards = [await answers.number(one, question) for one, question in zip(results, questions, strict=True)]
    answer = {"rewards": rewards, "scores": list(map(_score, results, rewards)), "extra_logs": _logs(results)}
    # NaN, if the URL asks for it, is no JSON, but the client's parser takes it.
    return Response(json.dumps(answer), media_type="application/json")


def _score(result: dict[str, Any], reward: float) -> float:
    score: float | None = result["verdict"]["score"]
    return reward if score is None else score


def _logs(results: Sequence[dict[str, Any]]) -> dict[str, list[float]]:
    """Numbers only, and the same names every time: the trainer stacks them."""
    statuses = [one["verdict"]["status"] for one in results]
    return {
        "correct": [float(status == "correct") for status in statuses],
        "no_answer": [float(status == "no_answer") for status in statuses],
        "no_verdict": [float(one["reward"] is None) for one in results],
    }
