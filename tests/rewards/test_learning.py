"""Rewards that learn from the run's earlier steps: what they take, and what they do without."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rewards.errors import UnusableReward
from rewards.history import History, Rates
from rewards.observing import learns, observed_of_prompt, observed_of_run, recalls
from rewards.sample import Sample
from rewards.score import parse, score_batch
from tests.rewards.samples import RIGHT, WRONG, rewards, sample, verdict_of

ROWS = [[1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0]]


def group(history: History, *rows: list[int]) -> list[Sample]:
    return [replace(sample(verdict_of(row)), history=history) for row in rows]


def shown(spec: Any, samples: list[Sample]) -> dict[str, float]:
    reward = parse(json.dumps(spec).encode())
    (scored,) = score_batch([samples], reward)
    prompt, run = observed_of_prompt(reward, samples, scored), observed_of_run(reward, [scored])
    sums = {name: amount.value for name, amount in {**prompt.sums, **run.sums}.items()}
    return {**sums, **prompt.bests, **{name: first[0] for name, first in prompt.firsts.items()}}


def test_verpo_counts_the_passes_of_earlier_steps() -> None:
    history = History(sums={"known:t0:0": 8.0, "passed:t0:0": 0.0, "known:t1:0": 8.0, "passed:t1:0": 8.0})
    spec = {"use": "verpo", "source": "running", "mix": 8.0, "sigma": 1e-4, "delta": 1e-12}
    (reward,) = rewards(spec, group(history, [1, 0]))
    # t0 was never passed: (8 * 1 / 10 + 1) / (8 + 1) = 0.2; it is one test of its difficulty.
    assert reward == pytest.approx(0.5 * 2.718281828459045**-0.2)


def test_verpo_without_history_takes_a_half_and_says_so() -> None:
    spec = {"use": "verpo", "source": "running"}
    (scored,) = score_batch([group(History(), [1, 0])], parse(json.dumps(spec).encode()))
    assert scored[0].flags == ("no_history",)
    assert scored[0].reward == rewards(spec, group(History(sums={"known:t9:0": 1.0}), [1, 0]))[0]


def test_verpo_shows_how_often_each_check_is_known_and_passed() -> None:
    amounts = shown({"use": "verpo", "source": "running"}, group(History(), *ROWS))
    assert amounts["known:t0:0"] == amounts["known:t3:0"] == 4
    assert [amounts[f"passed:t{n}:0"] for n in range(4)] == [4, 3, 2, 1]


def test_with_much_history_one_by_one_comes_near_the_whole_group() -> None:
    rates = {"t0": 1.0, "t1": 0.75, "t2": 0.5, "t3": 0.25}
    sums = {f"known:{name}:0": 1e9 for name in rates} | {f"passed:{name}:0": r * 1e9 for name, r in rates.items()}
    alone = [
        rewards({"use": "verpo", "source": "running", "mix": 1e6}, group(History(sums), row))[0] for row in ROWS
    ]
    assert alone == pytest.approx(rewards("verpo", group(History(), *ROWS)), abs=1e-4)


def binary(*transforms: Any) -> dict[str, Any]:
    return {"sum": [{"use": "dense"}], "transform": list(transforms)}


def test_the_best_goes_on_from_earlier_steps() -> None:
    spec = binary({"use": "max_reward", "discount": 0.9, "running": True})
    history = History(bests={"transform_0": 0.8})
    assert rewards(spec, group(history, [1, 0], [1, 1])) == pytest.approx([0.72, 1.0])
    assert shown(spec, group(history, [1, 0])) == {"transform_0": pytest.approx(0.72)}


def test_the_first_rewards_are_the_references_of_later_steps() -> None:
    spec = binary({"use": "affine", "shift": 1.0}, {"use": "par", "refs": "running"})
    assert shown(spec, group(History(), [1, 0], [1, 1])) == {"transform_1": 1.5}
    before = rewards(
        binary({"use": "affine", "shift": 1.0}, {"use": "par", "refs": [1.5]}), group(History(), [1, 1])
    )
    assert rewards(spec, group(History(firsts={"transform_1": [1.5]}), [1, 1])) == before


def test_the_runs_mean_and_deviation_stand_for_the_groups() -> None:
    spec = binary({"use": "zscore", "over": "run", "eps": 1e-9})
    assert shown(spec, group(History(), [1, 0], [1, 1])) == {
        "transform_0:0": 2,
        "transform_0:1": 1.5,
        "transform_0:2": 1.25,
    }
    history = History(sums={"transform_0:0": 4.0, "transform_0:1": 2.0, "transform_0:2": 1.75})
    assert rewards(spec, group(history, [1, 1])) == pytest.approx([0.5 / 0.5])


def test_what_we_failed_to_judge_teaches_nothing() -> None:
    samples = group(History(), [1, 1], [1, 0])
    unscored = [*samples, sample(verdict_of([None, None]))]
    spec = binary({"use": "zscore", "over": "run"})
    assert shown(spec, unscored) == shown(spec, samples)


@pytest.mark.parametrize(
    "spec", ["verpo", "binary", binary({"use": "max_reward"}), binary({"use": "par", "refs": [1.0]})]
)
def test_other_rewards_learn_nothing(spec: Any) -> None:
    assert not learns(parse(json.dumps(spec).encode()))
    assert shown(spec, [sample(RIGHT), sample(WRONG)]) == {}


REVIEWED = {"sum": [{"use": "binary"}], "transform": [{"use": "noise_backward", "rates": "review"}]}


def test_error_rates_come_of_labels_once_there_are_enough() -> None:
    reward = parse(json.dumps(REVIEWED).encode())
    assert recalls(reward)
    assert not learns(reward)
    history = History(rates=Rates(0.1, 0.2))
    known = [replace(sample(RIGHT), history=history), replace(sample(WRONG), history=history)]
    (scored,) = score_batch([known], reward)
    assert [one.reward for one in scored] == [pytest.approx(0.9 / 0.7), pytest.approx(-0.1 / 0.7)]
    assert [one.flags for one in scored] == [(), ()]
    (scored,) = score_batch([[sample(RIGHT), sample(WRONG)]], reward)
    assert [(one.reward, one.flags) for one in scored] == [(1.0, ("no_history",)), (0.0, ("no_history",))]


@pytest.mark.parametrize(
    "more", [{"fn": 0.1}, {"fp": 0.1}, {"appeals": {"n_pos": 1, "n_neg": 1, "n_appealed": 1, "n_flipped": 0}}]
)
def test_rates_of_labels_replace_all_others(more: dict[str, Any]) -> None:
    use = {"use": "noise_backward", "rates": "review", **more}
    with pytest.raises(UnusableReward):
        parse(json.dumps({"sum": [{"use": "binary"}], "transform": [use]}).encode())
