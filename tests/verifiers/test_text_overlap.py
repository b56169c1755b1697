"""Overlap with references. Expected figures were computed with sacrebleu 2.6.0 and rouge-score 0.1.2."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.text_overlap.bleu import bleu, bleuberi
from verifiers.text_overlap.rouge import common, rouge_l
from verifiers.text_overlap.tokens import tokens_13a
from verifiers.text_overlap.verifier import TextOverlapVerifier
from verifiers.verdict import Verdict

CAT = ["the cat is on the mat", "there is a cat on the mat"]
WORDS = st.lists(st.sampled_from(["the", "cat", "sat.", "3.5", "(x)"]), min_size=1, max_size=12).map(" ".join)


def judge(completion: str, truth: Any = "the cat is on the mat", **more: Any) -> Verdict:
    return TextOverlapVerifier(kind="text_overlap", ground_truth=truth, **more).verify(completion, NOWHERE)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ('It costs $5.00, "all-in".', ["It", "costs", "$", "5.00", ",", '"', "all-in", '"', "."]),
        ("1,000 in 2-3 days &amp; nights", ["1,000", "in", "2", "-", "3", "days", "&", "nights"]),
        ("line-\nbreak\nhere", ["linebreak", "here"]),
    ],
)
def test_words_are_cut_as_bleu_cuts_them(text: str, tokens: list[str]) -> None:
    assert tokens_13a(text) == tokens


@pytest.mark.parametrize(
    ("text", "references", "as_sacrebleu", "as_rouge_score"),
    [
        ("the cat sat on the mat", CAT, 0.3799178428, 0.8333333333),
        ("on the mat the cat is", CAT, 0.5081327482, 0.5),
        ("a cat is here, on the mat.", CAT, 0.2509862124, 0.7692307692),
        ("mat", CAT, 0.006737947, 0.2857142857),
        ("It costs $5.00, all-in.", ["It costs 5.00 dollars, all in."], 0.1431720073, 0.9230769231),
        ("Yes: x = 1,000.5; y = 2-3.", ["Yes: x = 1,000.5 and y = 2 - 3."], 0.7348889201, 0.9411764706),
    ],
)
def test_scores_are_those_of_the_reference_implementations(
    text: str, references: list[str], as_sacrebleu: float, as_rouge_score: float
) -> None:
    assert bleu(text, references) == pytest.approx(as_sacrebleu, abs=1e-9)
    assert rouge_l(text, references) == pytest.approx(as_rouge_score, abs=1e-9)


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_scores_are_shares_and_a_reference_itself_scores_one(text: str, references: list[str]) -> None:
    for metric in (bleu, bleuberi, rouge_l):
        assert 0 <= metric(text, references) <= 1 + 1e-9
        assert metric(text, [text]) == pytest.approx(1)


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_the_longest_common_subsequence_is_that_of_the_definition(first: str, second: str) -> None:
    def longest(m: int, n: int) -> int:
        if not m or not n:
            return 0
        if first[m - 1] == second[n - 1]:
            return longest(m - 1, n - 1) + 1
        return max(longest(m - 1, n), longest(m, n - 1))

    assert common(first, second) == longest(len(first), len(second))


def test_the_credit_is_the_metric_and_passing_is_a_threshold() -> None:
    verdict = judge("the cat sat on the mat", CAT)
    assert verdict.status == "partial"
    assert verdict.score == pytest.approx(0.4889230224)
    assert judge("the cat sat on the mat", CAT, pass_from=0.4).status == "correct"
    assert judge("the cat is on the mat").status == "correct"


def test_only_what_is_said_counts_unless_the_whole_is_asked_for() -> None:
    completion = "<think>a mat?</think> I say <answer>the cat is on the mat</answer>"
    assert judge(completion).score == 1
    assert (judge(completion, extraction="whole").score or 0) < 0.5


@pytest.mark.parametrize("completion", ["", " \n", "<think>the cat", "<answer></answer>"])
def test_saying_nothing_is_no_answer(completion: str) -> None:
    assert judge(completion).status == "no_answer"


def test_a_reference_without_words_is_refused() -> None:
    for truth, metric in [("", "bleu"), ("猫", "rouge_l")]:
        with pytest.raises(UnusableSpec, match="no words"):
            TextOverlapVerifier(kind="text_overlap", ground_truth=truth, metric=metric).ensure_usable()  # type: ignore[arg-type]  # a metric


def test_the_evidence_does_not_quote_the_reference() -> None:
    assert judge("dog").checks[0].evidence == "bleuberi 0.0057"
