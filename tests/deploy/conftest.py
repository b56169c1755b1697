"""Images and a running deployment, made once for all tests of this folder."""

import uuid
from collections.abc import Iterator

import pytest

from tests.deploy.composing import Stack, build_images, composed


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    build_images()
    settings = {"STEELYARD_WORKERS": "2", "STEELYARD_LEASE_SECONDS": "3"}
    folder = tmp_path_factory.mktemp("compose")
    with composed(f"steelyardtest{uuid.uuid4().hex[:8]}", folder, settings) as stack:
        stack.up(1, 2)
        stack.await_workers(1)
        yield stack
