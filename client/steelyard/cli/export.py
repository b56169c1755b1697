"""``steelyard export``: the completions of a run with their verdicts and rewards, for a notebook or to keep."""

import argparse
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rich.console import Console

from steelyard.cli import exits
from steelyard.cli.exits import UsageError
from steelyard.cli.output import print_json
from steelyard.client import AsyncClient
from steelyard.settings import Settings

_ROWS_TOGETHER = 1_000
_TEXT = ("run", "split", "job_id", "group_id", "id", "verifier", "version", "completion", "status", "answer")
_WHOLE = ("step", "group", "index", "n_tokens")
_FRACTION = ("created", "reward", "sample_weight", "score", "seconds")
_JSON = ("tags", "ground_truth", "components", "checks")


async def export(arguments: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Write them to a file, which is there once it is whole."""
    out = Path(arguments.out)
    parquet = arguments.format == "parquet" or (arguments.format is None and out.suffix == ".parquet")
    arrow = _arrow() if parquet else None
    async with AsyncClient(settings=settings) as client:
        lines = client.export(arguments.run)
        with _whole(out) as file:
            written = await (_write_parquet(arrow, lines, file) if parquet else _write_lines(lines, file))
    if arguments.json:
        print_json(console, {"completions": written, "file": str(out)})
    else:
        console.print(f"{written} completions in {out}", markup=False, highlight=False, soft_wrap=True)
    return exits.OK


async def _write_lines(lines: AsyncIterator[bytes], file: IO[bytes]) -> int:
    written = 0
    async for line in lines:
        file.write(line + b"\n")
        written += 1
    return written


async def _write_parquet(arrow: Any, lines: AsyncIterator[bytes], file: IO[bytes]) -> int:
    """What is nested is JSON text, so that the columns are the same for every run."""
    schema = _schema(arrow)
    rows: list[Mapping[str, object]] = []
    written = 0
    with arrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        async for line in lines:
            rows.append(_flat(json.loads(line)))
            written += 1
            if len(rows) == _ROWS_TOGETHER:
                writer.write_table(arrow.Table.from_pylist(rows, schema))
                rows = []
        writer.write_table(arrow.Table.from_pylist(rows, schema))
    return written


def _schema(arrow: Any) -> Any:
    kinds = {
        **dict.fromkeys((*_TEXT, *_JSON), arrow.string()),
        **dict.fromkeys(_WHOLE, arrow.int64()),
        **dict.fromkeys(_FRACTION, arrow.float64()),
        "flags": arrow.list_(arrow.string()),
        "cached": arrow.bool_(),
    }
    return arrow.schema(list(kinds.items()))


def _flat(row: Mapping[str, object]) -> Mapping[str, object]:
    return {**row, **{name: json.dumps(row.get(name), ensure_ascii=False) for name in _JSON}}


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when it is written; one that was there before stays until then."""
    try:
        descriptor, half = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UsageError(str(error)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(half).replace(target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("Parquet takes pyarrow: pip install 'steelyard[parquet]'") from error
    return pyarrow
