"""What the processes of a jail hold and have used, from /proc: seen by its init, which is pid 1 there."""

import os
import re
import stat
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TABLE_SHARE = 512  # a page of tables says where 512 pages are, which need not be there
_SHARES = re.compile(rb"^Pss(_Shmem)?:\s+(\d+)", re.MULTILINE)
_TABLES = re.compile(rb"^VmPTE:\s+(\d+)", re.MULTILINE)
_IN_MEMORY = ("/tmp", "/dev/shm")  # file systems of the jail


@dataclass(frozen=True)
class Seen:
    """One living process. ``waited`` are seconds that its threads were ready to run and did not."""

    pid: int
    born: int
    own_cpu: float
    with_children_cpu: float
    space: int
    pages: int
    waited: float
    waits_for_disk: bool


def look() -> list[Seen] | None:
    """Every process but this one; None where there is no /proc."""
    names = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    if not names and not os.path.exists("/proc/1"):
        return None
    return [seen for name in names if (seen := _look_at(name))]


def _look_at(name: str) -> Seen | None:
    try:
        fields = read_small(f"/proc/{name}/stat").rpartition(b")")[2].split()
        waited = sum(_waited(f"/proc/{name}/task/{thread}") for thread in os.listdir(f"/proc/{name}/task")[:16])
    except OSError:
        return None
    own = (int(fields[11]) + int(fields[12])) / _TICKS
    children = (int(fields[13]) + int(fields[14])) / _TICKS
    return Seen(
        int(name),
        int(fields[19]),
        own,
        own + children,
        int(fields[20]),
        int(fields[21]),
        waited,
        fields[0] == b"D",
    )


def _waited(folder: str) -> float:
    try:
        return int(read_small(f"{folder}/schedstat").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def most_bytes(processes: list[Seen]) -> int:
    """More than they hold: what they share counts for each of them, and page tables as if they used all space."""
    return sum(seen.pages * _PAGE + seen.space // _TABLE_SHARE for seen in processes)


def held_bytes(processes: list[Seen]) -> int:
    """What they hold: shared memory in proportion, page tables, and files in memory that nobody has mapped."""
    total = mapped = 0
    for seen in processes:
        try:
            shares = _SHARES.findall(read_small(f"/proc/{seen.pid}/smaps_rollup"))
            tables = _TABLES.search(read_small(f"/proc/{seen.pid}/status"))
        except PermissionError:
            total += seen.pages * _PAGE  # it may not be looked into
            continue
        except OSError:
            continue  # it is dying
        total += sum(int(amount) for of_files, amount in shares if not of_files) * 1024
        mapped += sum(int(amount) for of_files, amount in shares if of_files) * 1024
        total += int(tables[1]) * 1024 if tables else 0
    return total + max(0, files_bytes(processes) - mapped)


def files_bytes(processes: list[Seen]) -> int:
    """What lies in the file systems in memory, and in open files that have no name."""
    used = sum({key: size for seen in processes for key, size in _nameless(seen.pid)}.values())
    for path in _IN_MEMORY:
        status = os.statvfs(path)
        used += (status.f_blocks - status.f_bfree) * status.f_frsize
    return used


def _nameless(pid: int) -> list[tuple[tuple[int, int], int]]:
    found = []
    try:
        for name in os.listdir(f"/proc/{pid}/fd"):
            status = os.stat(f"/proc/{pid}/fd/{name}")
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                found.append(((status.st_dev, status.st_ino), status.st_blocks * 512))
    except OSError:
        return found  # it is dying, or may not be looked into
    return found


def read_small(path: str) -> bytes:
    """A file of /proc, without the machinery of file objects."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, 8192)
    finally:
        os.close(fd)
