"""Limits that a dataset states in its own words, as limits of ours."""

from collections.abc import Mapping
from typing import Any

from verifiers.labels.rows import Row, is_number, mapping
from verifiers.reading.patterns import Pattern

_QUANTITY = Pattern(r"\s*([\d.]+)\s*([a-z]*)\.?\s*", ignore_case=True)
_SECONDS = {"": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 1e-3}
_MEGABYTES = {"": 1.0, "mb": 1.0, "mib": 1.0, "megabyte": 1.0, "megabytes": 1.0, "gb": 1024.0, "gigabytes": 1024.0}
_LEAST_SECONDS, _MOST_SECONDS = 1.0, 300.0
_LEAST_MB, _MOST_MB = 256, 65_536
"""No interpreter lives in the few megabytes that old problems allow a program in C."""


def limits_of(row: Row) -> dict[str, Any]:
    """``cpu_seconds`` and ``memory_mb`` of one test, as far as the row states them."""
    seconds = _seconds(row.get("time_limit", "time_limit_seconds", "timelimit"))
    megabytes = _quantity(row.get("memory_limit", "memory_limit_mb"), _MEGABYTES)
    size = row.get("memory_limit_bytes")
    if is_number(size):
        megabytes = size / 2**20
    limits: dict[str, Any] = {}
    if seconds:
        limits["cpu_seconds"] = min(max(seconds, _LEAST_SECONDS), _MOST_SECONDS)
    if megabytes:
        limits["memory_mb"] = int(min(max(megabytes, _LEAST_MB), _MOST_MB))
    return limits


def _seconds(value: Any) -> float | None:
    parts = mapping(value)
    if parts is not None:
        whole, nanos = parts.get("seconds") or 0, parts.get("nanos") or 0
        return float(whole) + nanos / 1e9 if is_number(whole) and is_number(nanos) else None
    return _quantity(value, _SECONDS)


def _quantity(value: Any, units: Mapping[str, float]) -> float | None:
    if is_number(value):
        return float(value) if value > 0 else None
    found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    unit = (found[2] or "").lower() if found else ""
    if found is None or unit not in units:
        return None
    try:
        return float(found[1] or "") * units[unit] or None
    except ValueError:
        return None
