import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.code import comparing
from verifiers.code.equality import near_value, same_items, same_value

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
lines = st.lists(st.text(alphabet="ab 1", max_size=4), max_size=5).map("\n".join)


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        ("1\n2\n", "1\n2", True),
        ("1  \n2\n\n\n", "1\n2\n", True),
        ("1\n", "1\n2\n", False),  # a right beginning
        ("1\n2\n3\n", "1\n2\n", False),
        (" 1\n", "1\n", False),
        ("1\n\n2\n", "1\n2\n", False),
        ("1\r\n2\r\n", "1\n2\n", True),
        ("", "\n\n", True),
    ],
)
def test_lines_ignore_only_white_space_at_ends(got: str, expected: str, same: bool) -> None:
    assert comparing.same_lines(got, expected) is same


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        ("0.33333", "0.333330001", True),
        ("0.334", "0.333", False),
        ("1e6 yes", "1000000.1 yes", True),
        ("1 2", "1 2 3", False),
        ("nan", "0.5", False),
        ("inf", "inf", True),
        ("1_0", "10", False),
        ("٣", "3", False),
        ("0x10", "16", False),
    ],
)
def test_numbers_in_outputs_may_differ_by_the_tolerance_alone(got: str, expected: str, same: bool) -> None:
    assert comparing.same_numbers(got, expected, 1e-6) is same


@given(st.lists(st.text(alphabet="ab 1", min_size=1, max_size=4).map(lambda line: line + "."), max_size=5))
def test_lines_in_another_order_are_the_same_unordered(lines: list[str]) -> None:
    assert comparing.same_unordered("\n".join(reversed(lines)), "\n".join(lines))
    assert not comparing.same_unordered("\n".join([*lines, "more"]), "\n".join(lines))


@given(lines, lines)
def test_what_is_the_same_exactly_is_the_same_by_every_comparison(one: str, other: str) -> None:
    if comparing.same_exactly(one, other):
        assert comparing.same_lines(one, other)
    if comparing.same_lines(one, other):
        assert comparing.same_tokens(one, other)
        assert comparing.same_unordered(one, other)


def test_output_that_is_no_text_equals_no_text() -> None:
    assert not comparing.same_tokens(comparing.text_of(b"\xff"), "\ufffd")


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        ((1, 2), [1, 2], True),
        ([(1, [2])], [[1, [2]]], True),
        (2, 2.0, True),
        (True, 1, True),
        ("1", 1, False),
        (None, False, False),
        ([], {}, False),
        ([], None, False),
        ({1: "a"}, {"1": "a"}, True),
        ({1: "a", "1": "b"}, {"1": "b"}, False),
        ({None: 1, True: 2}, {"null": 1, "true": 2}, True),
        ({1, 2}, [1, 2], False),
        (b"ab", "ab", False),
        (math.nan, math.nan, False),
        (10**400, 1e300, False),
    ],
)
def test_values_are_equal_as_json_tells_them_apart(got: Any, expected: Any, same: bool) -> None:
    assert same_value(got, expected) is same


@pytest.mark.parametrize(
    ("got", "expected", "near"),
    [
        (0.1 + 0.2, 0.3, True),
        ([1.0000001], [1], True),
        (1_000_000.5, 1_000_000, True),
        (3, 4, False),
        (1.01, 1, False),
        (math.inf, 1e308, False),
        (math.nan, 1.0, False),
        ("1.0", 1.0, False),
        (10**400, 1.5, False),
    ],
)
def test_floats_may_differ_by_the_tolerance_and_integers_not(got: Any, expected: Any, near: bool) -> None:
    assert near_value(got, expected, 1e-6) is near


def test_items_in_any_order_are_counted() -> None:
    assert same_items([[1, 2], [2, 1], [1, 2]], [[1, 2], [1, 2], [2, 1]])
    assert not same_items([1, 1, 2], [1, 2, 2])
    assert same_items([{"a": [1]}, {"b": 2}], [{"b": 2}, {"a": [1]}])
    assert not same_items("ab", "ba")


@given(plain)
def test_every_plain_value_equals_itself(value: Any) -> None:
    assert same_value(value, value)
    assert same_items([value], [value])


@given(plain, plain)
def test_equality_is_symmetric(one: Any, other: Any) -> None:
    assert same_value(one, other) == same_value(other, one)


def test_a_value_too_deep_to_compare_is_not_the_expected_one() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert not same_value(deep, [[1]])
    assert not same_items([deep], [deep])
