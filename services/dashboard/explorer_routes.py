"""The page Completions: finds them by their text and by everything known of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.dashboard.explorer_filters import STATUSES, Filters, of_page
from services.dashboard.pages import PageRoute, page
from services.dashboard.sessions import PATH, CurrentVisitor
from services.explorer.asking import NoExplorer, ask
from services.gateway.parts import GatewayParts

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)


@router.get("/completions")
async def completions(
    request: Request, parts: GatewayParts, visitor: CurrentVisitor, which: Annotated[Filters, Depends(of_page)]
) -> Response:
    """Completions newest first, a page at a time."""
    found: Any = None
    trouble = ""
    try:
        found = await ask(parts.store.redis, which.query(visitor.scope))
    except NoExplorer as error:
        trouble = str(error)
    given = which.model_dump(exclude={"limit", "cursor"})
    context = {"found": found, "trouble": trouble, "which": given, "cursor": which.cursor}
    kinds = sorted(parts.registry.kinds)
    return page(request, visitor, "completions.html", statuses=STATUSES, kinds=kinds, **context)
