"""Follows a job over lost connections: the server starts over for every reader, the caller must not notice."""

from collections.abc import AsyncIterator

from steelyard.deadline import Deadline
from steelyard.errors import Unavailable
from steelyard.events import Event, Finished, GroupDone, Progress, read_event
from steelyard.retry import Retry, Transient
from steelyard.sse import decode
from steelyard.transport import Transport


class Follower:
    """Knows what its caller has seen of one job."""

    def __init__(self, transport: Transport, path: str, retry: Retry) -> None:
        self._transport = transport
        self._path = path
        self._retry = retry
        self._seen: set[int] = set()
        self._progress: Progress | None = None
        self._is_over = False
        self._failures = 0

    async def follow(self, deadline: Deadline) -> AsyncIterator[Event]:
        """Each event once, ``Finished`` last. Raises Unavailable where reconnecting does not help."""
        while not self._is_over:
            try:
                async for event in self._connection(deadline):
                    yield event
            except Transient as failure:
                await self._rest(failure, deadline)

    async def _connection(self, deadline: Deadline) -> AsyncIterator[Event]:
        async with self._transport.stream(self._path, deadline) as chunks:
            async for raw in decode(chunks):
                event = read_event(raw)
                if event is not None and self._is_news(event):
                    self._failures = 0
                    yield event
                if self._is_over:
                    return
        raise Transient("the stream of events broke off")

    def _is_news(self, event: Event) -> bool:
        match event:
            case GroupDone(index=index):
                is_news = index not in self._seen
                self._seen.add(index)
            case Progress():
                is_news = event != self._progress
                self._progress = event
            case Finished():
                is_news = self._is_over = True
        return is_news

    async def _rest(self, failure: Transient, deadline: Deadline) -> None:
        if self._failures >= self._retry.retries:
            raise Unavailable(f"{failure} ({self._failures + 1} attempts)", failure.status) from failure
        seconds = self._retry.pause_seconds(self._failures, failure.retry_after)
        self._failures += 1
        await deadline.pause(seconds, str(failure))
