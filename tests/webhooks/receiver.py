"""A real HTTP receiver of messages: notes them, and answers as it is told."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass
class Receiver:
    """``answers`` gives the status of each answer in turn, then 204."""

    url: str = ""
    answers: Iterator[int] = field(default_factory=lambda: iter(()))
    received: list[web.Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    strays: int = 0

    @property
    def events(self) -> list[tuple[str, str, str]]:
        """Type, alarm and subject of each message."""
        found: list[Any] = [json.loads(body) for body in self.bodies]
        return [(one["type"], one["data"]["alarm"], one["data"]["subject"]) for one in found]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        assert is_signed(request, body)
        self.received.append(request)
        self.bodies.append(body)
        return web.Response(status=next(self.answers, 204), headers={"Location": "/elsewhere"})

    async def stray(self, request: web.Request) -> web.Response:
        self.strays += 1
        return web.Response()


def is_signed(request: web.Request, body: bytes) -> bool:
    """As a receiver checks it, written out from the convention."""
    told = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(bytes(range(32)), told, hashlib.sha256).digest()
    return request.headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    app.router.add_route("*", "/elsewhere", receiver.stray)
    server = TestServer(app)
    await server.start_server()
    receiver.url = str(server.make_url("/hook"))
    try:
        yield receiver
    finally:
        await server.close()


async def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the store
            await asyncio.sleep(0.005)
