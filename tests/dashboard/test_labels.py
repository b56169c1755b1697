"""Labels: kept with what they are about, replaced, bounded, and sampled around, on a real broker of each kind."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest
from redis import Redis

from services.dashboard import labels as module
from services.dashboard.completions import look_at
from services.dashboard.labels import Labels
from services.dashboard.review import judged_counts, reviewed, sample
from services.gateway import store as gateway
from services.gateway.listing import Filter
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import new_job_id
from tests.dashboard.seeding import done, fill, right, wrong


@pytest.fixture
def redis(broker_url: str) -> "Iterator[Redis]":
    with Redis.from_url(broker_url) as client:
        client.flushall()
        yield client


@pytest.fixture
async def store(broker_url: str, redis: "Redis") -> AsyncIterator[GatewayStore]:
    client = gateway.connect(broker_url)
    yield GatewayStore(client, keys.gateway_channel("here"), 3600)
    await client.aclose()


async def label(store: GatewayStore, job_id: str, index: int, *, is_right: bool) -> None:
    record = await store.get(job_id)
    assert record is not None
    seen = await look_at(store, record, 0, index)
    assert await Labels(store.redis).give(seen, "right" if is_right else "wrong") is not None


async def job(broker_url: str, tenant: str = "default") -> str:
    job_id = new_job_id()
    texts = ["one", "two", "three"]
    await fill(broker_url, [done(texts, [right(), wrong(), wrong()], job_id=job_id, tenant=tenant)])
    return job_id


async def test_a_label_is_exported_with_all_that_it_is_about(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    await label(store, job_id, 1, is_right=True)
    await store.redis.delete(keys.payload(job_id), keys.job(job_id))
    (line,) = [json.loads(one) async for one in Labels(store.redis).export("default")]
    assert (line["completion"], line["truth"], line["status"], line["answer"]) == (
        "two",
        "right",
        "incorrect",
        "2",
    )
    assert line["specification"] == {"kind": "math", "ground_truth": "1"}


async def test_a_second_label_replaces_the_first(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    for is_right in (True, False):
        await label(store, job_id, 0, is_right=is_right)
    (kept,) = await Labels(store.redis).all(None)
    assert (kept.truth, kept.is_error) == ("wrong", True)


async def test_only_the_newest_labels_are_kept(
    broker_url: str, store: GatewayStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    job_id = await job(broker_url)
    for index in range(3):
        await label(store, job_id, index, is_right=True)
    assert [one.index for one in await Labels(store.redis).all("default")] == [1, 2]
    assert len([line async for line in Labels(store.redis).export("default")]) == 2


async def test_labels_are_counted_as_they_come_change_and_go(
    broker_url: str, store: GatewayStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def counts() -> dict[str, int]:
        found = cast("dict[bytes, bytes]", await store.redis.hgetall(keys.label_counts("default")))
        return {name.decode(): int(count) for name, count in found.items() if int(count)}

    monkeypatch.setattr(module, "_MOST", 2)
    job_id = await job(broker_url)
    await label(store, job_id, 0, is_right=True)
    await label(store, job_id, 1, is_right=True)
    assert await counts() == {"math|positives|right": 1, "math|negatives|right": 1}
    await label(store, job_id, 1, is_right=False)
    assert await counts() == {"math|positives|right": 1, "math|negatives|wrong": 1}
    await label(store, job_id, 2, is_right=False)
    assert await counts() == {"math|negatives|wrong": 2}


async def test_tenants_have_labels_and_samples_of_their_own(broker_url: str, store: GatewayStore) -> None:
    ours, theirs = await job(broker_url, "ours"), await job(broker_url, "theirs")
    await label(store, theirs, 0, is_right=True)
    assert await Labels(store.redis).all("ours") == []
    assert len(await Labels(store.redis).all(None)) == 1
    for _ in range(5):
        seen = await sample(store, Filter(state="done"), "ours", "positives", frozenset())
        assert seen is not None
        assert seen.job.summary.job_id == ours


async def test_a_sample_holds_every_unlabelled_completion_of_its_side_and_no_other(
    broker_url: str, store: GatewayStore
) -> None:
    job_id = await job(broker_url)
    drawn = set()
    for _ in range(40):
        seen = await sample(store, Filter(state="done"), None, "negatives", frozenset())
        assert seen is not None
        drawn.add(seen.index)
    assert drawn == {1, 2}
    labelled = frozenset({(job_id, 0, 1), (job_id, 0, 2)})
    assert await sample(store, Filter(state="done"), None, "negatives", labelled) is None


async def test_rates_are_weighted_by_all_that_was_judged(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    await job(broker_url)
    await label(store, job_id, 0, is_right=True)
    await label(store, job_id, 1, is_right=True)
    counts = await judged_counts(store.redis, "default")
    assert counts == {"math": {"correct": 2, "incorrect": 4}}
    (math,) = reviewed(await Labels(store.redis).all("default"), counts)
    assert math.rates.fn.value == pytest.approx(4 / 6)
    assert (await judged_counts(store.redis, "somebody else")) == {}
