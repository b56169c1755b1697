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


Pairs = st.SearchStrategy[tuple[str, str]]
large = st.integers(1_000, 9_999_999)
proper = st.tuples(st.integers(1, 40), st.integers(2, 40)).filter(lambda pair: pair[0] != pair[1])
ends = st.tuples(st.integers(-50, 50), st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))
several = st.lists(st.integers(-99, 99), min_size=2, max_size=5, unique=True)
words = st.sampled_from(["even", "odd", "increasing", "convergent", "isosceles"])
SWAPS = [("\\sin", "\\cos"), ("\\sinh", "\\cosh"), ("\\ln", "\\exp"), ("\\tan", "\\cot"), ("\\arcsin", "\\arctan")]
COUNTS = [("\\gcd", "\\operatorname{lcm}"), ("\\max", "\\min")]


def listed(values: list[int]) -> str:
    return ", ".join(map(str, values))


def with_digit(value: int, place: int, step: int) -> str:
    """The number with another digit at a place."""
    digits = list(str(value))
    at = place % len(digits)
    digits[at] = str((int(digits[at]) + step) % 10)
    return "".join(digits)


TYPED_KEEPING: dict[str, Pairs] = {
    "a fraction in other terms": st.tuples(proper, small).map(
        lambda v: (f"\\frac{{{v[0][0]}}}{{{v[0][1]}}}", f"\\frac{{{v[0][0] * v[1]}}}{{{v[0][1] * v[1]}}}")
    ),
    "a slash": proper.map(lambda v: (f"\\frac{{{v[0]}}}{{{v[1]}}}", f"{v[0]}/{v[1]}")),
    "a decimal": st.integers(1, 9_999).map(lambda v: (f"{v // 100}.{v % 100:02}", f"\\frac{{{v}}}{{100}}")),
    "a percentage": st.integers(1, 99).map(lambda v: (f"{v}\\%", f"\\frac{{{v}}}{{100}}")),
    "a mixed number": st.tuples(small, st.integers(2, 9)).map(
        lambda v: (f"{v[0]}\\frac{{1}}{{{v[1]}}}", f"\\frac{{{v[0] * v[1] + 1}}}{{{v[1]}}}")
    ),
    "commas for thousands": large.map(lambda v: (str(v), f"{v:,}")),
    "braced commas for thousands": large.map(lambda v: (str(v), f"{v:,}".replace(",", "{,}"))),
    "a power of ten": st.integers(11, 999).map(lambda v: (f"{v}000", f"{v / 100:.2f}\\times10^5")),
    "the order of terms": st.tuples(small, small).map(lambda v: (f"{v[0]}x+{v[1]}y", f"{v[1]}y+{v[0]}x")),
    "the order of factors": st.tuples(small, names).map(
        lambda v: (f"{v[1]}({v[1]}+{v[0]})", f"({v[0]}+{v[1]}){v[1]}")
    ),
    "the order of a list": several.map(lambda v: (listed(v), listed(v[::-1]))),
    "the braces of a set": several.map(lambda v: (listed(v), f"\\{{{listed(v)}\\}}")),
    "or for commas": several.map(lambda v: (listed(v), "x=" + "\\text{ or }x=".join(map(str, v)))),
    "a plus-minus spelled out": st.tuples(small, small).map(
        lambda v: (f"{v[0]}\\pm\\sqrt{{{v[1]}}}", f"{v[0]}-\\sqrt{{{v[1]}}}, {v[0]}+\\sqrt{{{v[1]}}}")
    ),
    "an interval": ends.map(lambda v: (f"({v[0]}, {v[1]}]", f"{v[0]}<x\\le{v[1]}")),
    "a flipped inequality": ends.map(lambda v: (f"{v[0]}<x\\le{v[1]}", f"{v[1]}\\ge x>{v[0]}")),
    "or for a union": ends.map(
        lambda v: (f"(-\\infty,{v[0]})\\cup[{v[1]},\\infty)", f"x<{v[0]}\\text{{ or }}x\\ge{v[1]}")
    ),
    "a solved inequality": st.tuples(small, small).map(lambda v: (f"x>{v[1]}", f"{v[0]}x>{v[0] * v[1]}")),
    "a multiple of an equation": st.tuples(small, small, small).map(
        lambda v: (f"{v[0]}x+y={v[1]}", f"{v[0] * v[2]}x+{v[2]}y={v[1] * v[2]}")
    ),
    "the sides of an equation": polynomials.map(lambda e: (f"w={e}", f"{e}=w")),
    "a bound name": small.map(lambda v: (f"f(x)={v}x^2", f"f(t)={v}t^2")),
    "a constant's name": small.map(lambda v: (f"{v}x^2+C", f"{v}x^2+K")),
    "a parameter and its start": small.map(
        lambda v: (f"\\frac{{\\pi}}{{{v}}}+2k\\pi", f"\\frac{{\\pi}}{{{v}}}+2\\pi+2n\\pi")
    ),
    "the brackets of a matrix": several.map(
        lambda v: (
            f"\\begin{{pmatrix}}{v[0]}&{v[1]}\\\\1&2\\end{{pmatrix}}",
            f"\\begin{{bmatrix}}{v[0]}&{v[1]}\\\\1&2\\end{{bmatrix}}",
        )
    ),
    "a column for a tuple": ends.map(
        lambda v: (f"({v[0]}, {v[1]})", f"\\begin{{pmatrix}}{v[0]}\\\\{v[1]}\\end{{pmatrix}}")
    ),
    "full-width digits": large.map(lambda v: (str(v), "".join(chr(ord(c) + 0xFEE0) for c in str(v)))),
    "characters for commands": small.map(lambda v: (f"{v}\\pi\\sqrt{{{v}}}\\cdot x", f"{v}π√{v}·x")),
    "another unit": st.integers(1, 900).map(lambda v: (f"{v}\\text{{ cm}}", f"{10 * v}\\,\\mathrm{{mm}}")),
    "a missing unit": st.integers(1, 900).map(lambda v: (f"{v}\\text{{ kg}}", str(v))),
    "a common factor of a ratio": st.tuples(small, small, small).map(
        lambda v: (f"{v[0]}:{v[1]}", f"{v[0] * v[2]}:{v[1] * v[2]}")
    ),
    "capitals of a word": words.map(lambda v: (f"\\text{{{v}}}", v.capitalize())),
}
TYPED_CHANGING: dict[str, Pairs] = {
    "one digit": st.tuples(large, st.integers(0, 6), st.integers(1, 9)).map(lambda v: (str(v[0]), with_digit(*v))),
    "a digit dropped": large.map(lambda v: (str(v), str(v)[:-1])),
    "digits exchanged": st.integers(10, 99)
    .filter(lambda v: v % 11 != 0)
    .map(lambda v: (f"{v}x+1", f"{v % 10}{v // 10}x+1")),
    "a sign": st.tuples(small, small).map(lambda v: (f"{v[0]}x+{v[1]}", f"{v[0]}x-{v[1]}")),
    "a sign in front": large.map(lambda v: (str(v), f"-{v}")),
    "the decimal point": st.integers(101, 998).map(lambda v: (f"{v / 100:.2f}", f"{v / 10:.1f}")),
    "above and below": proper.map(lambda v: (f"\\frac{{{v[0]}}}{{{v[1]}}}", f"\\frac{{{v[1]}}}{{{v[0]}}}")),
    "an exponent": st.tuples(names, small).map(lambda v: (f"{v[0]}^{{{v[1]}}}", f"{v[0]}^{{{v[1] + 1}}}")),
    "a base": small.map(lambda v: ("1011_{2}", f"1011_{{{v + 1}}}")),
    "an operator": st.tuples(small, names).map(lambda v: (f"{v[1]}+{v[0]}", f"{v[0]}{v[1]}")),
    "a function": st.tuples(st.sampled_from(SWAPS), small).map(
        lambda v: (f"{v[0][0]}({v[1]}x)", f"{v[0][1]}({v[1]}x)")
    ),
    "a function of two": st.tuples(st.sampled_from(COUNTS), small).map(
        lambda v: (f"{v[0][0]}(m,{v[1]})", f"{v[0][1]}(m,{v[1]})")
    ),
    "up and down": small.map(lambda v: (f"\\lfloor n/{v}\\rfloor", f"\\lceil n/{v}\\rceil")),
    "a sum and a product": small.map(lambda v: (f"\\sum_{{k=1}}^{{n}}(k+{v})", f"\\prod_{{k=1}}^{{n}}(k+{v})")),
    "an argument": st.tuples(small, names).map(lambda v: (f"\\sin {v[1]}", f"\\sin {v[0]}{v[1]}")),
    "a bracket": st.tuples(small, small).map(lambda v: (f"{v[0]}(x+{v[1]})", f"{v[0]}x+{v[1]}")),
    "an index": small.map(lambda v: (f"a_{{n+{v}}}", f"a_{{n+{v + 1}}}")),
    "a prime": small.map(lambda v: (f"f(x)={v}x", f"f'(x)={v}x")),
    "an accent": names.map(lambda v: (f"\\bar {v}", v)),
    "an inverse": small.map(lambda v: (f"f^{{-1}}(x)={v}x", f"f(x)={v}x")),
    "a unit": st.integers(1, 900).map(lambda v: (f"{v}\\text{{ cm}}", f"{v}\\text{{ mm}}")),
    "a word of scale": large.map(lambda v: (str(v), f"{v}\\text{{ thousand}}")),
    "and for or": ends.map(lambda v: (f"x<{v[0]}\\text{{ or }}x>{v[1]}", f"x<{v[0]}\\text{{ and }}x>{v[1]}")),
    "an end that belongs": ends.map(lambda v: (f"[{v[0]}, {v[1]})", f"[{v[0]}, {v[1]}]")),
    "a strict relation": small.map(lambda v: (f"x<{v}", f"x\\le{v}")),
    "the way of a relation": small.map(lambda v: (f"x<{v}", f"x>{v}")),
    "an element dropped": several.map(lambda v: (listed(v), listed(v[1:]))),
    "an element added": several.map(lambda v: (listed(v), listed([*v, 100]))),
    "the order of a tuple": ends.map(lambda v: (f"({v[0]}, {v[1]}, 7)", f"({v[1]}, {v[0]}, 7)")),
    "an option": st.sampled_from("ABCD").map(lambda v: (v, f"{v}, E")),
    "a not": words.map(lambda v: (f"\\text{{{v}}}", f"\\text{{not {v}}}")),
    "a quantifier": small.map(
        lambda v: (f"\\forall x\\in\\mathbb{{R}}, x^2>{v}", f"\\exists x\\in\\mathbb{{R}}, x^2>{v}")
    ),
    "the order of a ratio": proper.map(lambda v: (f"{v[0]}:{v[1]}", f"{v[1]}:{v[0]}")),
    "an end of a range": ends.map(lambda v: (f"{v[0]}\\le f(x)\\le{v[1]}", f"{v[0]}\\le f(x)\\le{v[1] + 1}")),
}


def test_there_are_thirty_laws_of_either_sort() -> None:
    assert len(KEEPING) + len(TYPED_KEEPING) >= 30
    assert len(CHANGING) + len(TYPED_CHANGING) >= 30


@pytest.mark.parametrize("law", TYPED_KEEPING)
@given(st.data())
@settings(max_examples=12, deadline=None)
def test_another_form_of_a_value_is_right(law: str, data: st.DataObject) -> None:
    truth, answer = data.draw(TYPED_KEEPING[law])
    assert accepts(truth, answer)


@pytest.mark.parametrize("law", TYPED_CHANGING)
@given(st.data())
@settings(max_examples=12, deadline=None)
def test_another_value_of_a_like_form_is_wrong(law: str, data: st.DataObject) -> None:
    truth, answer = data.draw(TYPED_CHANGING[law])
    assert not accepts(truth, answer)


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
