"""The job store's promises, on a real broker of each kind: workers' side and gateway's side together."""

import asyncio
import time

import pytest
from redis import Redis

from services.gateway.listing import Filter
from services.gateway.store import GatewayStore, Submission
from services.jobs import keys
from services.jobs.model import GroupHeader, Header, Item, Judged, Payload, new_job_id
from services.jobs.worker_store import Tally, WorkerStore
from tests.services.taking import take
from verifiers.verdict import Check, from_checks

RIGHT = from_checks([Check("answer", True, 1.0)])


@pytest.fixture
def worker(redis: "Redis") -> WorkerStore:
    return WorkerStore(redis, "worker-a", 5.0, 3600)


def submission(slices: int = 2, run: str | None = None, tenant: str = "default", **terms: object) -> Submission:
    items = [[Item(0, n, f"text {n}")] for n in range(slices)]
    header = Header(
        job_id=new_job_id(),
        tenant=tenant,
        run=run,
        step=None,
        priority="train",
        feedback="summary",
        cache="use",
        reward=b'"binary"',
        reward_hash="",
        timeout_seconds=60,
        created=time.time(),
        groups=(GroupHeader(None, slices, "obedient", "1", tuple(range(slices))),),
    )
    defaults: dict[str, object] = {
        "max_queued": 100,
        "tenant_quota": None,
        "tenant_weight": 1.0,
        "work_digest": header.job_id,
        "join_same_work": True,
        "idempotency_key": None,
    }
    return Submission(Payload(header, [b"{}"], items, [1.0] * slices), **{**defaults, **terms})  # type: ignore[arg-type]


def _claim(worker: WorkerStore, job_id: str, number: int) -> str | None:
    taken = take(worker, job_id, number)
    return taken.claim if taken else None


def judged(number: int) -> list[Judged]:
    return [Judged(0, number, RIGHT)]


async def accept(store: GatewayStore, sent: Submission) -> str:
    admission, job_id = await store.submit(sent)
    assert admission == "accepted"
    return job_id


async def test_a_slice_is_claimed_with_its_items_and_its_verifier(
    store: GatewayStore, worker: WorkerStore
) -> None:
    job_id = await accept(store, submission())
    claimed = take(worker, job_id, 1)
    assert claimed is not None
    assert (claimed.claim, [item.text for item in claimed.items]) == ("run", ["text 1"])
    assert worker.specifications(job_id, [0]) == {0: b"{}"}


async def test_a_slice_in_one_workers_hands_is_not_given_to_another(store: GatewayStore, redis: "Redis") -> None:
    job_id = await accept(store, submission())
    first, second = (WorkerStore(redis, name, 60.0, 3600) for name in "ab")
    assert [take(one, job_id, 0) is not None for one in (first, second)] == [True, False]


async def test_a_lease_that_ran_out_lets_another_worker_in(store: GatewayStore, redis: "Redis") -> None:
    job_id = await accept(store, submission())
    dead, alive = (WorkerStore(redis, name, seconds, 3600) for name, seconds in (("a", 0.05), ("b", 5.0)))
    assert take(dead, job_id, 0) is not None
    await asyncio.sleep(0.1)
    again = take(alive, job_id, 0)
    assert again is not None
    assert (again.claim, again.attempts) == ("run", 2)


async def test_a_slice_over_which_too_many_workers_were_lost_is_given_up(
    store: GatewayStore, redis: "Redis"
) -> None:
    job_id = await accept(store, submission())
    claims = []
    for name in "abcd":
        taken = take(WorkerStore(redis, name, 0.01, 3600), job_id, 0)
        claims.append(taken.claim if taken else None)
        await asyncio.sleep(0.03)
    assert claims == ["run", "run", "run", "exhausted"]


async def test_the_last_slice_makes_the_job_complete_and_each_counts_once(
    store: GatewayStore, worker: WorkerStore
) -> None:
    job_id = await accept(store, submission())
    answers = [worker.complete(job_id, number, judged(number), Tally({})) for number in (0, 0, 1)]
    record = await store.get(job_id)
    assert answers == [False, False, True]
    assert record is not None
    assert record.done == 2
    assert sorted(one.index for one in worker.judged(job_id)) == [0, 1]


async def test_signs_of_hacking_are_counted_by_run_and_once(store: GatewayStore, worker: WorkerStore) -> None:
    for run, sign in (("a", "tampering"), ("a", "repetition"), ("b", "tampering")):
        job_id = await accept(store, submission(slices=1, run=run))
        for _ in range(2):
            worker.complete(job_id, 0, judged(0), Tally({"obedient|correct": 1}, run, {sign: 3}))
    assert await store.flags() == {("a", "tampering"): 3, ("a", "repetition"): 3, ("b", "tampering"): 3}


async def test_only_the_runs_flagged_last_are_told(
    store: GatewayStore, redis: "Redis", worker: WorkerStore
) -> None:
    redis.zadd(keys.FLAGGED_RUNS, {f"old {n}": n for n in range(100)})
    job_id = await accept(store, submission(slices=1))
    worker.complete(job_id, 0, judged(0), Tally({}, "new", {"injection": 1}))
    assert redis.zcard(keys.FLAGGED_RUNS) == 100
    assert await store.flags() == {("new", "injection"): 1}


async def test_a_worker_lost_between_the_last_slice_and_the_answer_is_made_up_for(
    store: GatewayStore, redis: "Redis", worker: WorkerStore
) -> None:
    job_id = await accept(store, submission(slices=1))
    take(worker, job_id, 0)
    assert worker.complete(job_id, 0, judged(0), Tally({}))
    redis.zadd(keys.DUE, {f"{job_id}:0": 0})
    (overdue,) = worker.overdue()
    assert (overdue.job_id, overdue.begun) == (job_id, True)
    assert _claim(WorkerStore(redis, "other", 5.0, 3600), job_id, 0) == "complete"


async def test_finishing_keeps_the_answer_and_frees_the_queue(store: GatewayStore, worker: WorkerStore) -> None:
    job_id = await accept(store, submission())
    assert (await store.queued())[keys.ALL] == 2
    worker.finish(job_id, "done", b'{"groups": []}')
    worker.finish(job_id, "failed", error="too late to fail")
    record = await store.get(job_id)
    assert record is not None
    assert (record.state, record.error) == ("done", None)
    assert await store.result(job_id) == b'{"groups": []}'
    assert (await store.queued())[keys.ALL] == 0


async def test_a_cancelled_job_gives_out_no_more_slices_and_takes_no_verdicts(
    store: GatewayStore, worker: WorkerStore
) -> None:
    job_id = await accept(store, submission())
    take(worker, job_id, 0)
    await store.cancel(job_id)
    assert _claim(worker, job_id, 1) is None
    assert worker.renew(job_id, 0) is False
    assert worker.complete(job_id, 0, judged(0), Tally({})) is False
    assert worker.judged(job_id) == []


async def test_work_never_begun_is_sent_again_once_the_queue_is_empty(
    store: GatewayStore, redis: "Redis", worker: WorkerStore
) -> None:
    job_id = await accept(store, submission(slices=1))
    assert worker.overdue() == []
    redis.zadd(keys.DUE, {f"{job_id}:0": 0})
    redis.rpush("steelyard:celery:steelyard.train", "a message")
    assert worker.overdue() == []
    redis.delete("steelyard:celery:steelyard.train")
    redis.zadd(keys.DUE, {f"{job_id}:0": 0})
    assert [(one.job_id, one.slice_number, one.begun) for one in worker.overdue()] == [(job_id, 0, False)]
    assert worker.overdue() == []


async def test_a_slice_taken_by_a_worker_that_died_at_once_is_found_though_others_wait(
    store: GatewayStore, redis: "Redis", worker: WorkerStore
) -> None:
    job_id = await accept(store, submission(slices=2))
    (taken,) = worker.take("train", 3)
    redis.zadd(keys.DUE, {f"{job_id}:{number}": 0 for number in range(2)})
    (lost,) = worker.overdue()
    assert (lost.job_id, lost.slice_number) == (taken.job_id, taken.slice_number) == (job_id, 0)
    worker.send_again(lost)
    assert [one.slice_number for _ in range(3) for one in worker.take("train", 3)] == [0, 1]


def _tenants_in_turn(worker: WorkerStore, tenants: dict[str, str], turns: int) -> list[str]:
    return [tenants[one.job_id] for _ in range(turns) for one in worker.take("train", 3)]


async def test_a_tenant_that_comes_late_does_not_wait_for_all_that_another_has_queued(
    store: GatewayStore, worker: WorkerStore
) -> None:
    busy = await accept(store, submission(slices=50, tenant="busy"))
    tenants = {busy: "busy"}
    assert _tenants_in_turn(worker, tenants, 10) == ["busy"] * 10
    tenants[await accept(store, submission(slices=2, tenant="late"))] = "late"
    assert _tenants_in_turn(worker, tenants, 5).count("late") == 2


async def test_tenants_that_wait_get_shares_by_their_weights(store: GatewayStore, worker: WorkerStore) -> None:
    heavy = await accept(store, submission(slices=40, tenant="heavy", tenant_weight=3.0))
    light = await accept(store, submission(slices=40, tenant="light", tenant_weight=1.0))
    shares = _tenants_in_turn(worker, {heavy: "heavy", light: "light"}, 40)
    assert 28 <= shares.count("heavy") <= 32


async def test_priorities_have_turns_of_their_own(store: GatewayStore, worker: WorkerStore) -> None:
    job_id = await accept(store, submission(slices=1))
    assert worker.take("eval", 3) == []
    assert [one.job_id for one in worker.take("train", 3)] == [job_id]


async def test_a_full_queue_and_a_used_up_quota_refuse(store: GatewayStore) -> None:
    await accept(store, submission(slices=3))
    assert (await store.submit(submission(slices=3, max_queued=5)))[0] == "queue_full"
    assert (await store.submit(submission(slices=3, tenant_quota=5)))[0] == "quota"


async def test_what_is_larger_than_the_whole_queue_is_taken_when_nothing_else_waits(
    store: GatewayStore,
) -> None:
    """It would be told to come back for ever otherwise."""
    await accept(store, submission(slices=8, max_queued=5, tenant_quota=4))
    assert (await store.submit(submission(slices=1, max_queued=5)))[0] == "queue_full"


async def test_the_same_work_is_joined_while_it_is_under_way_and_done_again_after(
    store: GatewayStore, worker: WorkerStore
) -> None:
    job_id = await accept(store, submission(work_digest="same"))
    assert await store.submit(submission(work_digest="same")) == ("joined", job_id)
    worker.finish(job_id, "done", b"{}")
    assert (await store.submit(submission(work_digest="same")))[0] == "accepted"


async def test_a_joined_job_is_cancelled_only_when_nobody_waits_for_it(store: GatewayStore) -> None:
    job_id = await accept(store, submission(work_digest="same"))
    await store.submit(submission(work_digest="same"))
    states = []
    for _ in range(2):
        await store.cancel(job_id, unless_awaited=True)
        record = await store.get(job_id)
        states.append(record and record.state)
    assert states == ["queued", "cancelled"]


async def test_an_idempotency_key_stands_for_one_request_even_when_it_is_done(
    store: GatewayStore, worker: WorkerStore
) -> None:
    job_id = await accept(store, submission(idempotency_key="k", work_digest="one"))
    worker.finish(job_id, "done", b"{}")
    assert await store.submit(submission(idempotency_key="k", work_digest="one")) == ("joined", job_id)
    assert await store.submit(submission(idempotency_key="k", work_digest="two")) == ("conflict", job_id)


async def test_an_idempotency_key_whose_job_was_cancelled_is_free_again(store: GatewayStore) -> None:
    job_id = await accept(store, submission(idempotency_key="k", work_digest="one"))
    await store.cancel(job_id, unless_awaited=True)
    admission, again = await store.submit(submission(idempotency_key="k", work_digest="one"))
    assert (admission, again != job_id) == ("accepted", True)


async def test_jobs_are_listed_newest_first_page_by_page(store: GatewayStore) -> None:
    ids = []
    for n in range(5):
        ids.append(await accept(store, submission(run="odd" if n % 2 else "even")))
        await asyncio.sleep(0.002)
    first, cursor = await store.listing.list_jobs(Filter(), None, 3, None)
    second, end = await store.listing.list_jobs(Filter(), None, 3, cursor)
    assert [record.summary.job_id for record in (*first, *second)] == ids[::-1]
    assert end is None
    odd, _ = await store.listing.list_jobs(Filter(run="odd"), None, 9, None)
    assert [record.summary.job_id for record in odd] == [ids[3], ids[1]]
    assert (await store.listing.list_jobs(Filter(verifier="beam"), None, 9, None))[0] == []
    assert (await store.listing.list_jobs(Filter(state="done"), None, 9, None))[0] == []
    assert (await store.listing.list_jobs(Filter(), "somebody else", 9, None))[0] == []


async def test_a_job_of_thousands_of_slices_is_stored_whole(store: GatewayStore, worker: WorkerStore) -> None:
    job_id = await accept(store, submission(slices=4096, max_queued=10_000))
    last = take(worker, job_id, 4095)
    assert last is not None
    assert [item.text for item in last.items] == ["text 4095"]
