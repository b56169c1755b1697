"""Choices that are announced in sentences, and sentences that announce none."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.choice import ChoiceVerifier

METALS = {"A": "copper", "B": "iron", "C": "gold", "D": "none of the above"}
GROWTH = {"A": "it doubles", "B": "it halves", "C": "it stays the same", "D": "both A and B"}
SUMS = {"A": "7", "B": "17", "C": "-7", "D": "0.7"}

RIGHT = [
    "Option B is correct.",
    "Only iron rusts, so I would pick option B.",
    "I'd go with B.",
    "It must be (B).",
    "A is wrong, for copper does not rust. C is wrong too. That leaves B.",
    "Hence, (B) iron is the right answer.",
    "**B) iron**\n\nIt is the only one of them that rusts in damp air.",
    "So the answer must be iron.",
    "Choice B best fits the description.",
    "Option B, which is not the rarest of them, is the correct answer.",
    "Only option B satisfies every condition.",
    "This corresponds to option B.",
    "The one that fits the question best is B: iron.",
    "The right answer is B, not A.",
    "Not A but B is the correct answer.",
    "The answer is A. Wait, that's wrong. Option B is correct.",
    "Which one is it? B.",
    "The second option is correct.",
    "- A: incorrect, it turns green.\n- B: correct.\n- C: incorrect.\n- D: incorrect.",
    "A) Copper turns green.\nB) Iron rusts. This is the correct one.\nC) Gold does neither.",
    "Answer: B\n\nGold (C) is noble, and copper (A) turns green.",
    "Without a doubt, the answer is B.",
    "While A is partly true, B is the best answer.",
    "I first thought it was A. But no, B is the answer.",
    "It's not copper; it's iron.",
    "因此，正确选项是B。",
    "故选B。",
    "La respuesta correcta es la opción B.",
    "La bonne réponse est la B.",
    "Die richtige Antwort ist B.",
]
WRONG = [
    "Option B is not correct.",
    "Option B isn't the right answer.",
    "Is option B correct?",
    "If it had to rust, option B would be correct. Option A is correct.",
    "Some people think that option B is correct, but the answer is A.",
    "You might think B is correct, but it is a trap.",
    'The statement "Option B is correct." is false.',
    'As the prompt says, "the correct answer is B".',
    "Either A or B is correct.",
    "Options A and B are both correct.",
    "I would rule out option B.",
    "Neither A nor B is correct.",
    "The answer is B. Wait, actually A is the correct answer.",
    "The answer is B, no wait, A.",
    "B is correct. Actually, no, B is wrong; option C is right.",
    "A is correct. B is correct. C is correct. D is correct.",
    "A) copper\nB) iron\nC) gold\nD) none of the above",
    "(A) copper (B) iron",
    "Let me consider option B.",
    "I don't think the answer is B.",
    "Compared to option B, option A is the better choice.",
    "All but B are correct.",
    "Choice (B) is the most tempting wrong answer.",
    "The wrong answer is B.",
    "Suppose the answer is B.",
    "The answer cannot be B.",
    "The answer is B (copper).",
    "Iron is a metal.",
    "B is partly right, but A is the best answer.",
    "A B vitamin is no metal, so option A is correct.",
]


def is_right(
    completion: str, truth: object = "B", options: dict[str, str] | None = METALS, **more: object
) -> bool:
    verifier = ChoiceVerifier.model_validate(
        {"kind": "choice", "ground_truth": truth, "options": options, **more}, strict=False
    )
    return verifier.verify(completion, NOWHERE).status == "correct"


@pytest.mark.parametrize("completion", RIGHT)
def test_a_choice_is_read_from_the_sentence_that_announces_it(completion: str) -> None:
    assert is_right(completion)
    assert not is_right(completion, "C")


@pytest.mark.parametrize("completion", WRONG)
def test_a_choice_that_is_denied_asked_supposed_or_quoted_is_none(completion: str) -> None:
    assert not is_right(completion)


@pytest.mark.parametrize(
    ("completion", "truth", "options"),
    [
        ("The population doubles each day, which is option A.", "A", GROWTH),
        ("The correct answer is both A and B.", "D", GROWTH),
        ("7 + 10 = 17. That corresponds to choice (B).", "B", SUMS),
        ("The value is -7, so option C.", "C", SUMS),
        ("None of the above is a metal, so I pick D.", "D", METALS),
    ],
)
def test_texts_of_options_are_no_labels(completion: str, truth: str, options: dict[str, str]) -> None:
    assert is_right(completion, truth, options)


@pytest.mark.parametrize("completion", ["So the answer is 7.5.", "The value is -7, so option C.", "17"])
def test_a_number_within_another_names_no_option(completion: str) -> None:
    assert not is_right(completion, "A", SUMS)


@pytest.mark.parametrize(
    "completion",
    [
        "Options A and C are correct.",
        "The correct answers are A and C.",
        "A is correct. B is incorrect. C is correct. D is incorrect.",
        "I select (A) and (C).",
    ],
)
def test_all_right_options_may_be_named_in_sentences(completion: str) -> None:
    assert is_right(completion, ["A", "C"], None, select="all")
    assert not is_right(completion, ["A", "B"], None, select="all")


def test_a_box_decides_whatever_sentences_say() -> None:
    assert is_right("Option A is correct, I thought. \\boxed{B}")
    assert not is_right("Option B is correct. \\boxed{A}")
    assert not is_right("Option B is correct.", extraction="boxed")


def test_an_option_named_behind_a_box_with_its_value_counts() -> None:
    assert is_right("The sum is \\boxed{17.0}, so option B is correct.", "B", SUMS)
