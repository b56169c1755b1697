"""Wakes requests that wait for a job: one subscription for the whole gateway, no polling."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as BrokerSilent

from services.jobs.broker import ThrottledLog

log = logging.getLogger(__name__)

_RECONNECT_SECONDS = 0.2
_PING_SECONDS = 5.0


class Wakeups:
    """Events set when something happens to a job. A set event is a reason to look, not a promise."""

    def __init__(self, redis: "Redis", channel: str) -> None:
        self._redis = redis
        self._channel = channel
        self._waiting: dict[str, dict[asyncio.Event, bool]] = defaultdict(dict)
        self._subscribed = asyncio.Event()
        self._throttled = ThrottledLog(log)

    @contextmanager
    def watch(self, job_id: str, *, progress: bool = False) -> Iterator[asyncio.Event]:
        """An event that is set when the job ends, and with ``progress`` whenever a slice of it is done."""
        event = asyncio.Event()
        self._waiting[job_id][event] = progress
        try:
            yield event
        finally:
            del self._waiting[job_id][event]
            if not self._waiting[job_id]:
                del self._waiting[job_id]

    async def ready(self) -> None:
        """Wait until the subscription stands."""
        await self._subscribed.wait()

    async def run(self) -> None:
        """Listen until cancelled. After a broken connection all are woken: what was missed is not known."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                self._throttled.warning("the subscription was lost", error)
            self._subscribed.clear()
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=False) as pubsub:
            await pubsub.subscribe(self._channel)
            asked = False
            while True:
                message = await pubsub.get_message(timeout=_PING_SECONDS)
                if message is not None:
                    asked = False
                    self._hear(message)
                elif asked:
                    raise BrokerSilent(f"nothing heard for {2 * _PING_SECONDS:g} s, not even the answer to a ping")
                else:
                    asked = True
                    await pubsub.ping()

    def _hear(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._subscribed.set()
            self.wake_all()
        elif message["type"] == "message":
            job_ids, _, event = message["data"].decode().partition(" ")
            for job_id in job_ids.split(","):
                self._wake(job_id, ended=event != "progress")

    def _wake(self, job_id: str, *, ended: bool) -> None:
        for event, progress in self._waiting.get(job_id, {}).items():
            if ended or progress:
                event.set()

    def wake_all(self) -> None:
        """Have everybody look: something may have been missed, or is gone."""
        for events in self._waiting.values():
            for event in events:
                event.set()
