"""Calls of which several values per argument will do."""

from typing import Any

import pytest

from verifiers.tool_calls.accepting import accepted_similarity
from verifiers.tool_calls.reading import Call

ACCEPTED: dict[str, list[Any]] = {
    "width": [30],
    "scale": [1.0],
    "unit": ["centi-metre", "cm", ""],
    "tags": [["a", "b"]],
}
RIGHT = {"width": 30, "scale": 1, "tags": ["A", "b"]}


@pytest.mark.parametrize(
    ("arguments", "is_exact"),
    [
        (RIGHT, True),
        ({**RIGHT, "unit": "Centi Metre"}, True),
        ({**RIGHT, "unit": "m"}, False),
        ({**RIGHT, "width": 30.0}, False),
        ({**RIGHT, "width": "30"}, False),
        ({**RIGHT, "scale": True}, False),
        ({**RIGHT, "tags": ["b", "a"]}, False),
        ({**RIGHT, "more": 1}, False),
        ({"width": 30}, False),
    ],
)
def test_values_that_will_do(arguments: dict[str, Any], is_exact: bool) -> None:
    assert (accepted_similarity(Call("f", arguments), "F", ACCEPTED) == 1) is is_exact


def test_another_tool_has_nothing_in_common() -> None:
    assert accepted_similarity(Call("g", RIGHT), "f", ACCEPTED) == 0


def test_a_dot_in_a_name_may_be_an_underscore() -> None:
    assert accepted_similarity(Call("math_add", {}), "math.add", {}) == 1
    assert accepted_similarity(Call("mathadd", {}), "math.add", {}) == 0


def test_values_within_objects() -> None:
    accepted: dict[str, list[Any]] = {"place": [{"city": ["Rome", "Roma"], "street": ["Via", ""]}]}
    assert accepted_similarity(Call("f", {"place": {"city": "roma"}}), "f", accepted) == 1
    assert accepted_similarity(Call("f", {"place": {"city": "Bari"}}), "f", accepted) < 1
    assert accepted_similarity(Call("f", {"place": {"street": "Via"}}), "f", accepted) < 1
