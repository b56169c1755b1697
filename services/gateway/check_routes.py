"""``POST /v1/verifiers/check``: whether verifiers can judge, and what their ground truths are read as."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import Field, ValidationError

from services.gateway.auth import Reader
from services.gateway.body import parse, read
from services.gateway.documents import problems, request_body
from services.gateway.parts import GatewayParts
from services.gateway.schemas import Wire
from services.gateway.specifications import is_as_text
from services.jobs.results import AS_TEXT_MESSAGE, COMPARED_AS_TEXT
from services.jobs.work import Usable
from verifiers.registry import Registry
from verifiers.verifier import Verifier

router = APIRouter(tags=["verifiers"])

_MOST = 4096


class CheckVerifiersRequest(Wire):
    """Verifiers as they would stand in groups."""

    verifiers: Annotated[list[Any], Field(min_length=1, max_length=_MOST)]


@dataclass(frozen=True, slots=True)
class CheckWarning:
    """Something that a dataset's owner should know of a verifier; ``code`` is for programs."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckedVerifier:
    """Whether a verifier can judge; ``field`` and ``reason`` say why not.

    ``read_as`` is what each of its ground truths is read as, where the verifier can tell.
    """

    usable: bool
    field: str | None
    reason: str | None
    read_as: list[str]
    warnings: list[CheckWarning]


@dataclass(frozen=True, slots=True)
class CheckedVerifiers:
    """One entry for each verifier, in order."""

    verifiers: list[CheckedVerifier]


@router.post(
    "/v1/verifiers/check",
    operation_id="check_verifiers",
    response_model=CheckedVerifiers,
    responses=problems(400, 401, 403, 413, 415, 422, 503),
    openapi_extra=request_body("CheckVerifiersRequest"),
)
async def check_verifiers(request: Request, parts: GatewayParts, _tenant: Reader) -> Response:
    """Look at verifiers before anything is trained on them: nothing is judged or stored."""
    asked = parse(CheckVerifiersRequest, await read(request, parts.settings.max_body_mb << 20))
    read_in = [_read_in(one, parts.registry) for one in asked.verifiers]
    valid = [one for one in read_in if isinstance(one, Verifier)]
    specifications = [one.model_dump_json(exclude_unset=True).encode() for one in valid]
    looked_at = iter(await parts.admission.specifications.read(valid, specifications) if valid else ())
    answer = [_checked(next(looked_at) if isinstance(one, Verifier) else one) for one in read_in]
    return Response(msgspec.json.encode(CheckedVerifiers(answer)), media_type="application/json")


def _read_in(document: Any, registry: Registry) -> Verifier | Usable:
    try:
        return registry.parse(msgspec.json.encode(document))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return Usable(False, ".".join(map(str, fault["loc"])), str(fault["msg"]))


def _checked(found: Usable) -> CheckedVerifier:
    as_text = [CheckWarning(COMPARED_AS_TEXT, AS_TEXT_MESSAGE)] if is_as_text(found) else []
    return CheckedVerifier(found.usable, found.field or None, found.reason or None, list(found.read_as), as_text)
