"""An event loop on a thread of its own, for callers who have no loop or must not block theirs."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any, Final, TypeVar

T = TypeVar("T")

_END: Final = object()


class BackgroundLoop:
    """Runs coroutines for other threads until it is stopped; ``at_end`` runs last."""

    def __init__(self, at_end: Callable[[], Awaitable[None]]) -> None:
        self._at_end = at_end
        self._pid = os.getpid()
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="steelyard", daemon=True)
        self._thread.start()
        self._started.wait()

    def start(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run it, and do not wait for it. Raises RuntimeError after close(), and in a forked process."""
        if self._loop is None or self._pid != os.getpid():
            work.close()
            raise RuntimeError("the client is closed" if self._loop is None else "make a new client after a fork")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it and wait for it. Whoever interrupts the waiting, by Ctrl-C say, cancels the work."""
        future = self.start(work)
        try:
            return future.result()
        finally:
            future.cancel()

    def iterate(self, items: AsyncIterator[T]) -> Iterator[T]:
        """Bring the items over one by one."""
        try:
            while (item := self.run(_next(items))) is not _END:
                yield item  # type: ignore[misc]  # what is not the end is an item
        finally:
            # Not waited for: the garbage collector may do this on the loop's own thread.
            if isinstance(items, AsyncGenerator) and self._loop is not None:
                asyncio.run_coroutine_threadsafe(_close(items), self._loop)

    def stop(self) -> None:
        """End what still runs, then the thread. A second time it does nothing."""
        loop, self._loop = self._loop, None
        if loop is None or self._end is None or self._pid != os.getpid():
            return
        loop.call_soon_threadsafe(self._end.set)
        # Garbage collection may call this on the loop's own thread, which cannot wait for itself.
        if threading.current_thread() is not self._thread:
            self._thread.join()

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._started.set()
        await self._end.wait()
        await self._at_end()


async def _next(items: AsyncIterator[T]) -> T | object:
    return await anext(items, _END)


async def _close(items: AsyncGenerator[T, None]) -> None:
    await items.aclose()
