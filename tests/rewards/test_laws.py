"""Laws that hold for every scheme, whatever the verdicts."""

import json
import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewards.details import NO_DETAILS, Details, Option, Perplexity, SecondAnswer
from rewards.noise import BackwardParameters, noise_backward
from rewards.sample import Features, Sample
from rewards.scheme import Parameters, Rewards
from rewards.score import parse
from rewards.table import SCHEMES, scheme_of
from tests.rewards.samples import rewards
from verifiers.verdict import Check, Verdict, from_checks, infrastructure_error, undecided

REQUIRED: dict[str, dict[str, Any]] = {
    "clip_delta": {"process_coef": 0.5},
    "by_label": {"weights": {"a": 2.0}},
    "carr": {"root": "E0"},
}

SCORES = st.lists(st.none() | st.floats(-2, 2), max_size=4).map(tuple)
DETAILS = st.builds(
    Details,
    options=st.none()
    | st.lists(
        st.builds(Option, st.text(max_size=3), st.floats(-50, 0), st.sampled_from(["correct", "wrong", "idk"])),
        max_size=4,
    ).map(tuple),
    perplexity=st.none() | st.builds(Perplexity, st.floats(1, 1e6), st.floats(1, 1e6)),
    second=st.none() | st.builds(SecondAnswer, st.sampled_from("AB")),
    n_answer_tokens=st.none() | st.integers(0, 100),
    n_reference_tokens=st.none() | st.integers(0, 100),
    rubric=st.none() | st.floats(0, 1),
    out_of_knowledge=st.none() | st.booleans(),
    turn_scores=st.none() | SCORES,
    step_scores=st.none() | SCORES,
    judgements=st.none() | st.lists(st.none() | st.booleans(), max_size=4).map(tuple),
    label=st.none() | st.sampled_from("ab"),
)
FEATURES = st.builds(
    Features,
    n_tokens=st.none() | st.integers(0, 100_000),
    confidence=st.none() | st.floats(-1, 2),
    logprobs=st.none() | st.lists(st.floats(-50, 0), max_size=5).map(tuple),
    n_characters=st.none() | st.integers(0, 400_000),
    details=st.just(NO_DETAILS) | DETAILS,
)
VERDICTS = st.one_of(
    st.lists(st.booleans(), min_size=3, max_size=3).map(
        lambda passed: from_checks([Check(f"t{n}", p, float(p)) for n, p in enumerate(passed)])
    ),
    st.sampled_from([Verdict("no_answer", 0.0), undecided("timeout", "slow"), infrastructure_error("lost")]),
)
GROUPS = st.lists(st.builds(Sample, VERDICTS, FEATURES), min_size=1, max_size=6)
# A loaded machine may take its time over any one example.
AT_LEISURE = settings(deadline=None)
EVERY_SCHEME = pytest.mark.parametrize("name", SCHEMES)


def use_of(name: str) -> Parameters:
    return parse(json_of(name)).parts[0]


def json_of(name: str) -> bytes:
    return json.dumps({"use": name, **REQUIRED.get(name, {})}).encode()


def scored(name: str, group: list[Sample]) -> Rewards:
    use = use_of(name)
    return scheme_of(use).rewards([group], use)[0]


@EVERY_SCHEME
@AT_LEISURE
@given(group=GROUPS)
def test_rewards_are_finite_and_within_the_declared_bounds(name: str, group: list[Sample]) -> None:
    low, high = SCHEMES[name].bounds
    for reward in scored(name, group):
        if reward is not None:
            assert math.isfinite(reward)
            assert low is None or reward >= low - 1e-9
            assert high is None or reward <= high + 1e-9


@EVERY_SCHEME
@AT_LEISURE
@given(group=GROUPS)
def test_what_we_failed_to_judge_has_no_reward(name: str, group: list[Sample]) -> None:
    for sample, reward in zip(group, scored(name, group), strict=True):
        assert not sample.unscored or reward is None


@EVERY_SCHEME
@AT_LEISURE
@given(group=GROUPS, seed=st.integers(0, 1000))
def test_the_order_of_a_group_does_not_matter(name: str, group: list[Sample], seed: int) -> None:
    order = list(range(len(group)))
    random.Random(seed).shuffle(order)
    straight = scored(name, group)
    shuffled = scored(name, [group[n] for n in order])
    assert shuffled == [None if straight[n] is None else pytest.approx(straight[n], rel=1e-9) for n in order]


@AT_LEISURE
@given(
    rows=st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=8),
    beta=st.floats(0, 100),
    alpha=st.floats(0.01, 50),
    normalize=st.booleans(),
)
def test_full_success_is_the_strict_best_of_its_group_under_verpo(
    rows: list[list[bool]], beta: float, alpha: float, normalize: bool
) -> None:
    verdicts = [from_checks([Check(f"t{n}", p, float(p)) for n, p in enumerate(row)]) for row in rows]
    spec = {"use": "verpo", "beta": beta, "alpha": alpha, "normalize": normalize}
    values = rewards(spec, [Sample(verdict) for verdict in verdicts])
    known = [(value, all(row)) for value, row in zip(values, rows, strict=True) if value is not None]
    worst_full = min((value for value, full in known if full), default=math.inf)
    assert all(value < worst_full for value, full in known if not full)


@AT_LEISURE
@given(fp=st.floats(0, 0.49), fn=st.floats(0, 0.49))
def test_noise_correction_keeps_the_order_of_rewards(fp: float, fn: float) -> None:
    rates = BackwardParameters(fp=fp, fn=fn)
    assert noise_backward(0.0, rates) < noise_backward(1.0, rates)
