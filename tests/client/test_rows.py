import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steelyard.cli.chunks import cut
from steelyard.cli.exits import UsageError
from steelyard.cli.rows import Columns, Origin, Unit, join_neighbours, read_units


def read(*rows: object, columns: Columns | None = None) -> list[Unit]:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return list(join_neighbours(read_units(lines, columns or Columns())))


@pytest.mark.parametrize("completion", ["completion", "prediction", "response"])
@pytest.mark.parametrize("truth", ["ground_truth", "gold", "answer"])
def test_usual_field_names_are_understood(completion: str, truth: str) -> None:
    (unit,) = read({completion: "2", truth: "1", "id": 7})
    assert unit.group == {"id": "7", "verifier": {"kind": "math", "ground_truth": "1"}, "completions": ("2",)}
    assert unit.origins == (Origin(1, 0, "7"),)


def test_named_fields_win() -> None:
    columns = Columns(["text"], ["truth"], verifier={"kind": "choice", "strict": True})
    (unit,) = read({"text": "A", "completion": "B", "truth": "A", "gold": "B"}, columns=columns)
    assert unit.completions == ("A",)
    assert unit.verifier == {"kind": "choice", "strict": True, "ground_truth": "A"}


def test_a_row_may_bring_its_own_verifier() -> None:
    (unit,) = read({"verifier": {"kind": "code", "tests": []}, "completion": {"text": "x", "n_tokens": 3}})
    assert unit.verifier == {"kind": "code", "tests": []}
    assert unit.completions == ({"text": "x", "n_tokens": 3},)


@pytest.mark.parametrize(
    ("truth", "written"), [(7, "7"), (0.5, "0.5"), ([7, "x"], ["7", "x"]), (True, True), ({"a": 1}, {"a": 1})]
)
def test_numbers_as_ground_truth_become_text(truth: object, written: object) -> None:
    (unit,) = read({"completion": "", "gold": truth}, columns=Columns(verifier={"kind": "math"}))
    assert unit.verifier == {"kind": "math", "ground_truth": written}


def test_a_row_whose_truth_is_more_than_a_number_is_left_to_the_server() -> None:
    row = {"question": "?", "options": ["x", "y"], "answer": "B", "completion": "\\boxed{B}", "ok": True}
    (unit,) = read(row, columns=Columns(label="ok"))
    assert unit.verifier is None
    assert unit.row == {"question": "?", "options": ["x", "y"], "ground_truth": "B"}


def test_a_verifier_may_be_json_text() -> None:
    (unit,) = read({"verifier": '{"kind": "math", "ground_truth": "1"}', "completion": "1", "answer": "2"})
    assert unit.verifier == {"kind": "math", "ground_truth": "1"}


def test_a_whole_group_may_leave_its_truth_to_the_server() -> None:
    (unit,) = read({"completions": ["1"], "test_list": ["assert f(1)"], "id": 3})
    assert (unit.verifier, unit.row, unit.id) == (None, {"test_list": ["assert f(1)"]}, "3")


def test_a_line_may_be_a_whole_group() -> None:
    blank, group = "  ", {"id": "p", "verifier": {"kind": "math"}, "completions": ["a", {"text": "b"}]}
    (unit,) = read(blank, group)
    assert unit.group == {**group, "completions": ("a", {"text": "b"})}
    assert unit.origins == (Origin(2, 0, "p"), Origin(2, 1, "p"))


@pytest.mark.parametrize(
    ("label", "meant"), [(True, True), (0, False), (1.0, True), ("Correct", True), ("no", False), ("fail", False)]
)
def test_labels_come_in_many_spellings(label: object, meant: bool) -> None:
    (unit,) = read({"completion": "", "gold": "", "ok": label}, columns=Columns(label="ok"))
    assert unit.origins[0].label is meant


def test_only_neighbours_that_share_group_and_verifier_are_joined() -> None:
    rows: list[Mapping[str, object]] = [
        {"problem": problem, "gold": truth, "completion": text}
        for problem, truth, text in (
            ("p", "1", "a"),
            ("p", "1", "b"),
            ("p", "2", "c"),
            ("q", "2", "d"),
            ("p", "1", "e"),
        )
    ]
    assert [unit.completions for unit in read(*rows, columns=Columns(group="problem"))] == [
        ("a", "b"),
        ("c",),
        ("d",),
        ("e",),
    ]
    assert len(read(*rows)) == 5


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2: "),
        ("[]", "line 2: not a JSON object"),
        ('{"gold": "1"}', "line 2: no field 'completion' or 'prediction' or 'response'"),
        ('{"completion": "1", "gold": null}', "line 2: no field 'ground_truth' or 'gold' or 'answer'"),
        ('{"verifier": {}, "completions": []}', "line 2: a group needs"),
        ('{"completions": ["1"], "id": "1"}', "line 2: a group needs"),
        (
            '{"completion": "", "gold": "", "ok": "perhaps"}',
            "line 2: the label 'perhaps' is neither true nor false",
        ),
    ],
)
def test_an_unreadable_line_is_named(line: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read("", line, columns=Columns(label="ok" if "ok" in line else None))


@given(st.lists(st.integers(1, 9)), st.integers(1, 12))
def test_chunks_keep_order_and_groups_whole(sizes: list[int], most: int) -> None:
    units = [Unit({}, ("x",) * size, (Origin(line),) * size) for line, size in enumerate(sizes)]
    chunks = list(cut(units, most))
    assert [unit for chunk in chunks for unit in chunk] == units
    assert all(len(chunk) == 1 or sum(len(unit.completions) for unit in chunk) <= most for chunk in chunks)
