"""Who is asking: API keys, the tenants they stand for, and what those may do."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.gateway.problems import Problem
from services.settings import SettingsError

Scope = Literal["submit", "read", "admin"]


class Key(BaseModel):
    """One line of the keys file.

    ``max_queued`` bounds the tenant's unfinished completions. While several tenants wait, their shares of the
    workers are as their ``weight``.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    key: str = Field(min_length=16)
    tenant: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    scopes: list[Scope] = ["submit", "read"]
    max_queued: int | None = Field(None, ge=1)
    weight: Annotated[float, Field(strict=False)] = Field(1.0, ge=0.001, le=1000, allow_inf_nan=False)


class Tenant(BaseModel):
    """On whose behalf a request is made."""

    model_config = ConfigDict(frozen=True)

    name: str
    scopes: frozenset[Scope]
    max_queued: int | None = None
    weight: float = 1.0

    def may_see(self, tenant: str) -> bool:
        """Whether jobs of that tenant are its business."""
        return self.name == tenant or "admin" in self.scopes


ANYONE = Tenant(name="default", scopes=frozenset({"submit", "read", "admin"}))
"""Who everybody is on a server without keys, which only this machine can reach."""


class Keys:
    """The configured keys. Without any, everybody is the one default tenant."""

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        self._tenants = {_hash(key.key): _tenant(key) for key in keys}

    @classmethod
    def read(cls, path: Path | None) -> "Keys":
        """Read a keys file: one JSON object a line. Raises SettingsError with the line at fault."""
        if path is None:
            return cls()
        keys = []
        try:
            lines = path.read_text().splitlines()
        except OSError as error:
            raise SettingsError(f"STEELYARD_KEYS_FILE: {error}") from error
        for number, line in enumerate(lines, 1):
            try:
                keys += [Key.model_validate_json(line)] if line.strip() else []
            except ValidationError as error:
                fault = error.errors(include_input=False)[0]
                raise SettingsError(f"STEELYARD_KEYS_FILE line {number}: {fault['msg']}") from error
        if not keys:
            raise SettingsError("STEELYARD_KEYS_FILE holds no key")
        return cls(keys)

    @property
    def required(self) -> bool:
        """Whether requests must carry a key."""
        return bool(self._tenants)

    def known(self, key: str) -> bytes | None:
        """The digest of a key, by which it can be remembered; None if there is no such key."""
        digest = _hash(key.strip())
        return digest if digest in self._tenants else None

    def behind(self, digest: bytes) -> Tenant | None:
        """The tenant whose key has this digest."""
        return self._tenants.get(digest)

    def tenant(self, authorization: str | None) -> Tenant:
        """The tenant behind an Authorization header. Raises a 401 problem."""
        if not self.required:
            return ANYONE
        found = (self._tenants.get(_hash(key)) for key in _keys_in(authorization or ""))
        tenant = next(filter(None, found), None)
        if tenant is None:
            raise Problem(401, "A valid API key is needed.", headers={"WWW-Authenticate": "Bearer"})
        return tenant


class Needs:
    """Dependency: the tenant of a request, who must hold one of the scopes."""

    def __init__(self, *scopes: Scope) -> None:
        self._scopes = frozenset(scopes)

    async def __call__(self, request: Request) -> Tenant:
        """Raises a 401 or 403 problem."""
        keys: Keys = request.app.state.parts.keys
        tenant = keys.tenant(request.headers.get("authorization"))
        if not self._scopes & tenant.scopes:
            raise Problem(403, f"This key lacks the scope {' or '.join(sorted(self._scopes))}.")
        return tenant


Submitter = Annotated[Tenant, Depends(Needs("submit"))]
Reader = Annotated[Tenant, Depends(Needs("read", "submit"))]
Observer = Annotated[Tenant, Depends(Needs("read"))]


def _keys_in(authorization: str) -> Sequence[str]:
    """What may be a key in the header: a bearer token, or the user and the password of a URL (Basic)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return [value.strip()]
    if scheme.lower() != "basic":
        return []
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return []
    return [password, user]


def _hash(key: str) -> bytes:
    """Keys are compared by keyed hash, so that the time a look-up takes says nothing about them."""
    return hmac.digest(b"steelyard", key.encode(errors="replace"), hashlib.sha256)


def _tenant(key: Key) -> Tenant:
    scopes = frozenset(key.scopes)
    return Tenant(name=key.tenant, scopes=scopes, max_queued=key.max_queued, weight=key.weight)
