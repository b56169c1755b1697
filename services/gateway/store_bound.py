"""Keeps the store within its bytes: the oldest finished jobs go first, then new ones are refused."""

import logging
from dataclasses import dataclass

from redis.asyncio import Redis

from services.gateway.rounds import at_intervals
from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.scripts import script

log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 2.0
_OF_MAXMEMORY = 0.8  # above this part of the broker's own limit jobs are dropped, whatever the setting
_ALARM = 0.9
_DOWN_TO = 0.85
_SCANNED_AT_ONCE = 100
_LOOKED_AT_ONCE = 500
_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class StoreUsage:
    """What the broker uses and may use, in bytes. ``limit`` is None where there is no bound."""

    used: int = 0
    limit: int | None = None

    @property
    def warning(self) -> str | None:
        """Said when it is nearly full."""
        if self.limit is None or self.used < _ALARM * self.limit:
            return None
        return f"The store uses {self.used >> 20} of {self.limit >> 20} MiB, with all that is over dropped."

    @property
    def is_full(self) -> bool:
        """Whether new jobs must be refused."""
        return self.limit is not None and self.used > self.limit


class StoreBound:
    """Looks after the store's size. Several gateways may do so at the same time."""

    def __init__(self, redis: "Redis", max_store_mb: int) -> None:
        self._redis = redis
        self._most = max_store_mb << 20
        self._shrink = redis.register_script(script("shrink"))
        self._cursor = 0
        self._throttled = ThrottledLog(log)
        self.usage = StoreUsage()

    async def run(self) -> None:
        """Look at intervals, until cancelled."""
        await at_intervals(_INTERVAL_SECONDS, self._round)

    async def _round(self) -> None:
        try:
            await self.look()
        except BrokerError as error:
            self._throttled.warning("the store's size is not known", error)

    async def look(self) -> None:
        """Read how large the store is, and drop finished jobs while it is too large."""
        self.usage = await self._read()
        for _ in range(_ROUNDS):
            surplus = 0 if self.usage.limit is None else self.usage.used - int(_DOWN_TO * self.usage.limit)
            if surplus <= 0 or not await self._make_room(surplus):
                break
            self.usage = await self._read()
        if self.usage.warning is not None:
            self._throttled.warning("the store is nearly full", self.usage.warning)

    async def _make_room(self, surplus: int) -> bool:
        """Drop about so many bytes of finished jobs, or else some cached verdicts. False if there were none."""
        if await self._shrink([keys.JOBS], [surplus, _LOOKED_AT_ONCE]):
            return True
        while True:
            pattern = keys.cached_verdict("*")
            self._cursor, found = await self._redis.scan(self._cursor, match=pattern, count=_SCANNED_AT_ONCE)
            if found:
                await self._redis.delete(*found)
            if found or not self._cursor:
                return bool(found)

    async def _read(self) -> StoreUsage:
        told = await self._redis.info("memory")
        most = int(told.get("maxmemory", 0))
        return StoreUsage(
            int(told["used_memory"]), min(self._most, int(_OF_MAXMEMORY * most)) if most else self._most
        )
