"""The running figures: what slices and jobs add, once each, on a real broker of each kind."""

from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from services.gateway.store import GatewayStore
from services.jobs import figures, keys
from services.jobs.model import Header, Judged
from services.jobs.results import Result, Stats, VerifierName
from services.jobs.worker_store import Tally, WorkerStore
from tests.services.stored import header_of, submission_of
from verifiers.verdict import Check, Verdict, from_checks, undecided

RIGHT = from_checks([Check("answer", True, 1.0)])
HALF = Verdict("partial", 0.5, flags=("injection",))
SLOW = undecided("timeout", "too slow")


def result(reward: float | None) -> Result:
    return Result(reward, {}, 1.0, None, None, VerifierName("math", "1"), False, 0.0)


def hand_in(worker: WorkerStore, header: Header, *verdicts: Verdict) -> None:
    judged = [Judged(0, index, verdict, 0.002) for index, verdict in enumerate(verdicts)]
    worker.complete(header.job_id, 0, judged, Tally({}, figures=figures.of_slice(header, judged)))


def numbers(redis: "Redis", key: str) -> dict[str, int]:
    stored = cast("dict[bytes, bytes]", redis.hgetall(key))
    return {name.decode(): int(amount) for name, amount in stored.items()}


def minute(redis: "Redis", tenant: str) -> dict[str, int]:
    (key,) = cast("list[bytes]", redis.keys(f"steelyard:minute:{tenant}:[0-9]*"))
    return numbers(redis, key.decode())


async def test_a_slice_delivered_twice_is_counted_once(store: GatewayStore, redis: "Redis") -> None:
    header = header_of(run="r/1", step=7, size=3)
    await store.submit(submission_of(header))
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    for _ in range(2):
        hand_in(worker, header, RIGHT, HALF, SLOW)
    steps = numbers(redis, keys.run_steps("default", "r/1"))
    assert steps == {
        "7|n": 3,
        "7|correct": 1,
        "7|partial": 1,
        "7|undecided": 1,
        "7|score": 1_500_000,
        "7|flagged": 1,
    }
    totals = numbers(redis, keys.run_totals("default", "r/1"))
    assert (totals["n"], totals["flag|injection"], totals["kind|math|seconds"]) == (3, 1, 6000)
    counters = numbers(redis, keys.COUNTERS)
    assert (counters["#verify|math|1"], counters["#cause|math|timeout"]) == (3, 1)
    for tenant in ("[*]", "default"):
        counts = minute(redis, tenant)
        assert (counts["done"], counts["status|correct"], counts["cause|timeout"]) == (3, 1, 1)


async def test_only_a_jobs_first_end_adds_its_rewards(store: GatewayStore, redis: "Redis") -> None:
    header = header_of(run="r", step=1, size=3)
    await store.submit(submission_of(header))
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    shown = figures.of_job(header, [result(1.0), result(-0.25), result(None)], Stats(0.2, 0.004))
    for _ in range(2):
        worker.finish(header.job_id, "done", b"{}", figures=shown)
    totals = numbers(redis, keys.run_totals("default", "r"))
    assert totals == {"jobs": 1, "rewarded": 2, "reward": 750_000, "reward|10": 1, "reward|-3": 1}
    assert numbers(redis, keys.run_steps("default", "r")) == {"1|rewarded": 2, "1|reward": 750_000}
    counts = minute(redis, "default")
    assert (counts["jobs"], counts["wait|train|6"], counts["run|train|1"]) == (1, 1, 1)
    assert numbers(redis, keys.COUNTERS)["#run|train|sum"] == 4000


@pytest.mark.parametrize("reward", [1.7e308, -6e16, 1e6])
async def test_no_reward_is_too_large_for_a_job_to_end(store: GatewayStore, redis: "Redis", reward: float) -> None:
    for _ in range(2):
        job = header_of(run="r", step=1)
        await store.submit(submission_of(job))
        shown = figures.of_job(job, [result(reward)] * 100_000, Stats(0.2, 0.004))
        WorkerStore(redis, "worker", 5.0, 3600).finish(job.job_id, "done", b"{}", figures=shown)
        assert await store.result(job.job_id) == b"{}"
    total = numbers(redis, keys.run_totals("default", "r"))["reward"]
    assert total == pytest.approx(2e17 if reward > 0 else -2e17)


async def test_figures_that_cannot_be_added_keep_no_job_from_its_end(store: GatewayStore, redis: "Redis") -> None:
    header = header_of(run="r", step=1)
    await store.submit(submission_of(header))
    redis.hset(keys.run_totals("default", "r"), "reward", "no number")
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    worker.finish(header.job_id, "done", b"{}", figures=figures.of_job(header, [result(1.0)], Stats(0.2, 0.004)))
    assert await store.result(header.job_id) == b"{}"
    assert await store.queued() == {"*": 0}


async def test_a_job_without_a_run_adds_to_none(store: GatewayStore, redis: "Redis") -> None:
    header = header_of()
    await store.submit(submission_of(header))
    hand_in(WorkerStore(redis, "worker", 5.0, 3600), header, RIGHT)
    assert redis.keys("steelyard:run*") == []


async def test_only_the_newest_runs_and_steps_are_kept(store: GatewayStore, redis: "Redis") -> None:
    redis.zadd(keys.RUNS, {f"default|old {n}": n for n in range(1000)})
    redis.hset(keys.run_totals("default", "old 0"), "n", 1)
    order = keys.run_steps("default", "long").removesuffix("steps") + "order"
    redis.zadd(order, {str(step): step for step in range(2000)})
    redis.hset(keys.run_steps("default", "long"), mapping={"0|n": 5, "1|n": 6})
    header = header_of(run="long", step=3000)
    await store.submit(submission_of(header))
    hand_in(WorkerStore(redis, "worker", 5.0, 3600), header, RIGHT)
    assert redis.zcard(keys.RUNS) == 1000
    assert not redis.exists(keys.run_totals("default", "old 0"))
    steps = numbers(redis, keys.run_steps("default", "long"))
    assert "0|n" not in steps
    assert (steps["1|n"], steps["3000|n"]) == (6, 1)


@given(st.floats(-1e6, 1e6))
def test_every_reward_has_a_bin_and_ordinary_ones_lie_in_it(reward: float) -> None:
    number = figures.reward_bin(reward)
    assert -20 <= number <= 20
    if -2 <= reward < 2:
        assert number / 10 - 1e-6 <= reward <= (number + 1) / 10 + 1e-6


def test_figures_are_whole_numbers_in_json() -> None:
    header = header_of(run="r", step=2)
    packed = msgspec.json.decode(figures.of_slice(header, [Judged(0, 0, HALF, 0.1)]))
    amounts = [amount for part in ("counters", "minute", "run", "of_step") for amount in packed[part].values()]
    assert all(isinstance(amount, int) for amount in amounts)
