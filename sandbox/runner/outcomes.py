"""What is said of a case: how it ended, what it has cost, and what it left."""

import time

from . import commands, wire
from .jail import WORK
from .watching import Budget


def measured(
    breach: str | None, status: int | None, cpu: float, memory_mb: float, started: float, budget: Budget
) -> wire.Header:
    """How it ended and what it has cost: ``cpu`` seconds, and seconds of the clock since ``started``."""
    return {
        "breach": breach,
        "status": status,
        "cpu": cpu,
        "wall": time.monotonic() - started,
        "waited": budget.waited,
        "overslept": budget.overslept,
        "memory": memory_mb,
    }


def unavailable(missing: list[str]) -> tuple[wire.Header, list[bytes]]:
    """Tests that import what is not there say nothing of the program."""
    measures: wire.Header = {"breach": None, "status": None, "cpu": 0.0, "wall": 0.0, "memory": 0.0}
    return {**measures, "missing": missing}, [b"", b"", b""]


def with_files(header: wire.Header, outcome: wire.Header, out: list[bytes]) -> tuple[wire.Header, list[bytes]]:
    """The outcome with the files that the caller wants to have."""
    found = commands.fetch(WORK, header.get("fetch", ()))
    return {**outcome, "fetched": list(found)}, [*out, *found.values()]
