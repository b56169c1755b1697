"""Datasets as files and folders have them."""

import datetime
import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from steelyard.datasets import UnreadableDataset, read_rows

ROWS: list[dict[str, Any]] = [
    {"question": "…", "answer": "7", "extra": {"split": "train", "tests": ["a", "b"]}},
    {"question": "?", "answer": "8", "extra": {"split": "test", "tests": []}},
]


def as_lines(path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS) + "\n")


def as_array(path: Path) -> None:
    path.write_text(json.dumps(ROWS))


def within_an_object(path: Path) -> None:
    path.write_text(json.dumps({"version": 1, "data": ROWS}))


def as_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), path)


def as_stream(path: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def as_arrow_file(path: Path) -> None:
    table = pa.Table.from_pylist(ROWS)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("rows.jsonl", as_lines),
        ("rows.json", as_array),
        ("rows.json", within_an_object),
        ("rows.json", as_lines),
        ("rows.parquet", as_parquet),
        ("rows.arrow", as_stream),
        ("rows.arrow", as_arrow_file),
    ],
)
def test_every_format_gives_the_same_rows(name: str, write: Any, tmp_path: Path) -> None:
    write(tmp_path / name)
    assert list(read_rows(tmp_path / name)) == ROWS


def test_packed_text_and_byte_order_marks(tmp_path: Path) -> None:
    text = "\ufeff" + "\n".join(map(json.dumps, ROWS))
    (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8")
    with gzip.open(tmp_path / "packed.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write(text)
    assert list(read_rows(tmp_path / "rows.jsonl")) == ROWS
    assert list(read_rows(tmp_path)) == ROWS * 2


@pytest.mark.parametrize(("name", "mark"), [("rows.csv", ","), ("rows.tsv", "\t")])
def test_a_table_of_text_has_its_names_in_the_first_line(name: str, mark: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(f'question{mark}answer\r\n"Why{mark}\nthen?"{mark}7\r\n', newline="")
    assert list(read_rows(tmp_path / name)) == [{"question": f"Why{mark}\nthen?", "answer": "7"}]


def test_a_row_that_is_a_list_gets_places_as_names(tmp_path: Path) -> None:
    turns = [{"from": "human", "value": "How far?"}, {"from": "assistant", "ground_truth": {"value": "3"}}]
    (tmp_path / "rows.json").write_text(json.dumps([turns]))
    assert list(read_rows(tmp_path / "rows.json")) == [{"0": turns[0], "1": turns[1]}]


def test_a_folder_is_its_tables_without_what_stands_beside_them(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    as_parquet(tmp_path / "data" / "train-00000-of-00002.parquet")
    as_parquet(tmp_path / "data" / "train-00001-of-00002.parquet")
    (tmp_path / "state.json").write_text("{}")
    (tmp_path / "loader.py").write_text("raise SystemExit('a loading script was run')")
    assert list(read_rows(tmp_path)) == ROWS * 2


def test_values_that_json_has_no_word_for(tmp_path: Path) -> None:
    day = datetime.date(2026, 1, 2)
    table = pa.table({"day": [day], "raw": [b"abc"], "packed": [b"\xff\x00"], "rate": [float("nan")]})
    pq.write_table(table, tmp_path / "rows.parquet")
    (row,) = read_rows(tmp_path / "rows.parquet")
    assert row == {"day": "2026-01-02", "raw": "abc", "packed": None, "rate": None}


@pytest.mark.parametrize("name", ["rows.pkl", "rows.npy", "rows.pt"])
def test_what_may_hold_code_is_never_loaded(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(ROWS))
    with pytest.raises(UnreadableDataset, match="never loaded"):
        list(read_rows(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a":', "line 2"),
        ("a.jsonl", b"7\n", "line 1"),
        ("a.json", b"[7]", "not int"),
        ("a.parquet", b"no parquet", "a.parquet"),
        ("a.arrow", b"no arrow", "a.arrow"),
        ("a.txt", b"a,b", "none of"),
        ("a.csv", b"a,b\n1,2,3\n", "line 2"),
        ("a.jsonl.gz", b"{}", "a.jsonl.gz"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableDataset, match=reason):
        list(read_rows(tmp_path / name))


def test_a_folder_or_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.jsonl"):
        with pytest.raises(UnreadableDataset, match=path.name):
            list(read_rows(path))
