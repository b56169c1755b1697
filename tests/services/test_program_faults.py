"""Containers and their engine are lost in mid-burst: every reward is right or null, and the pool heals."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.parts import Server, run_server, until
from tests.sandbox.containers import IMAGE
from tests.sandbox.engine import Engine, run_engine

pytestmark = [pytest.mark.docker, pytest.mark.faults]

BURST = 30


def program(number: int) -> str:
    """A program that takes its time; every third one is wrong."""
    answer = "a - b" if number % 3 == 0 else "a + b"
    return f"```python\nimport time\ndef add(a, b):\n    time.sleep(0.1{number:03d})\n    return {answer}\n```"


RIGHT = [float(number % 3 != 0) for number in range(BURST)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with run_engine(IMAGE) as running:
        yield running


@pytest.fixture(scope="module")
def server(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A whole server whose worker talks to an engine of the tests' own."""
    settings = {
        "DOCKER_HOST": engine.url,
        "STEELYARD_SANDBOX": "docker",
        "STEELYARD_SANDBOX_IMAGE": IMAGE,
        "STEELYARD_WORKERS": "2",
    }
    with run_server(tmp_path_factory.mktemp("server"), settings) as running:
        yield running


def submit(server: Server) -> str:
    call = {"type": "call", "function": "add", "args": [1, 2], "expected": 3}
    verifier = {"kind": "code", "language": "python", "tests": [call]}
    body = {"groups": [{"verifier": verifier, "completions": list(map(program, range(BURST)))}], "cache": "off"}
    accepted = httpx.post(f"{server.url}/v1/jobs", json=body, timeout=30)
    assert accepted.status_code == 202, accepted.text
    return server.url + accepted.headers["location"]


def is_done(job: str) -> bool:
    return bool(httpx.get(job, timeout=30).json()["state"] == "done")


def has_begun(job: str) -> bool:
    return bool(httpx.get(job, timeout=30).json()["state"] == "running")


def results(job: str) -> list[dict[str, Any]]:
    (group,) = httpx.get(f"{job}/results", timeout=30).json()["groups"]
    found: list[dict[str, Any]] = group["results"]
    return found


def assert_right_or_null(job: str) -> int:
    """How many are null, each of them an infrastructure error."""
    found = results(job)
    for result, right in zip(found, RIGHT, strict=True):
        is_ours = result["verdict"]["status"] == "infrastructure_error"
        assert result["reward"] == (None if is_ours else right), result
    return sum(result["reward"] is None for result in found)


def assert_healed(server: Server, engine: Engine) -> None:
    job = submit(server)
    until(lambda: is_done(job), 60)
    assert assert_right_or_null(job) == 0
    until(lambda: len(engine.containers()) == 2)


def test_killed_containers_cost_no_reward(server: Server, engine: Engine) -> None:
    job = submit(server)
    until(lambda: has_begun(job))
    killed = 0
    while killed < 3 and not is_done(job):
        # Both at once, so that the job cannot end between them; one may be gone before it is named.
        with contextlib.suppress(subprocess.CalledProcessError):
            names = engine.containers()
            engine.docker("kill", *names)
            killed += len(names)
        time.sleep(0.3)
    assert killed >= 2
    until(lambda: is_done(job), 60)
    assert_right_or_null(job)
    assert_healed(server, engine)


def test_an_engine_that_stops_leads_to_right_or_null_and_never_to_0(server: Server, engine: Engine) -> None:
    job = submit(server)
    until(lambda: has_begun(job))
    engine.stop()
    try:
        until(lambda: is_done(job), 120)
        assert assert_right_or_null(job) > 0
    finally:
        engine.start()
    assert_healed(server, engine)
