"""Reads what comes out of a runner about a process: measures, output, and how it ended."""

from typing import Any

from sandbox.endings import name_run_ending
from sandbox.runner import wire
from sandbox.sandbox import CaseOutcome

_STDERR_CHARACTERS = 4000


def measures_of(header: wire.Header) -> dict[str, Any]:
    """What was measured, as fields of an outcome."""
    return {
        "cpu_seconds": max(0.0, float(header["cpu"])),
        "wall_seconds": float(header["wall"]),
        "memory_mb": float(header["memory"]),
    }


def text_of(raw: bytes) -> str:
    """The beginning and the end of what was said."""
    text = raw.decode(errors="replace")
    half = _STDERR_CHARACTERS // 2
    return text if len(text) <= _STDERR_CHARACTERS else f"{text[:half]}\n[...]\n{text[-half:]}"


def run_outcome(header: wire.Header, blobs: list[bytes]) -> CaseOutcome:
    """The outcome of a Run."""
    stdout, stderr, *contents = blobs
    ended = name_run_ending(header["breach"], header["status"], text_of(stderr))
    return CaseOutcome(
        ended,
        exit_status=header["status"],
        stdout=stdout,
        stderr=text_of(stderr),
        files=dict(zip(map(str, header.get("fetched", ())), contents, strict=True)),
        **measures_of(header),
    )
