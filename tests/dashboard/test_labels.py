"""Labels: kept with what they are about, replaced, bounded, and sampled around, on a real broker of each kind."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Literal, cast

import pytest
from steelyard.cli.main import main

from services.dashboard import labels as module
from services.dashboard.completions import look_at
from services.dashboard.labels import Labels
from services.dashboard.queues import belongs
from services.dashboard.review import judged_counts, reviewed, sample, second_opinion
from services.dashboard.reviewers import agreements, kappa
from services.gateway.listing import Filter
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import Judged, new_job_id
from tests.dashboard.seeding import done, fill, right, wrong
from verifiers.verdict import PartVerdict, Status, Verdict


async def label(store: GatewayStore, job_id: str, index: int, *, is_right: bool, by: str = "") -> None:
    record = await store.get(job_id)
    assert record is not None
    seen = await look_at(store, record, 0, index)
    assert await Labels(store.redis).give(seen, "right" if is_right else "wrong", by) is not None


async def counts(store: GatewayStore) -> dict[str, int]:
    found = cast("dict[bytes, bytes]", await store.redis.hgetall(keys.label_counts("default")))
    return {name.decode(): int(count) for name, count in found.items() if int(count)}


async def exported(store: GatewayStore) -> list[dict[str, object]]:
    labels = Labels(store.redis)
    return [json.loads(line) async for line in labels.export(await labels.all("default"))]


async def job(broker_url: str, tenant: str = "default") -> str:
    job_id = new_job_id()
    texts = ["one", "two", "three"]
    await fill(broker_url, [done(texts, [right(), wrong(), wrong()], job_id=job_id, tenant=tenant)])
    return job_id


async def test_a_label_is_exported_with_all_that_it_is_about(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    await label(store, job_id, 1, is_right=True)
    await store.redis.delete(keys.payload(job_id), keys.job(job_id))
    (line,) = await exported(store)
    assert (line["completion"], line["truth"], line["status"], line["answer"]) == (
        "two",
        "right",
        "incorrect",
        "2",
    )
    assert (line["label"], line["reward"]) == (True, 0.0)
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
    assert len(await exported(store)) == 2


async def test_labels_are_counted_as_they_come_change_and_go(
    broker_url: str, store: GatewayStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    job_id = await job(broker_url)
    await label(store, job_id, 0, is_right=True)
    await label(store, job_id, 1, is_right=True)
    assert await counts(store) == {"math|positives|right": 1, "math|negatives|right": 1}
    await label(store, job_id, 1, is_right=False)
    assert await counts(store) == {"math|positives|right": 1, "math|negatives|wrong": 1}
    await label(store, job_id, 2, is_right=False)
    assert await counts(store) == {"math|negatives|wrong": 2}


async def test_tenants_have_labels_and_samples_of_their_own(broker_url: str, store: GatewayStore) -> None:
    ours, theirs = await job(broker_url, "ours"), await job(broker_url, "theirs")
    await label(store, theirs, 0, is_right=True)
    assert await Labels(store.redis).all("ours") == []
    assert len(await Labels(store.redis).all(None)) == 1
    for _ in range(5):
        seen = await sample(store, Filter(state="done"), "ours", belongs("positives"), lambda _: True)
        assert seen is not None
        assert seen.job.summary.job_id == ours


async def test_a_sample_holds_every_unlabelled_completion_of_its_side_and_no_other(
    broker_url: str, store: GatewayStore
) -> None:
    job_id = await job(broker_url)
    drawn = set()
    for _ in range(40):
        seen = await sample(store, Filter(state="done"), None, belongs("negatives"), lambda _: True)
        assert seen is not None
        drawn.add(seen.index)
    assert drawn == {1, 2}
    closed = {f"{job_id}:0:1", f"{job_id}:0:2"}
    assert (
        await sample(store, Filter(state="done"), None, belongs("negatives"), lambda one: one not in closed)
        is None
    )


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


async def test_a_rare_flag_is_found_among_many_jobs(broker_url: str, store: GatewayStore) -> None:
    flagged = Verdict("incorrect", 0.0, flags=("injection",))
    many = [done(["plain"], [wrong()], job_id=new_job_id()) for _ in range(100)]
    rare = done(["odd"], [flagged], job_id=new_job_id())
    await fill(broker_url, [*many, rare])
    seen = await sample(store, Filter(state="done"), None, belongs("flagged"), lambda _: True)
    assert seen is not None
    assert seen.job.summary.job_id == rare.header.job_id


def part(status: Literal["correct", "incorrect", "undecided", "skipped"]) -> PartVerdict:
    return PartVerdict("p", "math", "1", "always", status, None)


@pytest.mark.parametrize(
    ("verdict", "second", "is_in"),
    [
        (Verdict("incorrect", 0.0, parts=(part("correct"), part("incorrect"))), None, True),
        (Verdict("correct", 1.0, parts=(part("correct"), part("skipped"))), None, False),
        (Verdict("correct", 1.0, parts=(part("correct"), part("undecided"))), None, False),
        (Verdict("correct", 1.0), "incorrect", True),
        (Verdict("correct", 1.0), "correct", False),
        (Verdict("correct", 1.0), None, False),
    ],
)
def test_verifiers_disagree_where_one_accepts_and_another_rejects(
    verdict: Verdict, second: Status | None, is_in: bool
) -> None:
    assert belongs("disagreement")(Judged(0, 0, verdict, second_status=second)) is is_in


async def test_a_completion_counts_once_for_what_most_of_its_reviewers_say(
    broker_url: str, store: GatewayStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await job(broker_url)
    await label(store, job_id, 0, is_right=True, by="ann")
    assert await counts(store) == {"math|positives|right": 1}
    await label(store, job_id, 0, is_right=False, by="bob")
    assert await counts(store) == {}
    await label(store, job_id, 0, is_right=False, by="cy")
    assert await counts(store) == {"math|positives|wrong": 1}
    (math,) = reviewed(await Labels(store.redis).all("default"), {})
    assert (math.rates.let_through.count, math.rates.let_through.of) == (1, 1)
    assert [one["reviewer"] for one in await exported(store)] == ["ann", "bob", "cy"]
    monkeypatch.setattr(module, "_MOST", 3)
    await label(store, job_id, 0, is_right=True, by="dee")  # ann's goes: two say wrong, one right
    assert await counts(store) == {"math|positives|wrong": 1}
    monkeypatch.setattr(module, "_MOST", 1)
    await label(store, job_id, 1, is_right=False, by="dee")
    assert await counts(store) == {"math|negatives|wrong": 1}


async def test_a_second_opinion_is_asked_of_others_only(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    await label(store, job_id, 1, is_right=True, by="ann")
    labels = await Labels(store.redis).all("default")
    assert await second_opinion(store, Filter(), labels, lambda _: False) is None
    found = await second_opinion(store, Filter(), labels, lambda _: True)
    assert found is not None
    assert (found[0].index, found[1]) == (1, "")
    assert await second_opinion(store, Filter(run="another"), labels, lambda _: True) is None


async def test_what_is_chosen_for_being_odd_does_not_count_in_the_rates(
    broker_url: str, store: GatewayStore
) -> None:
    record = await store.get(await job(broker_url))
    assert record is not None
    seen = await look_at(store, record, 0, 0)
    await Labels(store.redis).give(seen, "wrong", queue="flagged")
    labels = await Labels(store.redis).all("default")
    assert (len(labels), reviewed(labels, {}), await counts(store)) == (1, [], {})


async def test_what_is_skipped_is_skipped_for_one_reviewer(store: GatewayStore) -> None:
    labels = Labels(store.redis)
    await labels.skip("default", "ann", "job:0:1")
    assert await labels.skipped("default", "ann") == {"job:0:1"}
    assert await labels.skipped("default", "bob") == await labels.skipped("other", "ann") == frozenset()


def test_kappa_is_that_of_the_textbook() -> None:
    # Two readers of fifty grant proposals: yes-yes 20, yes-no 5, no-yes 10, no-no 15.
    pairs = Counter(
        {("right", "right"): 20, ("right", "wrong"): 5, ("wrong", "right"): 10, ("wrong", "wrong"): 15}
    )
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa(Counter({("right", "right"): 7})) is None


async def test_agreement_is_counted_over_what_both_have_labelled(broker_url: str, store: GatewayStore) -> None:
    job_id = await job(broker_url)
    for index, (ann, bob) in enumerate([(True, True), (False, False), (True, False)]):
        await label(store, job_id, index, is_right=ann, by="ann")
        await label(store, job_id, index, is_right=bob, by="bob")
    (one,) = agreements(await Labels(store.redis).all("default"))
    assert (one.reviewers, one.both, one.agreed) == (("ann", "bob"), 3, 2)
    assert one.kappa == pytest.approx(0.4)


async def test_labels_are_read_by_the_command_that_evaluates(
    broker_url: str, store: GatewayStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = await job(broker_url)
    await label(store, job_id, 0, is_right=True)
    await label(store, job_id, 1, is_right=True)
    file = tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in await exported(store)))
    assert await asyncio.to_thread(main, ["eval", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["false_negatives"]["count"] == 1
