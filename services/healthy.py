"""``python -m services healthy``: whether what runs in this container does its work."""

import json
import socket
import sys
import urllib.request

from redis import Redis

from services.jobs.keys import EXPLORER, WORKERS
from services.settings import Settings, read_settings

_SILENT_SECONDS = 15.0
_ANSWER_SECONDS = 3.0


def gateway_answers(settings: Settings) -> bool:
    """Whether something here answers on the gateway's port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/healthz", timeout=_ANSWER_SECONDS):
            return True
    except OSError:
        return False


def doors_open(settings: Settings) -> bool:
    """Whether every door takes connections here."""
    try:
        for door in settings.doors:
            socket.create_connection(("127.0.0.1", door.port), timeout=_ANSWER_SECONDS).close()
    except OSError:
        return False
    return bool(settings.doors)


def worker_reports(settings: Settings) -> bool:
    """Whether a worker on this host has reported to the store of late."""
    if settings.redis_url is None:
        return False
    with Redis.from_url(settings.redis_url, socket_timeout=_ANSWER_SECONDS) as redis:
        reports = [json.loads(report) for report in redis.hvals(WORKERS)]
        now, _ = redis.time()
    host = socket.gethostname()
    return any(report["host"] == host and now - report["seen"] < _SILENT_SECONDS for report in reports)


def explorer_says(settings: Settings) -> bool:
    """Whether an explorer on this host has told the store of late that it works."""
    if settings.redis_url is None:
        return False
    with Redis.from_url(settings.redis_url, socket_timeout=_ANSWER_SECONDS) as redis:
        return bool(redis.get(EXPLORER) == socket.gethostname().encode())


def main() -> None:
    """Exit status 0 if any of them is well."""
    settings = read_settings()
    looks = (gateway_answers, doors_open, worker_reports, explorer_says)
    sys.exit(not any(is_well(settings) for is_well in looks))
