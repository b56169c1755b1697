"""The server's front page, and addresses of the dashboard that are none."""

from fastapi import APIRouter, Request, Response

from services.dashboard.pages import PageRoute, page
from services.dashboard.server_state import state_of
from services.dashboard.sessions import PATH
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem

front = APIRouter(route_class=PageRoute, include_in_schema=False)
nowhere = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)


@front.get("/")
async def front_page(request: Request, parts: GatewayParts) -> Response:
    """What this server is, how it is doing and where to go on; for everybody, so it tells of nobody's work."""
    example = {"url": f"{str(request.base_url).rstrip('/')}/v1/verify", "has_keys": parts.keys.required}
    server = await state_of(parts)
    state = "ready" if server.is_ready else f"not ready: {server.words}"
    return page(request, None, "front.html", state=state, example=example, leads_on=True)


@nowhere.get("/{rest:path}")
async def no_such_page(rest: str) -> Response:
    """Every other address under the dashboard's."""
    raise Problem(404, f"The dashboard has no page /{rest[:200]}.")
