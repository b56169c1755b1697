"""``POST /v1/labels/read``: what rows of a dataset, or their labels, would be judged by. Nothing is judged."""

import asyncio
from collections.abc import Sequence
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
from services.jobs.work import Usable
from verifiers.labels.reading import Reading, Refused, read_label
from verifiers.registry import Registry
from verifiers.verifier import Verifier

router = APIRouter(tags=["labels"])

_MOST_ROWS = 4096


class ReadLabelsRequest(Wire):
    """Whole rows of a dataset, or labels by themselves, in any mixture."""

    rows: Annotated[list[Any], Field(min_length=1, max_length=_MOST_ROWS)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row cannot be judged, and which of its fields were seen."""

    reason: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """What one row was read as, or its refusal.

    ``layout`` names the layout that was recognised, ``source`` the column that the truth stood in. ``solution`` is
    a completion that ought to earn 1, where the row holds one.
    """

    kind: str | None
    layout: str | None
    source: str | None
    verifier: dict[str, Any] | None
    tests: int | None
    dropped: list[str]
    warnings: list[str]
    solution: str | None
    refused: Refusal | None


@dataclass(frozen=True, slots=True)
class ReadLabels:
    """One entry for each row, in order."""

    readings: list[ReadLabel]


@router.post(
    "/v1/labels/read",
    operation_id="read_labels",
    response_model=ReadLabels,
    responses=problems(400, 401, 403, 413, 415, 422, 503),
    openapi_extra=request_body("ReadLabelsRequest"),
)
async def read_labels(request: Request, parts: GatewayParts, _tenant: Reader) -> Response:
    """Tell what rows are read as before anything is trained on them."""
    asked = parse(ReadLabelsRequest, await read(request, parts.settings.max_body_mb << 20))
    # Rows may be megabytes of tests: the event loop is not held up by them.
    read_in = await asyncio.to_thread(_read_all, asked.rows, parts.registry)
    verifiers = [verifier for _, verifier in read_in if verifier is not None]
    specifications = [verifier.model_dump_json(exclude_unset=True).encode() for verifier in verifiers]
    looked_at = iter(await parts.admission.specifications.read(verifiers, specifications) if verifiers else ())
    answer = [label if verifier is None else _usable(label, next(looked_at)) for label, verifier in read_in]
    return Response(msgspec.json.encode(ReadLabels(answer)), media_type="application/json")


def _read_all(rows: Sequence[Any], registry: Registry) -> list[tuple[ReadLabel, Verifier | None]]:
    return [_read(row, registry) for row in rows]


def _read(row: Any, registry: Registry) -> tuple[ReadLabel, Verifier | None]:
    try:
        reading = read_label(row, registry.kinds)
        verifier = registry.parse(msgspec.json.encode(reading.verifier))
    except Refused as refusal:
        return _refused(refusal.reason, refusal.fields), None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))
        return _refused(f"it was read as a verifier that is not valid: {place}: {fault['msg']}"), None
    return _understood(reading), verifier


def _usable(label: ReadLabel, found: Usable) -> ReadLabel:
    """The label, or its refusal where its verifier could judge nothing."""
    if found.usable:
        return label
    return _refused(f"it was read as a {label.kind} verifier that cannot judge: {found.field}: {found.reason}")


def _understood(reading: Reading) -> ReadLabel:
    return ReadLabel(
        kind=reading.kind,
        layout=reading.layout,
        source=reading.source or None,
        verifier=dict(reading.verifier),
        tests=reading.tests,
        dropped=list(reading.dropped),
        warnings=list(reading.warnings),
        solution=reading.solution,
        refused=None,
    )


def _refused(reason: str, fields: Sequence[str] = ()) -> ReadLabel:
    return ReadLabel(None, None, None, None, None, [], [], None, Refusal(reason, list(fields)))
