"""What runs beside the requests for as long as the gateway does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

_AGAIN_SECONDS = 0.5
log = logging.getLogger(__name__)


async def at_intervals(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Work, pause, and so on until cancelled. An exception is logged, and the next round done all the same."""
    while True:
        try:
            await work()
        except Exception:
            # The boundary of one round: a bucket's client, say, raises what it likes.
            log.exception("what is done at intervals failed")
        await asyncio.sleep(seconds)


async def cancel_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until all have ended; what they raise is dropped.

    Once is not enough: a cancellation that comes while the broker's client gives a connection back is lost in it.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        ended, running = await asyncio.wait(running, timeout=_AGAIN_SECONDS)
        for task in ended:
            _ = task.cancelled() or task.exception()
