"""Runs the real clients of trainers from an environment of their own, and counts what they made of a server."""

import json
import math
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.parts import ROOT, Server, free_port, run_server

KEY = "trainer-key-0123456789abcdef"
PYTHON = ROOT / ".venv-trainers/bin/python"
FOLDER = Path(__file__).parent / "clients"
CLIENTS = {
    "OpenRLHF remote_url": ("openrlhf_executor", "remote"),
    "OpenRLHF reward_func.py": ("openrlhf_executor", "file"),
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
JOINED = {
    **{name: command for name, command in CLIENTS.items() if len(command) == 1 and not name.startswith("verl")},
    "OpenRLHF remote_url and reward_func.py": ("openrlhf_executor", "remote", "file"),
    "verl managers and scorer": ("verl_managers", "naive", "batch", "prime", "scorer"),
}
"""The same, with as few starts of Python as there may be: importing verl takes longer than its requests."""
PROGRAMS_ONLY = ("sandbox-fusion sync and async", "verl sandbox_fusion scorer")
MASKING = ("NeMo Gym ServerClient", "NeMo Gym simple agent", "verifiers' NeMo Gym task")
"""Clients that are told to leave a sample out."""
QUEUE = 24
_SECONDS = 900.0
Rewards = Sequence[float | None]


@dataclass(frozen=True)
class Served:
    """A server, and the address of its door to everything."""

    server: Server
    url: str


@dataclass(frozen=True)
class Tally:
    """What one client made of some samples, of which every other one is right."""

    client: str
    what: str
    samples: int
    false_zeros: int
    false_ones: int
    lost: int
    nan: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether every sample has got its reward."""
        return not (self.false_zeros or self.false_ones or self.lost or self.nan)


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """A server with keys, a queue of a few completions, and a door to everything."""
    (folder / "keys").write_text(json.dumps({"key": KEY, "tenant": "trainer"}))
    port = free_port()
    settings = {
        "STEELYARD_KEYS_FILE": str(folder / "keys"),
        "STEELYARD_DOORS": f"api:{port}",
        "STEELYARD_MAX_QUEUED": str(QUEUE),
    }
    with run_server(folder, settings) as server:
        yield Served(server, f"http://127.0.0.1:{port}")


def rewards_of(served: Served, client: str, count: int, samples: str = "judged") -> tuple[Rewards, float]:
    """What one client got for its samples, null where it got nothing, and the seconds that it took."""
    script, *arguments = {**CLIENTS, **JOINED}[client]
    started = time.monotonic()
    command = [str(PYTHON), str(FOLDER / f"{script}.py"), f"{served.url}/k/{KEY}", str(count), *arguments]
    told = run(served, command, samples)
    lines = [line.removeprefix("REWARDS ") for line in told.splitlines() if line.startswith("REWARDS ")]
    rewards: list[list[float | None]] = list(map(json.loads, lines))
    assert rewards, told[-4000:]
    assert {len(some) for some in rewards} == {count}
    return [one for some in rewards for one in some], time.monotonic() - started


def run(served: Served, command: Sequence[str], samples: str = "judged") -> str:
    """What a client's process writes. Raises AssertionError with its last words if it fails."""
    environment = {**os.environ, "STEELYARD_URL": served.url, "STEELYARD_API_KEY": KEY, "SAMPLES": samples}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False)
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-4000:]
    return ended.stdout


def tally(client: str, what: str, rewards: Rewards, seconds: float) -> Tally:
    """Count samples that are judged."""
    return Tally(
        client,
        what,
        samples=len(rewards),
        false_zeros=sum(reward == 0 for reward in rewards[::2]),
        false_ones=sum(reward == 1 for reward in rewards[1::2]),
        lost=sum(reward is None for reward in rewards),
        nan=sum(reward is not None and math.isnan(reward) for reward in rewards),
        seconds=seconds,
    )


def tally_without(client: str, rewards: Rewards, seconds: float) -> Tally:
    """Count samples of which every fourth gets no verdict: it is left out, or has a mean that teaches nothing."""
    unjudged = rewards[3::4]
    judged = [reward for number, reward in enumerate(rewards) if number % 4 != 3]
    masks = client in MASKING
    return Tally(
        client,
        "no verdict",
        samples=len(rewards),
        false_zeros=sum(reward == 0 for reward in [*rewards[::2], *unjudged]),
        false_ones=sum(reward == 1 for reward in [*rewards[1::4], *unjudged]),
        lost=sum(reward is None for reward in judged) + sum((reward is None) != masks for reward in unjudged),
        nan=sum(reward is not None and math.isnan(reward) for reward in rewards),
        seconds=seconds,
    )
