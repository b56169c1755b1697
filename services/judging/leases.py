"""A worker's heartbeat: renews the leases it holds, reports that it is alive, and sends overdue slices again."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError

from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.worker_store import Overdue, WorkerStore

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
_REAPER_SECONDS = 5.0


class Leases:
    """The slices that this worker holds, kept alive from a thread of their own."""

    def __init__(
        self,
        store: WorkerStore,
        report: Callable[[int], bytes],
        send_again: Callable[[Overdue], None],
        drain: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._report = report
        self._send_again = send_again
        self._drain = drain
        self._held: dict[tuple[str, int], threading.Event] = {}
        self._throttled = ThrottledLog(log)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop beating and sign off."""
        self._stopping.set()
        self._thread.join()
        try:
            self._store.leave()
        except RedisError as error:
            log.warning("could not sign off: %s", error)

    @contextmanager
    def hold(self, job_id: str, slice_number: int) -> Iterator[threading.Event]:
        """Keep a slice's lease alive during the block; the event is set when its job is over."""
        cancelled = threading.Event()
        self._held[job_id, slice_number] = cancelled
        try:
            yield cancelled
        finally:
            self._held.pop((job_id, slice_number), None)

    def _run(self) -> None:
        while True:
            try:
                self._beat()
            except BrokerError as error:
                self._throttled.warning("the heartbeat failed", error)
            except Exception:
                # The heartbeat outlives whatever one beat runs into, or every slice held would be lost.
                log.exception("heartbeat failed")
            if self._stopping.wait(BEAT_SECONDS):
                return

    def _beat(self) -> None:
        for (job_id, slice_number), cancelled in list(self._held.items()):
            if not cancelled.is_set() and not self._store.renew(job_id, slice_number):
                cancelled.set()
        self._drain(self._store.report(self._report(len(self._held))))
        if self._store.lead_reaping(_REAPER_SECONDS):
            for overdue in self._store.overdue():
                self._send_again(overdue)
