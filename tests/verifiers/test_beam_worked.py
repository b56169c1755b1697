"""Worked solutions in many wordings: read whole and quantity by quantity, and never with wrong values."""

import re
from collections.abc import Iterator, Sequence

import pytest

from tests.nowhere import NOWHERE
from tests.verifiers.beam_worked import LAYOUTS, PROBLEMS, UNEARNED, Asked
from verifiers.beam.verifier import BeamVerifier

_DIRECTED = re.compile(r"[↑↓⬆]|upward|\bup\b|вверх|向上|arriba|haut\b|uparrow|downward")
_SMALL = {"A": "a", "B": "b", "M": "m"}


def _verifier(problem: str, asked: Sequence[Asked]) -> BeamVerifier:
    return BeamVerifier.model_validate({"kind": "beam", "spec": PROBLEMS[problem][0], "asked": asked})


def _filled(problem: str, layout: str, values: Sequence[float]) -> str:
    for (letter, _, _), value in zip(PROBLEMS[problem][1], values, strict=True):
        for name, number in ((letter, value), (_SMALL.get(letter, "?"), abs(value))):
            text = f"{number:.4g}"
            layout = layout.replace(f"<{name}>", text).replace(f"<{name},>", text.replace(".", ","))
        layout = layout.replace(f"<{letter}*1000>", f"{value * 1000:.6g}")
    return layout


def _wrong(problem: str, layout: str) -> Iterator[list[float]]:
    """One value after another off; the reactions exchanged; the first with its sign changed."""
    values = [value for _, value, _ in PROBLEMS[problem][1]]
    letters = [letter for letter, _, _ in PROBLEMS[problem][1]]
    for place, letter in enumerate(letters):
        if letter != "-":
            yield [1.17 * one if number == place else one for number, one in enumerate(values)]
    if "B" in letters:
        yield [values[letters.index({"A": "B", "B": "A"}.get(letter, letter))] for letter in letters]
    if letters[0] == "A" and "<A" in layout and not _DIRECTED.search(layout):
        yield [-values[0], *values[1:]]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_wordings_earn_with_right_values_and_not_with_wrong_ones(problem: str) -> None:
    right = [value for _, value, _ in PROBLEMS[problem][1]]
    verifier = _verifier(problem, [one for _, _, one in PROBLEMS[problem][1]])
    for layout in [text for name, text in LAYOUTS if name == problem]:
        completion = _filled(problem, layout, right)
        assert verifier.verify(completion, NOWHERE).status == "correct", completion
        for values in _wrong(problem, layout):
            other = _filled(problem, layout, values)
            assert other == completion or verifier.verify(other, NOWHERE).status != "correct", other


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_denied_supposed_or_said_of_something_else_earns_nothing(problem: str) -> None:
    right = [value for _, value, _ in PROBLEMS[problem][1]]
    verifier = _verifier(problem, [one for _, _, one in PROBLEMS[problem][1]])
    for text in [text for name, text in UNEARNED if name == problem]:
        completion = _filled(problem, text, right)
        assert verifier.verify(completion, NOWHERE).status != "correct", completion
