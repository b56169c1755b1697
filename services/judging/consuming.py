"""Consumes messages until a signal says stop: whatever else ends Celery's worker, it begins again."""

import logging
import time
from collections.abc import Callable

from celery import Celery
from celery.worker import state

from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.queue import CONSUMED

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 10.0
_STEP_SECONDS = 0.1


def consume(app: Celery, name: str, concurrency: int, begins: Callable[[], None] = lambda: None) -> None:
    """Hand messages to the tasks, ``concurrency`` at a time, until SIGTERM, SIGINT or SIGQUIT.

    ``begins`` is called whenever all queues are consumed from the start.
    """
    throttled = ThrottledLog(log)
    pause = 1.0
    while not _told_to_stop():
        began = time.monotonic()
        begins()
        try:
            _run(app, name, concurrency)
        except BrokerError as error:
            throttled.warning("messages are not consumed", error)
        if _told_to_stop():
            return
        pause = 1.0 if time.monotonic() - began > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
        throttled.warning("Celery's worker ended", f"it begins again in {pause:g} s")
        _sleep(pause)


def _run(app: Celery, name: str, concurrency: int) -> None:
    app.Worker(
        pool="threads",
        concurrency=concurrency,
        hostname=name,
        queues=CONSUMED,
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        loglevel="WARNING",
        quiet=True,
    ).start()


def _told_to_stop() -> bool:
    return state.should_stop is not None or state.should_terminate is not None


def _sleep(seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not _told_to_stop():
        time.sleep(_STEP_SECONDS)
