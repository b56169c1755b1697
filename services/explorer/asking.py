"""Asks the explorer, from a gateway."""

import secrets
from typing import Any, cast

import msgspec
from redis.asyncio import Redis

from services.explorer.model import Answer, Asked, Fault, Found, Query, RunAnswer, RunFound, RunQuery
from services.jobs import keys

_PATIENCE_SECONDS = 4
_MOST_WAITING = 8
"""Questions that wait for an answer, of all gateways: each holds one of a gateway's connections to the broker."""
_KEPT_SECONDS = 10

_answer: msgspec.msgpack.Decoder[Answer | RunAnswer | Fault] = msgspec.msgpack.Decoder(Answer | RunAnswer | Fault)


class NoExplorer(Exception):
    """Nobody answers: no explorer is running, or it is busy. The text says which."""


async def ask(redis: "Redis", query: Query) -> Found:
    """What an explorer finds. Raises NoExplorer."""
    answer = await _ask(redis, query)
    assert isinstance(answer, Answer)
    return answer.found


async def ask_of_run(redis: "Redis", query: RunQuery) -> RunFound:
    """A run broken down by prompt and failed check. Raises NoExplorer."""
    answer = await _ask(redis, query)
    assert isinstance(answer, RunAnswer)
    return answer.found


async def _ask(redis: "Redis", query: Query | RunQuery) -> Answer | RunAnswer:
    if not await redis.exists(keys.EXPLORER):
        raise NoExplorer("no explorer is running; start one: python -m services explorer")
    if await cast("Any", redis.llen(keys.SEARCHES)) >= _MOST_WAITING:
        raise NoExplorer("the explorer is busy; ask again")
    token = secrets.token_hex(12)
    async with redis.pipeline(transaction=True) as pipeline:
        pipeline.lpush(keys.SEARCHES, msgspec.msgpack.encode(Asked(token, query)))
        pipeline.expire(keys.SEARCHES, _KEPT_SECONDS)
        await pipeline.execute()
    popped = cast("Any", await redis.blpop([keys.found(token)], timeout=_PATIENCE_SECONDS))
    if popped is None:
        raise NoExplorer("the explorer does not answer just now; ask again")
    answer = _answer.decode(popped[1])
    if isinstance(answer, Fault):
        raise NoExplorer(f"the explorer failed at this ({answer.reason}); its log says more")
    return answer
