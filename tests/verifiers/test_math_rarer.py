"""Rarer notation: general solutions, constants, cases, excluded points, combinations, repeating decimals."""

from functools import partial

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers.pumping import MOST_GROWTH, ends_within, growth, pumped
from verifiers.math.verifier import MathVerifier

SIGN = "\\begin{cases} t^2 & t > 1 \\\\ 2t & t \\le 1 \\end{cases}"
WITHOUT_TWO = "(-\\infty, 1) \\cup (1, 3) \\cup (3, \\infty)"


def accepts(truth: str, answer: str) -> bool:
    return (
        MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE).status
        == "correct"
    )


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("\\frac{\\pi}{6} + 2k\\pi", "\\frac{\\pi}{6} + 2n\\pi, \\; n \\in \\mathbb{Z}", True),
        ("\\frac{\\pi}{6} + 2k\\pi, k \\in \\mathbb{Z}", "\\frac{\\pi}{6} + 2\\pi k", True),
        ("\\frac{\\pi}{6} + 2k\\pi", "\\frac{\\pi}{6} + 2k\\pi \\quad (k \\in \\mathbb Z)", True),
        ("k\\pi", "\\{k\\pi \\mid k \\in \\mathbb{Z}\\}", True),
        ("k\\pi", "k\\pi, \\text{ where } k \\text{ is an integer}", True),
        ("\\frac{\\pi}{6} + 2k\\pi", "\\frac{\\pi}{6} + k\\pi, \\; k \\in \\mathbb{Z}", False),
        ("x^3 + C", "x^3 + c", True),
        ("\\frac{x^3}{3} + C", "\\frac{1}{3}x^3 + K", True),
        ("\\ln|x| + C", "\\ln|x| + C_1", True),
        ("x^3 + C", "x^2 + c", False),
        ("x^3 + C", "x^3", False),
        ("x^3 + C", "x^3 + 5", False),
        ("cx + C", "kx + c", False),
        ("a + b + c", "a + b + k", False),
        ("3x^2", "\\frac{dy}{dx} = 3x^2", True),
        ("3x^2", "\\frac{d}{dx}f(x) = 3x^2", True),
        ("6xy", "\\frac{\\partial^2 f}{\\partial x^2} = 6xy", True),
        ("3x^2", "\\frac{dy}{dx} = 3x", False),
        ("8 \\text{ m/s}", "8 \\frac{\\text{m}}{\\text{s}}", True),
        ("8", "8 \\,\\frac{\\mathrm{km}}{\\mathrm{h}^2}", True),
        ("8 \\text{ m/s}", "8 \\text{ m s}^{-1}", True),
        ("8 \\text{ m/s}", "9 \\frac{\\text{m}}{\\text{s}}", False),
        ("\\text{does not exist}", "\\text{DNE}", True),
        ("\\text{DNE}", "\\text{The limit does not exist}", True),
        ("\\text{DNE}", "0", False),
    ],
)
def test_what_stands_beside_a_value_does_not_change_it(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("15", "{6 \\choose 2}", True),
        ("15", "{}^{6}C_{2}", True),
        ("15", "^6C_2", True),
        ("16", "{6 \\choose 2}", False),
        ("C_1 e^{x} + C_2 e^{2x}", "C_2 e^{2x} + C_1 e^{x}", True),
        ("x^2C_1", "C_1 x^2", True),
        ("\\frac{2}{11}", "0.\\dot{1}\\dot{8}", True),
        ("\\frac{1}{6}", "0.1\\dot{6}", True),
        ("\\frac{1}{7}", "0.\\dot{1}4285\\dot{7}", True),
        ("\\frac{3}{11}", "0.(27)", True),
        ("\\frac{3}{11}", "0.(28)", False),
        ("\\frac{1}{6}", "0.1\\dot{7}", False),
        ("12", "12^{\\text{th}}", True),
        ("2^3", "2^{\\text{rd}}", False),
    ],
)
def test_numbers_have_rarer_spellings(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        (WITHOUT_TWO, "\\mathbb{R} \\setminus \\{1, 3\\}", True),
        (WITHOUT_TWO, "x \\ne 3, x \\ne 1", True),
        (WITHOUT_TWO, "x \\neq 1 \\text{ and } x \\neq 3", True),
        (WITHOUT_TWO, "\\{x \\in \\mathbb{R} : x \\neq 1, 3\\}", True),
        ("\\mathbb{R} \\setminus \\{-\\sqrt{2}\\}", "x \\neq -\\sqrt{2}", True),
        (WITHOUT_TWO, "\\mathbb{R} \\setminus \\{1, 4\\}", False),
        (WITHOUT_TWO, "x \\ne 1", False),
        ("x \\ne 1", "1", False),
        ("x \\ne 1", "x = 1", False),
    ],
)
def test_all_numbers_but_a_few_are_intervals(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        (SIGN, SIGN.replace("& t", "& \\text{if } t"), True),
        (SIGN, "\\begin{cases} 2t, & t \\leq 1 \\\\ t \\cdot t, & 1 < t \\end{cases}", True),
        (SIGN, f"g(t) = {SIGN}", True),
        (SIGN, SIGN.replace("t^2", "t^3"), False),
        (SIGN, SIGN.replace("\\le", "<"), False),
        (SIGN, "\\begin{cases} t^2 & t > 1 \\end{cases}", False),
        (SIGN, "t^2", False),
        ("\\begin{cases} 4 & n = 2 \\\\ 0 & \\text{otherwise} \\end{cases}",
         "\\begin{cases} 0 & \\text{otherwise} \\\\ 4 & \\text{if } n = 2 \\end{cases}", True),
        ("x = 4, y = -1", "\\begin{cases} x = 4 \\\\ y = -1 \\end{cases}", True),
        ("(4, -1)", "\\begin{cases} x = 4 \\\\ y = -1 \\end{cases}", True),
        ("x = 4, y = -1", "\\begin{cases} x = 4 \\\\ y = 1 \\end{cases}", False),
    ],
)  # fmt: skip
def test_cases_agree_in_any_order(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    "piece",
    [
        *["1", "=<1,", "\\langle 1,", "\\begin{cases} x", "{1 ", "\\hat{i}+", "(", ", ", "\\text{where}"],
        *["0.(1", "^{\\text{th}", "\\dot{1}", "\\ne 1, x ", "C_", "\\begin{pmatrix} 1", "\\vec{v} = "],
    ],
)
def test_long_runs_of_such_notation_take_no_longer_than_their_length(piece: str) -> None:
    verifier = MathVerifier(kind="math", ground_truth="k\\pi")

    def judge(completion: str) -> None:
        assert verifier.verify(completion, NOWHERE).status != "correct"

    for head, tail in (("", ""), ("", ".>"), ("k", " k \\in \\mathbb{Z}"), ("x \\ne 1", "")):
        make = partial(pumped, f"\\boxed{{{head}", piece, f"{tail}}}")
        assert growth(judge, make, 19_000) <= MOST_GROWTH
        for size in (2_000, 19_000):
            assert ends_within(1.0, judge, make(size))  # usual are 0.002 to 0.07 s


@pytest.mark.parametrize(
    ("truth", "right", "wrong"),
    [
        ("\\binom{n}{k}", "nCk", "nPk"),
        ("nCr", "\\frac{n!}{r!(n-r)!}", "\\frac{n!}{(n-r)!}"),
        ("120", "10C3", "10C4"),
        ("20", "5P2", "5C2"),
        ("\\bar z", "z^*", "w^*"),
        ("z_1^*", "\\overline{z_1}", "z_1"),
        (
            "|x-1|",
            "\\begin{cases}x-1 & x\\ge1\\\\1-x & x<1\\end{cases}",
            "\\begin{cases}x-1 & x\\ge0\\\\1-x & x<0\\end{cases}",
        ),
        ("\\begin{cases}x & x\\ge0\\\\-x & x<0\\end{cases}", "|x|", "|x|+\\frac{|x-\\frac17|}{x-\\frac17}-1"),
        (
            "\\max(x,3)",
            "\\begin{cases}x & x>3\\\\3 & \\text{otherwise}\\end{cases}",
            "\\begin{cases}x & x>4\\\\3 & \\text{otherwise}\\end{cases}",
        ),
        (
            "|x-2|",
            "\\begin{cases}x-2 & x>2\\\\2-x & x\\le2\\end{cases}",
            "\\begin{cases}x-2 & x>2\\\\2-x & x<2\\end{cases}",
        ),
    ],
)
def test_combinations_conjugates_and_cases_in_other_notations(truth: str, right: str, wrong: str) -> None:
    assert accepts(truth, right)
    assert not accepts(truth, wrong)
