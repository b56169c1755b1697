"""The files of a jail: those that are laid into it, and what shows that a program has left anything."""

import os

from .jail import WORK, WRITABLE
from .survey import read_small

Look = list[tuple[str, int, int]]
"""Path, time of the last change of status, size."""


def write(name: str, content: bytes, mode: int) -> str:
    """Lay a file into the working directory. Raises ValueError for a path that leads out of it."""
    path = os.path.normpath(os.path.join(WORK, name))
    if not path.startswith(WORK + "/"):
        raise ValueError(f"{name} lies outside the working directory")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), mode)
    return path


def _traffic() -> Look:
    """What the network of the jail has carried: its counters would tell the next case how many came before."""
    try:
        lines = read_small("/proc/net/dev").decode().splitlines()[2:]
    except OSError:
        return []
    return [(fields[0], int(fields[1]), int(fields[2])) for fields in map(str.split, lines)]


def look(files: list[str]) -> Look | None:
    """What can be seen of the writable file systems without walking into anything that we did not write.

    The time of a status change cannot be set back, as others can. None where the program has shut us out.
    """
    folders = (*WRITABLE, WORK)
    try:
        paths = [os.path.join(folder, name) for folder in folders for name in os.listdir(folder)]
        paths += [*folders, *files, *map(os.path.dirname, files)]
        seen = [(path, status.st_ctime_ns, status.st_size) for path in paths for status in [os.lstat(path)]]
        return [*sorted(seen), *_traffic()]
    except OSError:
        return None
