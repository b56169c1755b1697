"""Programs that are commands: how one is started in a jail, and how what a compiler leaves is brought out.

What is brought out is as untrusted as the program. Init reads it with no more rights than the program has.
"""

import os
import stat
from collections.abc import Mapping, Sequence
from typing import NoReturn

from . import filter as system_calls

OUT = "/tmp/out"
PATH = "/usr/local/bin:/usr/bin:/bin"

_MOST_FILES = 1000
_MOST_BYTES = 64 << 20


def find_missing(tools: Sequence[str]) -> str | None:
    """The first of these programs that is not installed."""
    folders = PATH.split(":")
    for tool in tools:
        if "/" not in tool and not any(os.access(f"{folder}/{tool}", os.X_OK) for folder in folders):
            return tool
    return None


def become(command: list[str], environment: Mapping[str, str], uncopied: bool = False) -> NoReturn:
    """Turn this process into the command, which may be one that is not to copy itself."""
    if uncopied:
        system_calls.forbid_copies()
    variables = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": os.getcwd(), **environment}
    try:
        os.execvpe(command[0], command, variables)
    except OSError as failure:
        os.write(2, f"{command[0]}: {failure.strerror}\n".encode())
        os._exit(127)


def collect() -> dict[str, bytes] | None:
    """The regular files below OUT by their paths from there, or None where they are too many or too large."""
    found: dict[str, bytes] = {}
    room = _MOST_BYTES
    for folder, _, names in os.walk(OUT):
        for name in names:
            path = os.path.join(folder, name)
            content = _read(path, room)
            if content is None or len(found) >= _MOST_FILES:
                return None
            found[os.path.relpath(path, OUT)] = content
            room -= len(content)
    return found


def fetch(folder: str, names: Sequence[str]) -> dict[str, bytes]:
    """Those of the named files below a folder that are there and regular, as far as there is room."""
    found: dict[str, bytes] = {}
    room = _MOST_BYTES
    for name in names[:_MOST_FILES]:
        path = os.path.normpath(os.path.join(folder, name))
        if not path.startswith(folder + "/"):
            continue
        try:
            content = _read(path, room)
        except OSError:
            continue
        if content is not None:
            found[name] = content
            room -= len(content)
    return found


def _read(path: str, room: int) -> bytes | None:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(fd, "rb") as file:
        status = os.fstat(fd)
        return file.read() if stat.S_ISREG(status.st_mode) and status.st_size <= room else None
