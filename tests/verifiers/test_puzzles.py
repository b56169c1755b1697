"""Puzzles, judged by their rules."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nowhere import NOWHERE
from verifiers.errors import UnusableSpec
from verifiers.puzzles.assignment import AssignmentVerifier
from verifiers.puzzles.countdown import CountdownVerifier
from verifiers.puzzles.grid import GridVerifier
from verifiers.puzzles.sudoku import SudokuVerifier

COUNTDOWN = CountdownVerifier(kind="countdown", numbers=(5, 9, 6), target=39)


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ("<answer>(5 * 9) - 6</answer>", "correct"),
        ("<answer> 9×5−6 = 39 </answer>", "correct"),
        ("<answer>39 = 9*5 - 6</answer>", "correct"),
        ("\\boxed{9 \\times 5 - 6}", "correct"),
        ("<think><answer>5</answer></think><answer>-6+9*5</answer>", "correct"),
        ("<answer>5 * 9 - 6 + 0</answer>", "incorrect"),
        ("<answer>59 - 6</answer>", "incorrect"),
        ("<answer>5 * 9</answer>", "incorrect"),
        ("<answer>5 + 9 + 6</answer>", "incorrect"),
        ("<answer>39</answer>", "incorrect"),
        ("<answer>5 * 9 - 6 = 40</answer>", "incorrect"),
        ("<answer>9 // 5 * 6</answer>", "incorrect"),
        ("<answer>5 ** 9 - 6</answer>", "incorrect"),
        ("<answer>6 / (9 - 5 - 4)</answer>", "incorrect"),
        ("<answer>5 * 9 - 6 or so</answer>", "incorrect"),
        ("<answer>" + "(" * 50_000 + "</answer>", "incorrect"),
        ("<answer>" + "(" * 500 + "5*9-6" + ")" * 500 + "</answer>", "incorrect"),
        ("<answer>__import__('os')</answer>", "incorrect"),
        ("", "no_answer"),
    ],
)
def test_a_countdown(completion: str, status: str) -> None:
    assert COUNTDOWN.verify(completion, NOWHERE).status == status


def test_a_division_by_zero_is_wrong() -> None:
    verifier = CountdownVerifier(kind="countdown", numbers=(5, 5, 6), target=39)
    assert verifier.verify("<answer>6 / (5 - 5)</answer>", NOWHERE).status == "incorrect"


@given(st.lists(st.tuples(st.integers(1, 99), st.sampled_from("+-*")), min_size=1, max_size=8))
def test_what_python_works_out_is_right(parts: list[tuple[int, str]]) -> None:
    text = "".join(f"{number} {sign} " for number, sign in parts) + "7"
    numbers = [number for number, _ in parts] + [7]
    verifier = CountdownVerifier(kind="countdown", numbers=tuple(numbers), target=float(eval(text)))
    assert verifier.verify(f"<answer>{text}</answer>", NOWHERE).status == "correct"


ROLES = {"Mia": "knight", "Otto": "knave"}


@pytest.mark.parametrize(
    ("completion", "status"),
    [
        ("<answer>(1) Mia is a knight\n(2) Otto is a knave</answer>", "correct"),
        ("<answer>otto is a KNAVE, and Mia is a knight.</answer>", "correct"),
        ("If Mia is a knave, then … no.\nCONCLUSION:\n(1) Mia is a knight\n(2) Otto is a knave", "correct"),
        ("<answer>Mia is a knight</answer>", "partial"),
        ("<answer>Mia is a knight, Otto is a knave. Otto is a knight.</answer>", "partial"),
        ("<answer>Mia is a knave, Otto is a knight</answer>", "incorrect"),
        ("<answer>Mia is not a knight, Otto is not a knave</answer>", "no_answer"),
        ("Everyone lies.", "no_answer"),
    ],
)
def test_who_is_what(completion: str, status: str) -> None:
    verifier = AssignmentVerifier(kind="assignment", ground_truth=ROLES)
    assert verifier.verify(completion, NOWHERE).status == status


TABLE = {"header": ("Place", "Pet"), "rows": (("1", "cat"), ("2", "dog"))}


def table(*rows: object, header: object = ("Place", "Pet")) -> str:
    return json.dumps({"header": header, "rows": rows})


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        (table(["1", "Cat"], ["2", "dog "]), 1.0),
        ("{'header': ['Pet', 'Place'], 'rows': [['cat', 1], ['dog', 2]]}", 1.0),
        (f"\n```json\n{table(['1', 'cat'], ['2', 'dog'])}\n```\n", 1.0),
        (table(["1", "dog"], ["2", "cat"]), 0.5),
        (table(["1", "cat"], ["2", "dog"], ["1", "cat"], ["2", "dog"]), 0.5),
        (table(["1"], 7), 0.0),
        ("cat, dog", 0.0),
    ],
)
def test_a_table_has_credit_for_its_cells(answer: str, score: float) -> None:
    verifier = GridVerifier(kind="grid", **TABLE)  # type: ignore[arg-type]  # by their names
    verdict = verifier.verify(f"<answer>{answer}</answer>", NOWHERE)
    assert verdict.score == score
    assert (verdict.status == "correct") is (score == 1)


@pytest.mark.parametrize(
    ("completion", "score"),
    [
        (table(["1", "cat"], ["2", "dog"]), 1.0),
        (
            'So:\n```json\n{"why": "…", "solution": {"Place 1": {"Pet": "Cat"}, "Place 2": {"Pet": "dog"}}}\n```',
            1.0,
        ),
        ('{"2": {"Pet": "dog"}, "1": {"Pet": "cat"}}', 1.0),
        ('{"solution": {"Place 1": {"Pet": "dog"}, "Place 2": {"Pet": "cat"}}}', 0.5),
        ('{"solution": {"Place 1": {"Pet": "cat"}}}', 0.5),
        ('{"solution": {"Place 1": 3}}', 0.0),
        ("I do not know", 0.0),
    ],
)
def test_a_table_may_stand_without_tags_and_row_by_row(completion: str, score: float) -> None:
    verifier = GridVerifier(kind="grid", **TABLE)  # type: ignore[arg-type]  # by their names
    assert verifier.verify(completion, NOWHERE).score == score


PUZZLE: Any = ((1, 0, 0, 0), (0, 0, 3, 0), (0, 3, 0, 0), (0, 0, 0, 2))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("1 3 2 4\n2 4 3 1\n4 3 1 2\n3 1 4 2", "incorrect"),
        ("1 3 2 4\n4 2 3 1\n2 3 4 1\n3 4 1 2", "incorrect"),
        ("1 3 4 2\n4 2 3 1\n2 3 1 4\n3 1 2 4", "incorrect"),
        ("no grid", "incorrect"),
        ("", "no_answer"),
    ],
)
def test_a_sudoku_that_breaks_a_rule(answer: str, status: str) -> None:
    verifier = SudokuVerifier(kind="sudoku", puzzle=PUZZLE)
    assert verifier.verify(f"<answer>{answer}</answer>" if answer else "", NOWHERE).status == status


@pytest.mark.parametrize("form", [str, lambda text: text.replace(" ", ""), lambda text: text.replace(" ", " | ")])
def test_any_grid_that_keeps_the_clues_and_the_rules_is_right(form: Any) -> None:
    puzzle: Any = ((1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0))
    verifier = SudokuVerifier(kind="sudoku", puzzle=puzzle)
    verifier.ensure_usable()
    for solved in ("1 2 3 4\n3 4 1 2\n2 1 4 3\n4 3 2 1", "1 3 2 4\n2 4 1 3\n3 1 4 2\n4 2 3 1"):
        assert verifier.verify(f"So:\n{form(solved)}", NOWHERE).status == "correct"


def test_a_puzzle_that_is_no_square_of_boxes_is_refused() -> None:
    for puzzle in (((0,) * 5,) * 5, ((0,) * 4,) * 3 + ((0,) * 5,), ((9,) * 4,) * 4):
        odd: Any = puzzle
        with pytest.raises((UnusableSpec, ValueError)):
            SudokuVerifier(kind="sudoku", puzzle=odd).ensure_usable()
