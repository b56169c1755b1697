"""The broker's time, which is the only one that counts in the store."""

import asyncio
import time

from redis.asyncio import Redis

from services.jobs.model import new_job_id

_TRUSTED_SECONDS = 5.0


class BrokerClock:
    """Asks the broker every few seconds, and between that goes on by this machine's steady clock.

    What this machine believes the time of day to be does not matter: ids of jobs sort by the broker's time
    whichever gateway made them.
    """

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._asked = -_TRUSTED_SECONDS
        self._ahead = 0.0
        self._asking = asyncio.Lock()

    async def now(self) -> float:
        """Epoch seconds. Raises RedisError where the broker must be asked and does not answer."""
        if self._is_overdue():
            async with self._asking:
                if self._is_overdue():
                    await self._ask()
        return time.monotonic() + self._ahead

    def _is_overdue(self) -> bool:
        return time.monotonic() - self._asked >= _TRUSTED_SECONDS

    async def _ask(self) -> None:
        seconds, micros = await self._redis.time()
        self._asked = time.monotonic()
        self._ahead = seconds + micros / 1e6 - self._asked

    async def new_job_id(self) -> str:
        """An id for a job that comes now."""
        return new_job_id(await self.now())
