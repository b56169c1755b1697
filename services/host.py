"""How much of its memory and disk a host has left, as shares of one; None where it does not tell."""

import shutil
from contextlib import suppress
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")
_MEMORY = Path("/proc/meminfo")


def memory_left(group: Path = _GROUP, memory: Path = _MEMORY) -> float | None:
    """Of what the host has, or of what this container may use where that is less."""
    shares = [share for share in (_of_host(memory), _of_group(group)) if share is not None]
    return min(shares, default=None)


def disk_left(folder: Path) -> float | None:
    """Of the file system that a folder is on, or will be."""
    there = next((one for one in (folder.absolute(), *folder.absolute().parents) if one.exists()), Path("/"))
    try:
        usage = shutil.disk_usage(there)
    except OSError:
        return None
    return usage.free / usage.total if usage.total else None


def _of_host(memory: Path) -> float | None:
    """What the kernel could give to a program without swapping."""
    with suppress(OSError, ValueError, KeyError, ZeroDivisionError):
        fields = dict(line.split(":", 1) for line in memory.read_text().splitlines())
        return int(fields["MemAvailable"].split()[0]) / int(fields["MemTotal"].split()[0])
    return None


def _of_group(group: Path) -> float | None:
    """Under a limit of control groups (version 2). Pages of files that can be dropped count as free."""
    with suppress(OSError, ValueError, KeyError, ZeroDivisionError):
        limit = int((group / "memory.max").read_text())
        counts = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        used = int((group / "memory.current").read_text()) - int(counts["inactive_file"])
        return max(0.0, 1 - used / limit)
    return None
