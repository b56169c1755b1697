"""The same figures as JSON: ``/v1/overview`` and ``/v1/runs``, for the command line and other programs."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import StreamingResponse

from services.dashboard.explorer_filters import Filters, of_api
from services.dashboard.known_runs import find_run
from services.dashboard.overview import Overview, read_overview
from services.dashboard.rows import export
from services.dashboard.runs import RunDocument, RunSummary, list_runs
from services.explorer.asking import NoExplorer, ask
from services.explorer.model import Found
from services.gateway.auth import Observer, Tenant
from services.gateway.documents import problems
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import Problem, unavailable

router = APIRouter(tags=["server"])

_PAGE = 50


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, those heard of last first; ``more`` when there are further ones behind ``start`` + 50."""

    runs: list[RunSummary]
    more: bool


@router.get(
    "/v1/overview", operation_id="overview", response_model=Overview, responses=problems(401, 403, 422, 500, 503)
)
async def overview(parts: GatewayParts, tenant: Observer) -> Response:
    """What waits, how fast it goes, who works and what is wrong: the last hour of what this key may see."""
    return _json(await read_overview(parts.store.redis, _scope(tenant), parts.warnings))


@router.get(
    "/v1/runs", operation_id="list_runs", response_model=RunPage, responses=problems(401, 403, 422, 500, 503)
)
async def runs(
    parts: GatewayParts, tenant: Observer, start: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Response:
    """Runs with what they have shown in all."""
    return _json(RunPage(*await list_runs(parts.store.redis, _scope(tenant), start, _PAGE)))


@router.get(
    "/v1/run",
    operation_id="get_run",
    response_model=RunDocument,
    responses=problems(401, 403, 404, 422, 500, 503),
)
async def run(
    parts: GatewayParts, tenant: Observer, name: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """One run with its steps, rewards, flags and verifiers."""
    return _json(await _known(parts, tenant, name))


@router.get(
    "/v1/runs/{run:path}/export",
    operation_id="export_run",
    responses={200: {"content": {"application/jsonl": {}}}, **problems(401, 403, 404, 422, 500, 503)},
)
async def export_run(
    parts: GatewayParts, tenant: Observer, run: Annotated[str, Path(min_length=1, max_length=200)]
) -> Response:
    """The completions of a run with their verdicts and rewards as JSON lines, archived ones included."""
    found = await _known(parts, tenant, run)
    lines = export(parts.store, parts.archive, found.tenant, run)
    return StreamingResponse(lines, media_type="application/jsonl")


async def _known(parts: Parts, tenant: Tenant, name: str) -> RunDocument:
    found = await find_run(parts, name, tenant.may_see, tenant.name)
    if found is None:
        raise Problem(404, "There is no such run, or it is no longer kept.")
    return found


@router.get(
    "/v1/completions",
    operation_id="find_completions",
    response_model=Found,
    responses=problems(401, 403, 422, 500, 503),
)
async def completions(
    parts: GatewayParts, tenant: Observer, which: Annotated[Filters, Depends(of_api)]
) -> Response:
    """Completions of finished jobs by their text, prompt, verdict and reward, newest first.

    ``text`` and ``prompt`` are found wherever they stand, in capitals or not; ``check`` names one that failed.
    """
    try:
        return _json(await ask(parts.store.redis, which.query(_scope(tenant))))
    except NoExplorer as error:
        raise unavailable(f"Completions cannot be searched: {error}.", retry_after=5) from error


def _scope(tenant: Tenant) -> str | None:
    return None if "admin" in tenant.scopes else tenant.name


def _json(document: object) -> Response:
    return Response(msgspec.json.encode(document), media_type="application/json")
