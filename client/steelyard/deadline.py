"""The caller's own time: one deadline for a whole call, with its retries, pauses and waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from steelyard.errors import DeadlineExceeded


class Deadline:
    """Counts from its creation, inside a running loop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = asyncio.get_running_loop().time() + seconds

    @property
    def remaining_seconds(self) -> float:
        """What is left; negative once it has passed."""
        return self._at - asyncio.get_running_loop().time()

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        """Ends what runs inside when the deadline passes. Raises DeadlineExceeded."""
        try:
            async with asyncio.timeout_at(self._at) as scope:
                yield
        except TimeoutError as error:
            if not scope.expired():
                raise
            raise self.exceeded("no answer yet") from error

    async def pause(self, seconds: float, reason: str) -> None:
        """Sleep; raises DeadlineExceeded at once where the deadline would pass meanwhile."""
        if seconds >= self.remaining_seconds:
            raise self.exceeded(reason)
        await asyncio.sleep(seconds)

    def exceeded(self, reason: str) -> DeadlineExceeded:
        """The error that says that time is up."""
        return DeadlineExceeded(f"not done within {self._seconds:g} s: {reason}")
