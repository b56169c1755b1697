"""Forwards requests to the gateway, and asks it again where it went away before it answered.

Whoever knocks meanwhile waits. Asking again is harmless: the gateway joins work that it knows already.
"""

import asyncio
import logging
from collections.abc import Mapping

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from services.doors.table import Door
from services.doors.timeouts import answer_within
from services.listening import STOPPING

log = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0
_EVENTS = "text/event-stream"
_OF_THE_CONNECTION = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer"),
        *("transfer-encoding", "upgrade", "content-length", "expect"),
    }
)


class _Stopping(Exception):
    """The gateway has given a request up because it stops."""


class Forwarder:
    """Forwards the requests of all doors over one pool of connections."""

    def __init__(self, gateway_url: str, max_body_bytes: int) -> None:
        self._gateway = gateway_url.rstrip("/")
        self._max_body_bytes = max_body_bytes
        self._session: aiohttp.ClientSession | None = None

    def application(self, door: Door) -> web.Application:
        """The application that serves one door."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._forward(request, URL(self._gateway + door.target(request.raw_path), encoded=True))

        application = web.Application(client_max_size=self._max_body_bytes + 1)
        application.router.add_route("*", "/{path:.*}", handle)
        return application

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _forward(self, request: web.Request, url: URL) -> web.StreamResponse:
        body = await request.read()
        headers = _passed_on(request.headers)
        if request.headers.get("Content-Encoding", "").lower() in ("gzip", "deflate"):
            headers.popall("Content-Encoding")  # it has been unpacked while it was read
        try:
            async with asyncio.timeout(answer_within(url.raw_path, body)):
                return await self._persist(request, url, headers, body)
        except TimeoutError:
            return web.Response(status=504, text="Not done in time; the work goes on, ask again.")

    async def _persist(
        self, request: web.Request, url: URL, headers: Mapping[str, str], body: bytes
    ) -> web.StreamResponse:
        """The answer, however often the gateway goes away before it has given it."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._ask(request, url, headers, body)
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, _Stopping) as gone:
                log.info("the gateway is away (%s); asking again", type(gone).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _ask(
        self, request: web.Request, url: URL, headers: Mapping[str, str], body: bytes
    ) -> web.StreamResponse:
        """One attempt. Nothing is passed on before the whole answer is there, but of streams of events."""
        async with self._open().request(
            request.method, url, headers=headers, data=body or None, allow_redirects=False
        ) as answer:
            if STOPPING in answer.headers:
                raise _Stopping
            if answer.content_type != _EVENTS:
                return web.Response(
                    status=answer.status, headers=_passed_on(answer.headers), body=await answer.read()
                )
            stream = web.StreamResponse(status=answer.status, headers=_passed_on(answer.headers))
            await stream.prepare(request)
            async for chunk in answer.content.iter_any():
                await stream.write(chunk)
            return stream

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _passed_on(headers: Mapping[str, str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in _OF_THE_CONNECTION)
