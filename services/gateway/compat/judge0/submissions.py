"""A submission of Judge0 as an order of ours, and an outcome as Judge0 tells it."""

import base64
import binascii
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.gateway.compat.judge0.languages import NAMES
from services.gateway.programs import Order, RunOutcome

STATUSES: Mapping[int, str] = {
    1: "In Queue",
    2: "Processing",
    3: "Accepted",
    4: "Wrong Answer",
    5: "Time Limit Exceeded",
    6: "Compilation Error",
    7: "Runtime Error (SIGSEGV)",
    8: "Runtime Error (SIGXFSZ)",
    9: "Runtime Error (SIGFPE)",
    10: "Runtime Error (SIGABRT)",
    11: "Runtime Error (NZEC)",
    12: "Runtime Error (Other)",
    13: "Internal Error",
    14: "Exec Format Error",
}
_SIGNALS = {-11: 7, -25: 8, -8: 9, -6: 10}
_ENDED = {"timeout": 5, "compile": 6, "syntax": 11, "memory": 12, "output_limit": 8, "disk": 8, "processes": 12}
_MOST_FILES, _MOST_BYTES = 256, 16 << 20
_ENCODED = ("stdout", "stderr", "compile_output", "message")


class Judge0Submission(BaseModel):
    """A program. Times in seconds, memory in KiB; ``additional_files`` is a zip archive in base64."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    source_code: str
    language_id: int
    stdin: str | None = None
    expected_output: str | None = None
    cpu_time_limit: float | None = None
    wall_time_limit: float | None = None
    memory_limit: float | None = None
    command_line_arguments: str | None = None
    additional_files: str | None = None


def order_of(asked: Judge0Submission, *, encoded: bool) -> Order:
    """The order. Raises ValueError with the reason, for the protocol's 422."""
    if asked.language_id not in NAMES:
        raise ValueError(f"language with id {asked.language_id} does not exist")
    language, _ = NAMES[asked.language_id]
    return Order(
        language=language,
        code=_text(asked.source_code, encoded) or "",
        stdin=_text(asked.stdin, encoded) or "",
        args=(asked.command_line_arguments or "").split(),
        files=_files(asked.additional_files),
        limits=_limits(asked),
        expected=_text(asked.expected_output, encoded),
    )


def told(token: str, outcome: RunOutcome, *, encoded: bool) -> dict[str, Any]:
    """A finished submission."""
    status = _status(outcome)
    compiler = outcome.stderr if outcome.ended == "compile" else None
    document: dict[str, Any] = {
        **blank(token, status),
        "stdout": outcome.stdout or None,
        "stderr": None if compiler else outcome.stderr or None,
        "compile_output": compiler,
        "message": outcome.message or None,
        "exit_code": outcome.exit_status,
        "time": f"{outcome.cpu_seconds:.3f}",
        "wall_time": f"{outcome.wall_seconds:.3f}",
        "memory": round(outcome.memory_mb * 1024),
    }
    if encoded:
        for name in _ENCODED:
            if document[name] is not None:
                document[name] = base64.encodebytes(document[name].encode(errors="replace")).decode()
    return document


def blank(token: str, status: int) -> dict[str, Any]:
    """A submission of which nothing is known but its status."""
    names = (*_ENCODED, "time", "memory")
    state = {"id": status, "description": STATUSES[status]}
    return {"token": token, "status": state, "status_id": status, **dict.fromkeys(names)}


def _status(outcome: RunOutcome) -> int:
    if outcome.passed is None:
        return 13
    if outcome.ended == "exited" and not outcome.exit_status:
        return 3 if outcome.passed else 4
    if outcome.ended == "exited":
        return 11
    return _ENDED.get(outcome.ended) or _SIGNALS.get(outcome.exit_status or 0, 12)


def _limits(asked: Judge0Submission) -> dict[str, float]:
    cpu = min(max(asked.cpu_time_limit or 5.0, 0.05), 300.0)
    limits = {"cpu_seconds": cpu, "wall_seconds": min(max(asked.wall_time_limit or 0.0, 2 * cpu, 10.0), 600.0)}
    if asked.memory_limit and asked.memory_limit > 0:
        limits["memory_mb"] = min(max(int(asked.memory_limit) >> 10, 32), 65_536)
    return limits


def _text(text: str | None, encoded: bool) -> str | None:
    if text is None or not encoded:
        return text
    try:
        return base64.b64decode(text).decode(errors="replace")
    except binascii.Error as error:
        raise ValueError("some attributes cannot be decoded from base64") from error


def _files(archive: str | None) -> dict[str, str]:
    """The files of an archive, unpacked within bounds."""
    if not archive:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(archive))) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise ValueError("additional_files are too many or too large")
            return {entry.filename: base64.b64encode(packed.read(entry)).decode() for entry in entries}
    except (binascii.Error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"additional_files is no zip archive: {error}") from error
