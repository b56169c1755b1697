"""Tasks of a job delivered again and again, a worker lost at the worst moment: estimates stay the same."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from sandbox.children import Children
from services.gateway.store import GatewayStore, Submission
from services.jobs.model import GroupHeader, Header, Item, Judged, Payload, State, new_job_id
from services.jobs.worker_store import Overdue, Tally, WorkerStore
from tests.services.one_worker import SPECIFICATION, ticket_judge

REWARD = {
    "sum": [{"use": "verpo", "source": "running"}],
    "transform": [{"use": "max_reward", "running": True}, {"use": "zscore", "over": "run"}],
}


class LostWorker(Exception):
    """Stands for the end of a process."""


class DyingStore(WorkerStore):
    """A store whose worker is lost when it is about to end its first job."""

    deaths = 1

    def finish(
        self, job_id: str, state: State, answer: bytes = b"", error: str = "", figures: bytes = b""
    ) -> None:
        if self.deaths:
            self.deaths -= 1
            raise LostWorker
        super().finish(job_id, state, answer, error, figures)


class OneWorker:
    """A worker to which a slice can be delivered as often as a test wants."""

    def __init__(self, worker: WorkerStore, children: "Children[Any, Any]") -> None:
        self._store = worker
        self._judge = ticket_judge(worker, children, attempts=3)

    def handle(self, job_id: str, number: int) -> None:
        """Deliver the slice, and use a ticket."""
        self._store.send_again(Overdue(job_id, number, "train", begun=True))
        self._judge.handle("train")


def judge(worker: WorkerStore, children: "Children[Any, Any]") -> OneWorker:
    return OneWorker(worker, children)


async def submit(store: GatewayStore, step: int) -> str:
    header = Header(
        job_id=new_job_id(),
        tenant="default",
        run="run",
        step=step,
        priority="train",
        feedback="none",
        cache="off",
        reward=json.dumps(REWARD).encode(),
        reward_hash="",
        timeout_seconds=60,
        created=time.time(),
        groups=tuple(GroupHeader(f"p{n}", 2, "obedient", "1", (n,), f"p{n}") for n in range(2)),
    )
    slices = [[Item(n, 0, "no"), Item(n, 1, "yes")] for n in range(2)]
    payload = Payload(header, [SPECIFICATION, SPECIFICATION], slices, [0.1, 0.1])
    await store.submit(Submission(payload, 100, None, 1.0, header.job_id, False, None))
    return header.job_id


def remembered(redis: "Redis") -> dict[bytes, Any]:
    names = sorted(redis.scan_iter("steelyard:history:*"))
    return {name: redis.hgetall(name) for name in names if b":seen:" not in name}


async def run_two_steps(store: GatewayStore, judges: list[OneWorker]) -> list[Any]:
    answers = []
    for step in range(2):
        job_id = await submit(store, step)
        for one in judges:
            for number in range(2):
                try:
                    one.handle(job_id, number)
                except LostWorker:
                    continue
        answer = await store.result(job_id)
        assert answer is not None
        groups = json.loads(answer)["groups"]
        answers.append([[result["reward"] for result in group["results"]] for group in groups])
    return answers


async def test_redelivering_every_task_changes_no_estimate(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    once = judge(WorkerStore(redis, "a", 5.0, 3600), children)
    expected = await run_two_steps(store, [once])
    before = remembered(redis)
    assert len(before) == 3
    redis.flushall()
    dying = judge(DyingStore(redis, "a", 0.01, 3600), children)
    others = [judge(WorkerStore(redis, name, 5.0, 3600), children) for name in "bc"]
    assert await run_two_steps(store, [dying, *others, *others]) == expected
    assert remembered(redis) == before


async def test_the_second_step_is_scored_by_the_first(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    first, second = await run_two_steps(store, [judge(WorkerStore(redis, "a", 5.0, 3600), children)])
    assert first[0] == first[1]
    assert second[0] == second[1]
    assert first != second


class FullStore(WorkerStore):
    """A store that takes nothing in: ``complete`` or ``finish`` fails as a broker's error would."""

    def __init__(self, *arguments: Any, refuses: str) -> None:
        super().__init__(*arguments)
        self._refuses = refuses

    def complete(self, job_id: str, slice_number: int, judged: Sequence[Judged], tally: Tally) -> bool:
        if self._refuses == "complete":
            raise ResponseError("refused")
        return super().complete(job_id, slice_number, judged, tally)

    def finish(
        self, job_id: str, state: State, answer: bytes = b"", error: str = "", figures: bytes = b""
    ) -> None:
        if self._refuses == "finish" and state == "done":
            raise ResponseError("refused")
        super().finish(job_id, state, answer, error, figures)


@pytest.mark.parametrize("refuses", ["complete", "finish"])
async def test_a_job_that_cannot_be_stored_fails_rather_than_never_ends(
    store: GatewayStore, children: "Children[Any, Any]", redis: "Redis", refuses: str
) -> None:
    job_id = await submit(store, 0)
    one = judge(FullStore(redis, "a", 0.01, 3600, refuses=refuses), children)
    for _ in range(10):
        for number in range(2):
            with suppress(ResponseError):
                one.handle(job_id, number)
            await asyncio.sleep(0.011)
    record = await store.get(job_id)
    assert record is not None
    assert record.state == "failed"
    assert "could not be stored" in (record.error or "")


async def test_messages_that_come_together_do_not_count_as_tries_to_end_a_job(
    store: GatewayStore, children: "Children[Any, Any]", redis: "Redis"
) -> None:
    job_id = await submit(store, 0)
    worker = FullStore(redis, "a", 5.0, 3600, refuses="finish")
    for number in [0, *[1] * 8]:
        with suppress(ResponseError):
            judge(worker, children).handle(job_id, number)
    judge(WorkerStore(redis, "b", 5.0, 3600), children).handle(job_id, 1)
    assert await store.result(job_id) is not None
