"""What the server has and how it is: verifiers, reward schemes, health, metrics."""

import time
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from fastapi import APIRouter, Response

from rewards.score import describe
from services.gateway.auth import Observer, Reader
from services.gateway.documents import problems
from services.gateway.parts import GatewayParts, Parts
from services.gateway.problems import unavailable
from services.jobs import keys

router = APIRouter(tags=["server"])

_SILENT_SECONDS = 10.0


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
    """That the server answers; and for readiness, how many workers report, and what they run programs in."""

    status: str
    workers: int | None = None
    sandbox: list[str] | None = None


@router.get(
    "/v1/verifiers",
    operation_id="list_verifiers",
    response_model=list[VerifierDocument],
    responses=problems(401, 403),
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
    responses=problems(401, 403),
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
    """Whether jobs would be judged: the broker answers and at least one worker reports."""
    reports = await _reports(parts)
    if not reports:
        raise unavailable("No worker reports.")
    sandboxes = sorted({str(report.get("sandbox", "none")) for report in reports})
    return Response(msgspec.json.encode(Health("ok", len(reports), sandboxes)), media_type="application/json")


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **problems(401, 403, 503)},
)
async def metrics(parts: GatewayParts, _tenant: Observer) -> Response:
    """Prometheus metrics."""
    counters = cast("dict[bytes, bytes]", await parts.store.redis.hgetall(keys.COUNTERS))
    verdicts = {}
    for name, count in counters.items():
        kind, _, status = name.decode().partition("|")
        verdicts[kind, status] = int(count)
    queued = (await parts.store.queued()).get(keys.ALL, 0)
    flags = await parts.store.flags()
    waited = await parts.store.waited()
    text = parts.metrics.render(queued, waited, len(await _reports(parts)), verdicts, flags)
    return Response(text, media_type="text/plain; version=1.0.0; charset=utf-8")


async def _reports(parts: Parts) -> list[dict[str, Any]]:
    """What workers have reported lately; the reports of those long gone are cleared away."""
    reports = cast("dict[bytes, bytes]", await parts.store.redis.hgetall(keys.WORKERS))
    silent = [name for name, report in reports.items() if _age(report) > _SILENT_SECONDS]
    long_gone = [name for name in silent if _age(reports[name]) > 100 * _SILENT_SECONDS]
    if long_gone:
        await parts.store.redis.hdel(keys.WORKERS, *long_gone)
    return [msgspec.json.decode(report) for name, report in reports.items() if name not in silent]


def _age(report: bytes) -> float:
    return time.time() - float(msgspec.json.decode(report)["seen"])
