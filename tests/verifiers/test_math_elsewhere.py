"""Notation as other tools, textbooks and programs write it: the same value, and what is near it and wrong."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, answer: str) -> bool:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    return verifier.verify("\\boxed{" + answer + "}", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("h(u)=u^3", "h{\\left(u \\right)} = u^{3}", "k{\\left(u \\right)} = u^{3}"),
        ("\\ln u+K", "K + \\log{\\left(u \\right)}", "K + \\log u"),
        ("\\arcsin u", "sin^(-1)(u)", "1/sin(u)"),
        ("\\cos^m u", "cos(u)^m", "cos(m u)"),
        ("\\frac cd", "c*d^-1", "c*d^+1"),
        ("(-\\infty,7)", "(-inf, 7)", "(-inf, 8)"),
        ("[2,\\infty)", "Interval(2, oo)", "Interval.open(2, oo)"),
        ("v=9", "Eq(v, 9)", "Eq(v, 8)"),
        ("\\{3,8\\}", "FiniteSet(8, 3)", "FiniteSet(8, 4)"),
        ("\\log_3 81=4", "4", "5"),
        ("110_2", "(110)_2", "(110)_3"),
        ("1011_2", "0b1011", "0b1010"),
        ("6543.21", "6.543,21", "6.543,12"),
        ("40\\text{ minutes}", "40 min", "41 min"),
        ("P(C\\mid D)", "P(C|D)", "P(D|C)"),
        ("\\mathbb{E}[Y]=2", "E(Y) = 2", "E(Z) = 2"),
        ("\\min\\{u,v\\}", "\\min(v,u)", "\\max\\{u,v\\}"),
        (
            "\\exists u\\in\\mathbb{R}, u^3=2",
            "\\exists u\\in\\mathbb{R}: u^{3}=2",
            "\\exists u\\in\\mathbb{Q}: u^3=2",
        ),
        ("\\{1,4,7,\\ldots\\}", "\\{3k+1: k\\in\\mathbb{N}_0\\}", "\\{3k+2: k\\in\\mathbb{N}_0\\}"),
        ("\\{5,10,15\\}", "\\{5k: 1\\le k\\le3, k\\in\\mathbb{Z}\\}", "\\{5k: 1\\le k\\le4, k\\in\\mathbb{Z}\\}"),
        ("x\\equiv3\\pmod7", "3 \\bmod 7", "4 \\bmod 7"),
        ("y'=5y", "\\frac{dy}{dx}=5y", "\\frac{dy}{dx}=4y"),
        ("g'(u)=3u^2", "\\frac{d}{du}g(u)=3u^2", "\\frac{d}{du}h(u)=3u^2"),
        ("u^2-v^2=C", "u^2-v^2=k", "u^2+v^2=k"),
        ("u=2+t,\\ v=1-t,\\ w=3t", "u=2+s, v=1-s, w=3s", "u=2+s, v=1+s, w=3s"),
        ("C=(2,0), D=(0,5)", "C(2,0), D(0,5)", "C(0,5), D(2,0)"),
        ("m\\angle C=40^\\circ", "\\angle C=40^\\circ", "\\angle D=40^\\circ"),
        ("\\arccos\\frac{\\sqrt3}2", "30^\\circ", "60^\\circ"),
        ("1+x+x^2+\\cdots", "1+x+x^2+x^3+O(x^4)", "1+x+2x^2+O(x^3)"),
        ("\\text{I and IV}", "I, IV", "I, VI"),
        ("\\text{negative infinity}", "-\\infty", "\\infty"),
        ("(1) 8; (2) 9", "(1) 8 (2) 9", "(1) 9 (2) 8"),
        ("$u^2+$ $3u$", "3u+u^2", "u^2"),
        ("\\prod_{k=2}^{m}\\left(1-\\frac1k\\right)", "\\frac1m", "\\frac1{m+1}"),
        ("even", "Even", "odd"),
        (
            "u=3,\\ v=-4",
            "\\left\\{\\begin{array}{l}u=3\\\\v=-4\\end{array}\\right.",
            "\\left\\{\\begin{array}{l}u=3\\\\v=4\\end{array}\\right.",
        ),
        (
            "(3, -4)",
            "\\left\\{\\begin{aligned}u&=3\\\\v&=-4\\end{aligned}\\right.",
            "\\begin{cases}u=3\\\\v=4\\end{cases}",
        ),
        ("\\frac16", "0.1666...", "0.16666"),
        ("\\binom{n}{k}q^k", "C(n,k)q^k", "P(n,k)q^k"),
    ],
)
def test_the_same_is_right_and_its_neighbour_wrong(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("\\overline{C\\cup D}", "C\\cup D"),
        ("\\overline{u+v}", "u+v"),
        ("\\overrightarrow{CD}", "\\overrightarrow{DC}"),
        ("-\\heartsuit", "\\heartsuit"),
        ("mg\\cos\\beta", "\\cos\\beta"),
        ("uv\\sqrt5", "\\sqrt5"),
        ("p - q", "p q"),
        ("u-v", "u v"),
        ("C - D", "C, D"),
        ("m!", "m"),
        ("(u,v]", "(u,v)"),
        ("C(1,2)", "D(1,2)"),
        ("u=2\\text{ or }u=3", "u=2\\text{ and }v=3"),
        ("-\\text{inf}", "\\text{inf}"),
    ],
)
def test_no_sign_bar_arrow_or_factor_is_overlooked(truth: str, answer: str) -> None:
    assert accepts(truth, truth)
    assert not accepts(truth, answer)
