"""Completions that end by saying that they do not know."""

import pytest

from verifiers.reading.abstention import ends_in_abstention


@pytest.mark.parametrize(
    "completion",
    [
        "I looked at both cases and they contradict each other. Honestly, I don't know.",
        "The text names no year.\n\nI cannot determine the answer from this passage.",
        "<think>Perhaps it is 7?</think>\nI'm not sure.",
        "\\boxed{\\text{I don't know}}",
        "There is not enough information to say. Please share the table.",
        "<answer>unknown</answer>",
        "The answer is unknown.",
        "Unfortunately, it cannot be determined from the given data.",
        "Das weiß ich nicht. Ich weiß es nicht.",
        "我不知道。",
    ],
)
def test_an_ending_without_an_answer_abstains(completion: str) -> None:
    assert ends_in_abstention(completion)


@pytest.mark.parametrize(
    "completion",
    [
        "I do not know the formula by heart, so I derive it.\nThe answer is 12.",
        "I don't know why, but it is \\boxed{3}.",
        "I don't know. Then again, 4 is the only even one.",
        "<think>I don't know.</think> It is 7.",
        "Nobody could know better than the baker that bread rises.",
        "The value is certain: 5.",
        "",
    ],
)
def test_an_answer_however_hedged_is_none(completion: str) -> None:
    assert not ends_in_abstention(completion)
