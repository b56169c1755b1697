"""What docs/rewards.md says of rewards and policies, trained again here."""

import pytest

from benchmarks.bandit import lengths, noise, partial_solutions


def test_backward_correction_recovers_the_clean_gradient() -> None:
    found = noise()
    assert found["noise_backward"][0] > 0.999
    assert found["noise_backward"][1] < 0.05
    assert found["noisy"][1] > 0.3


@pytest.mark.timeout(120)
def test_verpo_learns_from_partial_solutions_what_binary_cannot() -> None:
    found = partial_solutions()
    assert found["binary"][-1] < 0.05
    assert found["verpo"][200] > found["dense"][200] > 0.5


def test_grpo_lambda_shortens_where_that_costs_no_accuracy() -> None:
    found = lengths()
    plain, everywhere, where_easy = found.values()
    assert where_easy.easy[1] < plain.easy[1] / 5
    assert where_easy.hard[0] > plain.hard[0] - 0.02
    assert everywhere.hard[0] < plain.hard[0] - 0.2
