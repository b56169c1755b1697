"""The sandbox in which verifiers run programs."""

from collections.abc import Iterator

import pytest

from sandbox.local import LocalSandbox
from sandbox.sandbox import Sandbox


@pytest.fixture(scope="session")
def local_sandbox() -> Iterator[Sandbox]:
    """A real sandbox with two runners."""
    started = LocalSandbox(2)
    try:
        started.start()
        yield started
    finally:
        started.close()
