"""Real parts for the tests: brokers, a whole server, the labelled data beside the repository."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sandbox.runner.commands import PATH
from tests.parts import Server, run_broker, run_server

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
settings.register_profile("any machine", deadline=None)  # deadlines go by the wall clock
settings.load_profile("any machine")

_LAYERS_WITH_SERVERS = ("services", "client", "deploy", "sandbox", "trainers")
_RERUNS = int(os.environ.get("STEELYARD_RERUNS", "1"))
"""How often a test of real processes may fail before it counts: the machine may be busy. The summary names it."""
_REQUIRED = set(filter(None, os.environ.get("STEELYARD_REQUIRE", "").split(",")))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose real part is missing is skipped, unless that part is required: then it fails."""
    for part, present in _PRESENT.items():
        if item.get_closest_marker(part):
            require(part, present)


@pytest.hookimpl(tryfirst=True)  # xdist names the groups in a hook of the same name
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which tests one process runs, where several do: those that share an engine, a browser or a server."""
    for item in items:
        group = _group(item)
        if group is not None:
            item.add_marker(pytest.mark.xdist_group(group))
            item.add_marker(pytest.mark.flaky(reruns=_RERUNS))


def _group(item: pytest.Item) -> str | None:
    if any(item.get_closest_marker(part) for part in ("docker", "compose")):
        return "docker"
    layer = item.path.relative_to(ROOT / "tests").parts[0]
    if layer == "dashboard":
        return layer
    return str(item.path) if layer in _LAYERS_WITH_SERVERS else None


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
