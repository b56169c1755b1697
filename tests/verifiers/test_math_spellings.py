"""Spellings that answers in prose and in other languages use."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, completion: str) -> bool:
    return MathVerifier(kind="math", ground_truth=truth).verify(completion, NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("2.5 million", "2500000", True),
        ("2500000", "2.5\\text{ million}", True),
        ("2.5", "2.5 million", False),
        ("2.5 million", "2.5 billion", False),
        ("2.5 million", "2500", False),
        ("3 thousand", "3000", True),
        ("3 thousand", "0.003 million", True),
    ],
)
def test_words_for_large_numbers_count(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, f"\\boxed{{{answer}}}") is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("\\mathbb{R}", "(-\\infty, \\infty)", True),
        ("(-\\infty, +\\infty)", "x \\in \\mathbb{R}", True),
        ("\\text{all real numbers}", "(-\\infty, \\infty)", True),
        ("\\mathbb{R}", "\\text{All real numbers}", True),
        ("\\mathbb{R}", "[0, \\infty)", False),
        ("\\mathbb{Z}", "(-\\infty, \\infty)", False),
        ("|t| > 4", "t < -4 \\text{ or } t > 4", True),
        ("|t| \\ge 4", "(-\\infty, -4] \\cup [4, \\infty)", True),
        ("|t| > 4", "(-\\infty, -4] \\cup [4, \\infty)", False),
        ("|t| > 4", "t > 4", False),
        ("(-\\infty, 2) \\cup (5, \\infty)", "(-\\infty, 2) \\cupdot (5, \\infty)", True),
        ("(-\\infty, 2) \\cup (5, \\infty)", "(-\\infty, 2) \\sqcup (6, \\infty)", False),
    ],
)
def test_all_numbers_and_what_lies_outside_of_an_interval(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, f"\\boxed{{{answer}}}") is equal


@pytest.mark.parametrize(
    ("completion", "right"),
    [
        ("so \\boxed 31.", True),
        ("so $\\boxed 31$", True),
        ("so \\boxed 13", False),
        ("\\boxed 31 and then \\boxed{13}", False),
        ("الإجابة: 31", True),
        ("उत्तर: 31", True),
        ("Đáp án: $31$", True),
        ("Đáp số: 31", True),
        ("คำตอบคือ 31", True),
        ("คำตอบคือ 13", False),
    ],
)
def test_boxes_without_braces_and_announcements_in_other_languages(completion: str, right: bool) -> None:
    assert accepts("31", completion) is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("The sequence is bounded", True),
        ("The sequence is not bounded", False),
        ("The sequence is unbounded", False),
        ("The sequence is bounded or periodic", False),
    ],
)
def test_a_sentence_answers_with_its_predicate(answer: str, right: bool) -> None:
    assert accepts("bounded", f"\\boxed{{\\text{{{answer}}}}}") is right


def test_an_arrow_and_bold_type_are_the_same_vector() -> None:
    assert accepts("3\\vec{a} - \\vec{b}", "\\boxed{3\\mathbf{a} - \\mathbf{b}}")
    assert not accepts("3\\vec{a} - \\vec{b}", "\\boxed{3\\mathbf{a} + \\mathbf{b}}")


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("\\frac{\\pi}{3}", "\\frac \\pi3", True),
        ("\\frac{\\pi}{3}", "\\frac\\pi{3}", True),
        ("\\frac \\pi3 + \\sqrt5", "\\frac{\\pi}{3} + \\sqrt{5}", True),
        ("\\frac \\pi3 + \\sqrt5", "\\frac \\pi3 + \\sqrt6", False),
        ("\\frac{2}{\\pi}", "\\frac2\\pi", True),
        ("\\frac{\\theta}{\\pi}", "\\frac\\theta\\pi", True),
        ("\\frac{\\pi}{3}", "\\frac \\pi2", False),
    ],
)
def test_a_greek_letter_in_a_fraction_needs_no_braces(truth: str, answer: str, equal: bool) -> None:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify_lightly(f"\\boxed{{{answer}}}", NOWHERE)
    assert verdict is not None
    assert (verdict.status == "correct") is equal
