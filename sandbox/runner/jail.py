"""Turns a freshly cloned process into pid 1 of a jail. The order of the steps matters."""

import os
import resource
from collections.abc import Collection, Sequence

from . import filter as system_calls
from . import kernel, landlock

NAMESPACES = kernel.NEW_USER | kernel.NEW_PID | kernel.NEW_NS | kernel.NEW_IPC | kernel.NEW_UTS | kernel.NEW_NET
USER = 1000
HOST = "sandbox"
WORK = "/tmp/work"  # the first directory of a fresh file system that only the jail can see
WRITABLE = ("/tmp", "/dev/shm")

_RIGHTS = {
    "/": landlock.READING,
    "/dev": landlock.USING,
    "/proc": landlock.USING,
    **dict.fromkeys(WRITABLE, landlock.CHANGING),
}
_HARMLESS = kernel.MS_NOSUID | kernel.MS_NODEV
_NO_CORE = (0, 0)
_MOST_PENDING = 1024


def enter(uid: int, gid: int, disk_mb: int, masked: Sequence[str], calls: Collection[str]) -> None:
    """Confine this process, which ``kernel.clone`` has put into new namespaces.

    ``uid`` and ``gid`` are what it was outside. Nothing under the ``masked`` paths can be reached afterwards.
    ``calls`` are the system calls that are allowed besides those of every jail, by name: calls.FURTHER.
    """
    kernel.map_single_user(USER, uid, gid)
    _mount_all(disk_mb, masked)
    _start_numbering_anywhere()
    kernel.set_hostname(HOST)
    kernel.raise_loopback()
    _limit()
    os.umask(0o022)
    os.mkdir(WORK)
    os.chdir(WORK)
    kernel.give_up_privileges()
    landlock.confine(_RIGHTS)
    system_calls.install(calls)
    kernel.set_dumpable(False)


def _mount_all(disk_mb: int, masked: Sequence[str]) -> None:
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    _mount_memory("/tmp", disk_mb)
    _mount_memory("/dev/shm", min(disk_mb, 64))
    try:
        kernel.mount("proc", "/proc", "proc", _HARMLESS | kernel.MS_NOEXEC)
    except PermissionError:
        # Engines mask parts of /proc, and the kernel then refuses a whole new one: better none than theirs.
        _mask("/proc")
    for path in masked:
        _mask(path)


def _start_numbering_anywhere() -> None:
    """Give the first process a number that tells nothing, such as how many cases have been run before."""
    try:
        with open("/proc/sys/kernel/ns_last_pid", "w") as last:
            last.write(str(100 + int.from_bytes(os.urandom(2), "big") % 20_000))
    except OSError:
        return  # no /proc, or not ours to choose: numbers start at 2


def _mount_memory(path: str, size_mb: int) -> None:
    inodes = 1000 + 100 * size_mb
    kernel.mount("tmpfs", path, "tmpfs", _HARMLESS, f"size={size_mb}m,nr_inodes={inodes},mode=1777")


def _mask(path: str) -> None:
    kernel.mount("tmpfs", path, "tmpfs", _HARMLESS | kernel.MS_RDONLY, "size=0,mode=0555")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, _NO_CORE)
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    resource.setrlimit(resource.RLIMIT_MSGQUEUE, (0, 0))
    # Timers and signals on their way count for the user outside, too, who is the same in other jails.
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (_MOST_PENDING, _MOST_PENDING))
    resource.setrlimit(resource.RLIMIT_NICE, (0, 0))
    resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))
