"""Callables for trainers, against a real server, used as trainers use them."""

import asyncio
import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from steelyard import Refused
from steelyard import areal as for_areal
from steelyard import slime as for_slime
from steelyard import verl as for_verl
from steelyard.nemo import EnvironmentRewards
from steelyard.neutral import Neutral
from steelyard.scorer import Sample, Scorer
from steelyard.skyrl import EnvironmentReward
from steelyard.trl import SteelyardReward
from steelyard.verifiers import NoVerdict
from steelyard.verifiers import SteelyardReward as ForVerifiers

from tests.parts import Server

RIGHT, WRONG = "so \\boxed{0.5}", "so \\boxed{2}"
FAILS = {"kind": "obedient", "ground_truth": "yes"}
AWAY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _settings(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STEELYARD_URL", server.url)
    caches = (for_verl._made, for_slime._scorer, for_areal._scorer)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def in_child(scorer: Scorer) -> list[float | None]:
    return [score.reward for score in scorer.score([Sample("1/2", RIGHT), Sample("1/2", WRONG)])]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_scorer_goes_to_other_processes_and_works_there(method: str) -> None:
    scorer = Scorer()
    assert in_child(scorer) == [1.0, 0.0]
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply(in_child, (scorer,)) == [1.0, 0.0]
    assert in_child(pickle.loads(pickle.dumps(scorer))) == [1.0, 0.0]


def test_a_scorer_works_in_any_loop_and_thread() -> None:
    scorer = Scorer()

    async def ask() -> list[float | None]:
        many = [scorer.score_async([Sample("1/2", RIGHT if n % 2 else WRONG)]) for n in range(64)]
        return [score.reward for (score,) in await asyncio.gather(*many)]

    def ask_inside_a_loop() -> list[float | None]:
        async def block() -> list[float | None]:
            return in_child(scorer)

        return asyncio.run(block())

    assert asyncio.run(ask()) == asyncio.run(ask()) == [0.0, 1.0] * 32
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: ask_inside_a_loop(), range(8))) == [[1.0, 0.0]] * 8


def test_what_cannot_be_judged_has_no_reward_and_a_reason() -> None:
    good, unusable, failed = Scorer().score([Sample("1/2", RIGHT), Sample("proof", RIGHT), Sample(FAILS, "fail")])
    assert (good.reward, unusable.reward, failed.reward) == (1.0, None, None)
    assert unusable.reason
    assert failed.reason


def test_a_server_that_is_away_costs_no_more_than_the_deadline() -> None:
    (score,) = Scorer(AWAY, deadline_seconds=0.5).score([Sample("1/2", RIGHT)])
    assert (score.reward, bool(score.reason)) == (None, True)


def test_a_reward_that_does_not_exist_is_raised() -> None:
    with pytest.raises(Refused):
        Scorer(reward="no_such").score([Sample("1/2", RIGHT)])


def test_trl_gets_none_where_there_is_no_verdict_and_logs_why() -> None:
    logged: dict[str, Any] = {}
    rewards = SteelyardReward()(
        prompts=["?"] * 3,
        completions=[[{"role": "assistant", "content": RIGHT}], [{"role": "assistant", "content": WRONG}], "fail"],
        completion_ids=[[1], [2], [3]],
        trainer_state=SimpleNamespace(global_step=7),
        log_extra=logged.__setitem__,
        log_metric=logged.__setitem__,
        verifier=['{"kind": "math", "ground_truth": "1/2"}'] * 2 + [FAILS],
    )
    assert rewards == [1.0, 0.0, None]
    assert logged["steelyard_status"] == ["correct", "incorrect", "infrastructure_error"]
    assert logged["steelyard/no_verdict"] == pytest.approx(1 / 3)


def test_trl_reads_whole_rows_and_named_columns() -> None:
    given: dict[str, Any] = {"prompts": ["?", "?"], "completions": [RIGHT, WRONG]}
    assert SteelyardReward()(**given, answer=["1/2", "1/2"], level=[1, 2]) == [1.0, 0.0]
    assert SteelyardReward("gold")(**given, gold=["0.5", "2"], answer=["x", "y"]) == [1.0, 1.0]


def test_verl_gets_the_same_names_every_time_and_a_number_always() -> None:
    batch = for_verl.compute_score_batch(
        ["m"] * 4, [RIGHT, WRONG, "yes", "fail"], ["1/2", "1/2", FAILS, FAILS], [None] * 4
    )
    one = asyncio.run(for_verl.compute_score("m", RIGHT, "1/2", {"index": 3}))
    assert [score["score"] for score in batch] == [1.0, 0.0, 1.0, 1.0]
    assert [score["no_verdict"] for score in batch] == [0, 0, 0, 1]
    assert {frozenset(score) for score in (*batch, one)} == {frozenset(one)}
    verifier = {"verifier": {"kind": "math", "ground_truth": "2"}}
    assert for_verl.compute_score_sync("m", WRONG, "1/2", verifier)["score"] == 1.0
    assert for_verl.compute_score_sync("m", "fail", FAILS, no_verdict=-1)["score"] == -1
    assert for_verl.compute_score_number("m", RIGHT, "1/2") == 1.0


def test_a_process_that_knows_little_says_neither_right_nor_wrong() -> None:
    seen = Neutral()
    assert seen.guess("p") == 0.5
    seen.add("p", 1.0)
    assert seen.guess("p") == 1.0
    assert seen.guess("q") == 0.75


def test_slime_removes_a_sample_without_a_verdict() -> None:
    samples = [
        SimpleNamespace(prompt="?", response=response, label=FAILS, metadata={}, remove_sample=False)
        for response in ("yes", "no", "fail")
    ]
    rewards = asyncio.run(for_slime.group_rm(SimpleNamespace(), samples))
    assert rewards == [1.0, 0.0, 0.5]
    assert [sample.remove_sample for sample in samples] == [False, False, True]
    assert samples[0].metadata["steelyard"]["status"] == "correct"
    assert asyncio.run(for_slime.custom_rm(SimpleNamespace(), samples[1])) == 0.0


def test_verifiers_raises_where_there_is_no_verdict() -> None:
    judged = ForVerifiers()
    assert asyncio.run(judged("1/2", RIGHT)) == 1.0
    with pytest.raises(NoVerdict):
        asyncio.run(judged(FAILS, "fail"))


def test_areal_skyrl_and_nemo_get_numbers() -> None:
    assert for_areal.reward_fn("?", RIGHT, [1], [2], answer="1/2") == 1.0
    assert for_areal.reward_fn("?", WRONG, [1], [2], verifier={"kind": "math", "ground_truth": "1/2"}) == 0.0
    step = EnvironmentReward("1/2")(RIGHT)
    assert (step["reward"], step["metadata"]["no_verdict"]) == (1.0, False)
    logs = [[{"role": "user", "content": "?"}, {"role": "assistant", "content": text}] for text in (RIGHT, WRONG)]
    assert EnvironmentRewards()(logs, ["1/2", "1/2"]) == [1.0, 0.0]
