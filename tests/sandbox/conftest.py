"""The sandboxes that every test of isolation runs against."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from sandbox.docker import DockerSandbox
from sandbox.local import LocalSandbox
from sandbox.sandbox import Sandbox
from sandbox.service import ServiceSandbox
from tests.sandbox.containers import IMAGE, containers

_CONTAINERS = [pytest.param(kind, marks=pytest.mark.docker) for kind in ("docker", "service")]


@pytest.fixture(scope="session", params=["local", *_CONTAINERS])
def sandbox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with one runner, so that each job runs where the one before it ran."""
    with ExitStack() as stack:
        started: LocalSandbox | DockerSandbox | ServiceSandbox
        if request.param == "service":
            folder = tmp_path_factory.mktemp("services") / "sockets"
            stack.enter_context(containers(folder, 1))
            started = ServiceSandbox(folder)
        else:
            started = LocalSandbox(1) if request.param == "local" else DockerSandbox(1, IMAGE)
        stack.enter_context(closing(started))
        started.start()
        yield started
