"""Keeps a part of a page up to date: sent again as a server-sent event whenever it looks different."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi import Request
from fastapi.responses import StreamingResponse
from redis.exceptions import RedisError

from services.gateway.problems import Problem

_PAUSE_SECONDS = 2.0
_HEARTBEATS = 15


async def live(request: Request, part: Callable[[], Awaitable[str]]) -> StreamingResponse:
    """Events ``part`` with the part's HTML, until the reader or what it shows has gone.

    Raises what the part raises at first, so that there is no stream of what may not be seen.
    """
    html = await part()

    async def stream() -> AsyncIterator[bytes]:
        yield _event(html)
        last, quiet = html, 0
        while not await request.is_disconnected():
            await asyncio.sleep(_PAUSE_SECONDS)
            try:
                now = await part()
            except RedisError:
                continue  # the reader keeps what it has until the broker is back
            except Problem:
                return
            quiet += 1
            if now != last:
                yield _event(now)
                last, quiet = now, 0
            elif quiet % _HEARTBEATS == 0:
                yield b": still here\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _event(html: str) -> bytes:
    data = "\n".join(f"data: {line}" for line in html.splitlines())
    return f"event: part\n{data}\n\n".encode()
