"""Short cuts only save time: whatever they decide, the long way decides in the same way."""

from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from verifiers.math.compare.decide import Asked, decide
from verifiers.math.compare.plain import plain_finding
from verifiers.math.compare.question import Latitude
from verifiers.math.finding import Allowance, Finding, TooCostly
from verifiers.reading.announcements import announced, announced_from
from verifiers.reading.boxes import find_boxes, only_box


def one_of(pieces: str) -> st.SearchStrategy[str]:
    return st.sampled_from(pieces.split("§"))


INTEGERS = st.integers(-10_000_000, 10_000_000)
NUMERALS = st.one_of(
    INTEGERS.map(str),
    INTEGERS.map(lambda number: f"{number:,}"),
    st.decimals(-5000, 5000, places=3).map(str),
    st.tuples(st.integers(-40, 40), st.integers(1, 40)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: f"\\frac{{{pair[0]}}}{{{pair[1]}}}"),
    st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: f"-\\dfrac{{{pair[0]}}}{{{pair[1]}}}"),
    st.sampled_from(
        ["0", "-0", "0.0", "00", "007", "1,234", "12,34", "1 234", "3 4", "0.5", ".5", "5.", "1/2", "4/8"]
    ),
)
BEFORE = st.sampled_from(
    ["", "", "", "$", "-", "- ", "+", "x = ", "x=", "y = ", "k=-", "e = ", "\\$", "x = y = ", "{"]
)
BEHIND = one_of(
    r"§§§.§%§\%§^\circ§ ^{\circ}§\text{ cm}§\text{ square units}§\mathrm{cm}^2§"
    r" cm§\text{ and }§\,\mathrm{kg}§}§x§$§ \text{meters}§\text{m}§_5§:30§"
    r"!§, 7"
)
SPELLINGS = st.tuples(BEFORE, NUMERALS, BEHIND).map("".join)
ITEMS = st.one_of(
    st.integers(-3, 6).map(str),
    st.integers(100, 1200).map(str),
    st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda pair: f"\\frac{{{pair[0]}}}{{{pair[1]}}}"),
    one_of(r"0.5§2.25§3.§0.333§1.0§- 2§1/2§6/4§1\frac{1}{2}§2\dfrac{5}{3}§\frac12§\tfrac 3 4"),
)
BRACKETS = one_of(r"_§_§(_)§(_)§[_]§(_]§[_)§\{_\}§(_§\left(_\right)§\left\{_\right\}§$_$§x = _§{_}§|_|").map(
    lambda around: tuple(around.split("_"))
)
SEPARATORS = one_of(", §,§ , §,\\ §; §, \\quad §, and ")
MEASURES = one_of(
    r"\%§\pi§\sqrt{2}§\sqrt{4}§^\circ§^{\circ}§\text{ cm}§\text{ million}§\,\text{apples}§\text{ or more}"
    r"§\text{th}§\text{ squared}§\text{ factorial}§\text{ m north}§\text{ out of}§\text{ pm}§\text{ dozen}"
    r"§\text{ is false}§\text{ degrees}§\text{ mod}§\text{ per hour}§\text{ percent}§\text{ below zero}"
)
NOTATIONS = one_of(
    r"4x-5y=-50§\frac{\sqrt{5}+1}{2}§(x-1)(x+2)§x^{2}+10x+24§[-1, \frac{1}{2})\cup(0,1)§2e-5§e -5§f(x)=2x"
    r"§f (x)§\text{not } x§\begin{pmatrix}1&0\\-3&2\end{pmatrix}§\{x\mid x>-1\}§a - b§1, 000§1,000§-  >x§\sin (x)"
    r"§\log2 (5)§\sqrt[3]{x}§\left.\frac{1}{2}\right|_0§\dfrac 1 2§x_{n + 1}§\frac{a}{b} ^2§x\ge -1"
    r"§|x - 1|§3 \times10^{- 6}"
)
PHRASES = one_of(
    "The answer§ is §7§$x$§.§\n§ §####§A:§a: §Final§ final§answer§:§**§Is it§not the§option§"
    " B§result§ = §Respuesta: §Antwort§ ist §答案：§ANSWER§3.5§answer to the question§(B)§correct §"
    "We go on§\n\n§\t§!§choice"
    '§"final_answer": '
)


def decision(compared: Callable[[], Finding]) -> bool | None:
    try:
        return compared().equal
    except TooCostly:
        return None


def assert_same_both_ways(truth: str, answer: str) -> None:
    short = plain_finding(truth, answer)
    if short is not None:
        asked = Asked("auto", Latitude(Allowance(), seed=truth))
        assert short.equal == decision(lambda: decide(truth, answer, asked, algebra=lambda *_: None)), (
            truth,
            answer,
        )


@given(SPELLINGS, SPELLINGS)
@example("e = 1,000, 7", "e = 1,000, 7")
@example("\\frac{2}{1}", "e = \\frac{2}{1}")
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_numbers_compare_as_by_their_readings(truth: str, answer: str) -> None:
    assert_same_both_ways(truth, answer)


@given(SPELLINGS)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_what_is_the_same_text_is_equal_both_ways(text: str) -> None:
    assert_same_both_ways(text, text)
    assert_same_both_ways(text, f"\\text{{{text}}}")


@given(NUMERALS, NUMERALS)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_plain_numbers_compare_as_by_their_readings(truth: str, answer: str) -> None:
    assert_same_both_ways(truth, answer)


@st.composite
def two_lists(draw: st.DrawFn) -> tuple[str, str]:
    """A list and one that may differ in an element, its order, its length, or its brackets."""
    items = draw(st.lists(ITEMS, min_size=1, max_size=4))
    other = draw(st.one_of(st.just(items), st.permutations(items), st.lists(ITEMS, min_size=1, max_size=4)))
    other = draw(st.sampled_from([other, other, other[:-1] or other, [*other, items[0]], [*other[:-1], "5"]]))
    first = draw(BRACKETS)
    second = draw(st.one_of(st.just(first), BRACKETS))
    spelled = (
        opening + draw(SEPARATORS).join(values) + ending
        for values, (opening, ending) in ((items, first), (other, second))
    )
    return next(spelled), next(spelled)


@st.composite
def respelled(draw: st.DrawFn) -> tuple[str, str]:
    """A notation, and the same one with some spaces, sizes and dollars more or less."""
    truth = text = draw(NOTATIONS)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        text = draw(
            st.sampled_from(
                [
                    text[:place] + " " + text[place:],
                    text[:place] + text[place:].replace(" ", "", 1),
                    text[:place] + text[place:].replace("(", "\\left(", 1),
                    text[:place] + text[place:].replace(")", "\\right)", 1),
                    text.replace("\\frac", "\\dfrac"),
                    f"${text}$",
                ]
            )
        )
    return truth, text.strip()


@given(two_lists())
@example(("(-0.333,3.333]", "(-0.333, 3.333]"))
@example(("145", "313 , 145"))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_lists_compare_as_by_their_readings(pair: tuple[str, str]) -> None:
    assert_same_both_ways(*pair)


@given(ITEMS, ITEMS, one_of(" + §+§ - §-§*§ \\cdot §\\times §^§/§ \\div "), ITEMS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_one_operation_is_reckoned_as_by_its_reading(truth: str, first: str, sign: str, second: str) -> None:
    assert_same_both_ways(truth, first + sign + second)


@given(ITEMS, ITEMS, MEASURES, st.sampled_from(["", " "]))
@example("1", "0", "\\text{ factorial}", "")
@settings(max_examples=500, deadline=None, derandomize=True)
def test_measures_compare_as_by_their_readings(truth: str, answer: str, measure: str, space: str) -> None:
    assert_same_both_ways(truth + measure, answer + space + measure)


@given(respelled())
@example(("x \\in (1, 2)", "x \\in \\\\left(1, 2)"))
@settings(max_examples=500, deadline=None, derandomize=True)
def test_spaces_and_sizes_change_a_text_as_they_change_its_reading(pair: tuple[str, str]) -> None:
    assert_same_both_ways(*pair)


@given(
    st.lists(
        st.sampled_from(["\\boxed{", "\\boxed {", "{", "}", "}", "\\{", "\\", "\\frac", "5", "\n"]), max_size=14
    )
)
@settings(max_examples=3000, deadline=None)
def test_the_only_box_is_the_one_that_a_count_of_braces_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    only = only_box(text)
    assert only is None or find_boxes(text) == [only]


@given(st.lists(PHRASES, max_size=14).map("".join))
@settings(max_examples=2000, deadline=None)
def test_the_last_announcement_is_the_one_that_a_scan_of_the_whole_text_finds(text: str) -> None:
    assert announced(text) == announced_from(text, 0)
