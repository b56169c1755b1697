"""A store that is bounded by bytes: what is over goes first, what is not stays, then new work is refused."""

import secrets

from redis import Redis

from services.gateway.store import GatewayStore
from services.gateway.store_bound import StoreBound, StoreUsage
from services.jobs import keys
from services.jobs.worker_store import WorkerStore
from tests.services.stored import header_of, submission_of

MOST_MB = 16
OF_A_JOB = 500_000


async def put(store: GatewayStore, redis: "Redis", number: int, *, finished: bool) -> str:
    header = header_of(job_id=f"f{number:031x}")
    text = secrets.token_hex(OF_A_JOB)  # takes half of that when it is packed
    await store.submit(submission_of(header, (text,), max_queued=10_000))
    if finished:
        WorkerStore(redis, "worker", 5.0, 3600).finish(header.job_id, "done")
    return header.job_id


async def test_the_oldest_finished_jobs_make_room_and_unfinished_ones_stay(
    store: GatewayStore, redis: "Redis"
) -> None:
    bound = StoreBound(store.redis, MOST_MB)
    unfinished = await put(store, redis, 0, finished=False)
    finished = [await put(store, redis, number, finished=True) for number in range(1, 41)]
    await bound.look()
    assert bound.usage.used < MOST_MB << 20
    assert not bound.usage.is_full
    kept = [await store.get(job_id) is not None for job_id in finished]
    assert 0 < sum(kept) < 40
    assert kept == sorted(kept), "the oldest go first"
    assert await store.get(unfinished) is not None


async def test_unfinished_jobs_fill_it_and_it_says_so(store: GatewayStore, redis: "Redis") -> None:
    bound = StoreBound(store.redis, MOST_MB)
    jobs = [await put(store, redis, number, finished=False) for number in range(40)]
    await bound.look()
    assert bound.usage.is_full
    assert bound.usage.warning
    assert all([await store.get(job_id) is not None for job_id in jobs])


async def test_cached_verdicts_make_room_when_no_job_can(store: GatewayStore, redis: "Redis") -> None:
    for number in range(40):
        redis.set(keys.cached_verdict(str(number)), secrets.token_bytes(OF_A_JOB))
    bound = StoreBound(store.redis, MOST_MB)
    await bound.look()
    assert bound.usage.used < MOST_MB << 20


async def test_the_brokers_own_limit_counts_where_it_is_smaller(store: GatewayStore, redis: "Redis") -> None:
    redis.config_set("maxmemory", str(64 << 20))
    bound = StoreBound(store.redis, 4096)
    await bound.look()
    redis.config_set("maxmemory", "0")
    assert bound.usage.limit == int(0.8 * (64 << 20))


def test_it_warns_before_it_is_full() -> None:
    assert StoreUsage(89, 100).warning is None
    assert StoreUsage(91, 100).warning
    assert not StoreUsage(91, 100).is_full
    assert StoreUsage(10**12, None).warning is None
