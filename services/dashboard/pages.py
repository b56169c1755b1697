"""Renders pages, and makes every answer under ``/dashboard`` a page, errors included."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from redis.exceptions import RedisError

from services.dashboard.reward_text import reward_text
from services.dashboard.scales import duration, number, percent
from services.dashboard.server_state import state_of
from services.dashboard.sessions import COOKIE, LoginNeeded, Visitor, set_cookie
from services.dashboard.texts import visible
from services.gateway.parameters import unknown_parameters
from services.gateway.problems import Problem

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def page(
    request: Request, visitor: Visitor | None, template: str, http_status: int = 200, **context: object
) -> HTMLResponse:
    """A whole page."""
    ignored = [] if http_status >= 400 else unknown_parameters(request)
    server = getattr(request.state, "server", None)
    html = render(template, visitor=visitor, path=request.url.path, ignored=ignored, server=server, **context)
    response = HTMLResponse(html, http_status, headers=SECURITY_HEADERS)
    if visitor is not None and not request.cookies.get(COOKIE) and not visitor.has_key:
        set_cookie(request, response, visitor.token)
    return response


def render(template: str, **context: object) -> str:
    """A template's text."""
    return _templates.get_template(template).render(**context)


class PageRoute(APIRoute):
    """A route whose errors are pages too, and which asks for a key where one is needed."""

    def get_route_handler(self) -> Handler:
        """The handler, guarded."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                request.state.server = await state_of(request.app.state.parts)
                return await handle(request)
            except LoginNeeded:
                there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                target = f"/dashboard/login?next={quote(there, safe='')}"
                return RedirectResponse(target, 303, headers=SECURITY_HEADERS)
            except Problem as problem:
                faults = [f"{'.'.join(map(str, error.loc))}: {error.msg}" for error in problem.errors]
                return _error(request, problem.status, problem.detail, faults)
            except RequestValidationError as error:
                faults = [f"{one['loc'][-1]}: {one['msg']}" for one in error.errors()]
                return _error(request, 422, "The address is not valid.", faults)
            except RedisError:
                return _error(request, 503, "The broker cannot be reached just now. Load the page again.", [])

        return guarded


def _error(request: Request, status: int, detail: str, faults: list[str]) -> Response:
    title = HTTPStatus(status).phrase
    return page(
        request,
        None,
        "error.html",
        status,
        title=title,
        detail=detail,
        faults=faults,
        leads_on=True,
        status=status,
    )


def _moment(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _query(path: str, **parameters: object) -> str:
    """An address with those parameters that have a value."""
    given = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(
    moment=_moment,
    duration=duration,
    percent=percent,
    number=number,
    reward=reward_text,
    visible=lambda text: visible(str(text)),
)
_templates.globals.update(query=_query)
