"""A control group of its own for a runner, where the machine lets us make one: version 2, or version 1.

It counts what processes alone do not show: memory of the kernel, of sockets and of files in memory, and the CPU
time of processes that nobody has waited for. Whoever holds its files needs no way to them: they are opened outside
and inherited by init, which sets the limit of each case.
"""

import contextlib
import os
import re
import secrets
import time
from dataclasses import dataclass, field

_ROOT = "/sys/fs/cgroup"
_PREFIX = "steelyard-"
_SLACK_BYTES = 48 << 20  # for the runner itself, and what the kernel charges late
_REMOVAL_SECONDS = 5.0
_UNBOUNDED = 1 << 60  # the group of a whole machine has a limit like this, or none
_SECOND_AROUND = {"limit": "memory.max", "memory": "memory.stat", "cpu": "cpu.stat"}
_FIRST_AROUND = {
    "limit": "memory/memory.limit_in_bytes",
    "memory": "memory/memory.stat",
    "kernel": "memory/memory.kmem.usage_in_bytes",
    "cpu": "cpuacct/cpuacct.usage",
}
_COUNTED = re.compile(rb"^(anon|rss|shmem|swap|kernel|sock) (\d+)$", re.MULTILINE)


@dataclass
class Group:
    """The open files of a control group."""

    limit_fd: int | None  # whoever made it may not let us set it
    memory_fd: int
    cpu_fd: int
    kernel_fd: int | None  # what version 1 keeps apart
    _bound: int = 0
    _base: int = 0

    @property
    def descriptors(self) -> list[int]:
        """What has to stay open for it to work."""
        found = (self.limit_fd, self.memory_fd, self.cpu_fd, self.kernel_fd)
        return [fd for fd in found if fd is not None]

    def start(self) -> None:
        """Count memory from here, where nothing but the runner is in the group."""
        self._base = self._held()

    def memory_bytes(self) -> int:
        """What is held beyond the runner itself. Files that can be read again do not count."""
        return max(0, self._held() - self._base)

    def cpu_seconds(self) -> float:
        """CPU time of all that is or was in the group."""
        text = os.pread(self.cpu_fd, 4096, 0)
        if text.startswith(b"usage_usec"):
            return int(text.split(None, 2)[1]) / 1e6
        return int(text) / 1e9

    def bound(self, memory_bytes: int) -> None:
        """Have the kernel end what takes more memory than this."""
        if memory_bytes == self._bound or self.limit_fd is None:
            return
        with contextlib.suppress(OSError):
            os.pwrite(self.limit_fd, str(self._base + memory_bytes + _SLACK_BYTES).encode(), 0)
        self._bound = memory_bytes

    def _held(self) -> int:
        held = sum(int(amount) for _, amount in _COUNTED.findall(os.pread(self.memory_fd, 16384, 0)))
        return held + (int(os.pread(self.kernel_fd, 64, 0)) if self.kernel_fd is not None else 0)


@dataclass
class Leaf:
    """A control group as the keeper of a runner sees it, from outside."""

    folders: list[str]
    group: Group = field(init=False)
    _parents: list[int] = field(init=False)

    def __post_init__(self) -> None:
        # Its paths lead nowhere once the runner has moved into a root of its own, and its keeper with it.
        self._parents = [os.open(os.path.dirname(folder), os.O_RDONLY) for folder in self.folders]

    def take_in(self, pid: int) -> None:
        """Put a process into it, and with it all that it forks later."""
        for folder in self.folders:
            _write(f"{folder}/cgroup.procs", str(pid))

    def remove(self) -> None:
        """Once everything in it is dead, which may take the kernel a moment."""
        deadline = time.monotonic() + _REMOVAL_SECONDS
        for parent, folder in zip(self._parents, self.folders, strict=True):
            while time.monotonic() < deadline:
                try:
                    os.rmdir(os.path.basename(folder), dir_fd=parent)
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.01)
            os.close(parent)


def make() -> Leaf | None:
    """A new leaf, or None where this machine delegates none to us."""
    for version in (_make_second, _make_first):
        leaf = version(f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}")
        if leaf:
            return leaf
    return None


def around() -> Group | None:
    """The container's that this process is alone in, to read from; None where there is no such thing to see."""
    return _opened_around(_SECOND_AROUND) or _opened_around(_FIRST_AROUND)


def _opened_around(files: dict[str, str]) -> Group | None:
    opened: dict[str, int] = {}
    try:
        for name, file in files.items():
            opened[name] = os.open(f"{_ROOT}/{file}", os.O_RDONLY)
        with open(opened.pop("limit")) as limit:
            bounded = int(limit.read()) < _UNBOUNDED
    except (OSError, ValueError):
        bounded = False
    if bounded:
        return Group(None, opened["memory"], opened["cpu"], opened.get("kernel"))
    for fd in opened.values():
        os.close(fd)
    return None


def are_available() -> bool:
    """Whether this machine lets us make one."""
    leaf = make()
    if leaf is None:
        return False
    for fd in leaf.group.descriptors:
        os.close(fd)
    leaf.remove()
    return True


def _make_second(name: str) -> Leaf | None:
    own = _own().get("")
    if own is None or not os.path.exists(f"{_ROOT}/cgroup.controllers"):
        return None
    # Beside us and not below: a group with processes in it has no children with limits.
    parent = os.path.dirname(f"{_ROOT}{own}".rstrip("/")) if own != "/" else _ROOT
    folder = f"{parent}/{name}"
    files = {"limit": (folder, "memory.max"), "memory": (folder, "memory.stat"), "cpu": (folder, "cpu.stat")}
    return _opened([folder], files)


def _make_first(name: str) -> Leaf | None:
    own = _own()
    if "memory" not in own or "cpuacct" not in own:
        return None
    memory, cpu = (f"{_ROOT}/{kind}{own[kind].rstrip('/')}/{name}" for kind in ("memory", "cpuacct"))
    files = {
        "limit": (memory, "memory.limit_in_bytes"),
        "memory": (memory, "memory.stat"),
        "kernel": (memory, "memory.kmem.usage_in_bytes"),
        "cpu": (cpu, "cpuacct.usage"),
    }
    return _opened([memory, cpu], files)


def _opened(folders: list[str], files: dict[str, tuple[str, str]]) -> Leaf | None:
    leaf = Leaf(folders)
    opened: dict[str, int] = {}
    try:
        for folder in folders:
            _remove_orphans(os.path.dirname(folder))
            os.mkdir(folder)
            if not os.access(f"{folder}/cgroup.procs", os.W_OK):
                raise PermissionError(folder)
        for name, (folder, file) in files.items():
            opened[name] = os.open(f"{folder}/{file}", os.O_RDWR if name == "limit" else os.O_RDONLY)
    except OSError:
        for fd in opened.values():
            os.close(fd)
        leaf.remove()
        return None
    leaf.group = Group(opened["limit"], opened["memory"], opened["cpu"], opened.get("kernel"))
    return leaf


def _remove_orphans(parent: str) -> None:
    """Groups whose keepers were killed. One with processes in it stays."""
    for name in os.listdir(parent):
        if name.startswith(_PREFIX) and not os.path.exists(f"/proc/{name.split('-')[1]}"):
            with contextlib.suppress(OSError):
                os.rmdir(f"{parent}/{name}")


def _own() -> dict[str, str]:
    """The control groups of this process, by controller; that of version 2 has none."""
    with open("/proc/self/cgroup") as file:
        lines = [line.rstrip("\n").split(":", 2) for line in file]
    return {kind: path for _, kinds, path in lines for kind in kinds.split(",")}


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
