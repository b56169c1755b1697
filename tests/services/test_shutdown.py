"""A gateway that is told to stop: what its clients have begun is finished, and what it gives up says so."""

import asyncio
import os
import signal
import socket
from collections.abc import MutableMapping
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from services.doors.forwarding import Forwarder
from services.doors.table import Door
from services.gateway.shutdown import AnswerUnfinished
from services.listening import STOPPING
from tests.parts import Server, run_server, until

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
Message = MutableMapping[str, Any]


def connect(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def ask(connection: socket.socket, request: bytes) -> bytes:
    connection.sendall(request)
    found = b""
    while b"}" not in found:
        piece = connection.recv(65_536)
        assert piece, "the connection was cut"
        found += piece
    return found


def test_connections_that_are_open_may_still_bring_a_request(tmp_path: Path) -> None:
    """A fresh one, one that has begun its head, and one that is kept alive."""
    with run_server(tmp_path) as server:
        (old,) = server.descendants("services gateway")
        with (
            closing(connect(server)) as fresh,
            closing(connect(server)) as begun,
            closing(connect(server)) as kept,
        ):
            begun.sendall(GET[:20])
            assert b"connection: close" not in ask(kept, GET)
            os.kill(old, signal.SIGTERM)
            until(lambda: len(server.descendants("services gateway")) == 2, 60)
            for connection, rest in ((fresh, GET), (begun, GET[20:]), (kept, GET)):
                answer = ask(connection, rest)
                assert answer.startswith(b"HTTP/1.1 200 ")
                assert b"connection: close" in answer
        until(lambda: old not in server.descendants("services gateway"), 60)


async def test_what_is_cancelled_is_answered_as_something_to_ask_again() -> None:
    sent: list[Message] = []

    async def endless(scope: Message, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Message = {"type": "http", "method": "POST", "path": "/", "headers": []}
    task = asyncio.create_task(AnswerUnfinished(endless)(scope, receive, send))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert sent[0]["status"] == 504
    assert (STOPPING.lower().encode(), b"stopping") in sent[0]["headers"]


class Stopping(BaseHTTPRequestHandler):
    """A gateway that gives the first two requests up."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        given_up = self.asked <= 2
        self.send_response(504 if given_up else 200)
        if given_up:
            self.send_header(STOPPING, "stopping")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


async def test_a_door_asks_again_for_what_the_gateway_has_given_up() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stopping) as gateway:
        Thread(target=gateway.serve_forever, daemon=True).start()
        forwarder = Forwarder(f"http://127.0.0.1:{gateway.server_port}", 1 << 20)
        async with TestClient(TestServer(forwarder.application(Door("api", 1)))) as client:
            answer = await client.post("/v1/verify", data=b"{}")
            assert (answer.status, await answer.text()) == (200, "ok")
        await forwarder.close()
        gateway.shutdown()
    assert Stopping.asked == 3
