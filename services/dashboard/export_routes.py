"""A run to take away: its completions as rows, and its page as one file that needs no server."""

import re
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.dashboard.pages import SECURITY_HEADERS, PageRoute, render
from services.dashboard.rows import export
from services.dashboard.run_routes import RunName, TenantName, part_of, visible_run
from services.dashboard.sessions import PATH, CurrentVisitor
from services.gateway.parts import GatewayParts

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)

_STYLE = (Path(__file__).parent / "static" / "style.css").read_text()
_LINK = re.compile(r'<a href="/[^"]*"([^>]*)>')


@router.get("/run/completions.jsonl")
async def completions(
    parts: GatewayParts, visitor: CurrentVisitor, run: RunName, tenant: TenantName = None
) -> Response:
    """All completions of a run with their verdicts and rewards, archived ones included."""
    found = await visible_run(parts, visitor, tenant, run)
    lines = export(parts.store, parts.archive, found.tenant, run)
    return StreamingResponse(lines, media_type="application/jsonl", headers=_attached(run, "jsonl"))


@router.get("/run/page.html")
async def one_file(
    parts: GatewayParts, visitor: CurrentVisitor, run: RunName, tenant: TenantName = None
) -> Response:
    """What the page of the run shows now, with its styles inside and without links into the server."""
    found = await visible_run(parts, visitor, tenant, run)
    html = render("bundle.html", style=_STYLE, shown=[found], part=part_of([found]))
    return Response(_LINK.sub(r"<a\1>", html), media_type="text/html", headers=_attached(run, "html"))


def _attached(run: str, suffix: str) -> dict[str, str]:
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", run)[:100]
    return {**SECURITY_HEADERS, "Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
