"""The page Bottleneck, and the same as JSON: what the trainer waits for, and what to scale."""

import msgspec
from fastapi import APIRouter, Request, Response

from services.dashboard.bottleneck import Bottleneck, read_bottleneck
from services.dashboard.charts import bar_chart
from services.dashboard.pages import PageRoute, page
from services.dashboard.sessions import PATH, CurrentVisitor
from services.gateway.auth import Observer
from services.gateway.documents import problems
from services.gateway.parts import GatewayParts

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)
api = APIRouter(tags=["server"])


@router.get("/bottleneck")
async def bottleneck(request: Request, parts: GatewayParts, visitor: CurrentVisitor) -> Response:
    """How busy each part is, and what share of the trainers' time jobs are in the service."""
    found = await read_bottleneck(parts.store.redis, parts.store.listing, visitor.scope)
    milliseconds = {name: round(1000 * seconds) for name, seconds in found.by_verifier.items()}
    chart = bar_chart("verifiers", "Judging by verifier, last ten minutes", "verifier", milliseconds, "ms")
    return page(request, visitor, "bottleneck.html", found=found, chart=chart)


@api.get(
    "/v1/bottleneck",
    operation_id="bottleneck",
    response_model=Bottleneck,
    responses=problems(401, 403, 422, 500, 503),
)
async def bottleneck_document(parts: GatewayParts, tenant: Observer) -> Response:
    """How busy judging processes and gateways are, what trainers wait for, and which part to scale."""
    scope = None if "admin" in tenant.scopes else tenant.name
    found = await read_bottleneck(parts.store.redis, parts.store.listing, scope)
    return Response(msgspec.json.encode(found), media_type="application/json")
