"""What was lost is found again: one completion at a time, listed where it stays unjudged, and requeued."""

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from sandbox.children import Cancellation
from services.jobs.model import Header, Item, Judged
from services.jobs.worker_store import WorkerStore, connect
from services.judging.alone import Alone, units_of
from tests.parts import Server, until
from tests.services.stored import header_of
from verifiers.verdict import Check, from_checks, undecided

RIGHT = from_checks([Check("answer", True, 1.0)])
UNREAD = undecided("runtime_error", "lost")


class WorkerLost(Exception):
    """Stands for the end of the process that judges."""


class Judge:
    """Judges everything right, except that one text ends whoever judges it."""

    def __init__(self) -> None:
        self.judged: list[str] = []

    def __call__(self, header: Header, slice_number: int, items: Any, cancelled: Cancellation) -> list[Judged]:
        self.judged += [item.text for item in items]
        if any(item.text == "poison" for item in items):
            raise WorkerLost
        return [Judged(item.group, item.index, RIGHT) for item in items]


@pytest.fixture
def store(broker_url: str) -> WorkerStore:
    with connect(broker_url) as client:
        client.flushall()
    return WorkerStore(Redis.from_url(broker_url), "worker-a", 5.0, 3600)


def test_the_poisonous_one_gets_its_own_verdict_and_the_rest_theirs(store: WorkerStore) -> None:
    judge = Judge()
    header = header_of(kind="obedient", size=3)
    alone = Alone(store, judge, lambda item: Judged(item.group, item.index, UNREAD), losses=2)
    units = units_of([Item(0, 0, "a"), Item(0, 1, "poison"), Item(0, 2, "b")], frozenset())
    for lost in range(2):
        assert not alone.has_culprit(header.job_id, 0), lost
        with pytest.raises(WorkerLost):
            alone.run(header, 0, units, threading.Event())
    assert alone.has_culprit(header.job_id, 0)
    assert [one.verdict for one in alone.run(header, 0, units, threading.Event())] == [RIGHT, UNREAD, RIGHT]
    assert judge.judged == ["a", "poison", "poison", "b"], "what is judged stays judged"
    assert not alone.has_culprit(header.job_id, 0)
    assert not alone.has_culprit(header.job_id, 1)


def test_what_is_compared_stays_together() -> None:
    items = [Item(group, index, "") for group in (0, 1) for index in (0, 1)]
    assert [[(one.group, one.index) for one in unit] for unit in units_of(items, frozenset({1}))] == [
        [(0, 0)],
        [(0, 1)],
        [(1, 0), (1, 1)],
    ]


def test_what_we_owe_is_listed_and_can_be_requeued(server: Server, tmp_path: Path) -> None:
    echo = {"kind": "obedient", "ground_truth": "yes"}
    completions = ["yes", f"once {tmp_path / 'mark'}", "no"]
    body = {"groups": [{"verifier": echo, "completions": completions}], "run": tmp_path.name, "cache": "off"}
    done = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60).json()
    job = f"{server.url}/v1/jobs/{done['job_id']}"
    assert [result["reward"] for result in done["groups"][0]["results"]] == [1.0, None, 0.0]
    assert "1 of 3" in httpx.get(job).json()["error"]
    assert done["job_id"] in failed(server, tmp_path.name)

    again = httpx.post(f"{job}/requeue", timeout=30)
    assert (again.status_code, again.json()["error"]) == (202, None)
    until(lambda: httpx.get(job).json()["state"] == "done", 30, 0.1)
    results = httpx.get(f"{job}/results").json()["groups"][0]["results"]
    assert [result["reward"] for result in results] == [1.0, 1.0, 0.0]
    assert httpx.get(job).json()["done"] == 3
    assert done["job_id"] not in failed(server, tmp_path.name)
    assert httpx.post(f"{job}/requeue", timeout=30).status_code == 409
    assert httpx.post(f"{server.url}/v1/jobs/{'0' * 32}/requeue", timeout=30).status_code == 404


def failed(server: Server, run: str) -> list[str]:
    listed = httpx.get(f"{server.url}/v1/jobs", params={"run": run, "state": "failed"}, timeout=30)
    return [one["job_id"] for one in listed.json()["jobs"]]
