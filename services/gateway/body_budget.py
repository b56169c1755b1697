"""Bounds what is being received at a time, by all clients together: slow ones must not fill the memory."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.problems import Problem, unavailable


class BodyBudget:
    """Bytes of bodies that have come in part."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._taken = 0

    def take(self, size: int) -> None:
        """Make room for some more. Raises a 503 problem where there is none."""
        if self._taken + size > self._most:
            raise unavailable("The server is receiving as much as it can hold.", retry_after=2)
        self._taken += size

    def give_back(self, size: int) -> None:
        """Some of it is received as a whole, or will not be."""
        self._taken -= size


class BoundBodies:
    """ASGI middleware: no body is larger than ``most_bytes``, and all that are on their way share a budget."""

    def __init__(self, app: ASGIApp, budget: BodyBudget, most_bytes: int) -> None:
        self._app = app
        self._budget = budget
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what reads its body meets the 413 and 503 problems."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        size = 0

        async def bounded() -> Message:
            nonlocal size
            if announced.isdecimal() and int(announced) > self._most:
                raise self._too_large()
            message = await receive()
            come = len(message.get("body", b""))
            if size + come > self._most:
                raise self._too_large()
            self._budget.take(come)
            size += come
            if not message.get("more_body", False):
                self._budget.give_back(size)
                size = 0
            return message

        try:
            await self._app(scope, bounded, send)
        finally:
            self._budget.give_back(size)

    def _too_large(self) -> Problem:
        return Problem(413, f"The body is larger than {self._most >> 20} MiB.", headers={"Connection": "close"})
