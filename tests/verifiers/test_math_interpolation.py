"""No answer can be built to agree with a ground truth only where it is looked at."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from tests.nowhere import NOWHERE
from verifiers.math.verifier import MathVerifier

TRUTHS = {
    "x^2-3x+2": "x",
    "\\sqrt2": "x",
    "y=2x+1": "x",
    "\\sin x": "x",
    "\\frac{x}{x+1}": "x",
    "\\ln x": "x",
    "\\lfloor x\\rfloor": "x",
    "\\max(x,y)": "y",
    "(1,x)": "x",
    "x^2+y^2=1": "y",
    "f(x)=x^2": "x",
    "x^3+C": "x",
    "\\int_0^x \\sin t\\,dt": "x",
    "\\begin{pmatrix}x&1\\\\0&2\\end{pmatrix}": "x",
}


def guessed(random: Random) -> str:
    """A place where an attacker may think that somebody looks."""
    guesses: tuple[Callable[[], str], ...] = (
        lambda: str(random.randint(-6, 60)),
        lambda: f"\\frac{{{random.randint(1, 99)}}}{{{random.randint(2, 40)}}}",
        lambda: f"{random.uniform(0, 1):.3f}",
        lambda: random.choice(["1000000", "0.000001", "10007", str(2**31 - 1), str(2**61 - 1)]),
        lambda: f"\\frac{{{random.getrandbits(44) | 1}}}{{{2**42}}}",
        lambda: random.choice(["\\pi", "e", "\\sqrt2", "0", "1", "-1"]),
    )
    return random.choice(guesses)()


def bump(random: Random, name: str) -> str:
    """Zero at some guessed places, or nearly everywhere, and not the same as nothing."""
    zeros = "".join(f"({name}-{guessed(random)})" for _ in range(random.randint(1, 6)))
    bumps: tuple[Callable[[], str], ...] = (
        lambda: zeros,
        lambda: f"\\frac{{{zeros}}}{{{name}^2+7}}",
        lambda: f"\\sin({random.choice([1, 60, 2520, 997])}\\pi {name})",
        lambda: f"10^{{-{random.choice([20, 35, 60])}}}{zeros}",
        lambda: f"\\lfloor\\frac{{|{name}|}}{{10^{{{random.choice([3, 6, 9, 12])}}}}}\\rfloor",
        lambda: f"\\left(\\frac{{|{name}-{Fraction(random.randint(1, 9))}|}}{{{name}-1}}-1\\right)",
    )
    return random.choice(bumps)()


@pytest.mark.parametrize("truth", TRUTHS)
def test_an_answer_with_a_bump_is_wrong(truth: str) -> None:
    random = Random(truth)
    verifier = MathVerifier(kind="math", ground_truth=truth)
    for _ in range(8):
        answer = f"{truth}+{bump(random, TRUTHS[truth])}"
        assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status != "correct", answer


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("\\int_0^x \\sin t\\,dt", "1-\\cos x+\\sqrt{(x-9)^2}+x-9"),
        ("\\sum_{n=0}^\\infty x^n", "\\frac1{1-x}+10^{-35}(x-0.3)"),
        ("C_1e^x+C_2e^{-x}", "C_1e^x+C_2e^{-x}+\\sqrt{(x-30)^2}+x-30"),
        ("2x+3y<6", "2x+3y<6+\\lfloor\\frac{|x|}{10^9}\\rfloor"),
        ("\\sum_{k=1}^n k", "\\frac{n(n+1)}2+\\lfloor\\frac{n}{10^3}\\rfloor"),
        ("x^2", "x^2+\\arcsin(\\sin(10^{-9}x))-10^{-9}x"),
    ],
)
def test_a_form_that_changes_far_away_is_another(truth: str, answer: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status != "correct"


@pytest.mark.parametrize("place", range(2, 9))
def test_a_step_beside_a_whole_number_that_is_written_is_seen(place: int) -> None:
    verifier = MathVerifier(kind="math", ground_truth="\\gcd(m,n)")
    for step in (f"\\frac{{|n-{place}|}}{{n-{place}}}-1", f"\\frac{{|m-{place}|}}{{m-{place}}}-1"):
        assert verifier.verify(f"\\boxed{{\\gcd(m,n)+{step}}}", NOWHERE).status != "correct", step


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("1-\\tanh^2 x", "\\operatorname{sech}^2 x"),
        ("\\operatorname{sech}^2 x", "1-\\tanh^2 x"),
        ("\\arcsin x", "\\arctan\\frac{x}{\\sqrt{1-x^2}}"),
        ("\\sqrt{1-x^2}", "\\sqrt{1-x}\\sqrt{1+x}"),
        ("\\coth x", "\\frac{1}{\\tanh x}"),
    ],
)
def test_forms_whose_domain_ends_or_that_fade_agree_where_they_are(truth: str, answer: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "near"),
    [
        ("\\pi", "\\pi+10^{-150}"),
        ("\\sqrt3", "\\sqrt{3+10^{-190}}"),
        ("1", "\\cos(10^{-90})"),
        ("1", "2^{10^{-200}}"),
        ("1", "\\tanh 300"),
        ("\\cos x", "\\cos x+10^{-160}x"),
        ("e^x", "e^{x+10^{-150}}"),
        ("[1,\\infty)", "[2^{1/2^{1000}},\\infty)"),
        ("x>\\pi", "x>\\pi+10^{-60}"),
        ("y=e^x", "y=e^x+10^{-130}"),
        ("2x+3y<\\pi", "2x+3y<\\pi+10^{-120}"),
        ("Ce^{2x}", "Ce^{(2+10^{-160})x}"),
    ],
)
def test_no_difference_is_too_small_to_count(truth: str, near: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{near}}}", NOWHERE).status in ("incorrect", "undecided")


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("e^{-500}", "\\frac1{e^{500}}"),
        ("2^{2020}\\sqrt2", "4^{1010}\\sqrt2"),
        ("\\ln(10^{300})", "300\\ln10"),
        ("e^{\\cosh 4x}\\sinh 4x", "\\sinh(4x)e^{\\cosh(4x)}"),
        ("\\tan(e^{ab})", "\\tan e^{ba}"),
        ("x<\\sqrt2", "x<\\frac2{\\sqrt2}"),
    ],
)
def test_large_and_small_values_are_told_to_be_equal(truth: str, answer: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status == "correct"


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("\\ln x", "\\ln x+\\frac{|x-\\frac{1}{17}|}{x-\\frac{1}{17}}-1"),
        ("\\ln x", "\\ln x+\\frac{|x-0.1|}{x-0.1}-1+0(x-1)(x-2)(x-3)(x-4)(x-5)(x-6)(x-7)"),
        ("\\ln x", "\\ln x+\\frac{\\sqrt{(x-\\frac17)^2}}{x-\\frac17}-1"),
        ("\\ln x", "\\ln x+\\arctan\\frac{1}{x-\\frac17}+\\arctan(x-\\frac17)-\\frac{\\pi}{2}"),
        ("e^x", "e^x+\\frac{|x^3-\\frac{5}{17}|}{x^3-\\frac{5}{17}}-1"),
        ("\\gcd(m,n)", "\\gcd(m,n)+\\frac{|n+1|}{n+1}-1"),
        ("n!", "n!+\\frac{|n|}{n}-1"),
    ],
)
def test_an_answer_that_steps_where_the_ground_truth_does_not_is_wrong(truth: str, answer: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status == "incorrect"


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("\\max(a,b)", "\\frac{a+b+|a-b|}{2}"),
        ("2\\arcsin\\sqrt a", "\\arccos(1-2a)"),
        ("\\lfloor x\\rfloor", "-\\lceil -x\\rceil"),
        ("\\sqrt{x^4+2x^2+1}", "|x^2+1|"),
        ("\\gcd(12,-18)", "6"),
        ("x>2", "x>2+\\lfloor\\frac{|x|}{1000}\\rfloor"),
    ],
)
def test_steps_that_change_nothing_are_equal(truth: str, answer: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth=truth)
    assert verifier.verify(f"\\boxed{{{answer}}}", NOWHERE).status == "correct"


def test_an_inequality_that_differs_too_far_away_to_be_seen_is_not_accepted() -> None:
    verifier = MathVerifier(kind="math", ground_truth="x>2")
    completion = "\\boxed{x>2+10^{-60}(x-\\pi)(x-1000)(x-61)(x-97)}"
    assert verifier.verify(completion, NOWHERE).status == "undecided"
