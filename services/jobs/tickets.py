"""Tickets: Celery messages that stand for a right to work and name no job.

Which slices a ticket is used for, the job store says when a worker takes it (``take.lua``), so that a tenant with
much in the queue does not keep the others waiting until all of it is done. The store's scripts put tickets on the
queue themselves, in the step that makes the work: no job is stored without one.
"""

import base64
import json
import uuid
from typing import Any

from celery import Celery

from services.jobs.model import Priority
from services.jobs.queue import PRIORITIES, TASK, create_celery, queue_name

TICKET_SECONDS = 0.05
"""Expected CPU seconds of the slices that one ticket takes; one slice that is dearer takes a ticket of its own."""
MOST_SLICES = 128


class Tickets:
    """Makes messages as Celery and kombu would, without their trip to the broker.

    Source: Celery's message protocol 2 and the envelope of kombu's virtual transports.
    """

    def __init__(self) -> None:
        app = create_celery("memory://")  # messages are the same wherever the broker is
        self._templates = {priority: _template(app, priority) for priority in PRIORITIES}

    def make(self, priority: Priority) -> str:
        """One message for the queue of this priority, as it lies in the broker's list."""
        body, headers, properties = self._templates[priority]
        name = str(uuid.uuid4())
        return json.dumps(
            {
                "body": body,
                "content-encoding": "utf-8",
                "content-type": "application/json",
                "headers": {**headers, "id": name, "root_id": name},
                "properties": {**properties, "correlation_id": name, "delivery_tag": str(uuid.uuid4())},
            }
        )


def _template(app: Celery, priority: Priority) -> tuple[str, dict[str, Any], dict[str, Any]]:
    message = app.amqp.as_task_v2("", TASK, args=(priority,), ignore_result=True)
    queue = queue_name(priority)
    properties = {
        **message.properties,
        "delivery_mode": 2,
        "delivery_info": {"exchange": queue, "routing_key": queue},
        "priority": 0,
        "body_encoding": "base64",
    }
    return base64.b64encode(json.dumps(message.body).encode()).decode(), dict(message.headers), properties
