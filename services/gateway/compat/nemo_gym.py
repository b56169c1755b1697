"""``/compat/nemo-gym``: a resources server of NeMo Gym (protocol of nemo_gym 0.4.0)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.compat.asking import ask
from services.gateway.compat.terms import GivenTerms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.problems import FieldError, Problem

router = APIRouter(tags=["compat"], prefix="/compat/nemo-gym")

_SECONDS = 600.0


class NemoGymRequest(BaseModel):
    """A row of the dataset with the model's response (an OpenAI Response object).

    What counts as right is the row's ``verifier`` (one of ours), its ``expected_answer``, or its
    ``verifier_metadata.unit_tests`` (``inputs``, ``outputs``, ``fn_name``).
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    response: dict[str, Any]


class NemoGymAnswer(BaseModel):
    """The whole request, and the reward. A failure of ours is named, since its reward has to be a number."""

    model_config = ConfigDict(extra="allow")

    reward: float
    reward_components: dict[str, float]


@router.post("/seed_session", operation_id="nemo_gym_seed_session", responses=problems(401, 403))
async def seed_session(_tenant: Submitter) -> dict[str, Any]:
    """Nothing is kept between requests."""
    return {}


@router.post(
    "/verify",
    operation_id="nemo_gym_verify",
    response_model=NemoGymAnswer,
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 500, 503, 504),
    openapi_extra=request_body("NemoGymRequest"),
)
async def verify(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Judge the response of one rollout."""
    body = await read(request, parts.settings.max_body_mb << 20)
    asked = parse(NemoGymRequest, body)
    row = asked.model_extra or {}
    label = _label(row)
    (result,) = await ask(request, parts, tenant, [(label, _text(asked.response))], terms, _SECONDS)
    answer = {**json.loads(body), **_judged(result, terms.no_verdict)}
    return Response(json.dumps(answer), media_type="application/json")


def _judged(result: Mapping[str, Any], no_verdict: float | None) -> dict[str, Any]:
    verdict = result["verdict"]
    components = {name: value for name, value in result["components"].items() if value is not None}
    judged: dict[str, Any] = {
        "reward": result["reward"],
        "reward_components": components,
        "extracted_answer": verdict["answer"],
        "feedback": result["feedback"],
    }
    if result["reward"] is None:
        reason = "; ".join(check["evidence"] or "" for check in verdict["checks"])
        failure = {"_ng_failure_class": "verifier_infrastructure", "_ng_failure_judge_error": reason}
        judged = {**judged, "reward": no_verdict or 0.0, **failure}
    return judged


def _label(row: Mapping[str, Any]) -> Any:
    """What the row says is right, as a label of ours. Raises a 422 problem."""
    if "verifier" in row:
        return row["verifier"]
    metadata = row.get("verifier_metadata")
    if isinstance(metadata, Mapping) and "unit_tests" in metadata:
        try:
            return {"kind": "code", "language": "python", "tests": list(_tests(metadata["unit_tests"]))}
        except (AttributeError, TypeError, ValueError) as error:
            place = ["verifier_metadata", "unit_tests"]
            raise Problem(422, "The request is not valid.", [FieldError([*place], str(error))]) from error
    if "expected_answer" in row:
        return row["expected_answer"]
    fault = FieldError(["verifier"], "the row has no verifier, expected_answer or verifier_metadata.unit_tests")
    raise Problem(422, "The request is not valid.", [fault])


def _tests(unit_tests: Any) -> Iterator[dict[str, Any]]:
    inputs, outputs, function = (unit_tests.get(name) for name in ("inputs", "outputs", "fn_name"))
    for given, expected in zip(inputs, outputs, strict=True):
        if function:
            args = given if isinstance(given, list) else [json.loads(line) for line in given.splitlines()]
            yield {"type": "call", "function": function, "args": args, "expected": _parsed(expected)}
        else:
            yield {"type": "stdio", "stdin": given, "stdout": expected}


def _parsed(expected: Any) -> Any:
    return json.loads(expected) if isinstance(expected, str) else expected


def _text(response: Mapping[str, Any]) -> str:
    """What the assistant said, of all messages of the response."""
    parts = [
        part.get("text", "")
        for item in response.get("output") or ()
        if isinstance(item, Mapping) and item.get("type") == "message" and item.get("role") == "assistant"
        for part in item.get("content") or ()
        if isinstance(part, Mapping) and part.get("type") == "output_text"
    ]
    return "\n".join(map(str, parts))
