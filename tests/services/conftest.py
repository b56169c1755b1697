"""Stores on a real broker of each kind, and a judging process with the tests' own verifier."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.children import Children
from services.jobs.child import Isolated, start_children
from tests.parts import Server, run_server
from tests.services.judge_server import ModelServer, model_server
from tests.services.one_worker import PLUGIN


@pytest.fixture(scope="session")
def models() -> Iterator[ModelServer]:
    """A server that answers as judges and reward models do."""
    with model_server() as running:
        yield running


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory, models: ModelServer) -> Iterator[Server]:
    """A whole server with judges and reward models, one judging process, and runners."""
    folder = tmp_path_factory.mktemp("asking")
    common = {"url": models.url, "model": "m", "retries": 0, "timeout_seconds": 60.0}
    judges: list[dict[str, Any]] = [
        {"name": "j", "concurrency": 16, **common},
        {"name": "rm", "api": "tei", **common, "scale": "linear", "lowest": -2, "highest": 2},
        {"name": "raw", "api": "tei", **common, "scale": "raw"},
    ]
    file = folder / "judges.jsonl"
    judges += [{**judges[0], "name": name} for name in ("judge", "qwen", "qwen-72b")]  # as the pages call them
    judges.append({**judges[1], "name": "skywork"})
    file.write_text("\n".join(map(json.dumps, judges)))
    settings = {"STEELYARD_JUDGES_FILE": str(file), "STEELYARD_SANDBOX": "local", "STEELYARD_WORKERS": "1"}
    with run_server(folder, settings) as running:
        yield running


@pytest.fixture(scope="session")
def children() -> "Iterator[Children[Any, Any]]":
    started = start_children(1, 2048, [PLUGIN], Isolated.nowhere("not needed"))
    started.start()
    yield started
    started.close()
