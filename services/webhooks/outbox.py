"""What webhooks have still to be told. Kept by the broker, so that it outlives the gateway that sends it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.dashboard.alarms import Alarm
from services.gateway.leading import Lead
from services.jobs import keys
from services.jobs.scripts import script
from services.webhooks.configuration import Webhook

_MOST_MESSAGES = 1_000


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message: an alarm began or ended. Times are epoch seconds on the broker's clock."""

    webhook: str
    event: str
    at: float
    began: float
    attempts: int
    name: str
    subject: str
    seen: str
    advice: str

    @property
    def body(self) -> bytes:
        """What is sent; the same with every attempt."""
        data = {"alarm": self.name, "subject": self.subject, "seen": self.seen, "advice": self.advice}
        times = {"began": _moment(self.began)} | ({"ended": _moment(self.at)} if self.event == "ended" else {})
        return msgspec.json.encode(
            {"type": f"alarm.{self.event}", "timestamp": _moment(self.at), "data": {**data, **times}}
        )


class Look(msgspec.Struct, frozen=True):
    """What is wrong in the eyes of one tenant (``*`` for everybody's), and who is told of it."""

    scope: str
    targets: Sequence[Webhook]
    alarms: Sequence[Alarm]


_message = msgspec.json.Decoder(Message)


class Outbox:
    """Whoever has the ``lead`` compares; whatever is due may be sent by anybody."""

    def __init__(self, redis: "Redis", lead: Lead) -> None:
        self._redis = redis
        self._lead = lead
        self._compare = redis.register_script(script("alarms"))
        self._claim = redis.register_script(script("claim_message"))
        self._delay = redis.register_script(script("delay_message"))

    async def lead(self, seconds: float) -> bool:
        """Whether this gateway is the one that watches, for so long from now on."""
        return await self._lead.take(seconds)

    async def compare(self, looks: Sequence[Look], ends_after_seconds: float) -> None:
        """Leave a message of each alarm that begins or has ended since the last look."""
        told = [
            {
                "scope": look.scope,
                "targets": [{"name": one.name, "alarms": one.alarms} for one in look.targets],
                "alarms": list(
                    {(one.name, one.subject): msgspec.to_builtins(one) for one in look.alarms}.values()
                ),
            }
            for look in looks
        ]
        names = [keys.ALARM_WATCHER, keys.ALARMS, keys.ALARM_MESSAGES, keys.ALARM_DUE]
        await self._compare(
            names, [self._lead.name, ends_after_seconds, _MOST_MESSAGES, msgspec.json.encode(told)]
        )

    async def claim(self, seconds: float) -> tuple[str, Message] | None:
        """The message due longest. Nobody else gets it for so long."""
        found = cast("list[bytes]", await self._claim([keys.ALARM_MESSAGES, keys.ALARM_DUE], [seconds]))
        return (found[0].decode(), _message.decode(found[1])) if found else None

    async def settle(self, message_id: str) -> None:
        """It is delivered, or given up."""
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.zrem(keys.ALARM_DUE, message_id)
            pipeline.hdel(keys.ALARM_MESSAGES, message_id)
            await pipeline.execute()

    async def delay(self, message_id: str, message: Message, seconds: float) -> None:
        """It was not taken: another attempt is due later."""
        tried = msgspec.json.encode(msgspec.structs.replace(message, attempts=message.attempts + 1))
        await self._delay([keys.ALARM_MESSAGES, keys.ALARM_DUE], [message_id, tried, seconds])


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
