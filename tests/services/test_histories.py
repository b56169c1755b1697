"""What runs remember, on a real broker of each kind: as of the steps before, each job once."""

import itertools
import time
from typing import Any

import pytest
from redis import Redis

from rewards.history import NO_HISTORY, Amount, History, Observed
from services.jobs import keys
from services.jobs.histories import Histories
from services.jobs.model import GroupHeader, Header, new_job_id

NOTHING = Observed()


@pytest.fixture
def histories(redis: "Redis") -> Histories:
    return Histories(redis, 3600)


def job(step: int, prompt: str = "p", **more: Any) -> Header:
    known: dict[str, Any] = {
        "job_id": new_job_id(),
        "tenant": "default",
        "run": "run",
        "step": step,
        "priority": "train",
        "feedback": "none",
        "cache": "off",
        "reward": b"",
        "reward_hash": "",
        "timeout_seconds": 60,
        "created": time.time(),
        "groups": (GroupHeader("g", 1, "obedient", "1", (0,), prompt),),
    }
    return Header(**{**known, **more})


def add(histories: Histories, header: Header, value: float, decay: float = 0.5) -> None:
    histories.observe(header, [Observed({"n": Amount(value, decay)}, {"b": value}, {"f": [value]})], NOTHING)


def known(histories: Histories, step: int, prompt: str = "p", **more: Any) -> History:
    (history,) = histories.recall(job(step, prompt, **more))
    return history


def test_the_rates_of_a_verifier_come_of_its_tenants_labels(histories: Histories, redis: "Redis") -> None:
    labels: dict[Any, Any] = {
        "obedient|negatives|right": 2,
        "obedient|negatives|wrong": 18,
        "obedient|positives|wrong": 1,
    }
    redis.hset(keys.label_counts("default"), mapping={**labels, "obedient|positives|right": 18})
    redis.hset(keys.COUNTERS, mapping={"#of|default|obedient|correct": 100, "#of|default|obedient|partial": 50})
    redis.hset(keys.COUNTERS, mapping={"#of|other|obedient|correct": 900, "#of|default|math|incorrect": 900})
    assert known(histories, 1).rates is None  # 19 positives are one too few
    redis.hset(keys.label_counts("default"), "obedient|positives|right", 19)
    rates = known(histories, 1).rates
    assert rates is not None
    # A tenth of 50 negatives are right, a twentieth of 100 positives are wrong.
    assert rates.fn == pytest.approx(5 / (5 + 95))
    assert rates.fp == pytest.approx(5 / (5 + 45))
    assert known(histories, 1, tenant="other").rates is None


def test_a_step_knows_those_before_it_and_not_itself(histories: Histories) -> None:
    add(histories, job(3), 4.0)
    assert known(histories, 3).sums == {"n": 0.0}
    assert known(histories, 4).sums == {"n": 2.0}
    assert known(histories, 6).sums == {"n": 0.5}
    add(histories, job(4), 8.0)
    assert known(histories, 4).sums == {"n": 2.0}
    assert known(histories, 5).sums == {"n": 5.0}


def test_best_and_first_values_are_those_of_earlier_steps(histories: Histories) -> None:
    for value in (1.0, 3.0, 2.0):
        add(histories, job(1), value)
    assert (known(histories, 1).bests, known(histories, 1).firsts) == ({}, {})
    add(histories, job(2), 9.0)
    assert (known(histories, 2).bests, known(histories, 2).firsts) == ({"b": 3.0}, {"f": [1.0]})
    assert (known(histories, 3).bests, known(histories, 3).firsts) == ({"b": 9.0}, {"f": [1.0]})


def test_a_job_delivered_again_changes_nothing(histories: Histories, redis: "Redis") -> None:
    jobs = [job(step) for step in (0, 1, 1, 2)]
    for number, one in enumerate(jobs):
        add(histories, one, float(number))
    before = {name: redis.hgetall(name) for name in redis.scan_iter("steelyard:history:*:p")}
    for number, one in enumerate([*jobs, *jobs]):
        add(histories, one, float(number))
    assert {name: redis.hgetall(name) for name in redis.scan_iter("steelyard:history:*:p")} == before


def test_the_order_of_a_steps_jobs_does_not_matter(histories: Histories, redis: "Redis") -> None:
    found = []
    for order in itertools.permutations((1.0, 2.0, 4.0)):
        redis.flushall()
        for value in order:
            histories.observe(job(7), [Observed({"n": Amount(value, 0.5)}, {"b": value})], NOTHING)
        found.append((known(histories, 7), known(histories, 8)))
    assert all(one == found[0] for one in found)


def test_a_late_job_counts_as_of_its_own_step(histories: Histories) -> None:
    add(histories, job(5), 4.0)
    add(histories, job(3), 8.0)
    assert known(histories, 5).sums == {"n": 2.0}
    assert known(histories, 6).sums == {"n": 3.0}


def test_prompts_runs_and_tenants_have_their_own(histories: Histories) -> None:
    add(histories, job(0), 1.0)
    for other in ({"prompt": "q"}, {"run": "another"}, {"tenant": "another"}, {"split": "test"}):
        assert known(histories, 1, **other) == NO_HISTORY


def test_what_a_run_has_shown_is_known_of_every_prompt(histories: Histories) -> None:
    histories.observe(job(0), [NOTHING], Observed({"all": Amount(3.0)}))
    assert known(histories, 9, "unseen").sums == {"all": 3.0}
    assert known(histories, 9, "unseen").version == 1


def test_a_history_is_forgotten_in_the_end_and_counts_its_updates(histories: Histories, redis: "Redis") -> None:
    for number in range(3):
        add(histories, job(number), 1.0)
    assert known(histories, 3).version == 3
    for name in redis.scan_iter("steelyard:history:*"):
        assert 0 < redis.ttl(name) <= 3600


def test_numbers_keep_all_their_digits(histories: Histories) -> None:
    add(histories, job(0), 0.1, decay=1.0)
    add(histories, job(0), 0.2, decay=1.0)
    assert known(histories, 1).sums == {"n": 0.1 + 0.2}


def test_the_keys_of_a_run_share_a_node_of_a_cluster() -> None:
    names = [keys.history("t", "{run}", "p"), keys.seen("t", "{run}", "j")]
    assert len({name[name.index("{") : name.index("}")] for name in names}) == 1
