"""How busy gateways are: each tells the store what share of a core it uses."""

import asyncio
import logging
import os
import socket
import time
from dataclasses import dataclass
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog

log = logging.getLogger(__name__)

_INTERVAL_SECONDS = 5.0
_SILENT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class GatewayReport:
    """One gateway: the share of a core that it used of late. It can use one, for it is one thread.

    ``seen`` is when it told so, in epoch seconds of the broker's clock.
    """

    host: str
    pid: int
    cpu: float
    seen: int


class Load:
    """One gateway's own report."""

    def __init__(self, redis: "Redis", name: str) -> None:
        self._redis = redis
        self._name = name
        self._log = ThrottledLog(log)

    async def run(self) -> None:
        """Report at intervals, until cancelled."""
        at, used = time.monotonic(), time.process_time()
        while True:
            await asyncio.sleep(_INTERVAL_SECONDS)
            now, total = time.monotonic(), time.process_time()
            try:
                await self.report((total - used) / (now - at))
            except BrokerError as error:
                self._log.warning("how busy this gateway is cannot be told", error)
            at, used = now, total

    async def report(self, cpu: float) -> None:
        """Tell the share once."""
        seconds, _ = await self._redis.time()
        told = GatewayReport(socket.gethostname(), os.getpid(), round(cpu, 4), seconds)
        await self._redis.hset(keys.GATEWAYS, self._name, msgspec.json.encode(told))


async def gateway_reports(redis: "Redis") -> list[GatewayReport]:
    """The gateways that have reported of late; the reports of others are cleared away."""
    seconds, _ = await redis.time()
    stored = cast("dict[bytes, bytes]", await redis.hgetall(keys.GATEWAYS))
    found = {name: msgspec.json.decode(one, type=GatewayReport) for name, one in stored.items()}
    silent = [name for name, one in found.items() if seconds - one.seen > _SILENT_SECONDS]
    if silent:
        await redis.hdel(keys.GATEWAYS, *silent)
    alive = [one for name, one in found.items() if name not in silent]
    return sorted(alive, key=lambda one: (one.host, one.pid))
