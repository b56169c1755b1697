"""Finding jobs by their properties, and the bounds of what is kept, on a real broker of each kind."""

import time
from collections.abc import AsyncIterator

import pytest
from redis import Redis

from services.gateway import store as gateway
from services.gateway.listing import Filter
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import GroupHeader, Judged, State
from services.jobs.packing import unpack_summary
from services.jobs.worker_store import Tally, WorkerStore
from tests.services.stored import header_of, submission_of
from tests.services.taking import take
from verifiers.verdict import Verdict


@pytest.fixture
async def store(broker_url: str, redis: "Redis") -> AsyncIterator[GatewayStore]:
    client = gateway.connect(broker_url)
    yield GatewayStore(client, keys.gateway_channel("here"), 3600, history_jobs=100)
    await client.aclose()


async def put(
    store: GatewayStore, redis: "Redis", *, state: State = "queued", number: int = 0, **properties: object
) -> str:
    header = header_of(job_id=f"f{number:031x}", **properties)  # type: ignore[arg-type]  # by name
    await store.submit(submission_of(header))
    if state != "queued":
        WorkerStore(redis, "worker", 5.0, 3600).finish(header.job_id, state)
    return header.job_id


async def found(store: GatewayStore, tenant: str | None = None, **which: object) -> list[str]:
    records, _ = await store.listing.list_jobs(Filter(**which), tenant, 100, None)  # type: ignore[arg-type]
    return [record.summary.job_id for record in records]


@pytest.fixture
async def five(store: GatewayStore, redis: "Redis") -> list[str]:
    return [
        await put(store, redis, number=1, run="alpha", tenant="a", kind="math"),
        await put(store, redis, number=2, run="alpha", tenant="b", kind="code", state="done"),
        await put(store, redis, number=3, run="beta", tenant="a", kind="code", state="failed"),
        await put(
            store, redis, number=4, run="beta", tenant="a", kind="math", reward=b'{"sum":[{"use":"verpo"}]}'
        ),
        await put(store, redis, number=5, run=None, tenant="b", kind="math", state="done"),
    ]


async def test_a_step_finds_the_jobs_of_that_step_only(store: GatewayStore, redis: "Redis") -> None:
    first = await put(store, redis, number=1, run="alpha", step=2)
    await put(store, redis, number=2, run="alpha", step=3)
    await put(store, redis, number=3, run="alpha")
    last = await put(store, redis, number=4, run="beta", step=2)
    assert await found(store, step=2) == [last, first]
    assert await found(store, step=2, run="alpha") == [first]
    assert await found(store, step=0) == []


async def test_every_property_finds_its_jobs_alone_and_together(store: GatewayStore, five: list[str]) -> None:
    one, two, three, four, last = five
    assert await found(store) == [last, four, three, two, one]
    assert await found(store, run="alpha") == [two, one]
    assert await found(store, state="done") == [last, two]
    assert await found(store, verifier="code", state="failed") == [three]
    assert await found(store, reward="verpo") == [four]
    assert await found(store, tenant="a", run="beta") == [four, three]
    assert await found(store, tenant="b", run="beta") == []


async def test_text_finds_job_ids_by_their_start_and_runs_by_a_part(
    store: GatewayStore, redis: "Redis", five: list[str]
) -> None:
    redis.zadd(keys.RUNS, {"a|alpha": 1, "b|alpha": 2, "a|beta": 3})
    assert await found(store, text=five[2]) == [five[2]]
    assert await found(store, text="f0000") == five[::-1]
    assert await found(store, text="ALPH") == five[1::-1]
    assert await found(store, text="a", tenant="a") == [five[3], five[2], five[0]]
    assert await found(store, text="nowhere") == []


async def test_pages_of_a_search_in_several_runs_join_without_gaps(
    store: GatewayStore, redis: "Redis", five: list[str]
) -> None:
    redis.zadd(keys.RUNS, {"a|alpha": 1, "a|beta": 3})
    seen: list[str] = []
    cursor = None
    for _ in range(9):
        page, cursor = await store.listing.find(Filter(text="a"), None, 1, cursor)
        seen += page
        if cursor is None:
            break
    assert seen == five[3::-1]


async def test_a_state_that_changes_moves_the_job(store: GatewayStore, redis: "Redis") -> None:
    job_id = await put(store, redis, number=1)
    assert await found(store, state="queued") == [job_id]
    take(WorkerStore(redis, "worker", 5.0, 3600), job_id, 0)
    assert (await found(store, state="queued"), await found(store, state="running")) == ([], [job_id])
    await store.cancel(job_id)
    assert (await found(store, state="running"), await found(store, state="cancelled")) == ([], [job_id])


async def test_more_finished_jobs_than_are_to_be_kept_make_the_oldest_go(
    store: GatewayStore, redis: "Redis"
) -> None:
    for number in range(130):
        await put(store, redis, number=number + 1, run="r", state="done")
    newest = f"f{130:031x}"
    assert redis.zcard(keys.JOBS) == 100
    assert redis.zcard(keys.jobs_where("run", "r")) == 100
    assert await store.get(f"f{1:031x}") is None
    assert await store.get(newest) is not None
    assert not redis.exists(keys.payload(f"f{1:031x}"), keys.result(f"f{1:031x}"))


async def test_unfinished_jobs_are_kept_whatever_their_number(store: GatewayStore, redis: "Redis") -> None:
    for number in range(110):
        await put(store, redis, number=number + 1)
    assert redis.zcard(keys.JOBS) == 110


async def test_what_is_waiting_is_known_by_priority_and_tenant(store: GatewayStore, redis: "Redis") -> None:
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    job_id = await put(store, redis, number=1, tenant="a", priority="eval", size=2)
    await put(store, redis, number=2, tenant="a", priority="eval")
    assert redis.hgetall(keys.BACKLOG) == {b"eval|a": b"3"}
    assert redis.zrange(keys.unbegun("eval", "a"), 0, 0) == [job_id.encode()]
    take(worker, job_id, 0, "eval")
    assert redis.zrange(keys.unbegun("eval", "a"), 0, 0) == [f"f{2:031x}".encode()]
    await store.cancel(job_id)
    await store.cancel(f"f{2:031x}")
    assert redis.hgetall(keys.BACKLOG) == {b"eval|a": b"0"}
    assert redis.zcard(keys.unbegun("eval", "a")) == 0


async def test_a_job_accepted_by_an_earlier_version_is_judged_to_its_end(
    store: GatewayStore, redis: "Redis"
) -> None:
    job_id = await put(store, redis, number=1)
    redis.hdel(keys.job(job_id), "priority", "summary")
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    taken = take(worker, job_id, 0)
    assert taken is not None
    assert taken.claim == "run"
    assert worker.complete(job_id, 0, [Judged(0, 0, Verdict("correct", 1.0))], Tally({}))
    worker.finish(job_id, "done", b"{}")
    assert await store.result(job_id) == b"{}"
    assert await found(store) == []


async def test_what_lists_read_of_a_job_does_not_grow_with_its_groups(store: GatewayStore, redis: "Redis") -> None:
    groups = tuple(GroupHeader(f"p{n}", 1, "math", "1", (0,)) for n in range(4096))
    header = header_of(job_id=f"f{9:031x}", groups=groups)
    await store.submit(submission_of(header, max_queued=10_000))
    stored = redis.hget(keys.job(header.job_id), "summary")
    assert isinstance(stored, bytes)
    assert len(stored) < 500
    assert unpack_summary(stored) == header.summary
    assert await store.header(header.job_id) == header


async def test_times_are_on_the_brokers_clock(store: GatewayStore, redis: "Redis") -> None:
    record = await store.get(await put(store, redis, number=1))
    assert record is not None
    assert abs(record.created - time.time()) < 60
