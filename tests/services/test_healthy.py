import socket
import time

import msgspec
from redis import Redis

from services.healthy import gateway_answers, worker_reports
from services.jobs.keys import WORKERS
from services.settings import Settings
from tests.parts import Server, free_port


def report(redis: "Redis", host: str, seen: float) -> None:
    redis.hset(WORKERS, f"worker of {host}", msgspec.json.encode({"host": host, "seen": seen}))


def test_a_gateway_is_healthy_while_it_answers(server: Server) -> None:
    assert gateway_answers(Settings(port=int(server.url.rpartition(":")[2])))
    assert not gateway_answers(Settings(port=free_port()))


def test_a_worker_is_healthy_while_it_reports_from_this_host(broker_url: str) -> None:
    settings = Settings(redis_url=broker_url)
    with Redis.from_url(broker_url) as redis:
        redis.flushall()
        assert not worker_reports(settings)
        report(redis, "elsewhere", time.time())
        report(redis, socket.gethostname(), time.time() - 60)
        assert not worker_reports(settings)
        report(redis, socket.gethostname(), time.time())
        assert worker_reports(settings)
        redis.flushall()
