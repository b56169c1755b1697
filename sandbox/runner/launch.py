"""Starts a zygote where there is no container: builds a small root of read-only binds and moves into it.

As root it binds first and then becomes an unprivileged user; otherwise a user namespace lends the right to bind.
The parent stays outside, and kills everything when the pipe on its standard input closes.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
from typing import Any, NoReturn

from . import groups, kernel, zygote
from .jail import HOST, USER, WORK

_ROOT = "/sys"  # a directory that is everywhere, with nothing under it that a program needs
_NOTHING = "/.nothing"  # an empty directory: the kernel lays at least two over each other
_NAMESPACES = kernel.NEW_NS | kernel.NEW_PID | kernel.NEW_NET | kernel.NEW_IPC | kernel.NEW_UTS
_UNPRIVILEGED = 65534
_DEVICES = ("null", "zero", "full", "random", "urandom")
_NAMES = {
    "passwd": f"sandbox:x:{USER}:{USER}::{WORK}:/bin/sh\n",
    "group": f"sandbox:x:{USER}:\n",
    "hosts": f"127.0.0.1 localhost {HOST}\n::1 localhost\n",
}
_HARMLESS = kernel.MS_NOSUID | kernel.MS_NODEV
_READ_ONLY = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID


def main() -> NoReturn:
    """Become the keeper of a zygote. Arguments: a JSON object."""
    settings = json.loads(sys.argv[1])
    privileged = os.geteuid() == 0
    uid, gid = os.getuid(), os.getgid()
    leaf = groups.make()
    ready, start = os.pipe()
    if privileged:
        kernel.unshare(_NAMESPACES)
    else:
        kernel.unshare(kernel.NEW_USER | _NAMESPACES)
        kernel.map_single_user(uid, uid, gid)
    listener = socket.socket(fileno=settings["listener"])
    pid = os.fork()
    if pid == 0:
        os.close(start)
        os.read(ready, 1)  # until it is in its group, which it cannot enter by itself
        _confine(settings, privileged)
        zygote.main(leaf.group if leaf else None)
    listener.close()
    if leaf:
        leaf.take_in(pid)
    os.close(start)
    _keep(pid, leaf)


def _confine(settings: dict[str, Any], privileged: bool) -> None:
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", _ROOT, "tmpfs", kernel.MS_NOSUID, "size=4m,nr_inodes=2000,mode=0755")
    os.mkdir(_ROOT + _NOTHING)
    for path in settings["visible"]:
        _show(path)
    _show_packages(settings["packages"])
    for path, target in settings["links"]:
        os.symlink(target, _ROOT + path)
    _write_names()
    for name in ("tmp", "dev/shm", "proc", *(path.strip("/") for path in settings["masked"])):
        os.makedirs(f"{_ROOT}/{name}", exist_ok=True)
    for name in _DEVICES:
        _bind(f"/dev/{name}")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{_ROOT}/dev/{name}")
    os.symlink("/proc/self/fd", f"{_ROOT}/dev/fd")
    if settings["preload"]:  # some modules write when they are imported; jails have a folder of their own there
        kernel.mount("tmpfs", f"{_ROOT}/tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4m,mode=1777")
    kernel.mount("proc", f"{_ROOT}/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    os.chdir(_ROOT)
    kernel.pivot_root(".", ".")
    kernel.detach(".")
    os.chdir("/")
    kernel.mount("none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY)
    if privileged:
        os.setgroups([])
        os.setresgid(*[_UNPRIVILEGED] * 3)
        os.setresuid(*[_UNPRIVILEGED] * 3)
    kernel.give_up_privileges()
    kernel.die_with_parent()
    kernel.set_dumpable(True)  # or the files in /proc with which jails map their users would be root's


def _show_packages(packages: list[tuple[str, str]]) -> None:
    for path, inside in packages:
        _show(path, inside)
        sys.path.append(inside)


def _write_names() -> None:
    """Who the programs are and where they run, for those that ask by name."""
    os.makedirs(f"{_ROOT}/etc", exist_ok=True)
    for name, text in _NAMES.items():
        with open(f"{_ROOT}/etc/{name}", "w") as file:
            file.write(text)


def _show(path: str, inside: str | None = None) -> None:
    """Make a directory or file of the machine visible, read-only, without sharing its locks with the machine."""
    target = _ROOT + (inside or path)
    if os.path.isfile(path):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(path, target)
        return
    os.makedirs(target, exist_ok=True)
    if ":" not in path:
        with contextlib.suppress(OSError):  # older kernels, and roots that are laid over others already
            layers = f"lowerdir={path}:{_ROOT}{_NOTHING}"
            kernel.mount("overlay", target, "overlay", kernel.MS_RDONLY | _HARMLESS, layers)
            return
    _bind(path, inside)
    # A bind mount takes on more restrictions only when it is mounted again.
    kernel.mount("none", target, None, _READ_ONLY)


def _bind(path: str, inside: str | None = None) -> None:
    target = _ROOT + (inside or path)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w"):
            pass
    kernel.mount(path, target, None, kernel.MS_BIND)


def _keep(pid: int, leaf: groups.Leaf | None) -> NoReturn:
    pidfd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(0, 0)  # hang-up is always told
    poll.poll()
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.waitpid(pid, 0)
    if leaf:
        leaf.remove()
    os._exit(1)
