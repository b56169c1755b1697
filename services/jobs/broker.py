"""How every part of the service talks to the broker: its time limits, and what an error of it means in words."""

import logging
import time
from typing import Any

from kombu.exceptions import OperationalError
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    MasterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as BrokerSilent

SILENT_SECONDS = 5.0
"""A connection on which no answer comes for so long is given up, and another is made."""
CHECK_SECONDS = 5
"""A connection that was idle for so long is tried with a PING before it is used."""
BrokerError = (RedisError, OperationalError, OSError)
"""All that a call to the broker may raise."""

_THROTTLED_SECONDS = 60.0
_MEMORY = "The broker's memory is full (maxmemory)."
_REPLICA = "The broker is a replica and takes no writes (READONLY)."
_REFUSED = "The broker refused a command; the log says which."
_LOADING = "The broker is still loading its data."

# The errors that clients have classes of their own for, and how others begin.
_REFUSALS: tuple[tuple[type[BaseException], str, str], ...] = (
    (OutOfMemoryError, "", _MEMORY),
    (ResponseError, "OOM", _MEMORY),
    (ResponseError, "MISCONF", "The broker cannot write to its disk (MISCONF)."),
    (ReadOnlyError, "", _REPLICA),
    (ResponseError, "READONLY", _REPLICA),
    (BusyLoadingError, "", _LOADING),
    (ResponseError, "LOADING", _LOADING),
    (MasterDownError, "", "The broker is a replica without its master (MASTERDOWN)."),
)
_CAUSES: tuple[tuple[type[BaseException], str, str], ...] = (
    *_REFUSALS,
    (AuthenticationError, "", "The broker refuses our password."),
    (BrokerSilent, "", f"The broker did not answer within {SILENT_SECONDS:g} s."),
    (ResponseError, "", _REFUSED),
)


def connection_options(redis_url: str) -> dict[str, Any]:
    """Options of a Redis client: every read and every connection has an end."""
    options: dict[str, Any] = {
        "socket_timeout": SILENT_SECONDS,
        "socket_connect_timeout": SILENT_SECONDS,
        "health_check_interval": CHECK_SECONDS,
    }
    if not redis_url.startswith("unix://"):
        options["socket_keepalive"] = True
    return options


def refuses(error: BaseException) -> bool:
    """Whether the broker is there and answers, but takes no writes for now: full memory, full disk, a replica."""
    return any(isinstance(error, kinds) and str(error).startswith(beginning) for kinds, beginning, _ in _REFUSALS)


def cause_of(error: BaseException) -> str:
    """What is wrong with the broker, in a sentence for whoever runs the service."""
    if isinstance(error, OperationalError) and error.__cause__ is not None:
        return cause_of(error.__cause__)
    for kinds, beginning, sentence in _CAUSES:
        if isinstance(error, kinds) and str(error).startswith(beginning):
            return sentence
    return "The broker cannot be reached."


class ThrottledLog:
    """Logs what goes wrong again and again: each kind at most once a minute, with how often it happened."""

    def __init__(self, log: logging.Logger, seconds: float = _THROTTLED_SECONDS) -> None:
        self._log = log
        self._seconds = seconds
        self._said: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def warning(self, what: str, detail: object) -> None:
        """Something went wrong. ``what`` is the kind, together with the cause where ``detail`` is an error."""
        text = _told(detail) if isinstance(detail, BaseException) else str(detail)
        kind = f"{what}: {cause_of(detail)}" if isinstance(detail, BaseException) else what
        now = time.monotonic()
        if now - self._said.get(kind, -self._seconds) < self._seconds:
            self._unsaid[kind] = self._unsaid.get(kind, 0) + 1
            return
        self._said[kind] = now
        times = self._unsaid.pop(kind, 0)
        self._log.warning("%s: %s%s", what, text, f" ({times} times more before)" if times else "")


def _told(error: BaseException) -> str:
    """The cause, and what was refused where the cause does not say it."""
    cause = cause_of(error)
    return f"{cause} {error}" if cause == _REFUSED else cause
