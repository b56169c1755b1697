"""The zygote clones a jail for each connection and ends it when the other side closes it. It reads nothing."""

import atexit
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from dataclasses import dataclass
from typing import NoReturn

from . import groups, jail, kernel, locking, turns, wire
from .forking import close_above
from .groups import Group
from .jail_init import CLEAN, DIRTY, JailInit

_THREADED = ("OPENBLAS", "OMP", "MKL", "NUMEXPR")
_OWNER_SECONDS = 60.0
_PRELOAD = """
bisect collections copy datetime decimal fractions functools heapq io itertools json math operator queue random re
statistics string textwrap threading time typing
"""


def main(group: Group | None = None) -> NoReturn:
    """Serve connections on a listening socket that was inherited or is made here. Arguments: a JSON object."""
    settings = json.loads(sys.argv[1])
    if settings.get("leave_network"):
        kernel.leave_network()
    listener = (
        socket.socket(fileno=settings["listener"]) if "listener" in settings else _listen(settings["address"])
    )
    group = group or groups.around()
    sys.argv = [""]
    sys.path[:] = [path for path in sys.path if path not in settings["masked"]]
    for name in _PRELOAD.split():
        __import__(name)
    _preload([name for name in settings.get("preload", ()) if name])
    locking.provide()
    close_above(listener.fileno(), group.descriptors if group else [])
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.collect()
    gc.freeze()
    Zygote(listener, settings["masked"], settings.get("shared", False), group).serve()


def _preload(names: list[str]) -> None:
    """Import what an environment has installed. What it lacks, programs will miss by themselves."""
    if names:
        # Libraries that start threads of their own leave a process that cannot be forked.
        os.environ.update({f"{library}_NUM_THREADS": "1" for library in _THREADED})  # noqa: TID251
        os.environ["MPLBACKEND"] = "Agg"  # noqa: TID251  # there is no screen
    for name in names:
        try:
            __import__(name)
        except ImportError as missing:
            print(f"{name}: {missing}", file=sys.stderr)
    atexit.unregister(shutil.rmtree)  # folders that they have made are not there for a program to clear away


def _listen(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.new")
    os.chmod(f"{address}.new", 0o666)  # noqa: S103  # the directory around it is private
    listener.listen(128)  # those who wait for their turn, where it is shared
    os.rename(f"{address}.new", address)
    return listener


@dataclass
class _Job:
    """A connection, and the jail that serves it now."""

    connection: socket.socket
    pid: int
    pidfd: int
    hung_up: bool = False


class Zygote:
    """Clones a jail for each connection, and another one when a jail says that it is not fit for the next case.

    It belongs to one owner, or, if ``shared``, to whoever is next: one connection at a time (turns.py).
    """

    def __init__(self, listener: socket.socket, masked: list[str], shared: bool, group: Group | None) -> None:
        self._listener = listener
        self._shared = shared
        self._group = group
        self._turns = 0
        self._masked = masked
        self._user = os.getuid(), os.getgid()
        self._poll = select.poll()
        self._poll.register(listener, select.POLLIN)
        self._lifeline = None if shared else self._accept_lifeline()
        self._jobs: dict[int, _Job] = {}  # by the descriptors of connection and jail

    def serve(self) -> NoReturn:
        """Ends with its owner, or, if shared, when it is worn out or one of its jails broke."""
        while True:
            for fd, _ in self._poll.poll():
                if fd == self._listener.fileno():
                    self._admit(self._listener.accept()[0])
                elif self._lifeline and fd == self._lifeline.fileno():
                    os._exit(0)
                elif (job := self._jobs.get(fd)) is not None:
                    self._attend(job, fd)

    def _accept_lifeline(self) -> socket.socket:
        """The first connection belongs to our owner: when it breaks, however he ended, this is over."""
        self._listener.settimeout(_OWNER_SECONDS)
        lifeline, _ = self._listener.accept()
        self._listener.settimeout(None)
        self._poll.register(lifeline, select.POLLRDHUP)
        return lifeline

    def _admit(self, connection: socket.socket) -> None:
        if not self._shared:
            self._open_jail(connection)
        elif turns.offer(connection):
            self._poll.unregister(self._listener)  # the next in line waits in the socket's queue
            self._open_jail(connection)
        else:
            connection.close()

    def _end_turn(self, fit: bool) -> None:
        self._turns += 1
        if not fit or self._turns >= turns.MOST:
            os._exit(1)
        self._poll.register(self._listener, select.POLLIN)

    def _open_jail(self, connection: socket.socket) -> None:
        pid = kernel.clone(jail.NAMESPACES)
        if pid == 0:
            self._become_init(connection)
        job = _Job(connection, pid, os.pidfd_open(pid))
        self._jobs[job.pidfd] = self._jobs[connection.fileno()] = job
        self._poll.register(job.pidfd, select.POLLIN)
        self._poll.register(connection, select.POLLRDHUP)

    def _attend(self, job: _Job, fd: int) -> None:
        """The trusted side has hung up, which ends the jail, or the jail has ended."""
        if fd != job.pidfd:
            job.hung_up = True
            self._forget(fd)
            signal.pidfd_send_signal(job.pidfd, signal.SIGKILL)
            return
        status = os.waitstatus_to_exitcode(os.waitpid(job.pid, 0)[1])
        self._forget(job.pidfd)
        os.close(job.pidfd)
        if not job.hung_up:
            self._forget(job.connection.fileno())
        if status == DIRTY and not job.hung_up:
            self._open_jail(job.connection)
            return
        job.connection.close()
        if self._shared:
            self._end_turn(fit=job.hung_up or status == CLEAN)

    def _forget(self, fd: int) -> None:
        self._poll.unregister(fd)
        del self._jobs[fd]

    def _become_init(self, connection: socket.socket) -> NoReturn:
        try:
            listener = self._listener.detach()
            os.dup2(connection.detach(), listener)
            # Other jobs' connections among them.
            close_above(listener, self._group.descriptors if self._group else [])
            connection = socket.socket(fileno=listener)
            header, blobs = wire.receive(connection)
            jail.enter(*self._user, header["disk_mb"], self._masked, header.get("calls", ()))
            if self._group:
                self._group.start()
            JailInit(connection, header, blobs, self._group).serve()
        except wire.Disconnected:
            os._exit(CLEAN)
        except BaseException as error:
            # The boundary of a jail: it could not be made, or we have a defect. Neither is the program's doing.
            wire.send(connection, {"lost": f"{type(error).__name__}: {error}"})
        finally:
            os._exit(1)
