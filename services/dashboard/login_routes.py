"""Giving a key, leaving, and the files that pages are made of."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from services.dashboard.pages import SECURITY_HEADERS, PageRoute, page
from services.dashboard.sessions import (
    COOKIE,
    PATH,
    CurrentVisitor,
    OwnForm,
    log_in,
    log_out,
    read_form,
    set_cookie,
)
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem

router = APIRouter(prefix=PATH, route_class=PageRoute, include_in_schema=False)
files = APIRouter(prefix=PATH, include_in_schema=False)
"""What pages are made of; unlike pages, it needs nothing of the broker."""

_STATIC = Path(__file__).parent / "static"
_SERVED = frozenset(
    one.relative_to(_STATIC).as_posix() for one in _STATIC.rglob("*") if one.suffix in (".js", ".css", ".woff2")
)


@router.get("/login")
async def login_page(
    request: Request, next_page: Annotated[str, Query(alias="next", max_length=2000)] = PATH
) -> Response:
    """Asks for a key."""
    return page(request, None, "login.html", next=_inside(next_page), refused=False)


@router.post("/login")
async def log_in_here(request: Request, parts: GatewayParts) -> Response:
    """Begins a session with a key that is known. Needs no form token: there is no session yet to misuse."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "The form is not from this site.")
    form = await read_form(request)
    target = _inside(form.get("next", PATH))
    token = await log_in(parts.store.redis, parts.keys, form.get("key", ""))
    if token is None:
        return page(request, None, "login.html", 401, next=target, refused=True)
    response = RedirectResponse(target, 303, headers=SECURITY_HEADERS)
    set_cookie(request, response, token)
    return response


@router.post("/logout")
async def leave(parts: GatewayParts, visitor: CurrentVisitor, _form: OwnForm) -> Response:
    """Ends the session."""
    await log_out(parts.store.redis, visitor.token)
    response = RedirectResponse(f"{PATH}/login", 303, headers=SECURITY_HEADERS)
    response.delete_cookie(COOKIE, path=PATH)
    return response


@files.get("/static/{name:path}")
async def static(name: str) -> Response:
    """Scripts, style sheets and fonts, the same for everybody."""
    if name not in _SERVED:
        raise Problem(404, "The dashboard has no such file.")
    headers = {**SECURITY_HEADERS, "Cache-Control": "max-age=3600"}
    return FileResponse(_STATIC / name, headers=headers)


def _inside(target: str) -> str:
    """Only addresses of the dashboard are gone to: ``next`` may come from anybody."""
    is_ours = target == PATH or target.startswith((f"{PATH}/", f"{PATH}?"))
    return target if is_ours and "\\" not in target and "//" not in target.partition("?")[0] else PATH
