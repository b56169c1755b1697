"""Clients in front of a scripted server, with pauses short enough for tests."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from steelyard import AsyncClient, Client, Pace, Retry, Settings

from tests.client.scripted import ScriptedServer, run_scripted

QUICK = Settings(
    url="http://127.0.0.1:1",
    api_key=None,
    deadline_seconds=10,
    retry=Retry(3, Pace(first_seconds=0.01, longest_seconds=0.05)),
    polling=Pace(first_seconds=0.01, longest_seconds=0.05),
)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer has set must not change the tests."""
    for name in ("STEELYARD_URL", "STEELYARD_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    with run_scripted() as server:
        yield server


@pytest_asyncio.fixture
async def client(scripted: ScriptedServer) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(scripted.url, settings=QUICK) as client:
        yield client


@pytest.fixture
def sync_client(scripted: ScriptedServer) -> Iterator[Client]:
    with Client(scripted.url, settings=QUICK) as client:
        yield client


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, kept from others meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
