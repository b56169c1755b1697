"""Whether a worker takes new slices from the queue: a drained worker finishes what it has and takes no more."""

import logging

from celery import Celery

from services.jobs.queue import PRIORITIES, queue_name

log = logging.getLogger(__name__)


class Intake:
    """Opens and closes one worker's queues, by Celery's remote control of itself."""

    def __init__(self, app: Celery, name: str) -> None:
        self._control = app.control
        self._destination = [f"celery@{name}"]
        self.draining = False

    def begin(self) -> None:
        """All queues are consumed from, as after a start."""
        self.draining = False

    def follow(self, draining: bool) -> None:
        """Do as the store says."""
        if draining == self.draining:
            return
        log.warning("draining: no new slices are taken" if draining else "resumed")
        act = self._control.cancel_consumer if draining else self._control.add_consumer
        for priority in PRIORITIES:
            act(queue_name(priority), destination=self._destination)
        self.draining = draining
