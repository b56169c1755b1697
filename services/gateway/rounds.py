"""Something that is done at intervals for as long as the gateway runs."""

import asyncio
from collections.abc import Awaitable, Callable


async def at_intervals(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Work, pause, and so on until cancelled.

    A cancellation that comes while the broker's client gives a connection back may be lost in it; the task knows
    of it all the same, and ends after the round.
    """
    while True:
        await work()
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            return
        await asyncio.sleep(seconds)
