"""Who looks at the dashboard: a session in a cookie where keys are configured, and forms of our own pages only."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from redis.asyncio import Redis

from services.gateway.auth import ANYONE, Keys, Tenant
from services.gateway.parts import GatewayParts
from services.gateway.problems import Problem
from services.jobs.keys import PREFIX

COOKIE = "steelyard_session"
PATH = "/dashboard"
_SESSION_SECONDS = 12 * 3600
_FORM_BYTES = 1 << 16


class LoginNeeded(Exception):
    """The visitor has to give a key first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person and the tenant they stand for. ``token`` is the secret in their cookie."""

    tenant: Tenant
    token: str
    has_key: bool

    @property
    def form_token(self) -> str:
        """What forms of this visitor carry; only who can read the pages knows it."""
        return hmac.digest(self.token.encode(), b"form", hashlib.sha256).hex()

    @property
    def scope(self) -> str | None:
        """Whose jobs they see: None for everybody's."""
        return None if self.is_admin else self.tenant.name

    @property
    def is_admin(self) -> bool:
        """Whether they may see all tenants and steer workers."""
        return "admin" in self.tenant.scopes


async def visitor(request: Request, parts: GatewayParts) -> Visitor:
    """Raises LoginNeeded without a session, and a 403 problem for a key that may not read."""
    token = request.cookies.get(COOKIE, "")
    if not parts.keys.required:
        return Visitor(ANYONE, token or secrets.token_urlsafe(32), has_key=False)
    if authorization := request.headers.get("authorization"):
        tenant: Tenant | None = parts.keys.tenant(authorization)
    else:
        tenant = await _tenant(parts.store.redis, parts.keys, token)
    if tenant is None:
        raise LoginNeeded
    if not tenant.scopes & {"read", "admin"}:
        raise Problem(403, "This key lacks the scope read.")
    return Visitor(tenant, token or secrets.token_urlsafe(32), has_key=True)


CurrentVisitor = Annotated[Visitor, Depends(visitor)]


async def admin(visitor: CurrentVisitor) -> Visitor:
    """Raises a 403 problem for everybody else."""
    if not visitor.is_admin:
        raise Problem(403, "This page needs a key with the scope admin.")
    return visitor


CurrentAdmin = Annotated[Visitor, Depends(admin)]


async def read_form(request: Request) -> Mapping[str, str]:
    """A form's fields. Raises a 413 problem for what no form of ours sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_BYTES:
            raise Problem(413, "The form is too large.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def own_form(request: Request, visitor: CurrentVisitor) -> Mapping[str, str]:
    """The fields of a form on one of this visitor's pages. Raises a 403 problem for any other."""
    form = await read_form(request)
    has_cookie = COOKIE in request.cookies
    if not has_cookie or not hmac.compare_digest(form.get("token", ""), visitor.form_token):
        raise Problem(403, "The form is not from this session. Load the page again and repeat.")
    return form


OwnForm = Annotated[Mapping[str, str], Depends(own_form)]


async def log_in(redis: "Redis", keys: Keys, key: str) -> str | None:
    """A new session's token; None if there is no such key."""
    digest = keys.known(key)
    if digest is None:
        return None
    token = secrets.token_urlsafe(32)
    await redis.set(_name(token), digest, ex=_SESSION_SECONDS)
    return token


async def log_out(redis: "Redis", token: str) -> None:
    """End a session."""
    await redis.delete(_name(token))


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Hand the token to the browser, out of reach of scripts and of other sites."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="strict", secure=secure)


async def _tenant(redis: "Redis", keys: Keys, token: str) -> Tenant | None:
    if not token:
        return None
    digest = cast("bytes | None", await redis.get(_name(token)))
    return None if digest is None else keys.behind(digest)


def _name(token: str) -> str:
    # The store holds no token that could be used: only what it hashes to.
    return f"{PREFIX}session:{hashlib.sha256(token.encode()).hexdigest()}"
