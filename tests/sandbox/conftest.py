"""The sandboxes that every test of isolation runs against."""

from collections.abc import Iterator

import pytest

from sandbox.docker import DockerSandbox
from sandbox.local import LocalSandbox
from sandbox.sandbox import Sandbox

IMAGE = "steelyard-sandbox:test"  # made by deploy/sandbox/build.sh


@pytest.fixture(scope="session", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox with one runner, so that each job runs where the one before it ran."""
    started = LocalSandbox(1) if request.param == "local" else DockerSandbox(1, IMAGE)
    try:
        started.start()
        yield started
    finally:
        started.close()
