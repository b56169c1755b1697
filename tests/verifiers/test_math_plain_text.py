"""Notation without LaTeX: characters of Unicode, sets in plain braces, the names that programs use."""

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier


def accepts(truth: str, answer: str) -> bool:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify(f"\\boxed{{{answer}}}", NOWHERE)
    return verdict.status == "correct"


@pytest.mark.parametrize(
    ("latex", "plain", "other"),
    [
        ("\\int_0^2 t\\,dt", "∫_0^2 t dt", "∫_0^3 t dt"),
        ("\\sum_{j=1}^m j", "∑_{j=1}^m j", "∏_{j=1}^m j"),
        ("a\\land b", "a ∧ b", "a ∨ b"),
        ("\\neg q", "¬q", "q"),
        ("a\\Rightarrow b", "a ⇒ b", "b ⇒ a"),
        ("u\\notin B", "u ∉ B", "u ∈ B"),
        ("M\\subset N", "M ⊂ N", "N ⊂ M"),
        ("KL\\perp MN", "KL ⊥ MN", "KL ∥ MN"),
        ("\\angle PQR", "∠PQR", "△PQR"),
        ("\\lfloor 2u\\rfloor", "⌊2u⌋", "⌈2u⌉"),
        ("\\Delta+\\eta", "Δ + η", "Δ + ξ"),
        ("\\hbar\\nu", "ħν", "ħω"),
        ("g\\circ h", "g ∘ h", "h ∘ g"),
        ("\\mathbb{R}\\setminus\\{4\\}", "ℝ ∖ {4}", "ℝ ∖ {5}"),
        ("x\\ne4", "ℝ \\ {4}", "ℝ \\ {3}"),
        ("x\\in\\mathbb{N}", "x ∈ ℕ", "x ∈ ℤ"),
    ],
)
def test_a_character_is_its_command(latex: str, plain: str, other: str) -> None:
    assert accepts(latex, plain)
    assert not accepts(latex, other)


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\{y\\mid y>2\\}", "{y | y > 2}", "{y | y < 2}"),
        ("\\{y\\mid y>2\\}", "{y ∈ ℝ : y > 2}", "{y ∈ ℝ : y > 3}"),
        ("\\{3k\\mid k\\in\\mathbb{Z}\\}", "{3k : k ∈ ℤ}", "{2k : k ∈ ℤ}"),
        ("\\emptyset", "{}", "{0}"),
        ("\\{4\\}\\cup[5,6]", "{4} ∪ [5,6]", "{3} ∪ [5,6]"),
        ("\\frac{|y|}{3}", "|y|/3", "y/3"),
    ],
)
def test_plain_braces_may_enclose_a_set(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("Rational(3, 4)", "\\frac34", "\\frac43"),
        ("oo", "\\infty", "-\\infty"),
        ("2 + 5*I", "2+5i", "2-5i"),
        ("root(7, 3)", "\\sqrt[3]{7}", "\\sqrt{7}"),
        ("Abs(w - 2)", "|w-2|", "w-2"),
        (
            "Matrix([[1, 0], [2, 3]])",
            "\\begin{pmatrix}1&0\\\\2&3\\end{pmatrix}",
            "\\begin{pmatrix}1&2\\\\0&3\\end{pmatrix}",
        ),
        ("exp(cosh(3*w))", "e^{\\cosh 3w}", "e^{\\sinh 3w}"),
    ],
)
def test_the_names_of_programs_are_read(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)


@pytest.mark.parametrize(
    ("truth", "wrong"),
    [
        ("Tom spends \\$40 since 8 tickets cost \\$5 each", "Tom spends \\$40 since 8 tickets cost \\$6 each"),
        ("300 cups should be sold for a price of $\\$ 4$.", "300 cups should be sold for a price of $\\$ 5$."),
        (
            "The rows were swapped so the value is -1 times the former.",
            "The rows were swapped so the value is +1 times the former.",
        ),
        ("$P(X=x)=0$ for $x \\neq 0,1,2$", "$P(X=x)=0$ for $x \\neq 0,1,3$"),
        ("z_i=\\frac{t^i}{i!}, 1\\le i\\le n", "z_i=\\frac{t^i}{i!}, 2\\le i\\le n"),
        ("c_1=2, c_2=5, c_3=7", "c_1=2, c_3=5, c_3=7"),
        ("\\frac{d^2u}{dt^2}+u=0", "\\frac{d^2u}{dt^3}+u=0"),
        ("x=\\frac\\pi4+k\\pi; x=\\frac\\pi2", "x=\\frac\\pi4+k\\pi; x=\\frac{301\\pi}2"),
        ("\\frac{(x^2+3)^{90}}{180}+C", "\\frac{(x^2+3)^{90}}{160}+C"),
    ],
)
def test_what_stands_beside_a_value_counts(truth: str, wrong: str) -> None:
    assert accepts(truth, truth)
    assert not accepts(truth, wrong)
