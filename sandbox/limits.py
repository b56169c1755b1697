"""What one piece of untrusted work may use."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from sandbox.runner.watching import MOST_WAITING

_GRACE_SECONDS = 20.0  # a jail is made in milliseconds, but the machine may be busy
_STARVED = 0.1  # of the wall limit


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one piece of work.

    ``cpu_seconds`` is the bound that decides a verdict, because it does not depend on how busy the
    machine is. ``wall_seconds`` only ends work that waits for something; in a sandbox, time in which it waited for
    a processor or a disk does not count. ``memory_mb`` bounds the address space of the process that does the work.
    """

    cpu_seconds: float = 5.0
    wall_seconds: float = 30.0
    memory_mb: int = 1024
    output_kb: int = 1024
    processes: int = 64
    disk_mb: int = 64
    open_files: int = 256


@lru_cache(maxsize=256)
def as_told(limits: Limits) -> Mapping[str, float]:
    """The bounds by name, as a runner is told them; their units (seconds, MiB, KiB) are in the names."""
    return asdict(limits)


def timeout_seconds(limits: Limits) -> float:
    """How long a runner may take over one case before it is given up, in seconds."""
    return limits.wall_seconds * (1 + MOST_WAITING) + _GRACE_SECONDS


def was_starved(header: Mapping[str, Any], limits: Limits) -> bool:
    """Whether a case that ran into its wall limit lacked a processor for a good part of it: worth another try."""
    return bool(header.get("overslept") and header["waited"] > _STARVED * limits.wall_seconds)
