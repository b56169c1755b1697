"""Two gateway processes behind one port: what clients see is one server, also while one of them is replaced."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.parts import Server, run_server, until

ECHO = {"kind": "obedient", "ground_truth": "yes"}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with run_server(tmp_path_factory.mktemp("pair"), {"STEELYARD_GATEWAYS": "2"}) as running:
        yield running


def gateways(server: Server) -> list[int]:
    return server.descendants("services gateway")


def body(*completions: str, **options: Any) -> dict[str, Any]:
    return {"groups": [{"verifier": ECHO, "completions": list(completions)}], **options}


@pytest.fixture
async def client(pair: Server) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose every request has a connection of its own, so that any of the gateways may get it."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=pair.url, timeout=120, limits=limits) as client:
        yield client


async def verify(client: httpx.AsyncClient, sent: dict[str, Any], key: str | None = None) -> httpx.Response:
    return await client.post("/v1/verify", json=sent, headers={} if key is None else {"Idempotency-Key": key})


def test_connections_are_spread_over_both(pair: Server) -> None:
    def connections() -> list[int]:
        return [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in gateways(pair)]

    host, port = pair.url.removeprefix("http://").split(":")
    before = connections()
    assert len(before) == 2
    with ExitStack() as stack:
        for _ in range(64):
            connection = stack.enter_context(closing(socket.create_connection((host, int(port)), timeout=60)))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert all(now - then > 8 for now, then in zip(connections(), before, strict=True))


async def test_the_same_work_is_joined_whichever_gateway_gets_it(client: httpx.AsyncClient) -> None:
    sent = body("sleep 2", run="joined")  # is under way until all have come
    answers = await asyncio.gather(*(verify(client, sent) for _ in range(8)))
    keyed = await asyncio.gather(*(verify(client, body("yes", run="keyed"), "same") for _ in range(8)))
    for found in (answers, keyed):
        assert {answer.status_code for answer in found} == {200}
        assert len({answer.json()["job_id"] for answer in found}) == 1
    other = await verify(client, body("no", run="keyed"), "same")
    assert other.status_code == 409


async def test_a_scrape_of_either_counts_the_requests_of_both(client: httpx.AsyncClient) -> None:
    async def counted() -> float:
        text = (await client.get("/metrics")).text
        pattern = r'steelyard_http_requests_total\{route="/v1/verify",status="200"\} (\S+)'
        return sum(map(float, re.findall(pattern, text)))

    before = await counted()
    answers = await asyncio.gather(*(verify(client, body("yes", run="scraped", step=n)) for n in range(24)))
    assert {answer.status_code for answer in answers} == {200}
    assert {await counted() - before for _ in range(8)} == {24.0}


def test_a_scrape_holds_each_family_once(pair: Server) -> None:
    families = re.findall(r"# TYPE (\S+)", httpx.get(f"{pair.url}/metrics").text)
    assert len(families) == len(set(families))
    assert "steelyard_http_requests_total" in families


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_gateway_is_replaced_and_nothing_is_lost_or_doubled(
    pair: Server, client: httpx.AsyncClient, number: signal.Signals
) -> None:
    """Told to stop, it cuts off nobody; killed, those who ask again with their key get the same job."""
    run = f"replaced-{number.name}"
    refused: list[str] = []

    async def ask(place: int) -> float:
        sent, key = body(f"sleep 0.0{place % 4}", run=run, step=place), f"{run}-{place}"
        for _ in range(50):
            try:
                answer = await verify(client, sent, key)
            except httpx.TransportError as error:
                refused.append(repr(error))
                await asyncio.sleep(0.1)
                continue
            assert answer.status_code == 200, answer.text
            return float(answer.json()["groups"][0]["results"][0]["reward"])
        raise AssertionError(f"never answered: {refused[-1]}")

    old = gateways(pair)[0]
    asking = [asyncio.create_task(ask(place)) for place in range(100)]
    await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    os.kill(old, number)
    assert await asyncio.gather(*asking) == [1.0] * 100
    if number == signal.SIGTERM:
        assert not refused
    found = (await client.get("/v1/jobs", params={"run": run, "limit": 200})).json()["jobs"]
    assert sorted(one["step"] for one in found) == list(range(100))
    await asyncio.to_thread(until, lambda: len(gateways(pair)) == 2 and old not in gateways(pair), 120)
