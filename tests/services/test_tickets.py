"""Many small jobs under one ticket: workers lost between any two steps, jobs that end meanwhile."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

import pytest
from redis import Redis

from sandbox.children import Children
from services.gateway.store import GatewayStore, Submission
from services.jobs import keys
from services.jobs.model import GroupHeader, Header, Item, Payload, Priority, new_job_id
from services.jobs.queue import queue_key
from services.jobs.tickets import MOST_SLICES
from services.jobs.worker_store import Ending, Sums, Taken, WorkerStore
from tests.services.one_worker import SPECIFICATION, ticket_judge

JOBS = 20


class LostWorker(BaseException):
    """Stands for the end of a process: nothing in its way may catch it."""


class LosableStore(WorkerStore):
    """A store whose worker is lost once, before or after a named step."""

    def __init__(self, redis: "Redis", lost_at: str) -> None:
        super().__init__(redis, "losable", 0.01, 3600)
        self._lost_at = lost_at

    def take(self, priority: Priority, max_attempts: int, most_slices: int = MOST_SLICES) -> list[Taken]:
        self._reach("before take")
        taken = super().take(priority, max_attempts, most_slices)
        self._reach("after take")
        return taken

    def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
        self._reach("before end")
        lost = super().end_many(endings, sums)
        self._reach("after end")
        return lost

    def _reach(self, step: str) -> None:
        if self._lost_at == step:
            raise LostWorker


def submission(number: int, seconds: float = 0.0001, reward: bytes = b'"binary"', **terms: Any) -> Submission:
    header = Header(
        job_id=new_job_id(),
        tenant=terms.pop("tenant", "default"),
        run=terms.pop("run", None),
        step=None,
        priority="train",
        feedback="none",
        cache="off",
        reward=reward,
        reward_hash="",
        timeout_seconds=60,
        created=time.time(),
        groups=(GroupHeader(f"p{number}", 1, "obedient", "1", (0,), "p"),),
    )
    items = [[Item(0, 0, "yes" if number % 2 else "no")]]
    payload = Payload(header, [SPECIFICATION], items, [seconds])
    named = {"work_digest": header.job_id, "join_same_work": False, "idempotency_key": None}
    return Submission(payload, 10_000, None, 1.0, **{**named, **terms})


async def put(store: GatewayStore, count: int = JOBS, **terms: Any) -> list[str]:
    sent = [submission(number, **terms) for number in range(count)]
    admitted = [await store.submit(one) for one in sent]
    assert {admission for admission, _ in admitted} == {"accepted"}
    return [job_id for _, job_id in admitted]


async def rewards(store: GatewayStore, job_ids: Sequence[str]) -> list[float | None]:
    answers = [await store.result(job_id) for job_id in job_ids]
    return [json.loads(a)["groups"][0]["results"][0]["reward"] if a else None for a in answers]


def counted(redis: "Redis") -> Counter[str]:
    counters = redis.hgetall(keys.COUNTERS)
    return Counter({name.decode(): int(count) for name, count in counters.items()})  # type: ignore[union-attr]


async def test_one_ticket_is_enough_for_many_small_jobs(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    jobs = await put(store)
    ticket_judge(WorkerStore(redis, "a", 5.0, 3600), children).handle("train")
    assert await rewards(store, jobs) == [float(n % 2) for n in range(JOBS)]
    assert redis.hgetall(keys.LOAD) == {b"*": b"0"}
    assert not redis.zcard(keys.DUE)


async def test_dear_slices_take_a_ticket_each(store: GatewayStore, redis: "Redis") -> None:
    await put(store, count=3, seconds=1.0)
    worker = WorkerStore(redis, "a", 5.0, 3600)
    assert [len(worker.take("train", 3)) for _ in range(4)] == [1, 1, 1, 0]


async def test_what_still_waits_is_never_without_a_ticket(store: GatewayStore, redis: "Redis") -> None:
    await put(store, count=3, seconds=1.0)
    redis.delete(queue_key("train"))
    WorkerStore(redis, "a", 5.0, 3600).take("train", 3)
    assert redis.llen(queue_key("train")) == 1


@pytest.mark.parametrize("lost_at", ["before take", "after take", "before end", "after end"])
async def test_a_worker_lost_between_any_two_steps_loses_and_doubles_nothing(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]", lost_at: str
) -> None:
    jobs = await put(store, run="r")
    with pytest.raises(LostWorker):
        ticket_judge(LosableStore(redis, lost_at), children).handle("train")
    redis.delete(queue_key("train"))
    successor = WorkerStore(redis, "successor", 5.0, 3600)
    await asyncio.sleep(0.02)
    for member in cast("list[bytes]", redis.zrange(keys.DUE, 0, -1)):
        redis.zadd(keys.DUE, {member: 0})
    for overdue in successor.overdue():
        successor.send_again(overdue)
    for _ in range(JOBS):
        ticket_judge(successor, children).handle("train")
    assert await rewards(store, jobs) == [float(n % 2) for n in range(JOBS)]
    assert counted(redis)["#of|default|obedient|correct"] == JOBS // 2
    assert counted(redis)["#of|default|obedient|incorrect"] == JOBS // 2
    totals = redis.hgetall(keys.run_totals("default", "r"))
    assert (int(totals[b"n"]), int(totals[b"jobs"])) == (JOBS, JOBS)


async def test_a_job_cancelled_while_its_group_is_judged_keeps_the_others_from_nothing(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    jobs = await put(store)

    class Cancelling(WorkerStore):
        def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
            redis.hset(keys.job(jobs[3]), "state", "cancelled")
            return super().end_many(endings, sums)

    ticket_judge(Cancelling(redis, "a", 5.0, 3600), children).handle("train")
    found = await rewards(store, jobs)
    assert found[3] is None
    assert [one for n, one in enumerate(found) if n != 3] == [float(n % 2) for n in range(JOBS) if n != 3]
    assert sum(count for name, count in counted(redis).items() if name.startswith("#of|")) == JOBS - 1


async def test_two_workers_with_the_same_slices_store_each_result_once(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    jobs = await put(store)

    class Overtaken(WorkerStore):
        """Another worker has the same slices and is faster."""

        def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
            WorkerStore(redis, "b", 5.0, 3600).end_many(endings, sums)
            return super().end_many(endings, sums)

    ticket_judge(Overtaken(redis, "a", 5.0, 3600), children).handle("train")
    assert None not in await rewards(store, jobs)
    assert sum(count for name, count in counted(redis).items() if name.startswith("#of|")) == JOBS


async def test_a_slice_that_was_lost_before_is_judged_by_itself(
    store: GatewayStore, redis: "Redis", children: "Children[Any, Any]"
) -> None:
    jobs = await put(store, count=4)
    redis.hset(keys.job(jobs[1]), "attempts:0", 1)
    together: list[int] = []

    class Counting(WorkerStore):
        def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
            together.append(len(endings))
            return super().end_many(endings, sums)

    ticket_judge(Counting(redis, "a", 5.0, 3600), children).handle("train")
    assert together == [3]
    assert await rewards(store, jobs) == [0.0, 1.0, 0.0, 1.0]


async def test_a_group_that_is_admitted_in_one_step_keeps_every_rule(store: GatewayStore) -> None:
    same = [submission(1, join_same_work=True, work_digest="w") for _ in range(3)]
    keyed = [submission(1, idempotency_key="k", work_digest=digest) for digest in ("one", "one", "two")]
    limited = [submission(1, tenant="small") for _ in range(3)]
    bounded = [Submission(one.payload, 10_000, 2, 1.0, one.work_digest, False, None) for one in limited]
    found = await store._admit_many([*same, *keyed, *bounded])
    admissions = [admission for admission, _ in found]
    assert admissions == [
        *("accepted", "joined", "joined"),
        *("accepted", "joined", "conflict"),
        *("accepted", "accepted", "quota"),
    ]
    assert len({job_id for _, job_id in found[:3]}) == 1


async def test_jobs_that_come_at_once_share_a_step(store: GatewayStore, redis: "Redis") -> None:
    redis.config_resetstat()
    await asyncio.gather(*(store.submit(submission(number)) for number in range(100)))
    assert redis.info("commandstats")["cmdstat_evalsha"]["calls"] <= 10
    assert redis.zcard(keys.waiting("train")) == 100
