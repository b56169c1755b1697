"""Laws: what keeps a value keeps the verdict, what changes it changes it, and nothing agrees by chance."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.math.evaluate.secret import BYTES, use_secret
from verifiers.math.verifier import MathVerifier

small = st.integers(2, 30)
numbers = st.fractions(-500, 500, max_denominator=60)
names = st.sampled_from(["x", "y", "t", "z"])


def accepts(truth: str, answer: str) -> bool:
    verdict = MathVerifier(kind="math", ground_truth=truth).verify("\\boxed{" + answer + "}", NOWHERE)
    return verdict.status == "correct"


def fraction(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


polynomials = st.builds(lambda a, b, c, name: f"{a}{name}^2+{b}{name}-{c}", small, small, small, names)
expressions = st.one_of(
    polynomials,
    st.builds(lambda a, name: f"\\sqrt{{{name}+{a}}}", small, names),
    st.builds(lambda a, name: f"\\sin({a}{name})", small, names),
    st.builds(lambda a, name: f"\\frac{{{name}}}{{{name}^2+{a}}}", small, names),
    st.builds(lambda a, name: f"e^{{-{a}{name}}}", small, names),
)

KEEPING: dict[str, Callable[[str], str]] = {
    "itself": lambda e: e,
    "spaces": lambda e: e.replace("+", " + ").replace("-", " - "),
    "thin spaces": lambda e: e.replace("+", "\\,+\\,"),
    "brackets": lambda e: f"\\left({e}\\right)",
    "braces": lambda e: "{" + e + "}",
    "dollars": lambda e: f"${e}$",
    "a trailing dot": lambda e: e + ".",
    "display style": lambda e: "\\displaystyle " + e,
    "twice the half": lambda e: f"\\frac{{2({e})}}{{2}}",
    "plus zero": lambda e: f"{e}+0",
    "a double sign": lambda e: f"-(-({e}))",
    "another fraction": lambda e: e.replace("\\frac", "\\dfrac"),
    "a product sign": lambda e: f"1\\cdot({e})",
    "a named value": lambda e: f"w={e}",
}
CHANGING: dict[str, Callable[[str], str]] = {
    "plus one": lambda e: f"{e}+1",
    "opposite": lambda e: f"-({e})-1",
    "doubled": lambda e: f"2({e})+1",
    "another name": lambda e: f"{e}+w",
    "squared": lambda e: f"({e})^2+1",
    "an index": lambda e: f"{e}+w_1-w_2",
    "a root": lambda e: f"\\sqrt{{({e})^2+1}}",
}


@pytest.mark.parametrize("how", KEEPING)
@given(expressions)
@settings(max_examples=25, deadline=None)
def test_what_keeps_a_value_keeps_the_verdict(how: str, expression: str) -> None:
    assert accepts(expression, KEEPING[how](expression))


@pytest.mark.parametrize("how", CHANGING)
@given(expressions)
@settings(max_examples=25, deadline=None)
def test_what_changes_a_value_changes_the_verdict(how: str, expression: str) -> None:
    assert not accepts(expression, CHANGING[how](expression))


@given(numbers, numbers)
@settings(max_examples=60, deadline=None)
def test_a_list_has_no_order_and_a_tuple_has_one(first: Fraction, second: Fraction) -> None:
    one, other = fraction(first), fraction(second)
    assert accepts(f"{one}, {other}", f"\\{{{other}, {one}\\}}")
    assert accepts(f"({one}, {other})", f"({other}, {one})") == (first == second)


@given(st.integers(-50, 50), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_an_interval_is_its_inequality_with_the_same_ends(low: int, width: int) -> None:
    high = low + width
    assert accepts(f"[{low}, {high})", f"{low} \\le x < {high}")
    assert accepts(f"[{low}, {high})", f"{high} > x \\ge {low}")
    assert not accepts(f"[{low}, {high})", f"{low} < x < {high}")
    assert not accepts(f"[{low}, {high})", f"{low} \\le x < {high + 1}")
    assert not accepts(f"x < {low} \\text{{ or }} x > {high}", f"x < {low} \\text{{ and }} x > {high}")


@given(small, small, st.integers(2, 9))
@settings(max_examples=40, deadline=None)
def test_a_ratio_has_an_order_but_no_factor(first: int, second: int, factor: int) -> None:
    assert accepts(f"{first}:{second}", f"{factor * first}:{factor * second}")
    assert accepts(f"{first}:{second}", f"{second}:{first}") == (first == second)


@given(
    st.integers(1, 500),
    st.sampled_from([("m", "cm", 100), ("kg", "g", 1000), ("h", "min", 60), ("km", "m", 1000)]),
)
@settings(max_examples=40, deadline=None)
def test_units_convert_and_contradict(size: int, units: tuple[str, str, int]) -> None:
    large, little, factor = units
    truth = f"{size}\\text{{ {large}}}"
    assert accepts(truth, f"{size * factor}\\text{{ {little}}}")
    assert accepts(truth, str(size))
    assert not accepts(truth, f"{size}\\text{{ {little}}}")


@given(st.lists(st.integers(-10_000, 10_000), min_size=3, max_size=8), st.integers(1, 97), polynomials)
@settings(max_examples=200, deadline=None)
def test_no_polynomial_that_is_zero_at_guessed_points_is_overlooked(
    guessed: list[int], divisor: int, expression: str
) -> None:
    name = next(letter for letter in "xytz" if letter in expression)
    zeros = "".join(f"({name}-\\frac{{{place}}}{{{divisor}}})" for place in guessed)
    assert not accepts(expression, f"{expression}+{zeros}")
    assert not accepts("\\sqrt{2}", f"\\sqrt{{2}}+{zeros}")


@given(expressions, st.sampled_from([*KEEPING, *CHANGING]))
@settings(max_examples=40, deadline=None)
def test_a_verdict_does_not_depend_on_the_secret(expression: str, how: str) -> None:
    answer = (KEEPING | CHANGING)[how](expression)
    verdicts = set()
    for turn in range(3):
        use_secret(bytes([turn + 1]) * BYTES)
        verifier = MathVerifier(kind="math", ground_truth=expression, names={f"unused{turn}": "value"})
        verdicts.add(verifier.verify("\\boxed{" + answer + "}", NOWHERE).status)
    assert len(verdicts) == 1


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        use_secret(b"short")
