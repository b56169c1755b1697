"""What one piece of untrusted work may use."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one piece of work.

    ``cpu_seconds`` is the bound that decides a verdict, because it does not depend on how busy the
    machine is. ``wall_seconds`` only ends work that waits for something. ``memory_mb`` bounds the
    address space of the process that does the work.
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
    """The bounds by name, as a runner is told them."""
    return asdict(limits)
