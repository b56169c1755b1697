"""What may stand in front of a route: a key, for clients that can send no header, and what clients put into paths.

A key in the path is taken out before anything else sees the request, so that it is in no log, metric or answer.
"""

import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

_KEY = re.compile(rb"/k/([^/]+)(/.*)?", re.DOTALL)
_PORT = re.compile(r"(/compat/[a-z0-9-]+):\d{1,5}(?=/|$)")
_ROLLOUT = re.compile(r"(/compat/nemo-gym)/ng-rollout/[^/]+(?=/|$)")


class Addresses:
    """ASGI middleware that turns ``/k/<key>/<route>`` into the route with an Authorization header.

    NeMo Gym's clients build ``http://<host>:<port><route>`` of a host and a port, and put ``/ng-rollout/<id>``
    before routes. With ``<this server>/compat/nemo-gym`` as its host, the port lands inside the path: both are
    left out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under its plain address."""
        if scope["type"] == "http":
            scope = _without_key(scope)
            path = plain(scope["path"])
            if path != scope["path"]:
                scope = {
                    **scope,
                    "path": path,
                    "raw_path": plain(scope["raw_path"].decode("latin-1")).encode("latin-1"),
                }
        await self._app(scope, receive, send)


def plain(path: str) -> str:
    """The path without a port behind the name of a compatible service, and without a rollout's id."""
    if not path.startswith("/compat/"):
        return path
    return _ROLLOUT.sub(r"\1", _PORT.sub(r"\1", path, count=1), count=1)


def _without_key(scope: Scope) -> Scope:
    found = _KEY.fullmatch(scope["path"].encode("utf-8", "surrogateescape"))
    if found is None:
        return scope
    rest = (found[2] or b"/").decode("utf-8", "surrogateescape")
    raw = b"/" + b"/".join(scope["raw_path"].split(b"/")[3:])
    return {**scope, "path": rest, "raw_path": raw, "headers": [*_others(scope["headers"]), _bearer(found[1])]}


def _bearer(key: bytes) -> tuple[bytes, bytes]:
    return b"authorization", b"Bearer " + key


def _others(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name != b"authorization"]
