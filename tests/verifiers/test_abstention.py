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
        "Having weighed both dates, I don't know.",
        "Since the chronicle is silent on this, I cannot say.",
        "The two scales are given without units, so I can't determine the mass.",
        "I've gone through every option and I still don't know which one it is.",
        "We cannot determine which option is correct without the map.",
        "I don't know. Sorry about that. Please send me the table.",
        "I'd rather not guess.",
        "There isn't enough information to answer.",
        "The letter does not mention the year.",
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
        "I think Oslo, but I'm not sure.",
        "It is Oslo, though I can't be certain.",
        "The answer is 5, but I'm not sure.",
        "I don't know whether it matters, but the sum equals 4.",
        "It is unclear who wrote it, but most scholars name Homer.",
        "They did not know. Oslo.",
        "I don't know. It must be Oslo.",
        "The answer is Unknown Pleasures.",
        "",
    ],
)
def test_an_answer_however_hedged_is_none(completion: str) -> None:
    assert not ends_in_abstention(completion)
