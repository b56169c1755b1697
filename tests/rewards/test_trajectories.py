"""Rewards of turns and steps, against numbers worked out by hand."""

import json
import math
from typing import Any

import pytest

from rewards.details import Details, Followups, GraphItem
from rewards.sample import Features, Sample
from rewards.score import parse, score_batch
from rewards.scored import Scored
from tests.rewards.samples import RIGHT, WRONG, rewards, sample
from verifiers.trajectory import of_turns
from verifiers.verdict import Check, Verdict, from_checks, infrastructure_error


def scored(spec: Any, group: list[Sample]) -> list[Scored]:
    return score_batch([group], parse(json.dumps(spec).encode()))[0]


def stepped(scores: list[float | None], verdict: Verdict = WRONG) -> Sample:
    return sample(verdict, details=Details(step_scores=scores))


def attempts(*rows: list[float | None], places: list[int] | None = None, n_turns: int | None = None) -> Sample:
    """A trajectory with a verdict on each attempt."""
    verdicts = [
        from_checks([Check(f"t{n}", None if p is None else p == 1, p) for n, p in enumerate(row)]) for row in rows
    ]
    verdict = of_turns(places or list(range(len(rows))), verdicts)
    return Sample(verdict, Features(n_turns=n_turns or len(rows)))


def test_multi_turn_verpo_by_its_equations() -> None:
    # Two trajectories of two tests: 10 then 11, and 00. rho over three turns: 2/3 and 1/3.
    group = [attempts([1, 0], [1, 1]), attempts([0, 0])]
    sigma, alpha, delta, beta, gamma = 0.1, 1.0, 1e-6, 0.5, 0.9
    crowd = 1 + math.exp(-((1 / 3) ** 2) / (2 * sigma**2))
    easy, hard = (math.exp(-alpha * rho) / (crowd + delta) for rho in (2 / 3, 1 / 3))
    turns = [[easy, easy + hard], [0.0]]
    found = scored({"use": "verpo", "gamma": gamma}, group)
    assert [list(one.turn_rewards or ()) for one in found] == [pytest.approx(one, abs=1e-9) for one in turns]
    assert found[0].reward == pytest.approx(gamma**2 + beta * (2 * easy + hard) / 2, abs=1e-9)
    assert found[1].reward == 0.0

    whole, mean = [gamma**2, 0.0], gamma**2 / 2
    turn_mean = (2 * easy + hard) / 3
    advantages = [
        [one - mean + beta * (turn - turn_mean) for turn in row] for one, row in zip(whole, turns, strict=True)
    ]
    found = scored({"use": "verpo", "gamma": gamma, "turns": "advantage"}, group)
    assert [list(one.turn_rewards or ()) for one in found] == [pytest.approx(one, abs=1e-9) for one in advantages]


def test_what_we_failed_to_check_of_a_turn_is_left_out_and_what_is_known_of_it_counts() -> None:
    # Of the first turn one of two tests is known. rho: 1 of 2, 1 of 1; a completion that was lost says nothing.
    lost = sample(infrastructure_error("lost"))
    first = attempts([1, None], [0, 1])
    for group in ([first], [first, lost]):
        found = scored({"use": "verpo", "sigma": 1e-4, "delta": 1e-12}, group)[0]
        assert list(found.turn_rewards or ()) == pytest.approx([math.exp(-0.5), math.exp(-1)])
        advantages = scored({"use": "verpo", "sigma": 1e-4, "delta": 1e-12, "turns": "advantage"}, group)[0]
        assert advantages.turn_rewards is not None
        assert sum(value or 0.0 for value in advantages.turn_rewards) == pytest.approx(0, abs=1e-9)


def test_a_lost_completion_fails_no_check_of_its_group() -> None:
    group = [sample(from_checks([Check("a", True, 1.0)])), sample(from_checks([Check("a", False, 0.0)]))]
    alone = rewards("verpo", group)
    assert rewards("verpo", [*group, sample(infrastructure_error("lost"))]) == [*alone, None]


def test_turns_of_others_have_no_reward_of_their_own() -> None:
    group = [attempts([1, 0], [1, 1], places=[1, 3], n_turns=5), attempts([0, 0], places=[0], n_turns=1)]
    found = scored("verpo", group)[0].turn_rewards
    assert found is not None
    assert [value is None for value in found] == [True, False, True, False, True]


@pytest.mark.parametrize(
    ("use", "scores", "steps", "reward"),
    [
        # softmax(-r / 0.1): weights e^-14, e^-13 and 1, to five digits.
        (
            {"use": "min_soft"},
            [0.9, 0.8, -0.5],
            [0.9 * 8.31525e-07, 0.8 * 2.26033e-06, -0.5 * 0.99999691],
            -0.4999959,
        ),
        ({"use": "clip_delta", "process_coef": 1.0, "mode": "clip"}, [0.95, 0.4, 0.99], [0.0, -0.5, 0.0], -0.5),
        (
            {"use": "clip_delta", "process_coef": 1.0, "mode": "delta", "total": "sum"},
            [0.95, 0.4, 0.99],
            [0.55, 0.4, 0.0],
            0.95,
        ),
        ({"use": "clip_delta", "process_coef": 2.0}, [0.95, 0.4, 0.99], [1.0, -1.0, 0.0], 2 * (0 - 0.5) / 2),
        ({"use": "clip_delta", "process_coef": 1.0, "mode": "delta"}, [3.0, -1.0, 0.5], [4.0, -1.0, 0.0], 1.0),
        ({"use": "step_scores"}, [0.5, 1.0], [0.5, 1.0], 0.75),
        ({"use": "ppr"}, [0.5, 1.0], [-0.5, 0.0], -0.25),
    ],
)
def test_steps_are_rewarded_one_by_one(
    use: dict[str, Any], scores: list[float | None], steps: list[float], reward: float
) -> None:
    (found,) = scored(use, [stepped(scores)])
    assert list(found.step_rewards or ()) == pytest.approx(steps, abs=1e-6)
    assert found.reward == pytest.approx(reward, abs=1e-6)


def test_a_step_without_a_score_is_masked() -> None:
    (found,) = scored(
        {"use": "clip_delta", "process_coef": 1.0, "mode": "delta"}, [stepped([0.9, None, 0.4, 0.2])]
    )
    assert list(found.step_rewards or ()) == [pytest.approx(0.5), None, pytest.approx(0.4), 0.0]


def test_process_never_turns_a_failure_positive_under_ppr() -> None:
    failed, solved = scored("ppr", [stepped([1.0, 1.0]), stepped([1.0, 0.5], RIGHT)])
    assert (failed.reward, list(failed.step_rewards or ())) == (0.0, [0.0, 0.0])
    assert (solved.reward, list(solved.step_rewards or ())) == (1.75, [1.0, 0.5])


def test_potentials_telescope_to_what_was_there_at_first() -> None:
    turns = Details(turn_scores=[0.2, None, 0.5, 0.9])
    (found,) = scored({"use": "potential", "gamma": 0.5}, [sample(RIGHT, details=turns, n_turns=4)])
    shaped = [0.5 * 0.5 - 0.2, None, 0.5 * 0.9 - 0.5, -0.9]
    assert list(found.turn_rewards or ()) == [None if one is None else pytest.approx(one) for one in shaped]
    assert found.reward == pytest.approx(1 - 0.2)


def test_a_judgement_of_the_policy_is_held_against_the_score() -> None:
    details = Details(turn_scores=[0.9, 0.2, 0.5, 0.1], judgements=[True, True, False, None])
    (found,) = scored(
        {"use": "reseek", "match": 0.5, "mismatch": 1.0}, [sample(WRONG, details=details, n_turns=4)]
    )
    assert list(found.turn_rewards or ()) == [0.5, -1.0, -1.0, None]
    assert found.reward == pytest.approx(-0.5)


def test_turns_have_discounted_returns() -> None:
    details = Details(turn_scores=[1.0, None, 0.5, 0.0])
    (found,) = scored({"use": "turn_scores", "discount": 0.9}, [sample(WRONG, details=details, n_turns=4)])
    assert list(found.turn_rewards or ()) == [pytest.approx(1.45), None, 0.5, 0.0]
    assert found.reward == 0.5
    assert rewards({"use": "turn_scores", "aggregate": "last"}, [sample(WRONG, details=details)]) == [0.0]


def test_value_labels_are_the_share_of_right_rollouts_from_a_prefix() -> None:
    a, ab, ac = b"a", b"ab", b"ac"
    group = [
        Sample(RIGHT, Features(prefixes=(a, ab))),
        Sample(WRONG, Features(prefixes=(a, ab))),
        Sample(WRONG, Features(prefixes=(a, ac))),
        Sample(RIGHT, Features(prefixes=(a,))),
    ]
    found = [list(one.step_rewards or ()) for one in scored("value_labels", group)]
    assert found == [[0.5, 0.5], [0.5, 0.5], [0.5, 0.0], [0.5]]


def test_gates_and_signs_of_hacking_hold_for_steps_too() -> None:
    spec = {"sum": [{"use": "step_scores", "coef": 2.0}], "gate": ["correct"]}
    wrong, right = scored(spec, [stepped([1.0, 0.5]), stepped([1.0, 0.5], RIGHT)])
    assert (list(wrong.step_rewards or ()), list(right.step_rewards or ())) == ([0.0, 0.0], [2.0, 1.0])
    (unscored,) = scored("step_scores", [stepped([1.0], infrastructure_error("lost"))])
    assert (unscored.reward, unscored.step_rewards) == (None, None)


def test_schemes_without_rewards_of_turns_give_none() -> None:
    (found,) = scored("binary", [attempts([1], [1])])
    assert (found.reward, found.turn_rewards, found.step_rewards) == (1.0, None, None)


def test_jepo_adds_what_a_sample_adds_to_the_bound() -> None:
    # p = 0.5, 0.25: log(0.375) - log(0.25), log(0.375) - log(0.5).
    group = [sample(WRONG, logprobs=(math.log(p),)) for p in (0.5, 0.25)]
    assert rewards("jepo", group) == [pytest.approx(math.log(1.5)), pytest.approx(math.log(0.75))]


def test_follow_ups_speak_for_or_against_an_answer() -> None:
    said = Details(followups=Followups([-1.0, -2.0], [-4.0]))
    assert rewards("flr", [sample(WRONG, details=said)]) == [2.5]


def test_a_speed_up_is_against_the_reference_of_the_group() -> None:
    def timed(seconds: float, passed: bool = True) -> Sample:
        return sample(from_checks([Check("t", passed, float(passed), seconds=seconds)]))

    group = [timed(0.4), timed(0.2), timed(0.8), timed(0.1, passed=False)]
    assert rewards({"use": "speedup", "reference": 0}, group) == [1.0, 2.0, 0.5, 0.0]
    assert rewards({"use": "speedup", "reference": 0, "log": True}, group) == [0.0, 1.0, -1.0, 0.0]


def test_labels_weigh_what_is_right() -> None:
    spec = {"use": "by_label", "weights": {"eligible": 3.0}, "otherwise": 0.5}
    group = [sample(v, details=Details(label=one)) for v, one in ((RIGHT, "eligible"), (RIGHT, "x"), (WRONG, "x"))]
    assert rewards(spec, group) == [3.0, 0.5, 0.0]


def test_a_rubric_counts_as_far_as_it_hangs_together() -> None:
    items = [(["E0", "E1"], True), (["E1", "E2"], True), (["E3"], True), (["E2", "E4"], False)]
    graph = [GraphItem(names, identified=True, supported=good) for names, good in items]
    assert rewards({"use": "carr", "root": "E0"}, [sample(WRONG, details=Details(graph=graph))]) == [0.5]


def test_tiers_of_a_gaussian_zone() -> None:
    # d = 1: exp(-1/2) = 0.6065, two of four tiers.
    group = [sample(WRONG, details=Details(distance=1.0)), sample(RIGHT, details=Details(distance=0.0))]
    assert rewards({"use": "tiers", "progress": "gaussian"}, group) == [0.25, 1.5]


def test_advantages_are_decomposed_by_check() -> None:
    # One group: A = R - p for each check, then their mean.
    rows = [[1.0, 1.0], [1.0, 0.0]]
    group = [sample(from_checks([Check(f"t{n}", p == 1, p) for n, p in enumerate(row)])) for row in rows]
    assert rewards({"use": "bnpo", "components": "checks"}, group) == [pytest.approx(0.25), pytest.approx(-0.25)]


def test_hard_groups_earn_more_and_injected_noise_turns_whole_groups() -> None:
    spec = {"sum": [{"use": "binary"}], "transform": [{"use": "difficulty", "strength": 2.0}]}
    assert rewards(spec, [sample(RIGHT), sample(WRONG), sample(WRONG), sample(WRONG)]) == [2.5, 0.0, 0.0, 0.0]
    spec = {"sum": [{"use": "binary"}], "transform": [{"use": "noise_inject", "p": 0.3, "seed": 1}]}
    batch = [[Sample(RIGHT, prompt=str(n)), Sample(WRONG, prompt=str(n))] for n in range(400)]
    found = [[one.reward for one in group] for group in score_batch(batch, parse(json.dumps(spec).encode()))]
    turned = [rewards == [0.0, 1.0] for rewards in found]
    assert all(rewards in ([0.0, 1.0], [1.0, 0.0]) for rewards in found)
    assert sum(turned) / 400 == pytest.approx(0.3, abs=0.07)


def test_a_completion_without_a_turn_to_score_gets_0_and_not_null() -> None:
    silent = sample(WRONG, n_turns=2)
    assert rewards("turn_scores", [silent]) == [0.0]
    assert rewards("potential", [silent]) == [0.0]
    unjudged = Details(turn_scores=[1.0], judgements=[None])
    assert rewards("reseek", [sample(WRONG, details=unjudged)]) == [0.0]
    assert rewards("turn_scores", [sample(WRONG, details=Details(turn_scores=[None]))]) == [None]
