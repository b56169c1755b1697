from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.math.evaluate.agreement import constant
from verifiers.math.evaluate.magnitude import MAX_DIGITS
from verifiers.math.finding import TooCostly
from verifiers.math.read.characters import fold
from verifiers.math.read.reader import read
from verifiers.math.read.stream import Guidance
from verifiers.math.read.tree import Node
from verifiers.math.read.units import split_units
from verifiers.math.verifier import MathVerifier

fractions = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=500)
integers = st.integers(min_value=-(10**12), max_value=10**12)


def accepts(truth: str, answer: str) -> bool:
    return (
        MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE).status
        == "correct"
    )


def number(text: str) -> Fraction | None:
    """The rational number that a text is read as."""
    trees = read(fold(text), Guidance()).trees
    if not trees:
        return None
    value, _ = split_units(trees[0])
    inner = value.parts[0] if value.operation == "degrees" else value
    if inner.operation == "ratio":
        inner = Node("divide", inner.parts)
    rational = constant(inner)
    return rational if rational is not None and rational.denominator < 10**9 else None


def spellings(value: Fraction) -> list[str]:
    sign, top, bottom = "-" if value < 0 else "", abs(value.numerator), value.denominator
    whole, rest = divmod(top, bottom)
    mixed = (
        [f"{sign}{whole}\\frac{{{rest}}}{{{bottom}}}", f"{sign}{whole} {rest}/{bottom}"] if whole and rest else []
    )
    return [
        f"{value.numerator}/{bottom}",
        f"{sign}\\frac{{{top}}}{{{bottom}}}",
        f"\\dfrac{{{value.numerator * 3}}}{{{bottom * 3}}}",
        f"x = {sign}\\tfrac{{{top}}}{{{bottom}}}",
        f"{sign}{top} \\div {bottom}",
        f"{sign}{top} \\cdot {bottom}^{{-1}}",
        f"\\left({sign}\\frac{{{top}}}{{{bottom}}}\\right)\\text{{ cm}}",
        *mixed,
    ]


@given(fractions)
def test_a_rational_number_in_another_notation_stays_equal(value: Fraction) -> None:
    for truth in spellings(value)[:2]:
        for answer in spellings(value):
            assert accepts(truth, answer), (truth, answer)


@given(fractions, fractions)
def test_another_rational_number_is_never_equal(value: Fraction, other: Fraction) -> None:
    for answer in spellings(other):
        assert accepts(spellings(value)[1], answer) == (value == other)


@given(integers)
def test_thousands_separators_change_nothing(value: int) -> None:
    for separated in (
        f"{value:,}",
        f"{value:,}".replace(",", "{,}"),
        f"{value:,}".replace(",", ",\\!"),
        f"{value:_}".replace("_", "\\,"),
    ):
        assert accepts(str(value), separated)


@given(st.integers(min_value=1, max_value=10**30), st.integers(min_value=-60, max_value=60))
def test_scientific_notation_is_exact(digits: int, exponent: int) -> None:
    truth = f"{digits} \\times 10^{{{exponent}}}"
    assert accepts(truth, f"{digits}e{exponent}")
    assert accepts(truth, f"{digits * 10} \\cdot 10^{{{exponent - 1}}}")
    assert not accepts(truth, f"{digits + 1} \\times 10^{{{exponent}}}")
    assert not accepts(truth, f"{digits} \\times 10^{{{exponent - 1}}}")


@given(fractions, fractions)
def test_exact_equality_is_symmetric(first: Fraction, second: Fraction) -> None:
    one, other = spellings(first)[0], spellings(second)[1]
    assert accepts(one, other) == accepts(other, one)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 1/4", Fraction(13, 4)),
        ("-2\\frac{1}{2}", Fraction(-5, 2)),
        ("\\frac12", Fraction(1, 2)),
        ("\\frac{1}4", Fraction(1, 4)),
        (".5", Fraction(1, 2)),
        ("7.", Fraction(7)),
        ("0.1\\overline{6}", Fraction(1, 6)),
        ("5!", Fraction(120)),
        ("2^{-3}", Fraction(1, 8)),
        ("-2^2", Fraction(-4)),
        ("6 + 8", Fraction(14)),
        ("2(3+4)", Fraction(14)),
        ("\\$1,200.50", Fraction(2401, 2)),
        ("15 \\text{ cm}^2", Fraction(15)),
        ("15\\,\\mathrm{m/s}", Fraction(15)),
        ("15 square feet", Fraction(15)),
        ("15 marbles", Fraction(15)),
        ("90^\\circ", Fraction(90)),
        ("twenty-five", Fraction(25)),
        ("6:8", Fraction(3, 4)),
        ("１２", Fraction(12)),
        ("⑦", Fraction(7)),
        ("1½", Fraction(3, 2)),
        ("−4", Fraction(-4)),
        ("10²", Fraction(100)),
    ],
)
def test_notations_of_rational_numbers(text: str, value: Fraction) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["6x", "2\\pi", "\\sqrt{5}", "1, 2", "\\frac{1}{}", "1/0", "5 5", "x", "1.2.3", "2^{1/2}", "", "1 + "]
)
def test_what_is_no_rational_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    "text", ["9" * (MAX_DIGITS + 1), "7^{9^{99}}", "(9^{99})!", "1e999999", "(" * 200 + "1" + ")" * 200]
)
def test_what_is_too_large_is_given_up(text: str) -> None:
    with pytest.raises(TooCostly):
        number(text)


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("40\\%", "40", True),
        ("40\\%", "0.4", True),
        ("0.4", "40\\%", True),
        ("40\\%", "\\frac{2}{5}", True),
        ("40\\%", "40 percent", True),
        ("40\\%", "4\\%", False),
        ("1\\%", "100\\%", False),
        ("1/3", "0.33", False),
        ("1/3", "0.333333", False),
        ("1/3", "0.333333333333333333", True),
        ("1/3", "0.333333333333333334", True),
        ("1/3", "0.333333333333333433", False),
        ("1/2", "0.500000000000000001", False),
        ("\\frac{1}{10^9}", "\\frac{2}{10^9}", False),
        ("8:45", "8:45", True),
        ("8:45", "9:45", False),
        ("314_5", "314_{5}", True),
        ("314_5", "314_6", False),
        ("314_5", "314", False),
        ("x \\equiv 2 \\pmod{5}", "x \\equiv 2 \\pmod 5", True),
        ("x \\equiv 2 \\pmod{5}", "x \\equiv 3 \\pmod{5}", False),
        ("2, 4, \\ldots, 2n", "1, 2, \\ldots, n", False),
        ("12.75", "12,75", True),
        ("30", "5 \\cdot 6", True),
        ("x = 1 + 2 = 3", "3", True),
        ("3", "x \\approx 3", True),
        ("\\frac{2}{3}", "\\frac{2}{3} \\approx 0.667", True),
        ("11/2", "1 1/2", False),
        ("3/2", "1 1/2", True),
        ("1 1/2", "11/2", False),
        ("12", "1 2", False),
        ("12000", "12 000", True),
    ],
)
def test_policy_for_numbers(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal


@pytest.mark.parametrize(
    ("truth", "answer", "equal"),
    [
        ("5.57", "\\frac{39}{7}", True),
        ("5.571", "39/7", True),
        ("5.58", "\\frac{39}{7}", False),
        ("8.33\\%", "\\frac{1}{12}", True),
        ("8.33\\%", "\\frac{100}{12}\\%", True),
        ("8.33\\%", "\\frac{1}{13}", False),
        ("-2.236", "-\\sqrt{5}", True),
        ("2.236", "-\\sqrt{5}", False),
        ("7.24", "2 + 3\\sqrt{3} ", False),
        ("7.19", "2 + 3\\sqrt{3}", True),
        ("9.42\\text{ cm}", "3\\pi", True),
        ("0.33", "\\frac{1}{3}", False),
        ("0.3", "\\frac{1}{3}", False),
        ("\\frac{1}{3}", "0.333", False),
        ("\\pi", "3.14", False),
        ("5.57", "5.571", False),
        ("0.124", "\\frac{1}{8}", False),
        ("12.30", "12.3x", False),
        ("(2.83, 1.50)", "(2\\sqrt{2}, \\frac{3}{2})", True),
    ],
)
def test_the_exact_value_behind_a_rounded_ground_truth_is_right(truth: str, answer: str, equal: bool) -> None:
    assert accepts(truth, answer) is equal
