import contextlib
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifiers.pumping import ends_within
from verifiers.math.evaluate.evaluation import Evaluator
from verifiers.math.evaluate.functions import NoValue
from verifiers.math.finding import TooCostly
from verifiers.math.read.statements import parse
from verifiers.math.read.stream import Guidance
from verifiers.math.read.tokens import tokens
from verifiers.math.read.tree import Node, Unreadable

SYMBOLS = ["1", "2.5", "x", "\\pi", "+", "-", "*", "/", "^", "!", "(", ")", "{", "}", "|", "\\frac", "\\sqrt", "["]
SYMBOLS += ["]", "\\sin", "log", "_", ",", "\\sum", "=", "\\binom", "\\lfloor", "\\rfloor", "e", "i", "%", "\\foo"]


def parsed(text: str) -> Node:
    return parse(tokens(text), Guidance())


def value(text: str, **point: int) -> object:
    evaluator = Evaluator(30, {name: Fraction(number) for name, number in point.items()})
    found = evaluator.value(parsed(text))
    return found if isinstance(found, Fraction) else complex(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2+3*4", 14),
        ("-3^2", -9),
        ("2^{3^2}", 512),
        ("2^3^2", 512),
        ("3\\frac{1}{4}", Fraction(13, 4)),
        ("5\\cdot\\frac{2}{5}", 2),
        ("1.25", Fraction(5, 4)),
        ("0.\\overline{6}", Fraction(2, 3)),
        ("|3-8|", 5),
        ("||-2|-5|", 3),
        ("6!", 720),
        ("\\binom{7}{3}", 35),
        ("\\lfloor -7/2 \\rfloor", -4),
        ("\\lceil 7/2 \\rceil", 4),
        ("\\sqrt{\\frac{49}{64}}", Fraction(7, 8)),
        ("\\gcd(84, 36)", 12),
        ("\\max(2, 7, 5)", 7),
        ("\\sum_{k=1}^{20} k^2", 2870),
        ("\\prod_{j=1}^{5} 2j", 3840),
        ("40%", Fraction(2, 5)),
    ],
)
def test_rational_expressions_have_exact_values(text: str, expected: int | Fraction) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "point", "expected"),
    [
        ("xy", {"x": 3, "y": 5}, 15),
        ("2x(y-1)", {"x": 3, "y": 5}, 24),
        ("x_1 x_{12}", {"x_1": 2, "x_12": 7}, 14),
        ("\\frac{x}{y}x", {"x": 6, "y": 4}, 9),
    ],
)
def test_letters_are_multiplied_and_looked_up(text: str, point: dict[str, int], expected: int) -> None:
    assert value(text, **point) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("\\sin \\frac{\\pi}{6} \\cdot 4", "2"),
        ("\\sin^2 1 + \\cos^2 1", "1"),
        ("\\sin^{-1} 1", "\\pi/2"),
        ("\\log_3 81", "4"),
        ("\\log 1000", "3"),
        ("\\sqrt[3]{-27}", "-3"),
        ("e^{i\\pi}", "-1"),
        ("\\ln e^5", "5"),
        ("\\sin 2\\pi", "0"),
    ],
)
def test_functions_take_the_argument_that_a_reader_sees(text: str, same: str) -> None:
    assert value(text) == pytest.approx(complex(value(same)))  # type: ignore[call-overload]  # a number


@pytest.mark.parametrize(
    "text",
    ["", "+", "2+", "(2", "\\frac{1}", "x & y", "2 \\text{not}", "5 5", "x)", "\\text{nice day}"],
)
def test_what_is_no_expression_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "7^{7^{7^{7^{7}}}}\\pi",
        "\\pi^{10^{30}}",
        "(10^{15})!",
        "\\sin(10^{99})",
        "\\sum_{k=1}^{10^9} k",
        "\\sum_{k=1}^{999}\\sum_{j=1}^{999} kj",
        "e^{10^{8}}+1",
        "\\exp(10^{40})",
    ],
)
def test_a_monster_is_refused_before_it_is_computed(text: str) -> None:
    with pytest.raises(TooCostly):
        value(text)
    assert ends_within(0.5, refused, text)


def refused(text: str) -> None:
    with contextlib.suppress(TooCostly):
        value(text)


@pytest.mark.parametrize("text", ["\\frac{1}{0}", "\\ln 0", "0^{-1}", "\\tan(x)", "(-1)!"])
def test_an_expression_may_have_no_value(text: str) -> None:
    with pytest.raises(NoValue):
        value(text)


@given(st.lists(st.sampled_from(SYMBOLS), max_size=30))
@settings(max_examples=400, deadline=None)
def test_nothing_but_the_named_refusals_escapes(symbols: list[str]) -> None:
    with contextlib.suppress(Unreadable, TooCostly, NoValue, ZeroDivisionError, OverflowError):
        value(" ".join(symbols), x=3)


@pytest.mark.parametrize("piece", ["(", "{", "|", "-", "x^", "2+", "\\frac{", "\\sin", "x", "1 ", "!", "\\sqrt["])
def test_parsing_ends_fast_however_long_the_text(piece: str) -> None:
    def parse() -> None:
        with contextlib.suppress(Unreadable, TooCostly):
            parsed(piece * 4000)

    assert ends_within(2, parse)
