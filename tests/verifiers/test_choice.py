"""Multiple choice: what names an option, and what names too many."""

from typing import Any

import pytest

from tests.nowhere import NOWHERE
from verifiers.choice import ChoiceVerifier
from verifiers.errors import UnusableSpec
from verifiers.verdict import Verdict

CITIES = {"A": "Paris", "B": "London", "C": "A dog", "D": "Both A and B"}


def judge(completion: str, truth: Any = "B", **more: Any) -> Verdict:
    verifier = ChoiceVerifier(kind="choice", ground_truth=truth, **more)
    verifier.ensure_usable()
    return verifier.verify(completion, NOWHERE)


@pytest.mark.parametrize(
    "completion",
    [
        "B",
        "b",
        "(B)",
        "B.",
        "**B**",
        "\\boxed{B}",
        "\\boxed{\\text{(B)}}",
        "The answer is (B).",
        "<think>A? no</think><answer>B</answer>",
        "Answer: B",
        "The correct option is B",
        "Let me think. It rules out A.\nFinal answer: B) because the others are wrong",
    ],
)
def test_a_label_is_found_however_it_is_put(completion: str) -> None:
    assert judge(completion).status == "correct"
    assert judge(completion, "C").status == "incorrect"


@pytest.mark.parametrize(
    "completion", ["\\boxed{London}", "Answer: B. London", "Answer: B London", "\\boxed{B: London}"]
)
def test_an_option_may_be_named_by_its_text(completion: str) -> None:
    assert judge(completion, options=CITIES).status == "correct"


@pytest.mark.parametrize(
    ("completion", "truth"), [("\\boxed{A dog}", "C"), ("\\boxed{Both A and B}", "D"), ("\\boxed{A. Paris}", "A")]
)
def test_a_text_that_holds_labels_is_read_as_that_text(completion: str, truth: str) -> None:
    assert judge(completion, truth, options=CITIES).status == "correct"


@pytest.mark.parametrize(
    "completion",
    [
        "\\boxed{A, B}",
        "\\boxed{A or B}",
        "\\boxed{B}, \\boxed{A}",
        "\\boxed{AB}",
        "\\boxed{B, A, C}",
        "\\boxed{(B) or (A)}",
    ],
)
def test_naming_more_than_one_option_is_wrong(completion: str) -> None:
    verdict = judge(completion)
    assert (verdict.status, verdict.checks[0].error) == ("incorrect", "ambiguous")


def test_a_label_with_another_options_text_is_wrong() -> None:
    assert judge("\\boxed{B. Paris}", options=CITIES).status == "incorrect"
    assert judge("\\boxed{B. Paris}", "A", options=CITIES).status == "incorrect"


@pytest.mark.parametrize("completion", ["\\boxed{Berlin}", "\\boxed{E}", "\\boxed{42}"])
def test_what_names_no_option_is_unparsable(completion: str) -> None:
    verdict = judge(completion, options=CITIES)
    assert (verdict.status, verdict.checks[0].error) == ("incorrect", "unparsable")


@pytest.mark.parametrize("completion", ["", "I wonder what that may be?", "<think>B"])
def test_no_final_answer_is_no_answer(completion: str) -> None:
    assert judge(completion).status == "no_answer"


def test_any_one_of_several_ground_truths_counts() -> None:
    assert judge("B", ["A", "B"]).status == "correct"
    assert judge("C", ["A", "B"]).status == "incorrect"


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ("\\boxed{A, C}", "correct"),
        ("\\boxed{C and A}", "correct"),
        ("\\boxed{AC}", "correct"),
        ("\\boxed{A}", "incorrect"),
        ("\\boxed{A, B, C}", "incorrect"),
    ],
)
def test_all_asks_for_exactly_the_set(completion: str, status: str) -> None:
    assert judge(completion, ["A", "C"], select="all").status == status


@pytest.mark.parametrize(
    ("truth", "options", "field"),
    [
        ("E", CITIES, "ground_truth"),
        ("A", {"A": "x", "a": "y"}, "options"),
        ("A", {"A": "x", "B": " X."}, "options"),
    ],
)
def test_options_that_cannot_be_told_apart_are_refused(truth: str, options: dict[str, str], field: str) -> None:
    with pytest.raises(UnusableSpec) as refused:
        judge("A", truth, options=options)
    assert refused.value.field == field


def test_the_evidence_does_not_tell_the_right_option() -> None:
    verdict = judge("\\boxed{A}", options=CITIES)
    assert "B" not in (verdict.checks[0].evidence or "")
    assert "London" not in (verdict.checks[0].evidence or "")


@pytest.mark.parametrize(("completion", "status"), [("\\boxed{2}", "correct"), ("\\boxed{B}", "correct"),
    ("The answer is the sea.", "correct"), ("\\boxed{A}", "incorrect"), ("\\boxed{1}", "incorrect")])  # fmt: skip
def test_where_labels_are_digits_letters_count_by_their_place(completion: str, status: str) -> None:
    options = {"1": "the wind", "2": "the sea", "3": "the moon"}
    verifier = ChoiceVerifier(kind="choice", ground_truth="2", options=options)
    assert verifier.verify(completion, NOWHERE).status == status


@pytest.mark.parametrize(("completion", "status"), [("\\boxed{the sea}", "correct"), ("\\boxed{B}", "incorrect"),
    ("\\boxed{A}", "incorrect"), ("\\boxed{the wind}", "incorrect")])  # fmt: skip
def test_options_without_letters_are_named_by_their_text_only(completion: str, status: str) -> None:
    options = {"A": "the wind", "B": "the sea"}
    verifier = ChoiceVerifier(kind="choice", ground_truth="B", options=options, by_text=True)
    assert verifier.verify(completion, NOWHERE).status == status
