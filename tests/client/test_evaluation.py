import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steelyard.cli.main import main
from steelyard.evaluation.agreement import (
    Labelled,
    Rate,
    brier_score,
    by_slice,
    calibration_error,
    consistency,
    rates,
)
from steelyard.evaluation.ranking import Ranked, ties_score

SCORES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50)


def labelled(*pairs: tuple[float, bool]) -> list[Labelled]:
    return [Labelled(score, label) for score, label in pairs]


def test_error_rates_are_of_right_and_of_wrong_completions() -> None:
    found = rates(labelled((1, True), (1, True), (0, True), (1, False), (0, False)))
    assert (found.accuracy.count, found.accuracy.of) == (3, 5)
    assert (found.false_negatives.rate, found.false_positives.rate) == (1 / 3, 1 / 2)
    assert found.youden_j == pytest.approx(1 - 1 / 3 - 1 / 2)


def test_rates_of_nothing_are_unknown() -> None:
    found = rates(labelled((1, True)))
    assert (found.false_positives.rate, found.false_positives.interval, found.youden_j) == (None, None, None)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_intervals_are_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert Rate(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_calibration_compares_scores_with_how_often_they_are_right() -> None:
    sure_and_right = labelled((0.9, True), (0.9, True), (0.1, False))
    assert calibration_error(sure_and_right) == pytest.approx(0.1)
    assert calibration_error(labelled((0.75, True), (0.75, True), (0.75, True), (0.75, False))) == 0
    assert brier_score(labelled((1, False), (0.5, True))) == pytest.approx(0.625)
    assert calibration_error(labelled((7.0, True))) is None


@given(SCORES)
def test_calibration_error_is_never_more_than_one(pairs: list[tuple[float, bool]]) -> None:
    error, brier = calibration_error(labelled(*pairs)), brier_score(labelled(*pairs))
    assert error is not None
    assert brier is not None
    assert 0 <= error <= 1
    assert 0 <= brier <= 1


def test_slices_come_largest_first() -> None:
    rows = [Labelled(1, True, "algebra"), Labelled(0, True, "geometry"), Labelled(1, True, "geometry")]
    found = by_slice(rows)
    assert list(found) == ["geometry", "algebra"]
    assert found["geometry"].accuracy.rate == 0.5


def test_a_contrast_set_counts_only_if_all_of_it_is_judged_right() -> None:
    rows = [
        *[Labelled(1, True, pair="a"), Labelled(0, False, pair="a")],
        *[Labelled(1, True, pair="b"), Labelled(1, False, pair="b")],
        *[Labelled(1, True, pair="alone"), Labelled(1, False)],
    ]
    assert consistency(rows) == Rate(1, 2)


@pytest.mark.shared
def test_published_vectors_of_rankings_hold(shared: Path) -> None:
    rows = json.loads((shared / "spec/reward_examples.json").read_text())
    for row in rows:
        inputs, expected = row["inputs"], row["expected"]
        if row["scheme"] == "rewardmath":
            one = Ranked(inputs["chosen"], inputs["rejected"])
            assert one.is_accurate == expected["acc"]
            assert one.is_accurate_or_tied == expected["acc_tie"]
            assert one.reciprocal_rank == expected["mrr"]
        if row["scheme"] == "rewardbench2_ties":
            parts = [[_ranked(prompt) for prompt in inputs[name]] for name in ("ref", "tied")]
            assert ties_score(*parts) == pytest.approx(expected, abs=1e-6)


def _ranked(prompt: list[list[float]]) -> Ranked:
    return Ranked([s for right, s in prompt if right], [s for right, s in prompt if not right])


def test_equal_right_answers_are_the_best_that_ties_can_be() -> None:
    clear = Ranked([1.0], [0.0])
    assert ties_score([clear], [Ranked([1.0, 1.0], [0.0])]) == pytest.approx(1.01)
    assert ties_score([clear], [Ranked([0.0, 0.0], [0.0])]) == pytest.approx(0.3)


def _file(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_the_command_joins_results_with_the_judged_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = [{"prediction": str(n), "label": n > 1, "subject": "odd" if n % 2 else "even"} for n in range(4)]
    results: list[dict[str, Any]] = [{"line": n + 1, "reward": float(n > 0), "label": n > 1} for n in range(4)]
    results.append({"line": 1, "reward": None, "label": False})
    files = [_file(tmp_path / "results", results), "--rows", _file(tmp_path / "rows", source)]
    assert main(["eval", *files, "--slice", "subject", "--prompt-field", "subject", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["without_score"]) == (4, 1)
    assert report["accuracy"]["rate"] == 0.75
    assert report["slices"]["odd"]["false_positives"]["rate"] == 1.0
    assert report["ranking"]["accuracy"]["rate"] == 0.5
    assert report["ranking"]["mean_reciprocal_rank"] == 0.75
    assert main(["eval", *files]) == 0
    assert "accuracy\t75.00% (3 of 4; " in capsys.readouterr().out


def test_rewards_without_labels_are_shown_by_tag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problems = [{"prompt": "?", "tags": {"moved_supports": n > 1}} for n in range(4)]
    results = [{"line": n + 1, "reward": float(n < 3)} for n in range(4)]
    files = [_file(tmp_path / "results", results), "--rows", _file(tmp_path / "rows", problems)]
    assert main(["eval", *files, "--slice", "moved_supports", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["mean"], report["passed"]["count"]) == (0.75, 3)
    assert {name: one["mean"] for name, one in report["slices"].items()} == {"False": 1.0, "True": 0.5}
    assert main(["eval", *files, "--slice", "moved_supports"]) == 0
    assert "50.00% (1 of 2; " in capsys.readouterr().out


def test_the_command_scores_ties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"prompt": "a", "kind": kind, "label": label, "reward": score}
        for kind, label, score in [
            *[("ref", 1, 5.0), ("ref", 0, 2.0), ("tied", 1, 5.0), ("tied", 1, 4.0), ("tied", 0, 2.0)],
        ]
    ]
    command = [
        "eval",
        _file(tmp_path / "rows", rows),
        "--prompt-field",
        "prompt",
        "--ties-field",
        "kind",
        "--json",
    ]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["ranking"]["ties"] == pytest.approx(1.0076159416)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[1]", "not a JSON object"),
        ("{", "line 1"),
        ('{"label": true}', "no line has a 'reward'"),
        ('{"reward": 1}', "has no 'label'"),
        ('{"reward": "a", "label": true}', "is no number"),
        ('{"reward": 1, "label": "perhaps"}', "neither true nor false"),
    ],
)
def test_lines_that_make_no_sense_are_named(
    line: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows"
    file.write_text(line + "\n")
    assert main(["eval", str(file)]) == 2
    assert words in capsys.readouterr().err
