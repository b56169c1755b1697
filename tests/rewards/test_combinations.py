"""Combining schemes, transforms, filters, and what becomes of numbers that are none."""

import json
from typing import Any

import pytest

from rewards.errors import UnusableReward
from rewards.requirements import ensure_possible
from rewards.sample import Features
from rewards.score import parse, score_batch
from rewards.scored import Scored
from rewards.table import SCHEMES
from rewards.transforms import TRANSFORMS
from tests.conftest import ROOT
from tests.rewards.samples import RIGHT, WRONG, batch_rewards, outcome, rewards, sample, verdict_of
from verifiers.reading.abstention import abstains
from verifiers.verdict import Verdict, from_checks, infrastructure_error

HALF = sample(verdict_of([1, 0]), logprobs=(-0.5, -0.5))
NO_LOGPROBS = sample(verdict_of([1, 0]))


def scored(spec: Any, *group: Any) -> list[Scored]:
    return score_batch([list(group)], parse(json.dumps(spec).encode()))[0]


@pytest.mark.parametrize(("how", "value"), [("min", -1.0), ("product", -0.5), ("sum", -0.5)])
def test_parts_are_combined_as_asked(how: str, value: float) -> None:
    assert rewards({how: [{"use": "dense"}, {"use": "likelihood"}]}, [HALF]) == [value]


def test_a_coefficient_weighs_its_part_before_the_minimum() -> None:
    assert rewards({"min": [{"use": "dense"}, {"use": "format", "coef": 0.25}]}, [HALF]) == [0.25]


@pytest.mark.parametrize(
    ("how", "missing", "value"),
    [
        ("sum", "null", None),
        ("sum", "zero", 0.5),
        ("sum", "renormalise", 1.0),
        ("min", "null", None),
        ("min", "zero", 0.0),
        ("min", "renormalise", 0.5),
        ("product", "zero", 0.0),
        ("product", "renormalise", 0.5),
    ],
)
def test_a_part_without_a_value_counts_as_said(how: str, missing: str, value: float | None) -> None:
    spec = {how: [{"use": "dense"}, {"use": "likelihood"}], "missing": missing}
    assert rewards(spec, [NO_LOGPROBS]) == [value]


@pytest.mark.parametrize(
    "spec",
    [
        {"sum": [{"use": "dense"}], "min": [{"use": "dense"}]},
        {"gate": []},
        {"logsum": [{"use": "dense"}], "gate": ["correct"]},
        {"sum": [{"use": "dense"}], "transform": [{"use": "noise_backward", "fp": 0.6, "fn": 0.5}]},
        {"sum": [{"use": "dense"}], "transform": [{"use": "log_sigmoid", "ref": 1.0, "refs": [2.0]}]},
        "clip_delta",  # its coefficient must be given
        {"use": "clip_delta"},
        {"use": "tiers", "alpha": 1.0},
        {"use": "verpo", "sigma": 0.0},
    ],
)
def test_combinations_and_parameters_without_meaning_are_refused(spec: Any) -> None:
    with pytest.raises(UnusableReward):
        parse(json.dumps(spec).encode())


def test_the_keep_filter_takes_the_weight_of_groups_that_teach_nothing() -> None:
    spec = {"sum": [{"use": "binary"}], "keep": {}}
    easy, mixed = (score_batch([[sample(v) for v in group]], parse(json.dumps(spec).encode()))[0]
                   for group in ([RIGHT, RIGHT], [RIGHT, WRONG]))  # fmt: skip
    assert [(one.reward, one.sample_weight, one.flags) for one in easy] == [(1.0, 0.0, ("filtered",))] * 2
    assert [(one.reward, one.sample_weight, one.flags) for one in mixed] == [(1.0, 1.0, ()), (0.0, 1.0, ())]


def test_a_noise_correction_can_go_into_the_weight_and_leave_the_reward() -> None:
    use = {"use": "noise_forward", "fn": 0.2, "into": "sample_weight"}
    right, wrong = scored({"sum": [{"use": "binary"}], "transform": [use]}, sample(RIGHT), sample(WRONG))
    assert (right.reward, wrong.reward) == (1.0, 0.0)
    assert [right.sample_weight, wrong.sample_weight] == pytest.approx([0.2, -0.8])


def test_a_number_that_is_none_becomes_null_with_a_flag() -> None:
    (overflowing,) = scored({"use": "likelihood", "mode": "prob"}, sample(WRONG, logprobs=(800.0,)))
    assert (overflowing.reward, overflowing.components, overflowing.flags) == (
        None,
        {"likelihood": None},
        ("not_finite",),
    )
    huge = {"use": "affine", "scale": 1e308, "shift": 1e308}
    (scaled,) = scored({"sum": [{"use": "binary", "coef": 10.0}], "transform": [huge]}, sample(RIGHT))
    assert (scaled.reward, scaled.flags) == (None, ("not_finite",))


def test_a_guessed_length_is_flagged() -> None:
    spec = {"use": "length_linear", "valid_len": 0, "penalty": 1.0}
    guessed, counted = scored(spec, sample(RIGHT, n_characters=400), sample(RIGHT, n_tokens=7, n_characters=400))
    assert (guessed.reward, guessed.flags, counted.reward, counted.flags) == (
        -100.0,
        ("length_estimated",),
        -7.0,
        (),
    )


def test_a_batch_scheme_compares_groups() -> None:
    better = [sample(outcome(1), n_tokens=10), sample(outcome(1), n_tokens=30)]
    worse = [sample(outcome(1), n_tokens=10), sample(outcome(0), n_tokens=30)]
    (first, second) = batch_rewards({"use": "grpo_lambda_batch", "lam": 0.5}, [worse, better])
    assert first == [1.0, 0.0]
    assert second[0] is not None
    assert second[1] is not None
    assert 1 > second[0] > second[1] > 0.4


def test_verpo_counts_a_check_that_was_never_reached_as_failed() -> None:
    group = [sample(verdict_of([1, 1])), sample(Verdict("no_answer", 0.0)), sample(infrastructure_error("lost"))]
    full, nothing, unscored = rewards("verpo", group)
    assert full is not None
    assert (nothing, unscored) == (0.0, None)
    assert full > 1


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know",
        "I don’t know.",
        "Unknown",
        "\\text{I do not know}",
        "not enough information",
        "It cannot be determined from the data",
        "IDK",
    ],
)
def test_abstention_is_found_in_the_answer(answer: str) -> None:
    assert abstains(answer)


@pytest.mark.parametrize(
    "answer", [None, "", "42", "unknown soldier", "the unknown is x = 3", "Paris, but not sure"]
)
def test_an_answer_is_no_abstention(answer: str | None) -> None:
    assert not abstains(answer)


@pytest.mark.parametrize(
    ("passed", "reward"),
    [([1] * 12, 1.0), ([1] * 5 + [0] * 7, 0.5), ([1, 0], 0.5), ([0], 0.0)],
)
def test_first_ten_gives_the_share_of_the_first_ten_checks(passed: list[float], reward: float) -> None:
    assert rewards("first_ten", [sample(verdict_of(passed))]) == [reward]


def test_the_weighted_sum_of_open_r1_is_a_sum_with_coefficients() -> None:
    spec = {"sum": [{"use": "weighted", "coef": 1.0}, {"use": "format", "coef": 0.5}]}
    assert rewards(spec, [HALF, sample(from_checks([]))]) == [1.0, 0.5]


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("rlcr", "confidence"),
        ({"sum": [{"use": "binary"}, {"use": "rlpr"}]}, "logprobs"),
        ("verpo", "group"),
    ],
)
def test_what_a_scheme_cannot_have_is_refused_with_a_hint(spec: Any, hint: str) -> None:
    with pytest.raises(UnusableReward) as refused:
        ensure_possible(parse(json.dumps(spec).encode()), [[Features(n_tokens=3)]])
    assert hint in refused.value.reason
    assert refused.value.path == ("sum", 1 if isinstance(spec, dict) else 0)


def test_every_scheme_and_transform_is_documented() -> None:
    text = (ROOT / "docs" / "rewards.md").read_text()
    assert [name for name in (*SCHEMES, *(row.name for row in TRANSFORMS)) if f"| `{name}` |" not in text] == []


def test_a_confidence_of_0_is_a_confidence() -> None:
    ensure_possible(parse(b'"rlcr"'), [[Features(confidence=0.0), Features()]])
