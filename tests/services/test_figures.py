"""The running figures: what slices and jobs add, once each, on a real broker of each kind."""

from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from services.dashboard.overview import read_overview
from services.dashboard.recent_runs import STEPS, recent_runs
from services.dashboard.runs import read_run
from services.dashboard.starved import Starved, starved_runs
from services.gateway.store import GatewayStore
from services.jobs import figures, keys
from services.jobs.model import GroupHeader, Header, Judged
from services.jobs.results import GroupResult, Result, Stats, VerifierName
from services.jobs.worker_store import Tally, WorkerStore
from tests.services.stored import header_of, submission_of
from verifiers.verdict import Check, Verdict, from_checks, undecided

RIGHT = from_checks([Check("answer", True, 1.0)])
HALF = Verdict("partial", 0.5, flags=("injection",))
SLOW = undecided("timeout", "too slow")


def groups(*rewards: float | None) -> list[GroupResult]:
    return [GroupResult(None, [result(reward) for reward in rewards])]


def result(reward: float | None) -> Result:
    components: dict[str, float | None] = {} if reward is None else {"correct": 0.25, "format": 0.125}
    return Result(reward, components, 1.0, SLOW, None, VerifierName("math", "1"), False, 0.0)


def hand_in(worker: WorkerStore, header: Header, *verdicts: Verdict) -> None:
    judged = [Judged(0, index, verdict, 0.002, n_characters=100) for index, verdict in enumerate(verdicts)]
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
        "7|flag|injection": 1,
        "7|seconds": 6000,
        "7|right_characters": 100,
        "7|other_characters": 200,
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
    shown = figures.of_job(header, groups(1.0, -0.25, None), Stats(0.2, 0.004))
    for _ in range(2):
        worker.finish(header.job_id, "done", b"{}", figures=shown)
    totals = numbers(redis, keys.run_totals("default", "r"))
    of_step = {"rewarded": 2, "reward": 750_000, "squares": 1_062_500, "groups": 1, "none_right": 1}
    of_step |= {"component|format|sum": 250_000, "component|format|n": 2}
    of_step |= {"component|correct|sum": 500_000, "component|correct|n": 2}
    assert totals == {"jobs": 1, "reward|10": 1, "reward|-3": 1, **of_step}
    assert numbers(redis, keys.run_steps("default", "r")) == {f"1|{name}": n for name, n in of_step.items()}
    document = await read_run(store.redis, "default", "r")
    assert document is not None
    assert document.components == {"correct": 0.25, "format": 0.125}
    assert document.component_steps == {"correct": {1: 0.25}, "format": {1: 0.125}}
    step = document.steps[1]
    assert step.reward_deviation == pytest.approx(0.625)
    assert (step.none_right_rate, step.all_right_rate) == (1.0, 0.0)
    counts = minute(redis, "default")
    assert (counts["jobs"], counts["wait|train|6"], counts["run|train|1"]) == (1, 1, 1)
    assert numbers(redis, keys.COUNTERS)["#run|train|sum"] == 4000


@pytest.mark.parametrize("reward", [1.7e308, -6e16, 1e6])
async def test_no_reward_is_too_large_for_a_job_to_end(store: GatewayStore, redis: "Redis", reward: float) -> None:
    for _ in range(2):
        job = header_of(run="r", step=1)
        await store.submit(submission_of(job))
        shown = figures.of_job(job, groups(*[reward] * 100_000), Stats(0.2, 0.004))
        WorkerStore(redis, "worker", 5.0, 3600).finish(job.job_id, "done", b"{}", figures=shown)
        assert await store.result(job.job_id) == b"{}"
    total = numbers(redis, keys.run_totals("default", "r"))["reward"]
    assert total == pytest.approx(2e17 if reward > 0 else -2e17)


async def test_figures_that_cannot_be_added_keep_no_job_from_its_end(store: GatewayStore, redis: "Redis") -> None:
    header = header_of(run="r", step=1)
    await store.submit(submission_of(header))
    redis.hset(keys.run_totals("default", "r"), "reward", "no number")
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    worker.finish(header.job_id, "done", b"{}", figures=figures.of_job(header, groups(1.0), Stats(0.2, 0.004)))
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


def job_of(split: str | None, step: int = 1, run: str = "r", **more: Any) -> Header:
    tagged = GroupHeader("g", 2, "math", "1", (0,), tags={"layout": "moved"})
    return header_of(run=run, step=step, split=split, groups=(tagged,), **more)


async def end(store: GatewayStore, redis: "Redis", header: Header, *rewards: float) -> None:
    await store.submit(submission_of(header))
    worker = WorkerStore(redis, "worker", 5.0, 3600)
    hand_in(worker, header, *(RIGHT if reward == 1 else Verdict("incorrect", 0.0) for reward in rewards))
    worker.finish(
        header.job_id, "done", b"{}", figures=figures.of_job(header, groups(*rewards), Stats(0.2, 0.004))
    )


async def test_test_sets_are_parts_of_their_run_and_do_not_move_its_curve(
    store: GatewayStore, redis: "Redis"
) -> None:
    await end(store, redis, job_of("train", tags={"seed": "1"}), 1.0, 1.0)
    await end(store, redis, job_of(None), 1.0, 0.0)
    await end(store, redis, job_of("test|held out", tags={"layout": "overruled", "seed": "1"}), 0.0, 0.0)
    found = await read_run(store.redis, "default", "r")
    assert found is not None
    assert (found.jobs, found.shown.n, found.shown.mean_reward, found.statuses["correct"]) == (3, 4, 0.75, 3)
    assert (found.steps[1].mean_reward, found.steps[1].flat_rate, found.left_out) == (0.75, 0.5, 0)
    means = {(part.split, part.tag, part.value): part.steps[1].mean_reward for part in found.parts}
    assert means == {
        ("test|held out", None, None): 0.0,
        ("test|held out", "layout", "moved"): 0.0,
        ("test|held out", "seed", "1"): 0.0,
        ("train", "layout", "moved"): 0.75,
        ("train", "seed", "1"): 1.0,
    }
    assert await store.mean_reward("default", "r") == 0.75


async def test_of_too_many_parts_the_first_are_kept_and_the_rest_is_counted(
    store: GatewayStore, redis: "Redis"
) -> None:
    for number in range(53):
        header = header_of(run="r", step=1, size=2, tags={"commit": str(number)})
        await end(store, redis, header, 1.0, 0.0)
    found = await read_run(store.redis, "default", "r")
    assert found is not None
    assert (len(found.parts), found.left_out, found.shown.n) == (50, 6, 106)


async def test_runs_that_learn_nothing_are_starved_and_others_are_not(store: GatewayStore, redis: "Redis") -> None:
    for step in range(STEPS):
        await end(store, redis, job_of(None, step, "hard"), 0.0, 0.0)
        await end(store, redis, job_of(None, step, "easy"), 1.0, 1.0)
        await end(store, redis, job_of(None, step, "learning"), 1.0, 0.0)
        await end(store, redis, job_of("test", step, "learning"), 0.0, 0.0)
        if step:
            await end(store, redis, job_of(None, step, "young"), 0.0, 0.0)
    seconds, _ = await store.redis.time()

    async def starved(tenant: str | None, now: float) -> list[Starved]:
        return starved_runs(await recent_runs(store.redis, tenant, now))

    found = {one.run: one for one in await starved("default", seconds)}
    assert {run: (one.flat_rate, one.mean_score) for run, one in found.items()} == {
        "hard": (1.0, 0.0),
        "easy": (1.0, 1.0),
    }
    assert "harder" in found["easy"].advice
    assert "dense" in found["hard"].advice
    assert await starved("another", seconds) == []
    assert await starved(None, seconds + 3600) == []
    overview = await read_overview(store.redis, None)
    assert sum(alarm.name == "starved run" for alarm in overview.alarms) == 2
