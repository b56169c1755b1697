"""Connections that fall silent, a broker that is full or forgets, and clocks that are days off: all is judged."""

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from redis import Redis

from services.jobs import keys
from tests.frozen import FreezingProxy, freezing_proxy
from tests.parts import Broker, Server, broker, run_server, until

pytestmark = pytest.mark.faults

SKEWED = Path(__file__).parent.parent / "skewed"
TWO_DAYS = 172_800


@dataclass(frozen=True)
class Service:
    """A server whose broker can be silenced, filled, emptied and restarted, which its processes outlive."""

    server: Server
    broker: Broker
    proxy: FreezingProxy
    redis: "Redis"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("silence")
    (folder / "broker").mkdir()
    with (
        broker("embedded", folder / "broker") as own,
        Redis.from_url(own.url) as redis,
        freezing_proxy(own.url.removeprefix("unix://")) as proxy,
        run_server(folder, {"STEELYARD_REDIS_URL": proxy.url, "STEELYARD_LEASE_SECONDS": "3"}) as server,
    ):
        yield Service(server, own, proxy, redis)


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """Ready before and after, with the same processes."""
    server = running.server
    _await_ready(server)
    before = pids(server)
    yield running
    _await_ready(server)
    assert rewards(verify(server, "yes", run="after")) == [1.0]
    assert pids(server) == before


def _await_ready(server: Server) -> None:
    """Fails with what the server says of itself when it does not recover."""
    try:
        until(lambda: _ready(server), 180, 0.2)
    except AssertionError:
        said = httpx.get(f"{server.url}/readyz", timeout=60).text
        pytest.fail(f"not ready: {said}\n{server.log.read_text()[-5_000:]}")


def _ready(server: Server) -> bool:
    return httpx.get(f"{server.url}/readyz", timeout=30).status_code == 200


def body_of(*completions: str, **more: object) -> dict[str, Any]:
    group = {"verifier": {"kind": "obedient", "ground_truth": "yes"}, "completions": list(completions)}
    return {"groups": [group], **more}


def verify(server: Server, *completions: str, run: str = "any") -> httpx.Response:
    return httpx.post(f"{server.url}/v1/verify", json=body_of(*completions, run=run), timeout=90)


def submit(server: Server, number: int) -> str:
    job_id: str = httpx.post(f"{server.url}/v1/jobs", json=body_of(f"no {number}"), timeout=30).json()["job_id"]
    return job_id


def rewards(answer: httpx.Response) -> list[float | None]:
    assert answer.status_code == 200, answer.text
    return [result["reward"] for group in answer.json()["groups"] for result in group["results"]]


def pids(server: Server) -> list[int]:
    return [pid for name in ("gateway", "worker") for pid in server.descendants(f"services {name}")]


def test_connections_that_fall_silent_are_given_up_and_all_jobs_end(service: Service) -> None:
    server = service.server
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(verify, server, f"sleep {seconds}", "yes", run=str(seconds)) for seconds in (3, 4)]
        until(lambda: _state_count(server, "running") == 2)
        assert service.proxy.freeze() >= 4
        frozen = time.monotonic()
        later = [pool.submit(verify, server, "yes", "no", run=f"later {number}") for number in range(4)]
        assert [rewards(one.result()) for one in waiting] == [[1.0, 1.0]] * 2
        assert [rewards(one.result()) for one in later] == [[1.0, 0.0]] * 4
        assert time.monotonic() - frozen < 60  # what is promised; it takes about ten seconds


def _state_count(server: Server, state: str) -> int:
    return len(
        httpx.get(f"{server.url}/v1/jobs", params={"state": state, "limit": 500}, timeout=30)
        .json()
        .get("jobs", [])
    )


@pytest.mark.parametrize("what", ["memory", "disk"])
def test_a_full_broker_is_told_honestly_and_nothing_accepted_is_lost(service: Service, what: str) -> None:
    server, told = service.server, len(service.server.log.read_text())
    accepted = httpx.post(
        f"{server.url}/v1/jobs", json=body_of(f"sleep 2.{len(what)}", "yes", "no", run=what)
    ).json()
    until(lambda: _state_count(server, "running") == 1)
    cause = fill(service, what)
    try:
        for path, sent in (("/readyz", None), ("/v1/verify", body_of("yes", run=f"refused {what}"))):
            refused = httpx.request("POST" if sent else "GET", server.url + path, json=sent, timeout=60)
            assert refused.status_code == 503, (path, refused.text)
            assert "retry-after" in refused.headers
            assert cause in refused.json()["detail"], path
        time.sleep(8)  # several leases' time, so that the slice in hand has been judged and cannot be stored
    finally:
        empty(service, what)
    job = f"{server.url}/v1/jobs/{accepted['job_id']}"
    until(lambda: httpx.get(job, timeout=30).json().get("state") == "done", 60, 0.2)
    assert rewards(httpx.get(f"{job}/results")) == [1.0, 1.0, 0.0]
    log = server.log.read_text()[told:]
    assert 1 <= log.count(cause) <= 12, log  # each kind once a minute, in two processes
    assert "Traceback" not in log


def fill(service: Service, what: str) -> str:
    redis = service.redis
    if what == "memory":
        redis.config_set("maxmemory", "1")
        return "memory is full"
    (service.broker.folder / "dump.rdb" / "in the way").mkdir(parents=True)
    redis.config_set("save", "1 1")
    redis.set("dirty", "1")
    until(lambda: redis.info("persistence")["rdb_last_bgsave_status"] == "err", 60)
    return "cannot write to its disk"


def empty(service: Service, what: str) -> None:
    if what == "memory":
        service.redis.config_set("maxmemory", "0")
        return
    shutil.rmtree(service.broker.folder / "dump.rdb")
    service.redis.config_set("save", "")
    service.redis.config_set("stop-writes-on-bgsave-error", "no")


def test_a_broker_that_forgets_has_callers_told_to_come_again(service: Service) -> None:
    server = service.server
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(verify, server, "sleep 6")
        until(lambda: _state_count(server, "running") == 1)
        service.redis.flushall()
        told = waiting.result()
        assert (told.status_code, "retry-after" in told.headers) == (503, True), told.text
        assert "lost this job" in told.json()["detail"]
    assert rewards(verify(server, "yes")) == [1.0]
    _await_ready(server)
    assert "lost its data" in str(httpx.get(f"{server.url}/readyz").json()["warnings"])


def test_a_broker_that_is_away_is_waited_for(service: Service) -> None:
    service.broker.stop(signal.SIGKILL)
    try:
        assert not _ready(service.server)
        time.sleep(5)
    finally:
        service.broker.start()
    _await_ready(service.server)


def test_a_worker_that_reports_and_takes_no_messages_is_named(service: Service) -> None:
    (worker,) = service.server.descendants("services worker")
    until(lambda: bool(service.redis.hvals(keys.WORKERS)))
    report = cast("list[bytes]", service.redis.hvals(keys.WORKERS))[0]
    os.kill(worker, signal.SIGSTOP)

    def told() -> bool:
        seconds, _ = service.redis.time()
        report_now = report.replace(b'"seen":', b'"seen":%d,"before":' % seconds)
        service.redis.hset(keys.WORKERS, "pretends", report_now)
        answer = httpx.get(f"{service.server.url}/readyz", timeout=30)
        return answer.status_code == 503 and "no worker consumes" in answer.json()["detail"]

    try:
        until(told, 60, 0.5)
    finally:
        os.kill(worker, signal.SIGCONT)
        service.redis.hdel(keys.WORKERS, "pretends")


def test_clocks_that_are_days_off_lose_nothing(tmp_path: Path) -> None:
    for name in ("broker", "right", "ahead", "behind"):
        (tmp_path / name).mkdir()
    wrong = {"PYTHONPATH": str(SKEWED), "STEELYARD_WORKERS": "1"}
    with broker("embedded", tmp_path / "broker") as own:
        settings = {"STEELYARD_REDIS_URL": own.url, "STEELYARD_RETENTION_SECONDS": "3600"}
        in_two_days = {**settings, **wrong, "CLOCK_IS_OFF_BY_SECONDS": str(TWO_DAYS)}
        two_days_ago = {**settings, **wrong, "CLOCK_IS_OFF_BY_SECONDS": str(-TWO_DAYS)}
        with ExitStack() as stack:
            clocks = (("right", settings), ("ahead", in_two_days), ("behind", two_days_ago))
            starting = [run_server(tmp_path / name, one) for name, one in clocks]
            with ThreadPoolExecutor(3) as pool:
                right, ahead, behind = pool.map(stack.enter_context, starting)
            servers = (right, ahead, behind)
            sent = [submit(servers[number % 3], number) for number in range(60)]
            until(lambda: _state_count(right, "done") == 60, 60, 0.2)
            for server in servers:
                listed = httpx.get(f"{server.url}/v1/jobs", params={"limit": 500}).json()["jobs"]
                assert [job["job_id"] for job in listed] == sent[::-1]
                until(lambda: _workers(server) == 3)  # noqa: B023 - used at once
            _drain_worker_of(right, own)
            assert rewards(verify(right, *["yes"] * 50, run="without")) == [1.0] * 50


def _workers(server: Server) -> int:
    count: int = httpx.get(f"{server.url}/readyz", timeout=30).json().get("workers", 0)
    return count


def _drain_worker_of(right: Server, own: Broker) -> None:
    """Workers whose clocks are off judge by themselves, too."""
    (pid,) = right.descendants("services worker")
    with Redis.from_url(own.url) as redis:

        def reports() -> dict[bytes, Any]:
            stored = cast("dict[bytes, bytes]", redis.hgetall(keys.WORKERS))
            return {name: json.loads(report) for name, report in stored.items()}

        (name,) = (name for name, report in reports().items() if report["pid"] == pid)
        redis.sadd(keys.DRAINING, name)
        until(lambda: bool(reports()[name]["draining"]))
