"""Keeps a part of a page up to date: sent again as a server-sent event whenever it looks different."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import Request
from fastapi.responses import StreamingResponse
from redis.exceptions import RedisError

_PAUSE_SECONDS = 1.0
_HEARTBEATS = 15


def live(request: Request, part: Callable[[], Awaitable[str]]) -> StreamingResponse:
    """Events ``part`` with the part's HTML, until the reader has gone. The first one comes at once."""

    async def stream() -> AsyncIterator[bytes]:
        last, quiet = "", 0
        while not await request.is_disconnected():
            try:
                html = await part()
            except RedisError:
                html = last  # the reader keeps what it has until the broker is back
            quiet += 1
            if html != last:
                yield _event(html)
                last, quiet = html, 0
            elif quiet % _HEARTBEATS == 0:
                yield b": still here\n\n"
            await asyncio.sleep(_PAUSE_SECONDS)

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _event(html: str) -> bytes:
    data = "\n".join(f"data: {line}" for line in html.splitlines())
    return f"event: part\n{data}\n\n".encode()
