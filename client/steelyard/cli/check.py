"""``steelyard check`` and ``steelyard convert``: a dataset before training, and its verifiers as rows."""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from steelyard.checking import CheckedRow, Findings, check_rows, first
from steelyard.cli import exits
from steelyard.cli.output import print_json
from steelyard.cli.tables import print_table
from steelyard.client import AsyncClient
from steelyard.datasets import UnreadableDataset, read_rows
from steelyard.settings import Settings

_KEPT = ("id", "prompt", "messages", "problem", "question", "data_source")
_NUMBERS = 5


async def check(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Tell what every row is read as, what is refused, and whether each row's own solution earns 1."""
    findings = Findings()
    async with AsyncClient(settings=settings) as client:
        async for row in _checked(client, arguments, judge=not arguments.no_judging):
            findings.add(row)
            if arguments.refused:
                _tell(row)
    if not findings.rows:
        raise exits.UsageError(f"{arguments.file}: there are no rows")
    if arguments.json:
        print_json(console, findings.document())
    else:
        _print(console, findings)
    return exits.OK if findings.is_fine else exits.NO_VERDICT


async def convert(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Write a row for each one that can be judged: its verifier as JSON text, and what else is to be kept."""
    findings = Findings()
    made: list[dict[str, Any]] = []
    rows = list(first(_rows(arguments.file), arguments.limit))
    async with AsyncClient(settings=settings) as client:
        async for row in check_rows(client, rows, judge=False, column=arguments.column):
            findings.add(row)
            if row.reading.verifier is not None:
                made.append(_converted(rows[row.number - 1], row, arguments.keep or _KEPT))
    _write(Path(arguments.out), made, arguments.format)
    if arguments.json:
        print_json(console, {"written": len(made), **findings.document()})
    else:
        _print(console, findings)
    return exits.OK if len(made) == findings.rows else exits.NO_VERDICT


def _checked(client: AsyncClient, arguments: argparse.Namespace, *, judge: bool) -> AsyncIterator[CheckedRow]:
    rows = first(_rows(arguments.file), arguments.limit)
    return check_rows(client, rows, judge=judge, column=arguments.column)


def _rows(name: str) -> Iterator[Mapping[str, Any]]:
    try:
        yield from read_rows(Path(name))
    except (UnreadableDataset, OSError, UnicodeDecodeError) as error:
        raise exits.UsageError(str(error)) from error


def _tell(row: CheckedRow) -> None:
    if row.refusal:
        fields = f" (fields: {', '.join(row.reading.fields)})" if row.reading.fields else ""
        print(f"row {row.number}: refused: {row.refusal}{fields}", file=sys.stderr)


def _print(console: Console, findings: Findings) -> None:
    lines: list[tuple[object, ...]] = [(f"judged by {name}", count, "") for name, count in _ranked(findings)]
    lines += [(f"refused: {reason}", len(rows), _shown(rows)) for reason, rows in findings.refused.items()]
    lines += [(f"warning: {text}", len(rows), _shown(rows)) for text, rows in findings.warnings.items()]
    for text, rows in (
        ("compared as text only", findings.as_text),
        ("own solution earns less than 1", findings.missed),
        ("truth in a box earns less than 1", findings.truths_missed),
        ("no verdict", findings.no_verdict),
    ):
        lines += [(text, len(rows), _shown(rows))] if rows else []
    lines += [("own solution earns 1", findings.earned, "")] if findings.earned else []
    lines += [("rows", findings.rows, "")]
    print_table(console, ("what", "rows", "such as row"), lines)


def _ranked(findings: Findings) -> list[tuple[str, int]]:
    return findings.layouts.most_common()


def _shown(rows: Sequence[int]) -> str:
    more = ", …" if len(rows) > _NUMBERS else ""
    return ", ".join(map(str, rows[:_NUMBERS])) + more


def _converted(row: Mapping[str, Any], checked: CheckedRow, keep: Sequence[str]) -> dict[str, Any]:
    """One row. The verifier is text: as an object Arrow would mix the fields of all kinds in every row."""
    kept = {name: row[name] for name in keep if name in row and name != "verifier"}
    return {**kept, "verifier": json.dumps(checked.reading.verifier, ensure_ascii=False)}


def _write(target: Path, rows: Sequence[Mapping[str, Any]], form: str) -> None:
    try:
        if form == "jsonl":
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            target.write_text("".join(lines), encoding="utf-8")
        else:
            _write_folder(target, rows)
    except OSError as error:
        raise exits.UsageError(str(error)) from error


def _write_folder(target: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """A folder that ``datasets.load_dataset`` reads as it is."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise exits.UsageError("the format hf takes pyarrow: pip install 'steelyard[parquet]'") from error
    folder = target / "data"
    folder.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: _column(pyarrow, [row.get(name) for row in rows]) for name in names}
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "train-00000-of-00001.parquet")


def _column(arrow: Any, values: list[Any]) -> Any:
    """A column; where its values are of several types, their JSON."""
    try:
        return arrow.array(values)
    except (arrow.lib.ArrowInvalid, arrow.lib.ArrowTypeError):
        return arrow.array([json.dumps(value, ensure_ascii=False) for value in values])
