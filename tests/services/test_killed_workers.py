"""Worker processes killed between any two steps of a ticket, while jobs come, are joined and cancelled."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from services.gateway.store import GatewayStore, Submission
from services.jobs import keys
from services.jobs.model import GroupHeader, Header, Item, Payload
from tests.parts import ROOT, until
from tests.services.mortal_worker import STEPS
from tests.services.one_worker import PLUGIN, SPECIFICATION
from tests.services.stored import header_of

JOBS = 12


@contextmanager
def worker(broker_url: str, step: str = "") -> "Iterator[subprocess.Popen[bytes]]":
    """A worker process that is killed at this step, or is stopped at the end."""
    settings = {
        "STEELYARD_REDIS_URL": broker_url,
        "STEELYARD_PLUGINS": PLUGIN,
        "STEELYARD_SANDBOX": "off",
        "STEELYARD_WORKERS": "1",
        "STEELYARD_LEASE_SECONDS": "1",
        "STEELYARD_MAX_ATTEMPTS": "10",
        "STEELYARD_CACHE_SECONDS": "0",
    }
    ours = {name: value for name, value in os.environ.items() if not name.startswith("STEELYARD_")}
    command = [sys.executable, "-m", "tests.services.mortal_worker", *([step] if step else [])]
    process = subprocess.Popen(command, cwd=ROOT, env={**ours, **settings})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def submission(number: int, run: str) -> Submission:
    header: Header = header_of(
        run=run, step=number, groups=(GroupHeader(None, 1, "obedient", "1", (0,), "p"),), cache="off"
    )
    items = [[Item(0, 0, "yes" if number % 2 else "no")]]
    return Submission(
        Payload(header, [SPECIFICATION], items, [0.0001]), 10_000, None, 1.0, f"{run}-{number}", True, None
    )


async def put(store: GatewayStore, run: str, count: int = JOBS) -> list[str]:
    return [(await store.submit(submission(number, run)))[1] for number in range(count)]


@pytest.mark.parametrize("broker_url", ["embedded"], indirect=True)
async def test_jobs_outlive_workers_killed_at_every_step(
    store: GatewayStore, redis: "Redis", broker_url: str
) -> None:
    jobs: dict[str, list[str]] = {}
    cancelled = []
    for step in STEPS:
        jobs[step] = await put(store, step)
        with worker(broker_url, step) as mortal:
            assert mortal.wait(120) == -signal.SIGKILL
        if step != "after end":
            cancelled.append(jobs[step][3])
            await store.cancel(cancelled[-1])
            assert await put(store, step, 2) == jobs[step][:2], "the same work is joined"
    everything = [job_id for of_step in jobs.values() for job_id in of_step]
    with worker(broker_url):
        over = (b"done", b"failed", b"cancelled")
        until(lambda: all(redis.hget(keys.job(job_id), "state") in over for job_id in everything), 120)
    for of_step in jobs.values():
        for number, job_id in enumerate(of_step):
            answer = await store.result(job_id)
            if job_id in cancelled:
                assert answer is None
            else:
                assert answer is not None
                (group,) = json.loads(answer)["groups"]
                assert [one["reward"] for one in group["results"]] == [float(number % 2)]
    for step, of_step in jobs.items():
        totals = redis.hgetall(keys.run_totals("default", step))
        expected = sum(job_id not in cancelled for job_id in of_step)
        assert (int(totals[b"n"]), int(totals[b"jobs"])) == (expected, expected), step
    assert redis.hgetall(keys.LOAD) == {b"*": b"0"}
