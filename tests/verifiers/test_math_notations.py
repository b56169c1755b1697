"""Notation of schools and universities: the right answer in another form, and what is near it and wrong."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, answer: str) -> bool:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    return verifier.verify("\\boxed{" + answer + "}", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\int_0^x \\cos t\\,dt", "\\sin x", "-\\sin x"),
        ("\\int_0^{\\pi} \\sin t dt", "2", "1"),
        ("\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx", "\\sqrt{\\pi}", "\\pi"),
        ("\\sum_{n=0}^{\\infty} \\frac{(-x)^n}{n!}", "e^{-x}", "e^x"),
        ("\\lim_{x\\to\\infty} \\frac{3x-1}{x+2}", "3", "-\\frac12"),
        ("\\frac{d}{dx} \\ln x", "\\frac1x", "x"),
        ("\\begin{pmatrix}4\\\\5\\end{pmatrix}", "(4,5)^T", "(5,4)^T"),
        ("P^{-1}AP", "P^{-1} A P", "PAP^{-1}"),
        ("x \\equiv 3 \\pmod 8", "x = 8k + 3", "x = 8k + 5"),
        ("a \\equiv b \\pmod m", "b \\equiv a \\pmod m", "a \\equiv c \\pmod m"),
        ("3 \\mid n", "3 | n", "n | 3"),
        ("B \\cap (A \\cup D)", "(B \\cap A) \\cup (B \\cap D)", "(B \\cup A) \\cap D"),
        ("p \\oplus q", "q \\oplus p", "p \\lor q"),
        ("[x, p] = i\\hbar", "i\\hbar", "-i\\hbar"),
        ("\\nabla f = (2x, 3)", "(2x, 3)", "(3, 2x)"),
        ("\\dim V = 4", "4", "5"),
        ("(f \\circ g)(x) = 9x^2", "9x^2", "3x^2"),
        ("X \\sim N(1, 4)", "N(1, 4)", "N(1, 2)"),
        ("x_1 = 4, x_2 = -1", "x = -1 \\text{ or } x = 4", "x = 1 \\text{ or } x = 4"),
        (
            "x = (-1)^k \\frac\\pi4 + k\\pi",
            "\\frac\\pi4 + 2k\\pi, \\frac{3\\pi}4 + 2k\\pi",
            "\\frac\\pi4 + 2k\\pi",
        ),
        ("\\{x \\mid x = \\frac\\pi3 + k\\pi, k \\in Z\\}", "\\frac\\pi3 + n\\pi", "\\frac\\pi3 + 2n\\pi"),
        ("60^\\circ + 180^\\circ n", "240^\\circ + 180^\\circ k", "60^\\circ + 360^\\circ k"),
        (
            "\\frac\\pi4 + k\\pi, k \\in \\mathbb Z",
            "\\frac\\pi4 + k\\pi",
            "\\frac\\pi4 + k\\pi, k \\in \\mathbb N",
        ),
        ("LM \\perp NO", "NO \\perp LM", "LM \\parallel NO"),
        ("0^\\circ < \\alpha < 60^\\circ", "(0^\\circ, 60^\\circ)", "[0^\\circ, 60^\\circ]"),
        ("x \\ne 2, x \\ne 3", "x \\notin \\{2, 3\\}", "x \\ne 2"),
        ("\\text{Quadrant III}", "\\text{Quadrant 3}", "\\text{Quadrant II}"),
        ("\\text{Quadrant IV}", "\\text{fourth quadrant}", "\\text{third quadrant}"),
        ("dy = (3x+1)dx", "dy = (1+3x)\\,dx", "dy = (3x-1)dx"),
        ("36\\text{ square units}", "36", "37"),
        ("36\\text{ units}^2", "36", "37"),
        ("4", "3x = 12 \\Rightarrow x = 4", "3x = 4"),
        ("f(2) = 9", "9", "f(3) = 9"),
        ("\\frac15", "1 \\text{ in } 5", "5"),
        ("1 + \\frac13 + \\frac19 + \\cdots", "\\frac32", "\\frac43"),
        ("1 \\cdot 2 \\cdot 3 \\cdots n", "n!", "(n+1)!"),
        ("AB_{16}", "0xAB", "171"),
        ("2C_{16}", "2c_{\\text{hex}}", "2D_{16}"),
        ("x \\diamond y", "x\\diamond y", "y \\diamond x"),
        ("c(a+b)", "ca+cb", "ca+b"),
        ("x=1,y=3\\text{ or }x=3,y=1", "(1,3), (3,1)", "(1,3)"),
        ("\\text{DNE}", "\\text{The limit does not exist}", "\\infty"),
        ("A \\subseteq B", "B \\supseteq A", "A \\subset B"),
        ("ab = ac", "ca = ba", "ab = 3ac"),
        ("\\nabla \\cdot \\vec B = 0", "\\nabla\\cdot\\vec B=0", "\\nabla \\times \\vec B = 0"),
        ("£8", "£8.00", "\\$8"),
        ("€30", "30 \\text{ euros}", "¥30"),
        ("\\log_2 \\frac18", "-3", "3"),
        ("\\int_0^3 (x^2+1)\\,dx", "12", "9"),
        ("y = Ae^{5x} + Be^{-5x}", "y = C_1e^{5x} + C_2e^{-5x}", "y = C_1e^{5x} + C_2e^{5x}"),
        ("Ce^{4x}", "e^{4x+C}", "Ce^{5x}"),
        ("y = \\tan(x+C)", "y = \\tan(x+K)", "y = \\tan x + K"),
        ("\\vec a \\cdot \\vec b = 7", "7", "8"),
        ("\\sigma^2 = 9", "9", "3"),
        ("\\cos\\theta = \\frac35", "\\frac35", "\\frac45"),
        ("E[X] = \\frac52", "2.5", "3.5"),
        ("(A \\cup B)^c", "A^c \\cap B^c", "A^c \\cup B^c"),
        ("k_BT", "k_B T", "k_AT"),
        ("6\\ \\Omega", "6 \\text{ ohms}", "6 \\text{ V}"),
        ("20\\ \\mu\\text{F}", "2\\times10^{-5}\\text{ F}", "20\\text{ mF}"),
        ("\\{t\\}", "t - \\lfloor t \\rfloor", "\\lfloor t \\rfloor"),
    ],
)
def test_another_form_is_right_and_a_near_one_wrong(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize("verdict", ["B, not C", "B and not (C)"])
def test_a_rejected_option_does_not_count(verdict: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth="B")
    assert verifier.verify(f"The correct option is {verdict}.", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("x = 6", "So $x = \\boxed{6}$.", "So $y = \\boxed{6}$."),
        ("x > 3", "So $x > \\boxed{3}$.", "So $x < \\boxed{3}$."),
        ("3", "So $n \\ge \\boxed{3}$.", "So $n \\ge \\boxed{4}$."),
        ("3\\sqrt2", "It is $\\boxed{3}\\sqrt2$.", "It is $\\boxed{3}$."),
        ("2\\pi", "It is $\\boxed{2}\\pi$.", "It is $\\boxed{2}$."),
        ("8 \\text{ cm}", "It is $\\boxed{8}$ cm.", "It is $\\boxed{8}$ m."),
        ("8", "It is $\\boxed{8}$ cm.", "It is $\\boxed{9}$ cm."),
    ],
)
def test_what_stands_around_the_box_counts(truth: str, right: str, wrong: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(right, NOWHERE).status == "correct"
    assert verifier.verify(wrong, NOWHERE).status == "incorrect"


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("x^2_1", "x_1^2", "x_2^2"),
        ("\\sum^3_{k=1}c", "3c", "c^3"),
        ("\\int^b_a x\\,dx", "\\frac{b^2-a^2}{2}", "\\frac{a^2-b^2}{2}"),
        ("\\lim_{x\\to\\infty}\\frac1x", "0", "1"),
        ("0", "\\lim_{x\\to0}x^2", "\\lim_{x\\to0}\\frac{\\sin x}{x}"),
        ("0", "\\lim_{n\\to\\infty}\\frac{n}{n^2+1}", "\\lim_{x\\to0}(x+10^{-20})"),
        ("b", "a+b-a", "a+b"),
        ("\\sin -a", "-\\sin a", "\\sin a"),
        ("\\ceil (b)", "\\lceil b\\rceil", "\\lfloor b\\rfloor"),
        ("1,500E-1", "150", "1500"),
        ("\\exponentialE^{\\imaginaryI\\pi}", "-1", "1"),
        ("\\mleft|x-3\\mright|", "|3-x|", "x-3"),
    ],
)
def test_notations_of_other_graders_and_editors(truth: str, right: str, wrong: str) -> None:
    for answer, status in ((right, "correct"), (wrong, "incorrect")):
        verdict = MathVerifier(kind="math", ground_truth=truth).verify(f"\\boxed{{{answer}}}", NOWHERE)
        assert verdict.status == status, answer
