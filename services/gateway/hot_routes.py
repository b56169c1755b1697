"""The routes that trainers call hundreds of times a second, without the framework's way to them.

Routing, dependencies and exception groups cost a single completion more than its job does. These requests go
straight to the functions that the documented routes have. Whatever is unusual about one (a malformed header, a
query parameter beyond the common ones) takes the documented route, which knows how to refuse it.
"""

import re
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from redis.exceptions import RedisError
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway import problems, verify_routes
from services.gateway.auth import Needs, Tenant
from services.gateway.compat import openrlhf, slime
from services.gateway.compat.terms import Terms
from services.gateway.parts import Parts
from services.gateway.problems import Problem
from services.gateway.waiting import ClientGone, gone

Handler = Callable[[Request, Parts, Tenant], Awaitable[Response]]

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_COMMON_TERMS = {"reward": 2_000, "run": 200}  # of drop-in routes; the others take none
_DROP_IN = "/compat/"
_submitter = Needs("submit")


class _Route:
    """What counts requests by route asks of one."""

    def __init__(self, path: str) -> None:
        self.path = path


class HotRoutes:
    """ASGI middleware in front of the router."""

    def __init__(self, app: ASGIApp, parts: Parts) -> None:
        self._app = app
        self._parts = parts
        self._routes = {path: (_Route(path), handler) for path, handler in _HANDLERS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        found = self._routes.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is not None and _is_usual(request := Request(scope, receive)):
            scope["route"], handler = found
            response = await self._respond(request, handler)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _respond(self, request: Request, handler: Handler) -> Response:
        try:
            return await handler(request, self._parts, await _submitter(request))
        except Problem as problem:
            return problems.answer(problem)
        except (ClientGone, ClientDisconnect) as error:
            return await gone(request, error)
        except RedisError as error:
            return problems.broker_fails(error)


def _is_usual(request: Request) -> bool:
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        return False
    if not request.scope["query_string"]:
        return True
    terms = request.query_params
    given = terms.multi_items()
    return (
        request.scope["path"].startswith(_DROP_IN)
        and len(given) == len(terms)
        and all(0 < len(value) <= _COMMON_TERMS.get(name, 0) for name, value in given)
    )


async def _verify(request: Request, parts: Parts, tenant: Tenant) -> Response:
    return await verify_routes.verify(request, parts, tenant, request.headers.get("idempotency-key"))


async def _get_reward(request: Request, parts: Parts, tenant: Tenant) -> Response:
    return await openrlhf.get_reward(request, parts, tenant, _terms(request))


async def _remote_rm(request: Request, parts: Parts, tenant: Tenant) -> Response:
    return await slime.remote_rm(request, parts, tenant, _terms(request))


def _terms(request: Request) -> Terms:
    given = request.query_params if request.scope["query_string"] else {}
    return Terms(reward=given.get("reward", "binary"), run=given.get("run"))


_HANDLERS: Mapping[str, Handler] = {
    "/v1/verify": _verify,
    "/compat/openrlhf/get_reward": _get_reward,
    "/compat/slime/rm": _remote_rm,
}
