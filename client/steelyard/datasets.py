"""Rows of a dataset as files have them: JSON Lines, a JSON array, CSV, Parquet, Arrow, or a folder of these.

Text may be packed with gzip, and may begin with a byte order mark. A row that is a list, as Open-Reasoner-Zero has
them, gets the places of its items as names.

Nothing is downloaded, and nothing that could run is loaded: pickles are refused, loading scripts are left alone.
Parquet and Arrow take pyarrow (``pip install 'steelyard[parquet]'``).
"""

import csv
import gzip
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

Row = dict[str, Any]

_EXECUTABLE = {".pkl", ".pickle", ".pt", ".pth", ".npy", ".npz", ".joblib"}
_BATCH = 256
_LONGEST_FIELD = 1 << 27
"""Characters in a field of CSV: tests of programs are long."""


class UnreadableDataset(Exception):
    """A file that holds no rows that could be read; the message names it and says why."""


def read_rows(path: Path) -> Iterator[Row]:
    """Every row, one after another. Raises UnreadableDataset, at the latest at the row at fault."""
    if not path.exists():
        raise UnreadableDataset(f"{path}: there is no such file or folder")
    for file in _files(path):
        yield from _READERS[_suffix(file)](file)


def _files(path: Path) -> list[Path]:
    """The files of one format; of a folder those in the first format that it has any of."""
    if path.is_file():
        if path.suffix in _EXECUTABLE:
            raise UnreadableDataset(f"{path}: a {path.suffix} file may hold code; it is never loaded")
        if _suffix(path) not in _READERS:
            raise UnreadableDataset(f"{path}: its name ends in none of {', '.join(_READERS)}, with or without .gz")
        return [path]
    for suffix in (".parquet", ".arrow", ".jsonl", ".json", ".csv", ".tsv"):
        named = (file for ending in (suffix, f"{suffix}.gz") for file in path.rglob(f"*{ending}"))
        found = sorted(file for file in named if _holds_rows(file, path))
        if found:
            return found
    raise UnreadableDataset(f"{path}: the folder has no Parquet, Arrow, JSON or CSV files")


def _holds_rows(file: Path, folder: Path) -> bool:
    """Not the caches that datasets keeps beside its tables, nor what it says about them."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    about = {"state.json", "dataset_info.json", "dataset_dict.json", "dataset_infos.json"}
    return not hidden and file.name not in about and not file.name.startswith("cache-")


def _suffix(path: Path) -> str:
    """The end of a name that tells the format."""
    return path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    """The text of a file. Raises UnreadableDataset where it is none."""
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as packed:
                yield packed
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield file
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UnreadableDataset(f"{path}: {error}") from error


def _json_lines(path: Path) -> Iterator[Row]:
    with _text(path) as lines:
        yield from _each_line(path, lines)


def _separated(path: Path) -> Iterator[Row]:
    """A table as text: its first line has the names."""
    csv.field_size_limit(_LONGEST_FIELD)
    with _text(path) as lines:
        table = csv.DictReader(lines, dialect="excel-tab" if _suffix(path) == ".tsv" else "excel")
        try:
            for row in table:
                if None in row:
                    raise UnreadableDataset(f"{path}: line {table.line_num}: more fields than there are names")
                yield _row(row)
        except csv.Error as error:
            raise UnreadableDataset(f"{path}: line {table.line_num}: {error}") from error


def _each_line(path: Path, lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                yield _row(json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            raise UnreadableDataset(f"{path}: line {number}: {error}") from error


def _json(path: Path) -> Iterator[Row]:
    """An array of rows, an object with one array of them, or lines after all."""
    with _text(path) as file:
        text = file.read()
    try:
        document = json.loads(text)
    except ValueError:
        yield from _each_line(path, text.splitlines())
        return
    if isinstance(document, Mapping):
        arrays = [value for value in document.values() if isinstance(value, list)]
        document = (
            arrays[0] if len(arrays) == 1 and all(isinstance(one, dict) for one in arrays[0]) else [document]
        )
    try:
        yield from map(_row, document)
    except TypeError as error:
        raise UnreadableDataset(f"{path}: {error}") from error


def _parquet(path: Path) -> Iterator[Row]:
    arrow = _pyarrow(path)
    try:
        with arrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                yield from map(_row, batch.to_pylist())
    except (arrow.lib.ArrowException, OSError) as error:
        raise UnreadableDataset(f"{path}: {error}") from error


def _arrow(path: Path) -> Iterator[Row]:
    """A stream, as ``save_to_disk`` writes it, or a file of Arrow's own format."""
    arrow = _pyarrow(path)
    try:
        with arrow.memory_map(str(path)) as source:
            try:
                batches = arrow.ipc.open_stream(source)
            except arrow.lib.ArrowInvalid:
                file = arrow.ipc.open_file(source)
                batches = (file.get_batch(number) for number in range(file.num_record_batches))
            for batch in batches:
                for start in range(0, batch.num_rows, _BATCH):
                    yield from map(_row, batch.slice(start, _BATCH).to_pylist())
    except (arrow.lib.ArrowException, OSError) as error:
        raise UnreadableDataset(f"{path}: {error}") from error


def _pyarrow(path: Path) -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError as error:
        raise UnreadableDataset(f"{path}: takes pyarrow: pip install 'steelyard[parquet]'") from error
    return pyarrow


def _row(value: object) -> Row:
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        value = dict(enumerate(value))
    if not isinstance(value, Mapping):
        raise TypeError(f"a row is an object, not {type(value).__name__}")
    return {str(name): as_json(item) for name, item in value.items()}


def as_json(value: Any) -> Any:
    """A value as JSON has it: no NaN, dates as text, and bytes as text where they are text, else nothing."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, bytes):
        return _text_or_nothing(value)
    return str(value)


def _text_or_nothing(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json,
    ".csv": _separated,
    ".tsv": _separated,
    ".parquet": _parquet,
    ".arrow": _arrow,
}
