"""Unions over whole numbers, ranges in words, answers under numbers, Chinese words beside values."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, answer: str) -> bool:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify(f"\\boxed{{{answer}}}", NOWHERE)
    return verdict.status == "correct"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\bigcup_{m\\in\\mathbb{Z}}(3m,3m+1)", "(3n,3n+1), n\\in\\mathbb{Z}", "(3n,3n+2), n\\in\\mathbb{Z}"),
        (
            "\\bigcup_{m=-\\infty}^{\\infty}(m\\pi,m\\pi+1)",
            "\\bigcup_{n\\in\\mathbb{Z}}(n\\pi,1+n\\pi)",
            "\\bigcup_{n\\in\\mathbb{Z}}[n\\pi,1+n\\pi]",
        ),
        ("[m\\pi,m\\pi+1],m\\in\\mathbb{Z}", "n\\pi\\le x\\le n\\pi+1", "2n\\pi\\le x\\le2n\\pi+1"),
        (
            "[m\\pi,m\\pi+1],m\\in\\mathbb{Z}",
            "[2n\\pi,2n\\pi+1]\\cup[(2n+1)\\pi,(2n+1)\\pi+1],n\\in\\mathbb{Z}",
            "[2n\\pi,2n\\pi+1]\\cup[(2n+1)\\pi,(2n+1)\\pi+2],n\\in\\mathbb{Z}",
        ),
        (
            "(m\\pi+\\frac\\pi3,0)(m\\in\\mathbb{Z})",
            "(m\\pi-\\frac{2\\pi}3,0)(m\\in\\mathbb{Z})",
            "(\\frac{m\\pi}2+\\frac\\pi3,0)(m\\in\\mathbb{Z})",
        ),
        (
            "\\bigcup_{m\\in\\mathbb{Z}}(2m\\pi,2m\\pi+1)",
            "(2m\\pi,2m\\pi+1),m\\in\\mathbb{Z}",
            "(2m\\pi,2m\\pi-1),m\\in\\mathbb{Z}",
        ),
        (
            "(2m\\pi,(2m+2)\\pi),m\\in\\mathbb{Z}",
            "(2n\\pi,(2n+2)\\pi),n\\in\\mathbb{Z}",
            "(2m\\pi,(2m-2)\\pi),m\\in\\mathbb{Z}",
        ),
        (
            "(m\\pi,2m\\pi+\\pi)(m\\in\\mathbb{Z})",
            "(n\\pi,2n\\pi+\\pi)(n\\in\\mathbb{Z})",
            "(m\\pi,2m\\pi-\\pi)(m\\in\\mathbb{Z})",
        ),
        ("7和8之间", "7<x<8", "7<x<9"),
        ("\\text{between }3\\text{ and }4", "(3,4)", "[3,4]"),
        ("between 3 and 4 inclusive", "[3,4]", "(3,4)"),
    ],
)
def test_unions_and_ranges_are_their_members(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("(1) 4; (2) 9", "4; 9", "(1) 9; (2) 4"),
        ("(i) 4, (ii) 9", "(ii) 9, (i) 4", "(i) 4, (ii) 8"),
        ("4, 9", "(1) 4, (2) 9", "(1) 4, (2) 8"),
        ("x=4\\text{或}x=9", "x=9\\text{ or }x=4", "x=4"),
        ("x<-3或x>4", "(-\\infty,-3)\\cup(4,\\infty)", "x<-3且x>4"),
        ("25\\text{个}", "25", "24个"),
        ("3米", "300厘米", "3厘米"),
        ("12平方厘米", "12\\text{ cm}^2", "12平方米"),
        ("大于6", "x>6", "x\\ge6"),
        ("正确", "是", "错误"),
        ("f(x)=cx", "f(x)=kx\\text{ for some constant }k", "f(x)=kx^2\\text{ for some constant }k"),
        ("y=c_1e^{3t}+c_2e^{-t}", "y(t)=Ae^{3t}+Be^{-t}", "y(t)=Ae^{3t}+Be^{t}"),
        ("y=3x+1", "y(x)=3x+1", "y(x)=3x-1"),
    ],
)
def test_labels_and_words_beside_values_are_read(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "wrong"),
    [
        ("x>3", "x>3(1+10^{-140}(x-3)(x-4)(x-7)(x-9))"),
        ("\\sum_{n=0}^\\infty y^n", "\\sum_{n=0}^\\infty y^n(1+\\lfloor\\frac{|n|}{10^{12}}\\rfloor)"),
    ],
)
def test_what_differs_far_away_is_not_equal(truth: str, wrong: str) -> None:
    assert not accepts(truth, wrong)
