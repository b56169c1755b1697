"""Guards connections before anything of them is parsed: how large a head, how slow a client, how many.

uvicorn bounds neither the bytes of a head nor the time it takes, so its protocol is extended here.
"""

import resource
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.gateway.shutdown import Shutdown

_PIECE = 16_384
_OTHER_FILES = 512


@dataclass(frozen=True, slots=True)
class EdgeLimits:
    """Bounds of one connection, and of how many there may be.

    A head has ``head_seconds`` from its first byte (of a new connection: from its start). A body may pause for
    ``pause_seconds`` and take ``body_seconds`` in all; a client that reads nothing for a pause is cut off, too.
    """

    connections: int = 10_000
    head_bytes: int = 65_536
    head_seconds: float = 10.0
    pause_seconds: float = 30.0
    body_seconds: float = 300.0


def allow_connections(connections: int) -> None:
    """Have the system allow so many open files, as far as it lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def guarded(limits: EdgeLimits, shutdown: Shutdown) -> type[HttpToolsProtocol]:
    """uvicorn's HTTP/1.1 protocol within these limits, for a gateway that takes leave as this says."""

    class Guarded(_GuardedProtocol):
        _limits = limits
        _shutdown = shutdown

    return Guarded


class _GuardedProtocol(HttpToolsProtocol):
    _limits: EdgeLimits
    _shutdown: Shutdown

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._stage: Literal["idle", "head", "body"] = "head"
        self._head_bytes = 0
        self._heard = 0.0
        self._body_ends = 0.0
        self._timeout_handle: TimerHandle | None = None
        self._unread: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        if len(self.connections) > self._limits.connections:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections.", (b"retry-after: 2\r\n",))
            return
        self._wait(self._limits.head_seconds, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(0, None)
        self._all_read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        while data and self._stage != "body":
            piece, data = data[:_PIECE], data[_PIECE:]
            super().data_received(piece)
            if self.transport.is_closing():
                return
            self._look_at_head(len(piece))
        if data and not self.transport.is_closing():
            super().data_received(data)

    def _look_at_head(self, size: int) -> None:
        if self._stage == "head":
            self._head_bytes += size
            if self._head_bytes > self._limits.head_bytes:
                most = self._limits.head_bytes >> 10
                detail = f"The request's line and headers are larger than {most} KiB."
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
        elif self._stage == "idle" and self._is_unattended():
            self._wait(self._limits.head_seconds, self._head_is_late)

    def _is_unattended(self) -> bool:
        """Whether no timer runs: bytes that begin no request have ended uvicorn's own of idle connections."""
        idle = self.cycle is not None and self.cycle.response_complete
        return idle and self.timeout_keep_alive_task is None and self._timeout_handle is None

    def on_message_begin(self) -> None:
        self._stage = "head"
        if self._timeout_handle is None:
            self._wait(self._limits.head_seconds, self._head_is_late)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stage, self._head_bytes = "body", 0
        self._body_ends = self.loop.time() + self._limits.body_seconds
        self._wait(self._limits.pause_seconds, self._look_at_body)
        super().on_headers_complete()
        if self._shutdown.begun:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        self._stage = "idle"
        self._wait(0, None)
        super().on_message_complete()

    def shutdown(self) -> None:
        unanswered = self.cycle is not None and not self.cycle.response_complete
        if unanswered or not self._shutdown.begun:
            super().shutdown()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self._limits.pause_seconds, self._abort)

    def resume_writing(self) -> None:
        self._all_read()
        super().resume_writing()

    def _all_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait(self, seconds: float, then: Callable[[], None] | None) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        self._timeout_handle = None if then is None else self.loop.call_later(seconds, then)

    def _head_is_late(self) -> None:
        seconds = self._limits.head_seconds
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"The request's headers did not come within {seconds:g} s.")

    def _look_at_body(self) -> None:
        now, rest = self.loop.time(), self._limits.pause_seconds
        silent = now - self._heard >= rest and not self.flow.read_paused
        if silent or now >= self._body_ends:
            self._abort()
            return
        self._wait(min(rest, max(0.0, self._body_ends - now)), self._look_at_body)

    def _abort(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()

    def _refuse(self, status: HTTPStatus, detail: str, headers: tuple[bytes, ...] = ()) -> None:
        """Answer with a problem document, unless an answer is being sent, and close."""
        self._wait(0, None)
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            document = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
            body = msgspec.json.encode({**document, "errors": [], "job_id": None})
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode(),
                b"content-type: application/problem+json\r\n",
                b"content-length: %d\r\n" % len(body),
                *headers,
                b"connection: close\r\n\r\n",
            )
            self.transport.write(b"".join((*head, body)))
        self.transport.close()
