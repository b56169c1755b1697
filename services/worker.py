"""Composition root of a worker: reads the settings, builds its parts, and runs Celery."""

import logging
import os
import socket
import time
import warnings

import msgspec
from celery.exceptions import SecurityWarning

from services.host import disk_left, memory_left
from services.isolation import leased_sandbox
from services.jobs.broker import BrokerError, ThrottledLog
from services.jobs.broker_log import calm
from services.jobs.child import Isolated, heavy_children, start_children
from services.jobs.histories import Histories
from services.jobs.queue import create_celery
from services.jobs.worker_store import Overdue, WorkerStore, connect
from services.judges.configuration import read_judges
from services.judges.endpoints import Endpoints
from services.judging.asking import Asker
from services.judging.cache import VerdictCache
from services.judging.consuming import consume
from services.judging.intake import Intake
from services.judging.item_judge import ItemJudge
from services.judging.leases import Leases
from services.judging.metrics import WorkerMetrics
from services.judging.sample_secret import sample_secret
from services.judging.slice_judge import SliceJudge
from services.judging.tasks import register
from services.judging.text_judge import TextJudge
from services.judging.ticket_judge import TicketJudge
from services.long_lived import leave_out_of_collections
from services.settings import Settings, SettingsError, read_settings
from verifiers.registry import Registry

log = logging.getLogger(__name__)

_WAITING = 8


def run(settings: Settings) -> None:
    """Consume slices until SIGTERM: slices in hand are finished first, then it returns."""
    with leased_sandbox(settings) as isolated:
        _run(settings, isolated)


def _run(settings: Settings, isolated: Isolated) -> None:
    if settings.redis_url is None:
        raise SettingsError("STEELYARD_REDIS_URL is not set: a worker needs a broker")
    name = f"{socket.gethostname()}-{os.getpid()}-{time.time_ns() % 1_000_000:06d}"
    registry = Registry.with_plugins(settings.plugins)
    app = create_celery(settings.redis_url)
    redis = connect(settings.redis_url)
    store = WorkerStore(redis, name, settings.lease_seconds, settings.retention_seconds, settings.history_seconds)
    started = time.monotonic()
    throttled = ThrottledLog(log)
    sandbox = {"sandbox": isolated.isolation.name}

    def report(busy: int) -> bytes:
        age = time.monotonic() - started
        state = {"age": age, "busy": busy, "processes": settings.workers, **sandbox}
        state |= {
            "draining": intake.draining,
            "memory_left": memory_left(),
            "disk_left": disk_left(settings.data_dir),
        }
        return msgspec.json.encode({**state, "host": socket.gethostname(), "pid": os.getpid()})

    def send_again(overdue: Overdue) -> None:
        throttled.warning("slices are overdue and sent again", f"{overdue.job_id}:{overdue.slice_number}")
        try:
            store.send_again(overdue)
        except BrokerError as error:
            throttled.warning("a slice could not be sent again", error)

    secret = sample_secret(redis, settings.sample_secret)
    children = start_children(settings.workers, settings.memory_mb, settings.plugins, isolated, secret)
    heavy = heavy_children(settings.workers, settings.memory_mb, settings.plugins, isolated, secret)
    intake = Intake(app, name)
    metrics = WorkerMetrics(settings.workers, isolated.isolation.name)

    def follow(draining: bool) -> None:
        intake.follow(draining)
        metrics.set_draining(intake.draining)

    leases = Leases(store, report, send_again, follow)
    histories = Histories(redis, settings.history_seconds)
    cache = VerdictCache(redis, settings.cache_seconds)
    endpoints = Endpoints(read_judges(settings.judges_file))
    asker = Asker(endpoints)
    attempts = settings.max_attempts
    items = ItemJudge(TextJudge(children, heavy, asker, cache, registry))
    alone = SliceJudge(store, items, histories, attempts, metrics)
    judge = TicketJudge(store, items, alone, leases, attempts, metrics)
    register(app, judge, store)
    stop_metrics = metrics.serve(settings.host, settings.metrics_port) if settings.metrics_port else None
    children.start()
    leases.start()
    leave_out_of_collections()
    try:
        # Slices that wait for judges keep no judging process busy: others go on beside them.
        consume(app, name, settings.workers + (_WAITING if endpoints.concurrency else 0), intake.begin)
    finally:
        leases.stop()
        if stop_metrics is not None:
            stop_metrics()
        asker.close()
        children.close()
        heavy.close()


def main() -> None:
    """Run a worker with settings from the environment."""
    logging.basicConfig(level="INFO", format="%(asctime)s worker %(levelname)s %(message)s")
    calm(logging.getLogger())
    # Celery warns of root because of pickle; this application accepts JSON only.
    warnings.simplefilter("ignore", SecurityWarning)
    run(read_settings())
