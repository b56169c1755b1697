"""Numbers worked out from the papers' formulas apart from our code, for what the published vectors leave out."""

from typing import Any

import pytest

from rewards.details import Details
from rewards.sample import Sample
from tests.rewards.samples import WRONG, batch_rewards, rewards, sample
from tests.rewards.test_trajectories import attempts, scored
from verifiers.verdict import Check, Verdict, from_checks

_WITHIN = 2e-6


def near(values: Any) -> Any:
    return [None if value is None else pytest.approx(value, abs=_WITHIN) for value in values]


VERPO: list[tuple[dict[str, float], Any, Any, Any, Any]] = [
    (
        {"gamma": 0.9},
        [[[1, 0, 0], [1, 1, 0], [1, 1, 1]], [[0, 0, 0], [1, 0, 0]], [[1, 1, 1]]],
        [[0.432923, 0.916901, 1.490421], [0.0, 0.432923], [1.490421]],
        [[0.005496, 0.247485, 0.534245], [-0.939966, -0.723504], [0.705245]],
        [1.202374, 0.108231, 1.64521],
    ),
    (
        {"alpha": 2.0, "sigma": 0.2, "beta": 1.0, "gamma": 0.5},
        [[[1, 0], [0, 1]], [[1, 1], [1, 0]]],
        [[0.153056, 0.252347], [0.405402, 0.153056]],
        [[-0.087909, 0.011381], [0.164437, -0.087909]],
        [0.202701, 0.279229],
    ),
    (
        {"gamma": 0.8},  # a check of the first turn was lost: it counts neither way
        [[[1, None], [1, 1]], [[0, 1]]],
        [[0.511439, 0.877902], [0.366462]],
        [[0.283086, 0.466317], [-0.429403]],
        [0.987335, 0.183231],
    ),
]


@pytest.mark.parametrize(("parameters", "rows", "local", "advantages", "totals"), VERPO)
def test_verpo_of_several_turns(
    parameters: dict[str, float], rows: Any, local: Any, advantages: Any, totals: Any
) -> None:
    group = [attempts(*turns) for turns in rows]
    found = scored({"use": "verpo", **parameters}, group)
    assert [list(one.turn_rewards or ()) for one in found] == [near(turns) for turns in local]
    assert [one.reward for one in found] == near(totals)
    found = scored({"use": "verpo", "turns": "advantage", **parameters}, group)
    assert [list(one.turn_rewards or ()) for one in found] == [near(turns) for turns in advantages]


@pytest.mark.parametrize(
    ("use", "scores", "steps"),
    [
        ({"use": "min_soft", "temperature": 0.5}, [0.2, -0.4, 0.1], [0.036091, -0.239654, 0.022041]),
        ({"use": "min_soft"}, [-0.3, -0.3], [-0.15, -0.15]),
        ({"use": "min_soft", "temperature": 0.2}, [0.9, 0.1, 0.5, 0.1], [0.007654, 0.046433, 0.03142, 0.046433]),
        ({"use": "min_soft"}, [0.5, None, 0.5], [0.25, None, 0.25]),
        ({"mode": "clip", "eta": 0.8}, [0.7, 0.95, 0.3, 0.8], [-0.1, 0.0, -0.5, 0.0]),
        ({"mode": "delta"}, [0.7, 0.95, 0.3, 0.8], [-0.25, 0.65, 0.3, 0.0]),
        ({"mode": "clip_delta", "eta": 0.8}, [0.7, 0.95, 0.3, 0.8], [-0.1, 0.5, -0.5, 0.0]),
        ({"mode": "clip"}, [-0.2, 0.5, 1.4], [-1.1, -0.4, 0.0]),
        ({"mode": "delta"}, [-0.2, 0.5, 1.4], [-0.7, 0.5, 0.0]),
        ({"mode": "clip_delta"}, [0.4, 0.4], [-0.5, 0.0]),
    ],
)
def test_steps_of_process_scores_in_any_range(use: dict[str, Any], scores: list[Any], steps: list[Any]) -> None:
    spec = use if "use" in use else {"use": "clip_delta", "process_coef": 1.0, "total": "sum", **use}
    (found,) = scored(spec, [sample(WRONG, details=Details(step_scores=scores))])
    assert list(found.step_rewards or ()) == near(steps)
    assert found.reward == pytest.approx(sum(step for step in steps if step is not None), abs=_WITHIN)


@pytest.mark.parametrize(
    ("reward", "references", "steepness", "expected"),
    [(3.5, [1.0, 2.0, 4.0], 1.0, 0.706419), (-2.0, [-1.5], 1.0, 0.377541), (5.0, [4.0, 4.5], 2.0, 0.805928)],
)
def test_par_of_a_reward_models_own_number(
    reward: float, references: list[float], steepness: float, expected: float
) -> None:
    raw = sample(Verdict("partial", reward, checks=(Check("model", False, reward),)))
    transform = [{"use": "par", "refs": references, "k": steepness}]
    assert rewards({"sum": [{"use": "score"}], "transform": transform}, [raw]) == near([expected])


def checked(first: int, second: int) -> Sample:
    return sample(from_checks([Check("a", first == 1, float(first)), Check("b", second == 1, float(second))]))


def test_bnpo_of_each_component_over_a_batch() -> None:
    first = [[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 0, 0]]
    second = [[1, 1, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0]]
    batch = [[checked(*pair) for pair in zip(*rows, strict=True)] for rows in zip(first, second, strict=True)]
    by_check = [
        [0.309712, -0.143738, -0.082987, -0.082987],
        [-0.226725, 0.226725, 0.226725, -0.226725],
        [0.309712, 0.309712, -0.082987, -0.536437],
    ]
    assert batch_rewards({"use": "bnpo", "components": "checks"}, batch) == [near(group) for group in by_check]
    whole = [[0.596241, *[-0.198747] * 3], [0.0] * 4, [0.433715, 0.433715, -0.433715, -0.433715]]
    assert batch_rewards("bnpo", batch) == [near(group) for group in whole]
