"""Celery's task: the body that hands a message to the judge, and sends it again when we fail."""

import logging
from concurrent.futures import CancelledError
from typing import Any

from celery import Celery

from services.jobs.broker import BrokerError, Complaints
from services.jobs.model import Priority
from services.jobs.queue import PROBE_TASK, TASK
from services.jobs.worker_store import WorkerStore
from services.judging.slice_judge import SliceJudge

log = logging.getLogger(__name__)


def register(app: Celery, judge: SliceJudge, store: WorkerStore) -> Any:
    """Give the application its tasks; the one that judges is returned."""
    complaints = Complaints(log)

    @app.task(name=PROBE_TASK)  # type: ignore[untyped-decorator]  # Celery ships no types
    def answer_probe(channel: str, token: str) -> None:
        store.say(channel, token)

    @app.task(name=TASK)  # type: ignore[untyped-decorator]  # Celery ships no types
    def judge_slice(job_id: str, slice_number: int, priority: Priority) -> None:
        try:
            judge.handle(job_id, slice_number, priority)
        except CancelledError:
            log.info("slice %s:%d was cancelled", job_id, slice_number)
        except BrokerError as error:
            complaints.about("slices could not be worked on", error)
        except Exception:
            # The boundary of one message. The slice's lease runs out and another attempt follows;
            # after the last one its completions get no reward rather than a wrong one.
            log.exception("slice %s:%d failed", job_id, slice_number)

    return judge_slice
