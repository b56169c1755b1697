"""The real clients of trainers against a server with keys, a short queue, and a gateway that keeps dying."""

import json
import math
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parts import ROOT, Server, free_port, run_server

pytestmark = [pytest.mark.trainers, pytest.mark.timeout(1500)]

KEY = "trainer-key-0123456789abcdef"
PYTHON = ROOT / ".venv-trainers/bin/python"
CLIENTS = {
    "OpenRLHF remote_url": ("openrlhf_remote",),
    "OpenRLHF reward_func.py": ("openrlhf_file",),
    "sandbox-fusion sync and async": ("fusion",),
    "verl sandbox_fusion scorer": ("verl_sandbox",),
    "verl naive manager": ("verl_managers", "naive"),
    "verl batch manager": ("verl_managers", "batch"),
    "verl prime manager": ("verl_managers", "prime"),
    "NeMo Gym ServerClient": ("nemo_client",),
    "NeMo Gym simple agent": ("nemo_agent",),
    "verifiers' NeMo Gym task": ("verifiers_task",),
    "slime-shaped client": ("slime_shaped",),
}
_KILLS, _BETWEEN_SECONDS = 3, 15.0


@dataclass(frozen=True)
class Served:
    """A server and the address of its door to everything, with the key in the path."""

    server: Server
    url: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("trainers")
    (folder / "keys").write_text(json.dumps({"key": KEY, "tenant": "trainer"}))
    port = free_port()
    settings = {
        "STEELYARD_KEYS_FILE": str(folder / "keys"),
        "STEELYARD_DOORS": f"api:{port}",
        "STEELYARD_MAX_QUEUED": "24",
    }
    with run_server(folder, settings) as server:
        yield Served(server, f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    """Lines that are shown at the end: client, samples, false zeros, false ones, lost, NaN."""
    lines: list[str] = []
    yield lines
    heads = ("client", "what", "samples", "false 0", "false 1", "lost", "NaN", "seconds")
    print("\n" + "{:32} {:16} {:>8} {:>8} {:>8} {:>5} {:>4} {:>8}".format(*heads))
    print("\n".join(lines))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("count", [64, 256])
def test_every_sample_gets_its_reward(served: Served, table: list[str], client: str, count: int) -> None:
    """Right and wrong mathematics and programs, all at once, on a queue of 24."""
    _check(table, client, f"{count} at once", *_rewards(served, client, count))


def test_no_client_sees_the_gateway_die(served: Served, table: list[str]) -> None:
    """All clients at once, while the gateway is killed again and again."""
    with ThreadPoolExecutor(len(CLIENTS)) as pool:
        answers = {client: pool.submit(_rewards, served, client, 32) for client in CLIENTS}
        for _ in range(_KILLS):
            time.sleep(_BETWEEN_SECONDS)
            for pid in served.server.descendants("services gateway"):
                os.kill(pid, signal.SIGKILL)
        told = {client: answer.result() for client, answer in answers.items()}
    for client, answer in told.items():
        _check(table, client, "gateway killed", *answer)


def test_trl_takes_steps_with_rewards(served: Served) -> None:
    """The example of this repository: GRPO on a CPU with a model of random weights."""
    told = _run(served, [str(PYTHON), str(ROOT / "examples/trl_grpo.py")])
    steps = [line for line in told.splitlines() if line.startswith("{'loss'")]
    assert len(steps) >= 3, told
    assert "nan" not in told.lower()


def _rewards(served: Served, client: str, count: int) -> tuple[list[float | None], float]:
    script, *arguments = CLIENTS[client]
    started = time.monotonic()
    path = Path(__file__).parent / "clients" / f"{script}.py"
    told = _run(served, [str(PYTHON), str(path), f"{served.url}/k/{KEY}", str(count), *arguments])
    (line,) = [line for line in told.splitlines() if line.startswith("REWARDS ")]
    rewards: list[float | None] = json.loads(line.removeprefix("REWARDS "))
    assert len(rewards) == count
    return rewards, time.monotonic() - started


def _run(served: Served, command: Sequence[str]) -> str:
    environment: Mapping[str, str] = {**os.environ, "STEELYARD_URL": served.url, "STEELYARD_API_KEY": KEY}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-4000:]
    return ended.stdout


def _check(table: list[str], client: str, what: str, rewards: Sequence[float | None], seconds: float) -> None:
    right, wrong = rewards[::2], rewards[1::2]
    counts = (
        len(rewards),
        sum(reward == 0 for reward in right),
        sum(reward == 1 for reward in wrong),
        sum(reward is None for reward in rewards),
        sum(reward is not None and math.isnan(reward) for reward in rewards),
    )
    table.append("{:32} {:16} {:>8} {:>8} {:>8} {:>5} {:>4} {:>8.1f}".format(client, what, *counts, seconds))
    assert list(rewards) == [1.0, 0.0] * (len(rewards) // 2), table[-1]
