"""The Celery application. Its messages are tickets: they carry a priority, and neither jobs nor completions."""

from typing import Any

from celery import Celery
from kombu.entity import Exchange, Queue
from kombu.transport.redis import Channel

from services.jobs.broker import CHECK_SECONDS, SILENT_SECONDS
from services.jobs.model import Priority

TASK = "steelyard.judge"
PROBE_TASK = "steelyard.probe"
PRIORITIES: tuple[Priority, ...] = ("train", "eval", "background")
_KEY_PREFIX = "steelyard:celery:"


def queue_name(priority: Priority) -> str:
    """The queue that holds slices of this priority."""
    return f"steelyard.{priority}"


def queue_key(priority: Priority) -> str:
    """The list in Redis behind that queue."""
    return _KEY_PREFIX + queue_name(priority)


PROBES = "steelyard.probe"
"""The queue of gateways' probes, which are consumed before all work."""
PROBES_KEY = _KEY_PREFIX + PROBES
CONSUMED = [PROBES, *(queue_name(priority) for priority in PRIORITIES)]
"""What workers consume from, in this order."""


def create_celery(redis_url: str) -> Celery:
    """The application that both sides use: the gateway to send, workers to receive.

    kombu keeps no list of messages that are not acknowledged yet: leases in the job store notice within seconds
    that a slice was lost, and it is sent again. Such a list goes by the clocks of workers, and an acknowledgement
    that is lost with a connection leaves a worker's place taken for ever.
    """
    # On its way out a channel would put back what it holds, or dump it into /tmp where the broker refuses that.
    Channel.do_restore = False
    app = Celery("steelyard", broker=_broker_url(redis_url))
    app.conf.update(
        task_ignore_result=True,
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_queues=[_queue(name) for name in CONSUMED],
        task_default_queue=queue_name("train"),
        task_create_missing_queues=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,
        broker_transport_options={
            "global_keyprefix": _KEY_PREFIX,
            "priority_steps": [0],
            "queue_order_strategy": "priority",
            "ack_emulation": False,
            "socket_keepalive": True,
            "socket_timeout": SILENT_SECONDS,
            "socket_connect_timeout": SILENT_SECONDS,
            "health_check_interval": CHECK_SECONDS,
        },
    )
    return app


def _queue(name: str) -> Queue:
    return Queue(name, Exchange(name, "direct"), routing_key=name)  # type: ignore[no-untyped-call]  # kombu


def send_probe(app: Celery, channel: str, token: str) -> None:
    """Have a worker say ``token`` on this channel. Blocks on the broker; raises kombu's OperationalError."""
    with app.producer_or_acquire() as producer:
        options: dict[str, Any] = {"queue": PROBES, "ignore_result": True, "producer": producer, "retry": False}
        app.send_task(PROBE_TASK, args=(channel, token), **options)


def _broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis URL: unix sockets are named differently."""
    if redis_url.startswith("unix://"):
        return "redis+socket://" + redis_url.removeprefix("unix://")
    return redis_url
