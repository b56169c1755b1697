"""Real parts for the tests: brokers, a whole server, the labelled data beside the repository."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx._config import DEFAULT_TIMEOUT_CONFIG
from hypothesis import settings
from redis import Redis
from xdist.remote import Producer

from sandbox.runner.commands import PATH
from services.gateway import store as gateway
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.worker_store import connect
from tests.parts import Server, run_broker, run_server
from tests.scheduling import GroupScheduling, group_of

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

_TOOLS = ("bash", "gcc", "g++", "node", "javac", "java", "go", "rustc")
_PRESENT = {
    "shared": SHARED.is_dir(),
    "redis": shutil.which("redis-server") is not None,
    "docker": Path("/var/run/docker.sock").exists(),
    "compose": shutil.which("docker-compose") is not None,
    "languages": all(shutil.which(tool, path=PATH) for tool in _TOOLS),
    "chromium": Path("/usr/bin/chromium").exists(),
    "trainers": (ROOT / ".venv-trainers/.ready").is_file(),
    "promtool": shutil.which("promtool") is not None,
}
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each server would compile all that it imports
sys.dont_write_bytecode = False
for phase in ("connect", "read", "write", "pool"):  # five seconds are too few on a busy machine
    setattr(DEFAULT_TIMEOUT_CONFIG, phase, 60.0)
settings.register_profile("any machine", deadline=None)  # deadlines go by the wall clock
settings.load_profile("any machine")

_RERUNS = int(os.environ.get("STEELYARD_RERUNS", "2"))
"""How often a test of real processes may fail before it counts: the machine may be busy. The summary names it."""
_REQUIRED = set(filter(None, os.environ.get("STEELYARD_REQUIRE", "").split(",")))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose real part is missing is skipped, unless that part is required: then it fails."""
    for part, present in _PRESENT.items():
        if item.get_closest_marker(part):
            require(part, present)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of real processes that fails is run again."""
    for item in items:
        if group_of(item.nodeid) or any(item.get_closest_marker(part) for part in ("docker", "compose")):
            item.add_marker(pytest.mark.flaky(reruns=_RERUNS))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling | None:
    """What hands tests out to several processes."""
    return GroupScheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


def require(part: str, present: bool) -> None:
    """Skip where a real part is missing, or fail if that part is required."""
    if not present and part in _REQUIRED:
        pytest.fail(f"{part} is required here and missing")
    if not present:
        pytest.skip(f"{part} is not on this machine")


@pytest.fixture
def shared() -> Path:
    return SHARED


@pytest.fixture(scope="session", params=["embedded", pytest.param("redis", marks=pytest.mark.redis)])
def broker_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real broker: the embedded Valkey, and where it is installed Debian's Redis."""
    with run_broker(request.param, tmp_path_factory.mktemp(request.param)) as url:
        yield url


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A whole server, started as a user would, with two verifiers of the tests' own."""
    with run_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def redis(broker_url: str) -> "Iterator[Redis]":
    with connect(broker_url) as client:
        client.flushall()
        yield client


@pytest.fixture
async def store(broker_url: str, redis: "Redis") -> AsyncIterator[GatewayStore]:
    client = gateway.connect(broker_url)
    yield GatewayStore(client, keys.gateway_channel("here"), 3600)
    await client.aclose()
