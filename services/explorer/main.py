"""The explorer: reads finished jobs and answers what gateways ask, one thing at a time."""

import logging
import signal
import socket
import time
from types import FrameType
from typing import Any, cast

import msgspec
from redis import Redis

from services.explorer.breakdown import break_down
from services.explorer.index import Index
from services.explorer.model import Answer, Asked, Fault, Found, Query, RunAnswer, RunFound, RunQuery
from services.explorer.reading import Reader
from services.explorer.searching import search
from services.jobs import keys
from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.worker_store import connect
from services.settings import Settings, SettingsError, read_settings

log = logging.getLogger(__name__)

_IDLE_SECONDS = 2
_SAYS_SECONDS = 5.0
_SILENT_SECONDS = 60
_ANSWER_SECONDS = 30
_LOOKS_AGAIN = 3
"""Times that a search is repeated because jobs among its hits have gone."""
_PAUSE = 2.0
"""Reading rests for so many times as long as it took: it never takes more than a third of a core from the judging.

A lower priority would do the same, and starve searches too on a machine that is busy judging.
"""

_asked = msgspec.msgpack.Decoder(Asked)


class Explorer:
    """One explorer; several may share a broker, each with all completions."""

    def __init__(self, redis: "Redis", most_bytes: int, retention_seconds: int) -> None:
        self._redis = redis
        self._index = Index(most_bytes)
        self._reader = Reader(redis, self._index, retention_seconds)
        self._said = 0.0
        self.stopping = False

    def run(self) -> None:
        """Until ``stopping`` is set."""
        throttled = ThrottledLog(log)
        while not self.stopping:
            try:
                self.step(_IDLE_SECONDS)
            except BrokerError as error:
                throttled.warning("completions cannot be read", error)
                time.sleep(1.0)

    def step(self, idle_seconds: float) -> None:
        """Read some jobs, and answer what is asked; where nothing is to be read, wait for a question."""
        if time.monotonic() - self._said > _SAYS_SECONDS:
            self._redis.set(keys.EXPLORER, socket.gethostname(), ex=_SILENT_SECONDS)
            self._reader.forget_old()
            self._said = time.monotonic()
        started = time.monotonic()
        has_read = self._reader.step()
        pause = _PAUSE * (time.monotonic() - started) if has_read else idle_seconds
        popped = cast("Any", self._redis.brpop([keys.SEARCHES], timeout=min(idle_seconds, max(0.01, pause))))
        if popped:
            self._answer(popped[1])

    def find(self, query: Query) -> Found:
        """What there is now: jobs that have ended meanwhile are read first, those gone are left out."""
        self._reader.step()
        self._reader.forget_old()
        for _ in range(_LOOKS_AGAIN):
            found = search(self._index, query, self._reader.jobs_unread())
            if not self._reader.forget_gone(list({hit.job_id for hit in found.hits})):
                break
        return found

    def of_run(self, query: RunQuery) -> RunFound:
        """A run broken down, as far as it has been read."""
        self._reader.step()
        self._reader.forget_old()
        return break_down(self._index, query, self._reader.jobs_unread())

    def _answer_to(self, query: Query | RunQuery) -> Answer | RunAnswer:
        if isinstance(query, RunQuery):
            return RunAnswer(self.of_run(query))
        return Answer(self.find(query))

    def _answer(self, packed: bytes) -> None:
        asked = _asked.decode(packed)
        answer: Answer | RunAnswer | Fault
        try:
            answer = self._answer_to(asked.query)
        except BrokerError:
            raise
        except Exception as error:
            # The boundary of one question: the explorer goes on.
            log.exception("a search failed")
            answer = Fault(type(error).__name__)
        with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.lpush(keys.found(asked.token), msgspec.msgpack.encode(answer))
            pipeline.expire(keys.found(asked.token), _ANSWER_SECONDS)
            pipeline.execute()


def run(settings: Settings) -> None:
    """Explore until SIGTERM or SIGINT."""
    if settings.redis_url is None:
        raise SettingsError("STEELYARD_REDIS_URL is not set: an explorer needs a broker")
    explorer = Explorer(connect(settings.redis_url), settings.explorer_mb << 20, settings.retention_seconds)

    def stop(_number: int, _frame: FrameType | None) -> None:
        explorer.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    explorer.run()


def main() -> None:
    """Run an explorer with settings from the environment."""
    logging.basicConfig(level="INFO", format="%(asctime)s explorer %(levelname)s %(message)s")
    run(read_settings())
