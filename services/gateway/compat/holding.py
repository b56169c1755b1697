"""Holds a trainer's request while this server cannot take it: many clients count a refusal as a reward of 0."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request
from redis.exceptions import RedisError

from services.gateway.problems import Problem, unavailable
from services.gateway.waiting import ClientGone

T = TypeVar("T")

_PASSING = (429, 503)
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0


async def held(request: Request, attempt: Callable[[float], Awaitable[T]], seconds: float) -> T:
    """The result of ``attempt``, which is told the seconds that are left, as soon as the server takes the work.

    Raises a 504 problem when ``seconds`` have passed, which clients of these protocols answer by asking again,
    ClientGone where the client has left, and at once what asking again would not change.
    """
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await attempt(max(0.1, deadline - time.monotonic()))
        except Problem as problem:
            if problem.status not in _PASSING:
                raise
            reason = problem
        except RedisError:
            reason = unavailable("The broker cannot be reached.")
        if time.monotonic() + pause >= deadline:
            raise Problem(504, f"Not taken within {seconds:g} s: {reason.detail}")
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, hides nothing
        pause = min(1.5 * pause, _LONGEST_PAUSE_SECONDS)
        if await request.is_disconnected():
            raise ClientGone
