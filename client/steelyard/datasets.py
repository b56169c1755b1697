"""Rows of a dataset as files have them: JSON Lines, a JSON array, Parquet, Arrow, or a folder of these.

Nothing is downloaded, and nothing that could run is loaded: pickles are refused, loading scripts are left alone.
Parquet and Arrow take pyarrow (``pip install 'steelyard[parquet]'``).
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_EXECUTABLE = {".pkl", ".pickle", ".pt", ".pth", ".npy", ".npz", ".joblib"}
_BATCH = 256


class UnreadableDataset(Exception):
    """A file that holds no rows that could be read; the message names it and says why."""


def read_rows(path: Path) -> Iterator[Row]:
    """Every row, one after another. Raises UnreadableDataset, at the latest at the row at fault."""
    if not path.exists():
        raise UnreadableDataset(f"{path}: there is no such file or folder")
    for file in _files(path):
        yield from _READERS[file.suffix](file)


def _files(path: Path) -> list[Path]:
    """The files of one format; of a folder those in the first format that it has any of."""
    if path.is_file():
        if path.suffix in _EXECUTABLE:
            raise UnreadableDataset(f"{path}: a {path.suffix} file may hold code; it is never loaded")
        if path.suffix not in _READERS:
            raise UnreadableDataset(f"{path}: its name ends in none of {', '.join(_READERS)}")
        return [path]
    for suffix in (".parquet", ".arrow", ".jsonl", ".json"):
        found = sorted(file for file in path.rglob(f"*{suffix}") if _holds_rows(file, path))
        if found:
            return found
    raise UnreadableDataset(f"{path}: the folder has no Parquet, Arrow or JSON files")


def _holds_rows(file: Path, folder: Path) -> bool:
    """Not the caches that datasets keeps beside its tables, nor what it says about them."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    about = {"state.json", "dataset_info.json", "dataset_dict.json", "dataset_infos.json"}
    return not hidden and file.name not in about and not file.name.startswith("cache-")


def _json_lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as lines:
        yield from _each_line(path, lines)


def _each_line(path: Path, lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                yield _row(json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            raise UnreadableDataset(f"{path}: line {number}: {error}") from error


def _json(path: Path) -> Iterator[Row]:
    """An array of rows, an object with one array of them, or lines after all."""
    text = path.read_text(encoding="utf-8")
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
    ".parquet": _parquet,
    ".arrow": _arrow,
}
