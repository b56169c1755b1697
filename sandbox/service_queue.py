"""Stands in line for the next free one of the sandboxes whose sockets lie in a folder."""

import contextlib
import random
import select
import socket
import stat
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

from sandbox.errors import SlotLost
from sandbox.program import PLAIN
from sandbox.runner import turns

_FASTER_SECONDS = 0.005  # a free sandbox has answered by then, unless the machine is busy
_LOOK_SECONDS = 0.25
_PATH_LENGTH = 107  # of a unix socket's address


class ServiceQueue:
    """A place in line at one sandbox after another, until one of them makes an offer. Leaves all on exit."""

    def __init__(self, folder: Path, timeout_seconds: float, environment: str = PLAIN) -> None:
        self._folder = folder
        self._timeout_seconds = timeout_seconds
        self._environment = environment
        self._places: dict[int, tuple[str, socket.socket]] = {}
        self._poll = select.poll()

    def __enter__(self) -> "ServiceQueue":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, place in self._places.values():
            place.close()

    def wait(self, preferred: str | None, avoided: Collection[str]) -> tuple[str, socket.socket]:
        """The first sandbox that is free, and a connection for one turn. Raises SlotLost if there is none."""
        deadline = time.monotonic() + self._timeout_seconds
        if preferred:
            self._join(preferred)
        while True:
            found = self._offered(_FASTER_SECONDS) if self._places else None
            if not found and not self._join_another(avoided):
                found = self._offered(_LOOK_SECONDS)
            if found and _take(found[1]):
                return found
            if self._places:
                deadline = time.monotonic() + self._timeout_seconds
            elif time.monotonic() > deadline:
                raise SlotLost(f"there is no sandbox for {self._environment} in {self._folder}")

    def _join_another(self, avoided: Collection[str]) -> bool:
        """Stand in one more line, rather not where this process itself is being served."""
        joined = {name for name, _ in self._places.values()}
        names = [
            name
            for name in listening(self._folder)
            if name not in joined and turns.environment_of(name) == self._environment
        ]
        random.shuffle(names)  # so that workers spread out
        names.sort(key=lambda name: name in avoided)
        return any(self._join(name) for name in names)

    def _join(self, name: str) -> bool:
        place = socket.socket(socket.AF_UNIX)
        place.setblocking(False)
        try:
            place.connect(str(self._folder / name))
        except ConnectionRefusedError:
            place.close()
            forget(self._folder / name)
            return False
        except OSError:  # gone by now, or its line is full
            place.close()
            return False
        self._places[place.fileno()] = name, place
        self._poll.register(place, select.POLLIN)
        return True

    def _offered(self, seconds: float) -> tuple[str, socket.socket] | None:
        if not self._places:
            time.sleep(seconds)
        for fd, _ in self._poll.poll(seconds * 1000):
            name, place = self._places.pop(fd)
            self._poll.unregister(fd)
            with contextlib.suppress(OSError):
                if place.recv(1) == turns.OFFER:
                    place.setblocking(True)
                    return name, place
            place.close()  # it has ended
        return None


def listening(folder: Path) -> list[str]:
    """The names of the sockets in a folder."""
    with contextlib.suppress(FileNotFoundError):
        return [
            path.name
            for path in folder.iterdir()
            if path.suffix == turns.SUFFIX and len(str(path)) <= _PATH_LENGTH and _is_socket(path)
        ]
    return []


def forget(path: Path) -> None:
    """Remove the socket of a sandbox that is dead."""
    with contextlib.suppress(OSError):
        path.unlink()


def _is_socket(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return stat.S_ISSOCK(path.lstat().st_mode)
    return False


def _take(place: socket.socket) -> bool:
    try:
        place.sendall(turns.TAKE)
    except OSError:
        place.close()
        return False
    return True
