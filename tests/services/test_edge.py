"""The gateway before it parses anything: heads, slow clients, many clients."""

import json
import re
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.parts import Server, run_server, until

BODY = {"groups": [{"verifier": {"kind": "obedient", "ground_truth": "yes"}, "completions": ["yes"]}]}


POST = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def connect(server: Server) -> socket.socket:
    host, port = server.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=120)


def answer_to(server: Server, sent: bytes) -> bytes:
    """What comes back, until the gateway closes the connection."""
    with closing(connect(server)) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        return received(connection)


def received(connection: socket.socket) -> bytes:
    found = b""
    try:
        while chunk := connection.recv(65_536):
            found += chunk
    except ConnectionResetError:
        pass
    return found


def memory_mb(server: Server) -> float:
    (gateway,) = server.descendants("services gateway")
    (pages,) = re.findall(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{gateway}/status").read_text())
    return int(pages) / 1024


def test_a_head_that_is_too_large_is_refused_early(server: Server) -> None:
    before = memory_mb(server)
    line = b"X-Filler: " + b"x" * 1000 + b"\r\n"
    for head in (b"GET /healthz HTTP/1.1\r\n" + 20_000 * line, b"GET /healthz?" + b"x" * (20 << 20)):
        answer = answer_to(server, head)
        assert not answer or answer.startswith(b"HTTP/1.1 431 "), answer[:200]
    assert memory_mb(server) - before < 20
    start = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    refused = answer_to(server, start + 100 * line + b"\r\n")
    assert refused.startswith(b"HTTP/1.1 431 ")
    assert json.loads(refused.partition(b"\r\n\r\n")[2])["status"] == 431
    assert answer_to(server, start + 40 * line + b"\r\n").startswith(b"HTTP/1.1 200 ")


def test_heads_that_do_not_end_are_closed_after_a_while(server: Server) -> None:
    connections = [connect(server) for _ in range(200)]
    for number, connection in enumerate(connections):
        connection.sendall((b"", b"\r\n", b"POST /v1/ver", b"GET /healthz HTTP/1.1\r\nHost:")[number % 4])
    for connection in connections:
        assert received(connection)[:13] in (b"", b"HTTP/1.1 408 ")
        connection.close()


def test_a_connection_that_is_kept_alive_and_falls_silent_in_a_head_is_closed(server: Server) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with closing(connect(server)) as connection:
        for rest in (whole, whole + whole, b"GET /hea"):
            connection.sendall(rest)
        answers = received(connection)
    assert answers.count(b"HTTP/1.1 200 ") == 3
    assert answers.count(b"HTTP/1.1 408 ") == 1


def test_whoever_waits_for_an_answer_is_left_alone(server: Server) -> None:
    body = {"groups": [{**BODY["groups"][0], "completions": ["sleep 12"]}]}  # longer than a head may take
    answer = httpx.post(f"{server.url}/v1/verify", json=body, timeout=60)
    assert answer.json()["groups"][0]["results"][0]["reward"] == 1.0


def test_a_body_that_is_announced_too_large_is_refused_unread(server: Server) -> None:
    head = (
        b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n"
    )
    answer = answer_to(server, head + b"\r\n{")
    assert answer.startswith(b"HTTP/1.1 413 ")


@contextmanager
def many_open_files(at_least: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < at_least:
        pytest.skip(f"only {hard} files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, at_least), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_two_thousand_slow_clients_cost_bounded_memory(tmp_path: Path) -> None:
    head = POST + b"Content-Length: 30000000\r\n\r\n"
    with many_open_files(4096), run_server(tmp_path, {"STEELYARD_MAX_BODIES_MB": "64"}) as server:
        before = memory_mb(server)
        connections = [connect(server) for _ in range(2000)]
        for connection in connections:
            connection.sendall(head + b" " * 50_000)
        for connection in connections[:300]:
            connection.settimeout(2)
            with suppress(OSError):  # refused in the meantime
                connection.sendall(b" " * 1_000_000)
        time.sleep(1)
        assert memory_mb(server) - before < 400
        answer = httpx.post(f"{server.url}/v1/verify", json=BODY, timeout=60)
        assert answer.status_code in (200, 503)
        for connection in connections:
            connection.close()
        until(lambda: httpx.post(f"{server.url}/v1/verify", json=BODY, timeout=60).status_code == 200)
