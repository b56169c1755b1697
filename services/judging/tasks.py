"""Celery's tasks: a ticket is used, a gateway's probe is answered."""

import logging
from typing import Any

from celery import Celery

from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.model import Priority
from services.jobs.queue import PROBE_TASK, TASK
from services.jobs.worker_store import WorkerStore
from services.judging.ticket_judge import TicketJudge

log = logging.getLogger(__name__)


def register(app: Celery, judge: TicketJudge, store: WorkerStore) -> Any:
    """Give the application its tasks; the one that judges is returned."""
    throttled = ThrottledLog(log)

    @app.task(name=PROBE_TASK)  # type: ignore[untyped-decorator]  # Celery ships no types
    def answer_probe(channel: str, token: str) -> None:
        store.say(channel, token)

    @app.task(name=TASK)  # type: ignore[untyped-decorator]  # Celery ships no types
    def use_ticket(*arguments: Priority) -> None:
        # Messages of earlier versions named a slice before the priority: they are as good as any ticket.
        try:
            judge.handle(arguments[-1])
        except BrokerError as error:
            throttled.warning("slices could not be worked on", error)
        except Exception:
            # The boundary of one ticket. The leases run out and another attempt follows; after the last one
            # completions get no reward rather than a wrong one.
            log.exception("a ticket failed")

    return use_ticket
