"""Whole layouts filled in with right and wrong values: read alike whatever part of them is asked for."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers.beam_layouts import FORMULAS, IN_ORDER, IN_SYMBOLS, LAYOUTS, PROBLEMS, UNEARNED
from verifiers.beam.verifier import BeamVerifier

_BY_NAME = [pytest.param(*one, id=f"{number}") for number, one in enumerate(LAYOUTS)]
_REACTIONS = [
    {"key": "R_A", "kind": "reaction_force", "at": "A", "sign": "up"},
    {"key": "R_B", "kind": "reaction_force", "at": "B", "sign": "up"},
]


def _is_correct(spec: dict[str, Any], asked: Sequence[dict[str, Any]], completion: str) -> bool:
    verifier = BeamVerifier.model_validate({"kind": "beam", "spec": spec, "asked": asked})
    return verifier.verify(completion, NOWHERE).status == "correct"


def _filled(problem: str, layout: str, values: Sequence[float]) -> str:
    for (letter, _, _), value in zip(PROBLEMS[problem][1], values, strict=True):
        layout = layout.replace(f"<{letter}>", f"{value:.4g}")
        if letter == "A":
            layout = layout.replace("<a>", f"{abs(value):.4g}")
    return layout


def _right(problem: str) -> list[float]:
    return [value for _, value, _ in PROBLEMS[problem][1]]


def _wrong(problem: str) -> Iterator[list[float]]:
    """One value after another off, and the first two exchanged where both are forces."""
    values = _right(problem)
    for number, (letter, _, _) in enumerate(PROBLEMS[problem][1]):
        if letter != "-":
            yield [1.17 * value if place == number else value for place, value in enumerate(values)]
    if values[0] != values[1] and problem in ("SIMPLE", "TWO_SPANS", "IN_KIPS"):
        yield [values[1], values[0], *values[2:]]


@pytest.mark.parametrize(("problem", "layout"), _BY_NAME)
def test_a_layout_earns_with_right_values_whatever_is_asked_and_not_with_wrong_ones(
    problem: str, layout: str
) -> None:
    spec, quantities = PROBLEMS[problem]
    asked = [one for _, _, one in quantities]
    completion = _filled(problem, layout, _right(problem))
    assert _is_correct(spec, asked, completion)
    assert all(_is_correct(spec, [one], completion) for one in asked)
    passed = [_filled(problem, layout, values) for values in _wrong(problem)]
    assert [text for text in passed if _is_correct(spec, asked, text)] == []


@pytest.mark.parametrize(("problem", "layout"), IN_ORDER)
def test_values_without_names_count_in_the_order_asked(problem: str, layout: str) -> None:
    spec, quantities = PROBLEMS[problem]
    asked = [one for _, _, one in quantities]
    assert _is_correct(spec, asked, _filled(problem, layout, _right(problem)))
    assert not any(_is_correct(spec, asked, _filled(problem, layout, values)) for values in _wrong(problem))


@pytest.mark.parametrize("layout", FORMULAS)
def test_formulas_are_read_in_any_layout(layout: str) -> None:
    assert _is_correct(IN_SYMBOLS, _REACTIONS, layout)


@pytest.mark.parametrize(("problem", "completion"), UNEARNED)
def test_right_values_that_are_not_claimed_of_what_is_asked_earn_nothing(problem: str, completion: str) -> None:
    spec, quantities = PROBLEMS[problem]
    assert not _is_correct(spec, [one for _, _, one in quantities], completion)
