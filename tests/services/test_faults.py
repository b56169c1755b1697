"""Real processes killed in the middle of real jobs: the job ends complete, each result once."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from services.jobs import keys
from tests.parts import Broker, Server, broker, run_server, until

pytestmark = pytest.mark.faults

COMPLETIONS = 2000
BODY: dict[str, Any] = {
    "cache": "off",  # each is judged, though they are alike
    "groups": [
        {
            "verifier": {"kind": "obedient", "ground_truth": f"yes {group}"},
            "completions": [f"yes {group}" if n % 2 else f"no {n}" for n in range(19)] + ["sleep 0.05"],
        }
        for group in range(COMPLETIONS // 20)
    ],
}
EXPECTED = ([0.0, 1.0] * 9 + [0.0, 1.0]) * (COMPLETIONS // 20)


def submit(server: Server) -> str:
    accepted = httpx.post(f"{server.url}/v1/jobs", json=BODY)
    assert accepted.status_code == 202, accepted.text
    return server.url + accepted.headers["location"]


def document(job: str) -> dict[str, Any]:
    """The job as it stands; a gateway that cannot reach its broker says 503 until it can."""
    answer = httpx.get(job, timeout=30)
    return answer.json() if answer.status_code == 200 else {"state": "unknown", "done": 0}


def is_in_the_middle(job: str) -> Callable[[], bool]:
    return lambda: 100 <= document(job)["done"] < COMPLETIONS - 400


def assert_complete(job: str) -> None:
    until(lambda: document(job)["state"] == "done", 120, 0.1)
    body = httpx.get(f"{job}/results", timeout=30).json()
    assert [result["reward"] for group in body["groups"] for result in group["results"]] == EXPECTED
    assert document(job)["done"] == COMPLETIONS


def test_a_killed_judging_child_costs_nothing(server: Server) -> None:
    job = submit(server)
    until(is_in_the_middle(job))
    (worker,) = server.descendants("services worker")
    children = server.descendants("forkserver")
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    assert_complete(job)
    assert server.descendants("services worker") == [worker]


def test_a_worker_killed_again_and_again_leads_to_null_and_never_to_0(tmp_path: Path) -> None:
    data = tmp_path / "broker"
    data.mkdir()
    settings = {"STEELYARD_LEASE_SECONDS": "1", "STEELYARD_MAX_ATTEMPTS": "2"}
    with (
        broker("embedded", data) as running,
        Redis.from_url(running.url) as redis,
        run_server(tmp_path, {**settings, "STEELYARD_REDIS_URL": running.url}) as server,
    ):
        body = {"groups": [{"verifier": BODY["groups"][0]["verifier"], "completions": ["sleep 9"]}]}
        accepted = httpx.post(f"{server.url}/v1/jobs", json=body)
        job_id = accepted.json()["job_id"]
        for attempt in (b"1", b"2"):
            until(lambda: redis.hget(keys.job(job_id), "attempts:0") == attempt, 60)  # noqa: B023 - used at once
            for pid in server.descendants("services worker"):
                os.kill(pid, signal.SIGKILL)
        job = server.url + accepted.headers["location"]
        until(lambda: document(job)["state"] == "done", 60, 0.2)
        (group,) = httpx.get(f"{job}/results").json()["groups"]
        (result,) = group["results"]
        assert (result["reward"], result["verdict"]["status"]) == (None, "infrastructure_error")


@dataclass(frozen=True)
class Apart:
    """A server and its broker, each of which can be stopped without the other."""

    server: Server
    broker: Broker


@pytest.fixture(scope="module", params=["embedded", pytest.param("redis", marks=pytest.mark.redis)])
def apart(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    folder = tmp_path_factory.mktemp(request.param)
    data = folder / "broker"
    data.mkdir()
    with broker(request.param, data) as own:
        settings = {"STEELYARD_REDIS_URL": own.url, "STEELYARD_LEASE_SECONDS": "3"}
        with run_server(folder, settings) as server:
            yield Apart(server, own)


EMBEDDED = pytest.mark.parametrize("apart", ["embedded"], indirect=True)


@EMBEDDED
def test_a_killed_worker_is_replaced_and_its_slices_are_done_by_another(apart: Apart) -> None:
    server = apart.server
    until(lambda: len(server.descendants("services worker")) == 1, 60)
    job = submit(server)
    until(is_in_the_middle(job))
    (worker,) = server.descendants("services worker")
    os.kill(worker, signal.SIGKILL)
    assert_complete(job)
    assert server.descendants("services worker") != [worker]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_broker_restart_loses_nothing(apart: Apart, number: signal.Signals) -> None:
    server = apart.server
    job = submit(server)
    until(is_in_the_middle(job))
    apart.broker.stop(number)
    assert httpx.get(f"{server.url}/readyz", timeout=30).status_code == 503
    apart.broker.start()
    assert_complete(job)
    _assert_takes_new_work(server)


def _assert_takes_new_work(server: Server) -> None:
    body = {"groups": [{"verifier": BODY["groups"][0]["verifier"], "completions": ["yes 0"]}], "run": "after"}
    answer = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60).json()
    assert answer["groups"][0]["results"][0]["reward"] == 1.0


@EMBEDDED
def test_a_request_that_waits_survives_a_broker_restart(apart: Apart, tmp_path: Path) -> None:
    waiting = _post_in_background(apart.server, tmp_path)
    until(lambda: _running_jobs(apart.server) == 1)
    _restart(apart.broker)
    assert waiting.wait(60) == 0
    assert b'"reward":1.0' in (tmp_path / "answer.json").read_bytes()


def _restart(running: Broker) -> None:
    running.stop()
    running.start()


def _post_in_background(server: Server, folder: Path) -> "subprocess.Popen[bytes]":
    body = (
        '{"cache":"off","groups":[{"verifier":{"kind":"obedient","ground_truth":"x"},"completions":["sleep 3"]}]}'
    )
    command = ["curl", "-sf", "-o", str(folder / "answer.json"), "-H", "Content-Type: application/json"]
    return subprocess.Popen([*command, "-d", body, f"{server.url}/v1/verify"])


def _running_jobs(server: Server) -> int:
    return len(httpx.get(f"{server.url}/v1/jobs", params={"state": "running"}).json()["jobs"])
