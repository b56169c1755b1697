"""Listening sockets that outlive the process which serves them: a supervisor opens them and hands them on."""

import socket
from collections.abc import Sequence

from services.settings import SettingsError

STOPPING = "Steelyard-Gateway"
"""Header of an answer that only says that the gateway has given the request up because it stops."""

_BACKLOG = 4096


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A listening socket. Raises SettingsError where something else listens there, but for those that share."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, int(shared))
    try:
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        reason = f"cannot listen on {host}:{port} ({error.strerror})"
        raise SettingsError(f"{reason}: stop what listens there, or set another port (STEELYARD_PORT)") from error
    return sock


def listen_together(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets of one port, over which the kernel spreads connections. Raises SettingsError as ``listen`` does."""
    first = listen(host, port)
    if count == 1:
        return [first]
    first.close()  # nobody listens there: those that share a port would let any other that does so in
    return [listen(host, port, shared=True) for _ in range(count)]


def taken_over(descriptors: Sequence[int]) -> list[socket.socket]:
    """The sockets that a supervisor has handed on. Raises SettingsError for what is none."""
    try:
        sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]
    except OSError as error:
        raise SettingsError(f"STEELYARD_LISTEN_FDS: {error}") from error
    for sock in sockets:
        sock.set_inheritable(False)
    return sockets
