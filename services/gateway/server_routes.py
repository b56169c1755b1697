"""What the server has and how it is: verifiers, reward schemes, health, metrics."""

from dataclasses import dataclass
from typing import Any

import msgspec
from fastapi import APIRouter, Response

from rewards.score import describe
from services.gateway.auth import Observer, Reader
from services.gateway.documents import problems
from services.gateway.parts import GatewayParts
from services.gateway.problems import unavailable
from services.gateway.readiness import NotReady
from services.gateway.store_metrics import read_store_figures, without_runs

router = APIRouter(tags=["server"])


@dataclass(frozen=True, slots=True)
class VerifierDocument:
    """A verifier this server has."""

    kind: str
    version: str
    needs: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RewardDocument:
    """A reward scheme this server has.

    ``needs`` is the hardest thing it asks for, ``scope`` what it compares a completion with. ``bounds`` are null
    where there are none.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    needs: str
    scope: str
    bounds: tuple[float | None, float | None]
    source: str


@dataclass(frozen=True, slots=True)
class Health:
    """That the server answers. Readiness adds how many workers report, what they run programs in, and warnings."""

    status: str
    workers: int | None = None
    sandbox: list[str] | None = None
    warnings: list[str] | None = None


@router.get(
    "/v1/verifiers",
    operation_id="list_verifiers",
    response_model=list[VerifierDocument],
    responses=problems(401, 403, 422),
)
async def list_verifiers(parts: GatewayParts, _tenant: Reader) -> Response:
    """The verifier kinds of this server, with the JSON schema of their fields."""
    documents = [
        VerifierDocument(
            kind,
            verifier.version,
            verifier.needs,
            (verifier.__doc__ or "").strip(),
            verifier.model_json_schema(),
        )
        for kind, verifier in parts.registry.kinds.items()
    ]
    return Response(msgspec.json.encode(documents), media_type="application/json")


@router.get(
    "/v1/rewards",
    operation_id="list_rewards",
    response_model=list[RewardDocument],
    responses=problems(401, 403, 422),
)
async def list_rewards(_tenant: Reader) -> Response:
    """The reward schemes of this server, with the JSON schema of their parameters."""
    return Response(msgspec.json.encode(describe()), media_type="application/json")


@router.get("/healthz", operation_id="health", response_model=Health)
async def health() -> Response:
    """Whether the gateway itself is alive."""
    return Response(msgspec.json.encode(Health("ok")), media_type="application/json")


@router.get("/readyz", operation_id="readiness", response_model=Health, responses=problems(503))
async def readiness(parts: GatewayParts) -> Response:
    """Whether a job would be written, queued, taken by a worker, and its end heard of: probed all the time."""
    try:
        reports = await parts.readiness.check()
    except NotReady as closed:
        raise unavailable(str(closed)) from closed
    if parts.bound.usage.is_full:
        raise unavailable("The store is full (STEELYARD_MAX_STORE_MB).", retry_after=5)
    sandboxes = sorted({report.sandbox for report in reports})
    document = Health("ok", len(reports), sandboxes, parts.warnings)
    return Response(msgspec.json.encode(document), media_type="application/json")


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **problems(401, 403, 503)},
)
async def metrics(parts: GatewayParts, tenant: Observer) -> Response:
    """Prometheus metrics. Names of runs are told only to a key with the scope `admin`."""
    flags = await parts.store.flags()
    if "admin" not in tenant.scopes:
        flags = without_runs(flags)
    figures = await read_store_figures(parts.store.redis, flags, parts.bound.usage)
    text = parts.metrics.render(figures)
    return Response(text, media_type="text/plain; version=1.0.0; charset=utf-8")
