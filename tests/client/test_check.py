"""Datasets before training, and labels in place of verifiers, against a real server."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from steelyard import Client, Refused
from steelyard.cli.main import main

from tests.parts import Server

Capture = pytest.CaptureFixture[str]

GOOD: list[dict[str, Any]] = [
    {"id": 1, "question": "…", "answer": "2 and 2.\n#### 4"},
    {"id": 2, "question": "…", "choices": ["x", "y"], "answer": 1},
    {"id": 3, "prompt": "…", "test_list": ["assert f(2) == 3"], "code": "def f(n):\n    return n + 1"},
]
BAD: list[dict[str, Any]] = [
    {"id": 4, "problem": "Prove it.", "answer": "proof"},
    {"id": 5, "prompt": "…", "test_list": ["assert f(2) == 3"], "code": "def f(n):\n    return n"},
    {"id": 6, "problem": "Who?", "answer": "Grace Hopper"},
]


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_a_good_dataset_is_said_to_be_good(server: Server, tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", write(tmp_path / "a.jsonl", GOOD), "--url", server.url]) == 0
    printed = capsys.readouterr().out
    assert "own solution earns 1\t3" in printed
    assert "judged by choice (choice)\t1" in printed


def test_what_is_wrong_with_a_dataset_is_told(server: Server, tmp_path: Path, capsys: Capture) -> None:
    file = write(tmp_path / "a.jsonl", GOOD + BAD)
    assert main(["check", file, "--url", server.url, "--json", "--refused"]) == 1
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["rows"] == 6
    assert list(found["refused"].values()) == [[4]]
    assert found["solutions"] == {"earned_1": 3, "earned_less": [5], "none": 1}
    assert found["compared_as_text"] == [6]
    assert "row 4: refused" in printed.err


def test_only_what_a_trainer_would_send_is_read(server: Server, tmp_path: Path, capsys: Capture) -> None:
    row = {"prompt": "…", "options": ["x", "y"], "reward_model": {"style": "rule", "ground_truth": "7"}}
    command = ["check", write(tmp_path / "a.jsonl", [row]), "--url", server.url, "--json"]
    assert main([*command, "--column", "reward_model.ground_truth"]) == 0
    assert json.loads(capsys.readouterr().out)["judged_by"] == {"math (math)": 1}
    assert main(command) == 1


def test_verifiers_are_written_as_rows(server: Server, tmp_path: Path, capsys: Capture) -> None:
    file = write(tmp_path / "a.jsonl", GOOD + BAD[:1])
    out = tmp_path / "out.jsonl"
    assert main(["convert", file, "--url", server.url, "--out", str(out), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["written"] == 3
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert json.loads(rows[0]["verifier"]) == {"kind": "math", "ground_truth": "4"}
    folder = tmp_path / "hf"
    command = ["convert", file, "--url", server.url, "--out", str(folder), "--format", "hf", "--limit", "3"]
    assert main([*command, "--keep", "id", "--keep", "answer"]) == 0
    table = pq.read_table(next(folder.rglob("*.parquet"))).to_pylist()
    assert [row["answer"] for row in table] == [json.dumps(row.get("answer")) for row in GOOD]
    assert main(["check", str(folder), "--url", server.url]) == 0


def test_labels_and_rows_stand_in_place_of_verifiers(server: Server) -> None:
    groups: list[dict[str, Any]] = [
        {"label": "#### 4", "completions": ["\\boxed{4}", "5"]},
        {"row": GOOD[1], "completions": [[{"role": "assistant", "content": "The answer is B."}]]},
        {"label": "proof", "completions": ["proof"], "id": "bad"},
        {"verifier": {"kind": "obedient", "ground_truth": "unreadable"}, "completions": ["a"]},
    ]
    with Client(server.url) as client:
        with pytest.raises(Refused, match="without an answer"):
            client.verify(groups)
        result = client.verify(groups, skip_refused=True)
    assert result.rewards == [1.0, 0.0, 1.0, None, None]
    assert "without an answer" in str(result.groups[2].results[0].refusal)
    assert result.groups[2].id == "bad"
    assert result.groups[3].results[0].refusal is not None


def test_where_every_group_is_refused_no_reward_is_made(server: Server) -> None:
    with Client(server.url) as client:
        result = client.verify({"label": "notfound", "completions": ["7", "8"]}, skip_refused=True)
    assert result.rewards == [None, None]


def test_a_dataset_that_is_no_dataset_is_wrong_usage(server: Server, tmp_path: Path, capsys: Capture) -> None:
    assert main(["check", str(tmp_path / "none.jsonl"), "--url", server.url]) == 2
    assert main(["check", write(tmp_path / "empty.jsonl", []), "--url", server.url]) == 2
    assert "no rows" in capsys.readouterr().err
