"""Process rewards as one number: what they say of every step, not of the first alone."""

import pytest

from tests.rewards.samples import rewards, sample, verdict_of
from verifiers.verdict import Verdict


@pytest.mark.parametrize(
    ("mode", "passed", "reward"),
    [
        # Process steps are the first three; their returns are their (clipped) scores.
        ("clip_delta", [1, 0, 0, 0], 0.5 * (0 - 0.9 - 0.9) / 3),
        ("clip_delta", [1, 1, 1, 0], 0.0),
        ("delta", [1, 0, 0, 0], 0.5 * 1 / 3),
        ("delta", [1, 1, 1, 0], 0.5),
        ("clip", [1, 0, 0, 0], 0.5 * 3 * -0.9),
        ("clip_delta", [1, 1, 1, 1], 1.0),
    ],
)
def test_delta_says_something_of_every_step(mode: str, passed: list[float], reward: float) -> None:
    use = {"use": "clip_delta", "process_coef": 0.5, "mode": mode}
    assert rewards(use, [sample(verdict_of(passed))]) == [pytest.approx(reward)]


def test_the_sum_of_a_delta_form_is_the_first_step_alone() -> None:
    use = {"use": "clip_delta", "process_coef": 1.0, "mode": "delta", "total": "sum"}
    group = [sample(verdict_of([0.5, *rest])) for rest in ([0, 0], [1, 0], [0.25, 0.25])]
    assert rewards(use, group) == [0.5, 0.5, 0.5]


def test_the_score_of_a_verdict_is_a_reward() -> None:
    assert rewards("score", [sample(Verdict("partial", 0.375))]) == [0.375]
