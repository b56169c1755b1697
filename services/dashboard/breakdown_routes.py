"""The page Checks and prompts: what fails most in a run, and which of its prompts teach nothing."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from services.dashboard.pages import PageRoute, page
from services.dashboard.run_routes import RunName, TenantName, visible_run
from services.dashboard.sessions import PATH, CurrentVisitor
from services.explorer.asking import NoExplorer, ask_of_run
from services.explorer.model import RunFound, RunQuery
from services.gateway.parts import GatewayParts

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

Class = Literal["", "all_right", "none_right", "mixed"]


@router.get("/breakdown")
async def breakdown(
    request: Request,
    parts: GatewayParts,
    visitor: CurrentVisitor,
    run: RunName,
    tenant: TenantName = None,
    beside: Annotated[str, Query(alias="with", max_length=200)] = "",
    only: Class = "",
) -> Response:
    """The run's failed checks and its prompts, alone or beside another run of the same tenant."""
    document = await visible_run(parts, visitor, tenant, run)
    found: RunFound | None = None
    trouble = ""
    try:
        query = RunQuery(document.tenant, run, beside or None, only or None)
        found = await ask_of_run(parts.store.redis, query)
    except NoExplorer as error:
        trouble = str(error)
    context: dict[str, Any] = {
        "document": document,
        "found": found,
        "trouble": trouble,
        "beside": beside,
        "only": only,
    }
    return page(request, visitor, "breakdown.html", **context)
