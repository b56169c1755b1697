"""Question answering: exact match and F1 as SQuAD, HotpotQA and TriviaQA compare."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.qa.comparing import f1, normalised
from verifiers.qa.verifier import QaVerifier
from verifiers.verdict import Verdict


def judge(completion: str, truth: Any, **more: Any) -> Verdict:
    verifier = QaVerifier(kind="qa", ground_truth=truth, **more)
    verifier.ensure_usable()
    return verifier.verify(completion, NOWHERE)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The  Old Mill!", "old mill"),
        ("a.b-c", "abc"),
        ("an A, the THE", ""),
        ("theatre", "theatre"),
        ("3 May, 1911", "3 may 1911"),
        ("it's “quoted”", "its “quoted”"),
    ],
)
def test_texts_are_normalised_as_squad_does(text: str, plain: str) -> None:
    assert normalised(text) == plain


def test_triviaqa_also_drops_its_quotes_and_underscores() -> None:
    assert normalised("Baltic_Sea ‘x´", "triviaqa") == "baltic sea x"


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("red boat", "red boat", 1.0),
        ("red boat", "boat", 2 / 3),
        ("boat boat", "boat", 2 / 3),
        ("red", "boat", 0.0),
        ("", "", 1.0),
        ("", "boat", 0.0),
        ("yes it is", "yes", 0.5),
        ("no", "no", 1.0),
    ],
)
def test_f1_of_words(one: str, other: str, value: float) -> None:
    assert f1(one, other) == pytest.approx(value)


@pytest.mark.parametrize("closed", ["yes", "no", "noanswer"])
def test_hotpotqa_has_no_half_a_yes(closed: str) -> None:
    assert f1(f"{closed} it is", closed, "hotpotqa") == f1(closed, f"{closed} it is", "hotpotqa") == 0
    assert f1(closed, closed, "hotpotqa") == 1
    assert f1("not yet", "yet", "hotpotqa") == pytest.approx(2 / 3)
    verifier = QaVerifier(kind="qa", ground_truth=closed, normalisation="hotpotqa")
    assert verifier.verify(f"<answer>{closed} it is</answer>", NOWHERE).score == 0


@given(st.text("abc the .", max_size=20), st.text("abc the .", max_size=20))
def test_f1_is_symmetric_and_1_for_equal_texts(one: str, other: str) -> None:
    first, second = normalised(one), normalised(other)
    assert f1(first, second) == f1(second, first)
    assert f1(first, first) == 1
    assert 0 <= f1(first, second) <= 1


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ("<think>Anna?</think><answer>The M. Hollis.</answer>", "correct"),
        ("<answer>Anna Berg</answer> no: <answer>marta hollis</answer>", "correct"),
        ("\\boxed{\\text{Marta Hollis}}", "correct"),
        ("The answer is Marta Hollis.", "correct"),
        ("<answer>Marta Hollis and Anna Berg</answer>", "partial"),
        ("<answer>Hollis Marta</answer>", "partial"),
        ("<answer>Anna Berg</answer>", "incorrect"),
        ("<answer></answer>", "no_answer"),
        ("", "no_answer"),
        ("<answer>" + "Marta Hollis " * 1000 + "</answer>", "incorrect"),
    ],
)
def test_any_of_the_answers_counts(completion: str, status: str) -> None:
    assert judge(completion, ["Marta Hollis", "M. Hollis"]).status == status


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ("<answer></answer>", "correct"),
        ("<answer>unanswerable</answer>", "correct"),
        ("<answer>7</answer>", "incorrect"),
    ],
)
def test_without_an_answer_only_abstaining_is_right(completion: str, status: str) -> None:
    assert judge(completion, []).status == status


def test_texts_may_be_compared_as_they_stand() -> None:
    assert judge("\\boxed{lisbon}", "Lisbon", match="text").status == "correct"
    assert judge("\\boxed{lisbon}", "Lisbon", match="text", case_sensitive=True).status == "incorrect"
    assert judge("\\boxed{the Lisbon}", "Lisbon", match="text").status == "incorrect"


def test_evidence_never_holds_the_truth() -> None:
    verdict = judge("<answer>Anna Hollis</answer>", "Marta Hollis")
    assert "Marta" not in str(verdict)


@pytest.mark.parametrize("truth", ["", "the", "..."])
def test_a_truth_without_words_is_refused(truth: str) -> None:
    with pytest.raises(UnusableSpec):
        judge("x", truth)
