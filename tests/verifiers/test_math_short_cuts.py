"""Short cuts only save time: whatever they decide, the long way decides in the same way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.math_rows import read_rows
from verifiers.math.characters import fold
from verifiers.math.equivalence import LAYERS, compare, compare_by
from verifiers.math.finding import Allowance, Finding, TooCostly
from verifiers.math.ground_truth import opened
from verifiers.math.notation import tidied_in_full, tidy
from verifiers.reading.announcements import announced, announced_from
from verifiers.reading.boxes import find_boxes, only_box
from verifiers.reading.extraction import extract

EXACT = Allowance()


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
PIECES = one_of(
    r"\frac§\sqrt§12§{1}§{§}§{}§{,}§{:}§x§ §\pi§\,§\!§\left(§)§\dfrac§"
    r"\le§\leq§<=§=§==§\{§\}§\text{§percent§PCT§%§~§$§\\§&lt;§<sup>2</sup>§"
    r"^\circ§^{\degree}§\mid§\lbrack§\neq§!=§\cdot§2§,§.§\varnothing§\land§"
    r"\vee§\boxed§\dollar§\pmod7§\gt§\cos§\cosh§\infty"
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
    short = decision(lambda: compare(truth, answer, "auto", EXACT))
    assert short == decision(lambda: compare_by(LAYERS, truth, answer, "auto", EXACT)), (truth, answer)


@given(SPELLINGS, SPELLINGS)
@settings(max_examples=1500, deadline=None)
def test_numbers_compare_as_in_the_layers(truth: str, answer: str) -> None:
    assert_same_both_ways(truth, answer)


@given(BEFORE, NUMERALS, BEHIND, BEFORE, BEHIND)
@settings(max_examples=1000, deadline=None)
def test_a_number_in_two_spellings_compares_as_in_the_layers(
    before: str, number: str, behind: str, other_before: str, other_behind: str
) -> None:
    truth, answer = before + number + behind, other_before + number + other_behind
    assert_same_both_ways(truth, answer)


@given(st.lists(SPELLINGS, min_size=1, max_size=3), st.lists(SPELLINGS, min_size=1, max_size=3))
@settings(max_examples=500, deadline=None)
def test_collections_of_numbers_compare_as_in_the_layers(truth: list[str], answer: list[str]) -> None:
    assert_same_both_ways(f"({', '.join(truth)})", f"({', '.join(answer)})")
    assert_same_both_ways(", ".join(truth), ", ".join(answer))
    assert_same_both_ways(f"[{truth[0]}, {truth[-1]})", f"[{answer[0]}, {answer[-1]})")


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=2000, deadline=None)
def test_notation_is_tidied_as_in_full(text: str) -> None:
    assert tidy(text) == tidied_in_full(fold(text))


@given(
    st.lists(
        st.sampled_from(["\\boxed{", "\\boxed {", "{", "}", "}", "\\{", "\\", "\\frac", "5", "\n"]), max_size=14
    )
)
@settings(max_examples=3000, deadline=None)
def test_the_only_box_is_the_one_that_a_count_of_braces_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    only = only_box(text)
    assert only is None or [box.content for box in find_boxes(text)] == [only]


@given(st.lists(PHRASES, max_size=14).map("".join))
@settings(max_examples=2000, deadline=None)
def test_the_last_announcement_is_the_one_that_a_scan_of_the_whole_text_finds(text: str) -> None:
    assert announced(text) == announced_from(text, 0)


@pytest.mark.shared
def test_the_labelled_rows_are_decided_as_in_the_layers(shared: Path) -> None:
    for row in read_rows(shared / "data/math/dev.jsonl"):
        truth, answer = opened(row.gold), extract(row.completion)
        if not row.adversarial:
            assert_same_both_ways(truth, answer)
            assert announced(row.completion) == announced_from(row.completion, 0), row
            assert tidy(answer) == tidied_in_full(fold(answer)), row
