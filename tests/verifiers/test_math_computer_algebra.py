import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.math.compare.computer_algebra import by_algebra
from verifiers.math.finding import Allowance, TooCostly
from verifiers.math.verifier import MathVerifier

coefficients = st.integers(min_value=-9, max_value=9)


def decided(truth: str, answer: str) -> tuple[bool, str | None]:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE)
    assert verdict.status in ("correct", "incorrect")
    return verdict.status == "correct", verdict.checks[0].evidence


def accepts(truth: str, answer: str) -> bool:
    return decided(truth, answer)[0]


@given(coefficients, coefficients)
@settings(max_examples=25, deadline=None)
def test_a_factored_polynomial_equals_its_expansion_only(first: int, second: int) -> None:
    expanded = f"x^2 + ({first + second})x + ({first * second})"
    assert accepts(expanded, f"(x + ({first}))(x + ({second}))")
    assert not accepts(expanded, f"(x + ({first}))(x + ({second})) + 1")


@given(st.integers(min_value=2, max_value=40), st.integers(min_value=2, max_value=9))
@settings(max_examples=25, deadline=None)
def test_a_factor_moves_under_the_root_exactly(radicand: int, factor: int) -> None:
    assert accepts(f"{factor}\\sqrt{{{radicand}}}", f"\\sqrt{{{factor**2 * radicand}}}")
    assert not accepts(f"{factor}\\sqrt{{{radicand}}}", f"\\sqrt{{{factor**2 * radicand + 1}}}")


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("\\sin^2 t", "1 - \\cos^2 t", True),
        ("\\sin^2 t", "1 + \\cos^2 t", False),
        ("\\frac{1}{\\sqrt{3}}", "\\frac{\\sqrt{3}}{3}", True),
        ("\\sqrt{3}", "1.732", False),
        ("3\\pi", "9.42", False),
        ("3\\pi", "3pi", True),
        ("3\\pi", "3*pi", True),
        ("\\sqrt{5} + 1", "sqrt(5) + 1", True),
        ("\\ln 9", "2 \\ln 3", True),
        ("\\log_3 81", "4", True),
        ("\\frac{\\pi}{6}", "30^\\circ", True),
        ("30^\\circ", "\\frac{\\pi}{6}", True),
        ("\\frac{\\pi}{6}", "60^\\circ", False),
        ("\\cos 60^\\circ", "\\frac12", True),
        ("2 - 7i", "-7 \\cdot i + 2", True),
        ("2 - 7i", "2 + 7i", False),
        ("-1", "e^{i\\pi}", True),
        ("i", "\\sqrt{-1}", True),
        ("\\frac{1}{3^{80}}", "\\frac{1}{3^{81}}", False),
        ("\\pi + 10^{-15}", "\\pi", False),
        ("t + \\frac{1}{10^{12}}", "t", False),
        ("\\frac{\\pi}{10^{90}}", "\\frac{2\\pi}{10^{90}}", False),
        ("\\frac{t}{10^{90}}", "\\frac{2t}{10^{90}}", False),
        ("0", "\\sqrt{12} - 2\\sqrt{3}", True),
        ("0", "\\sin^2 t + \\cos^2 t - 1", False),
        ("0", "t - t", True),
        ("0.25t", "\\frac{t}{4}", True),
        ("x^{0.5} + 1", "{\\sqrt{x} + 1}", True),
        ("10^{0.5}", "\\sqrt{10}", True),
        ("5t", "5", False),
        ("5", "5t", False),
        ("f(t) = t^3", "f(s) = s^3", True),
        ("a_n = 3n", "3n", True),
        ("t + 1", "s + 1", False),
        ("y = 3x + 2", "3x - y + 2 = 0", True),
        ("y = 3x + 2", "3x + 2", True),
        ("y = 3x + 2", "3x - y - 2 = 0", False),
        ("x^2 + y^2 = 9", "5x^2 + 5y^2 = 45", True),
        ("\\frac{x^2}{9} + \\frac{y^2}{4} = 1", "4x^2 + 9y^2 = 36", True),
        ("\\frac{x^2}{9} + \\frac{y^2}{4} = 1", "9x^2 + 4y^2 = 36", False),
        ("2x + z = 1", "1", False),
        ("t \\ne 4", "t \\neq 4", True),
        ("t \\ne 4", "t \\ne 5", False),
    ],
)
def test_policy_for_expressions_and_equations(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


def test_constants_are_decided_by_evaluation() -> None:
    assert decided("\\sqrt{6} - \\sqrt{5}", "\\frac{1}{\\sqrt{6} + \\sqrt{5}}") == (
        True,
        "values agree",
    )


def test_what_is_not_understood_is_compared_as_text_and_says_so() -> None:
    assert decided("x + 1", "x \\odot 3") == (False, "compared as text")
    assert decided("x + 1", "x @ 3") == (False, "compared as text")
    assert decided("\\heartsuit @ x", "\\heartsuit\\,@ x") == (True, "equal as text")


def test_whatever_computer_algebra_raises_leaves_the_question_undecided() -> None:
    mixed = "\\begin{pmatrix}1\\\\2\\end{pmatrix}+x^2"
    with contextlib.suppress(TooCostly):
        finding = by_algebra(mixed, "\\begin{pmatrix}1\\\\3\\end{pmatrix}^2", Allowance())
        assert finding is None or not finding.equal
