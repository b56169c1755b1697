"""The sandboxes that every test of isolation runs against."""

from collections.abc import Iterator

import pytest

from sandbox.local import LocalSandbox
from sandbox.sandbox import Sandbox


@pytest.fixture(scope="session", params=["local"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    started = LocalSandbox(1)
    started.start()
    yield started
    started.close()
