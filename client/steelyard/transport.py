"""One HTTP session to one server: connections kept alive, every call repeated until it is settled."""

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

import aiohttp

from steelyard.bodies import Body
from steelyard.deadline import Deadline
from steelyard.errors import Refused, Unavailable, Unreadable
from steelyard.problems import parse_answer, parse_file
from steelyard.retry import Transient, persist
from steelyard.settings import Settings

Query = Mapping[str, str]
T = TypeVar("T")

_CONNECT_SECONDS = 10.0
_KEEP_ALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}


class Transport:
    """Belongs to the event loop that it is first used on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._base = settings.url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    async def call(
        self, method: str, path: str, deadline: Deadline, *, query: Query | None = None, body: Body | None = None
    ) -> object:
        """The JSON of the answer. Raises Refused, Unavailable, DeadlineExceeded or Unreadable."""
        call = _Call(self, method, path, deadline, query, body)
        return await persist(lambda: call.attempt(parse_answer), self._settings.retry, deadline)

    async def file(self, method: str, path: str, deadline: Deadline, *, body: Body | None = None) -> bytes:
        """The bytes of the answer. Raises as ``call`` does."""
        call = _Call(self, method, path, deadline, None, body)
        return await persist(lambda: call.attempt(parse_file), self._settings.retry, deadline)

    @asynccontextmanager
    async def stream(
        self, path: str, deadline: Deadline, *, accept: str = "text/event-stream"
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """The chunks of an answer that comes bit by bit. Raises Transient where the connection is lost."""
        async with AsyncExitStack() as stack:
            async with deadline.limit():
                exchange = self.exchange("GET", path, headers={"Accept": accept})
                response = await stack.enter_async_context(exchange)
                if response.status != 200:
                    parse_answer(response.status, response.headers, await response.read())
            yield _chunks(response, deadline)

    @asynccontextmanager
    async def exchange(self, method: str, path: str, **what: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """One request and its response.

        Raises Transient for a connection that fails, Unavailable for a certificate that cannot be trusted, and
        Unreadable for a response that is not HTTP.
        """
        try:
            async with self._open().request(method, self._base + path, allow_redirects=False, **what) as response:
                yield response
        except aiohttp.ClientSSLError as error:
            raise Unavailable(f"{self._base} cannot be trusted: {error}") from error
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as error:
            raise Transient(f"{self._base} cannot be reached: {_reason(error)}") from error
        except aiohttp.ClientError as error:
            raise Unreadable(f"{self._base} does not speak HTTP as it should: {error}") from error

    async def close(self) -> None:
        """Close the connections. The transport cannot be used again."""
        self._is_closed = True
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        running = asyncio.get_running_loop()
        if self._is_closed:
            raise RuntimeError("the client is closed")
        if self._session is None:
            self._loop = running
            self._session = _session(self._settings)
        if self._loop is not running:
            raise RuntimeError("this client belongs to another event loop: make one for each, or use Client")
        return self._session


class _Call:
    """One call over its attempts. The idempotency key stays the same, so that work sent twice is done once."""

    def __init__(
        self,
        transport: Transport,
        method: str,
        path: str,
        deadline: Deadline,
        query: Query | None,
        body: Body | None,
    ) -> None:
        self._transport = transport
        self._method = method
        self._path = path
        self._deadline = deadline
        self._query = query
        self._body = body
        self._key = uuid.uuid4().hex
        self._was_cut_off = False

    async def attempt(self, parse: Callable[[int, Mapping[str, str], bytes], T]) -> T:
        """Ask once. Raises Transient where asking again may help."""
        try:
            async with self._deadline.limit():
                answer = await self._ask()
            return parse(*answer)
        except Transient:
            self._was_cut_off = True
            raise
        except Refused as refused:
            self._ensure_not_ours(refused)
            raise

    async def _ask(self) -> tuple[int, Mapping[str, str], bytes]:
        data = None if self._body is None else self._body.data
        async with self._transport.exchange(
            self._method, self._path, params=self._query, data=data, headers=self._headers()
        ) as response:
            return response.status, response.headers, await response.read()

    def _headers(self) -> dict[str, str]:
        headers = {} if self._body is None else self._body.headers
        return {**headers, "Idempotency-Key": self._key} if self._method == "POST" else headers

    def _ensure_not_ours(self, refused: Refused) -> None:
        """A lost connection makes the server cancel the job, and the key then stands for a cancelled job."""
        if refused.status == 409 and refused.job_id is not None and self._was_cut_off:
            self._was_cut_off = False
            self._key = uuid.uuid4().hex
            raise Transient("the lost connection had cancelled the job", refused.status) from refused


async def _chunks(response: aiohttp.ClientResponse, deadline: Deadline) -> AsyncIterator[bytes]:
    chunks = response.content.iter_any()
    while True:
        async with deadline.limit():
            chunk = await anext(chunks, b"")
        if not chunk:
            return
        yield chunk


async def lines_of(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines of an answer without their ends, however it is cut into chunks."""
    begun: list[bytes] = []
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield b"".join((*begun, line))
            begun = []
        if rest:
            begun.append(rest)
    if begun:
        yield b"".join(begun)


def _session(settings: Settings) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        # How many requests there are at once is bounded by the client, who knows which of them are long.
        connector=aiohttp.TCPConnector(limit=0, socket_factory=_kept_alive),
        headers={**settings.headers, "User-Agent": "steelyard"},
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
    )


def _kept_alive(address: Any) -> socket.socket:
    """A socket on which a server that has vanished is noticed, however long its answer takes."""
    family, kind, protocol, *_ = address
    connection = socket.socket(family, kind, protocol)
    connection.setblocking(False)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE.items():
        option = getattr(socket, name, None)  # macOS and Windows lack some of them
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
    return connection


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
