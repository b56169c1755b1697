"""``/compat/sandbox-fusion``: ``run_code``, ``submit``, ScaleBox's ``common_evaluate_batch``, ``v1/ping``.

Clients of ``run_code`` count every failure of ours as a wrong program. So a request is held until it is done, or
answered 504 in time, the one thing that verl's client asks again after.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from services.gateway.auth import Submitter
from services.gateway.body import parse, read
from services.gateway.compat.asking import Sample, ask
from services.gateway.compat.missing import Answers, reason
from services.gateway.compat.running import run_held
from services.gateway.compat.sandbox_fusion.runs import (
    RunCodeAnswer,
    RunCodeRequest,
    answer_of,
    order_of,
    unsupported,
)
from services.gateway.compat.sandbox_fusion.suites import suite_of
from services.gateway.compat.terms import GivenTerms
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.problems import FieldError, Problem, unavailable

router = APIRouter(tags=["compat"], prefix="/compat/sandbox-fusion")

_ON_TOP_SECONDS = 8.0  # of both limits; verl's client waits ten seconds longer than them
_SUBMIT_SECONDS = 600.0
_TAKES: dict[int | str, Any] = problems(400, 401, 403, 409, 413, 415, 422, 500, 504)


class SubmitRequest(BaseModel):
    """A completion and, in ``config.provided_data``, the tests of its problem."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    completion: str
    config: dict[str, Any]
    id: int | str = 0
    dataset: str = ""


class EvalTest(BaseModel):
    """One test. ``exec_info`` says what our check does: outputs of hidden tests stay here."""

    passed: bool
    exec_info: RunCodeAnswer
    test_info: dict[str, Any] | None = None


class EvalResult(BaseModel):
    """The protocol's EvalResult."""

    id: int | str
    accepted: bool
    extracted_code: str
    full_code: str | None = None
    test_code: str | None = None
    tests: list[EvalTest]
    extracted_type: str | None = None
    extra: dict[str, Any] | None = None


@router.get("/v1/ping", operation_id="sandbox_fusion_ping", include_in_schema=False)
async def ping() -> str:
    """That this door answers."""
    return "pong"


@router.post(
    "/run_code",
    operation_id="sandbox_fusion_run_code",
    response_model=RunCodeAnswer,
    responses=_TAKES,
    openapi_extra=request_body("RunCodeRequest"),
)
async def run_code(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Run a program. A language that this server does not have is answered once, as a compiler's error."""
    asked = parse(RunCodeRequest, await read(request, parts.settings.max_body_mb << 20, any_type=True))
    order = order_of(asked)
    if order is None:
        parts.metrics.answered("sandbox-fusion", has_verdict=False)
        return _json(unsupported(f"{asked.language!r} is no language of this server"))
    seconds = (asked.compile_timeout or 10.0) + (asked.run_timeout or 10.0) + _ON_TOP_SECONDS
    (outcome,) = await run_held(request, parts, tenant, [order], terms, seconds)
    parts.metrics.answered("sandbox-fusion", has_verdict=outcome.passed is not None)
    return _json(answer_of(asked.language, outcome))


_SUBMIT: dict[str, Any] = {
    "response_model": EvalResult,
    "responses": _TAKES,
    "openapi_extra": request_body("SubmitRequest"),
}


@router.post("/submit", operation_id="sandbox_fusion_submit", **_SUBMIT)
@router.post("/common_evaluate_batch", operation_id="scalebox_common_evaluate_batch", **_SUBMIT)
async def submit(request: Request, parts: GatewayParts, tenant: Submitter, terms: GivenTerms) -> Response:
    """Put a completion through the tests that the request brings."""
    asked = parse(SubmitRequest, await read(request, parts.settings.max_body_mb << 20, any_type=True))
    try:
        verifier = suite_of(asked.config, asked.id)
    except (KeyError, TypeError, ValueError) as error:
        fault = FieldError(["config", "provided_data"], str(error))
        raise Problem(422, "The request is not valid.", [fault]) from error
    seconds = float(asked.config.get("extra", {}).get("total_timeout") or 0.0) + _SUBMIT_SECONDS
    (result,) = await ask(request, parts, tenant, [Sample(verifier, asked.completion)], terms, seconds)
    Answers("sandbox-fusion", parts, tenant.name, terms).count(result)
    if result["reward"] is None:
        raise unavailable(reason(result))
    return _json(_evaluated(asked, result["verdict"]))


def _evaluated(asked: SubmitRequest, verdict: Mapping[str, Any]) -> EvalResult:
    tests = [EvalTest(passed=bool(check["passed"]), exec_info=_info(check)) for check in verdict["checks"]]
    return EvalResult(
        id=asked.id,
        accepted=verdict["status"] == "correct",
        extracted_code="",
        tests=tests,
        extracted_type="empty" if verdict["status"] == "no_answer" else None,
    )


def _info(check: Mapping[str, Any]) -> RunCodeAnswer:
    """What the protocol says of one check."""
    late = check["error"] == "timeout"
    ran = {
        "status": "TimeLimitExceeded" if late else "Finished",
        "return_code": None if late else int(check["error"] not in (None, "wrong_answer")),
        "execution_time": check["seconds"],
        "stdout": "",
        "stderr": check["evidence"] or "",
    }
    good = check["error"] in (None, "wrong_answer")
    return RunCodeAnswer.model_validate(
        {"status": "Success" if good else "Failed", "message": "", "run_result": ran}
    )


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json")
