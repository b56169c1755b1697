"""Keeps the logs of Celery and kombu readable while the broker fails: of each kind a line a minute."""

import logging
import time

from services.jobs.broker import BrokerError, cause_of

_SECONDS = 60.0
_LOUD = ("kombu", "celery", "amqp")
_KNOWN = "worker_cancel_long_running_tasks_on_connection_loss"  # Celery asks for it at every loss; we have set it


class BrokerLog(logging.Filter):
    """Lets through the first of each kind of warning in a minute. Other loggers' records pass as they are."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write this record; what a broker's error says is put into a line."""
        if record.name == "py.warnings" and _KNOWN in record.getMessage():
            return False
        if not record.name.startswith(_LOUD):
            return True
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, BrokerError):
            record.msg, record.args = f"{record.getMessage()}: {cause_of(error)}", None
            record.exc_info, record.exc_text = None, None
        now = time.monotonic()
        kind = record.pathname, record.lineno
        if now - self._said.get(kind, -_SECONDS) < _SECONDS:
            return False
        self._said[kind] = now
        return True


def calm(logger: logging.Logger) -> None:
    """Filter what this logger's handlers write."""
    for handler in logger.handlers:
        handler.addFilter(BrokerLog())
