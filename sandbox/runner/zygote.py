"""The zygote forks a supervisor for each connection; a supervisor holds one job in jails until it is over."""

import gc
import json
import os
import select
import signal
import socket
import sys
from typing import NoReturn

from . import jail, kernel, wire
from .warden import DIRTY, Warden

_PRELOAD = """
bisect collections copy datetime decimal fractions functools heapq io itertools json math operator queue random re
statistics string textwrap threading time typing
"""
_JAILS = 10_000  # no suite has as many cases


def main() -> NoReturn:
    """Serve connections on a listening socket that was inherited or is made here. Arguments: a JSON object."""
    settings = json.loads(sys.argv[1])
    listener = (
        socket.socket(fileno=settings["listener"]) if "listener" in settings else _listen(settings["address"])
    )
    sys.argv = [""]
    sys.path[:] = [path for path in sys.path if path not in settings["masked"]]
    for name in _PRELOAD.split():
        __import__(name)
    os.closerange(listener.fileno() + 1, 1 << 16)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.collect()
    gc.freeze()
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _supervise(connection, settings["masked"])
        connection.close()


def _listen(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.new")
    os.chmod(f"{address}.new", 0o666)  # noqa: S103  # the directory around it is private
    listener.listen(8)
    os.rename(f"{address}.new", address)
    return listener


def _supervise(connection: socket.socket, masked: list[str]) -> NoReturn:
    try:
        header, blobs = wire.receive(connection)
        for _ in range(_JAILS):
            status = _hold(_jail(connection, header, blobs, masked), connection)
            if status != DIRTY:
                break
        if status not in (0, DIRTY):
            wire.send(connection, {"lost": f"pid 1 of the jail ended with status {status}"})
    except wire.Disconnected:
        os._exit(0)
    except Exception as error:
        # The boundary of one job: the trusted side is told, and replaces this zygote.
        wire.send(connection, {"lost": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _jail(connection: socket.socket, header: wire.Header, blobs: list[bytes], masked: list[str]) -> int:
    uid, gid = os.getuid(), os.getgid()
    pid = kernel.clone(jail.NAMESPACES)
    if pid:
        return pid
    try:
        jail.enter(uid, gid, header["disk_mb"], masked)
        Warden(connection, header, blobs).serve()
    except BaseException as error:
        # The boundary of a jail: it could not be made, or we have a defect. Neither is the program's doing.
        wire.send(connection, {"lost": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(1)


def _hold(pid: int, connection: socket.socket) -> int:
    """Wait until a jail ends or the trusted side hangs up, which ends it. Its exit status."""
    pidfd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.register(connection, select.POLLRDHUP)
    ready = [fd for fd, _ in poll.poll()]
    if pidfd not in ready:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    os.close(pidfd)
    _, status = os.waitpid(pid, 0)
    return 0 if pidfd not in ready else os.waitstatus_to_exitcode(status)
