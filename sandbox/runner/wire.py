"""Messages between the trusted side and a sandbox: a JSON header, and blobs that nobody has to parse."""

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

Header = dict[str, Any]

LARGEST_MESSAGE = 256 << 20


class Disconnected(Exception):
    """The other side is gone."""


def connect(address: str) -> socket.socket:
    """A connection to a zygote. Raises OSError."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def pack(header: Header, blobs: Sequence[bytes] = ()) -> bytes:
    """One message as bytes."""
    text = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join([struct.pack(">I", len(text)), text, *blobs])


def send(to: socket.socket, header: Header, blobs: Sequence[bytes] = ()) -> None:
    """Send one message."""
    send_packed(to, pack(header, blobs))


def send_packed(to: socket.socket, message: bytes) -> None:
    """Send what ``pack`` has made."""
    try:
        to.sendall(message)
    except (BrokenPipeError, ConnectionResetError) as gone:
        raise Disconnected from gone


def receive(source: socket.socket) -> tuple[Header, list[bytes]]:
    """Receive one message and not a byte more, so that another process can go on with the next.

    Raises ValueError for what is no message or too large, Disconnected where the other side is gone.
    """
    (size,) = struct.unpack(">I", exactly(source, 4))
    _bound(size)
    header = json.loads(exactly(source, size))
    if type(header) is not dict or type(header.get("blobs")) is not list:
        raise ValueError("not a message")
    sizes = header.pop("blobs")
    _bound(sum(sizes))
    return header, [exactly(source, length) for length in sizes]


def _bound(size: int) -> None:
    if not 0 <= size <= LARGEST_MESSAGE:
        raise ValueError(f"a message of {size} bytes")


def exactly(source: socket.socket, size: int) -> bytes:
    """That many bytes. Raises Disconnected."""
    data = bytearray()
    while len(data) < size:
        try:
            chunk = source.recv(min(size - len(data), 1 << 20))
        except ConnectionResetError as gone:
            raise Disconnected from gone
        if not chunk:
            raise Disconnected
        data += chunk
    return bytes(data)
