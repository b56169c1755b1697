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
