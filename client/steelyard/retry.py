"""Trying again: which pauses, how often, and what the server asked for."""

import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from steelyard.deadline import Deadline
from steelyard.errors import Unavailable

T = TypeVar("T")

log = logging.getLogger("steelyard")


class Transient(Exception):
    """A failure that may be gone next time. ``retry_after`` is the pause the server asked for, in seconds."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Pace:
    """Growing pauses, spread so that clients which failed together do not come back together."""

    first_seconds: float
    longest_seconds: float
    factor: float = 2.0

    def seconds(self, number: int) -> float:
        """The pause after so many earlier ones: between half and all of the nominal one."""
        # The exponent is bounded because a float overflows after a thousand doublings.
        nominal = min(self.longest_seconds, self.first_seconds * self.factor ** min(number, 64))
        return nominal * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing


@dataclass(frozen=True, slots=True)
class Retry:
    """How hard to try. With the defaults a server may be away for about three minutes."""

    retries: int = 12
    pace: Pace = Pace(first_seconds=0.5, longest_seconds=30.0)

    def pause_seconds(self, number: int, retry_after: float | None) -> float:
        """Before try ``number``: at least ``retry_after`` (seconds, by the server), and more with each try."""
        return max(self.pace.seconds(number), retry_after or 0.0)


async def persist(attempt: Callable[[], Awaitable[T]], retry: Retry, deadline: Deadline) -> T:
    """Repeat what fails transiently. Raises Unavailable, or DeadlineExceeded, from the last failure."""
    for number in range(retry.retries):
        try:
            return await attempt()
        except Transient as failure:
            seconds = retry.pause_seconds(number, failure.retry_after)
            log.warning("%s; trying again in %.1f s", failure, seconds)
            await deadline.pause(seconds, str(failure))
    try:
        return await attempt()
    except Transient as failure:
        raise Unavailable(f"{failure} ({retry.retries + 1} attempts)", failure.status) from failure


def retry_after_seconds(header: str | None) -> float | None:
    """What a ``Retry-After`` header asks for: seconds or an HTTP date. None where it says nothing usable."""
    if header is None:
        return None
    try:
        return max(0.0, float(header)) if header.strip().isdigit() else _until(header)
    except ValueError:
        return None


def _until(date: str) -> float:
    return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
