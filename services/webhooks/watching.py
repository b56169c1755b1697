"""Looks for alarms at intervals, and gives webhooks what they are to be told."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from services.dashboard.overview import read_overview
from services.gateway.rounds import at_intervals
from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog
from services.webhooks.configuration import Webhook
from services.webhooks.outbox import Look, Message, Outbox
from services.webhooks.posting import TIMEOUT_SECONDS, NotTaken, Poster

log = logging.getLogger(__name__)

_AT_ONCE = 64
_CLAIM_SECONDS = 2 * TIMEOUT_SECONDS
_LONGEST_PAUSE_SECONDS = 3600.0
_MOST_ATTEMPTS = 20
"""With pauses that double up to an hour: given up after about eleven hours."""


@dataclass(frozen=True, slots=True)
class Pace:
    """In seconds: from look to look; without being seen until an alarm has ended; to the second attempt.

    ``lease`` is for how long a gateway watches that does not say so again: longer than a look and the attempts
    that follow it.
    """

    look: float = 5.0
    end: float = 60.0
    again: float = 5.0
    lease: float = TIMEOUT_SECONDS + 20.0


class AlarmWatch:
    """One for each gateway; the broker lets one of them watch, and another take over when it goes.

    ``warnings`` are the gateway's own.
    """

    def __init__(
        self,
        redis: "Redis",
        outbox: Outbox,
        webhooks: Sequence[Webhook],
        poster: Poster,
        warnings: Callable[[], Sequence[str]],
        pace: Pace = Pace(),
    ) -> None:
        self._redis = redis
        self._outbox = outbox
        self._webhooks = {one.name: one for one in webhooks}
        self._poster = poster
        self._warnings = warnings
        self._pace = pace
        self._throttled = ThrottledLog(log)

    async def run(self) -> None:
        """Watch until cancelled; without webhooks there is nothing to do."""
        if not self._webhooks:
            return
        try:
            await at_intervals(self._pace.look, self._round)
        finally:
            await self._poster.close()

    async def _round(self) -> None:
        try:
            if await self._outbox.lead(self._pace.lease):
                await self._look()
                await self._send_due()
        except BrokerError as error:
            self._throttled.warning("alarms are not watched", error)

    async def _look(self) -> None:
        looks = []
        for tenant in dict.fromkeys(one.tenant for one in self._webhooks.values()):
            found = await read_overview(self._redis, tenant, self._warnings())
            targets = [one for one in self._webhooks.values() if one.tenant == tenant]
            looks.append(Look(tenant or keys.ALL, targets, found.alarms))
        await self._outbox.compare(looks, self._pace.end)

    async def _send_due(self) -> None:
        claimed: list[tuple[str, Message]] = []
        while len(claimed) < _AT_ONCE and (one := await self._outbox.claim(_CLAIM_SECONDS)):
            claimed.append(one)
        await asyncio.gather(*(self._send(*one) for one in claimed))

    async def _send(self, message_id: str, message: Message) -> None:
        webhook = self._webhooks.get(message.webhook)
        if webhook is None:  # it is no longer in the file
            await self._outbox.settle(message_id)
            return
        try:
            await self._poster.post(webhook, message_id, message.body)
        except NotTaken as error:
            await self._failed(message_id, message, webhook, error)
        else:
            await self._outbox.settle(message_id)

    async def _failed(self, message_id: str, message: Message, webhook: Webhook, error: NotTaken) -> None:
        self._throttled.warning(f"the webhook {webhook.name} took no message", str(error))
        if message.attempts + 1 >= _MOST_ATTEMPTS:
            log.warning("given up after %d attempts: %s", _MOST_ATTEMPTS, message.body.decode())
            await self._outbox.settle(message_id)
            return
        pause = min(_LONGEST_PAUSE_SECONDS, self._pace.again * 2**message.attempts)
        await self._outbox.delay(message_id, message, pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads attempts
