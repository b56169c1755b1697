"""The real clients of trainers, all at once, against a server with keys, a short queue, and a gateway that dies.

The long form, with hundreds of singles for each client, is `make trainers`.
"""

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.parts import Server, until
from tests.trainers.running import JOINED, KEY, Served, rewards_of, serve, tally, tally_without
from tests.trainers.table import grpo

pytestmark = [pytest.mark.trainers, pytest.mark.timeout(600)]

_COUNT = 24
_ANSWERED = re.compile(r'^steelyard_http_requests_total\{route="/compat/[^}]*\} (\d+)', re.M)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("trainers")) as running:
        yield running


def answered(server: Server) -> int:
    """Requests of trainers that the gateway has answered."""
    try:
        figures = httpx.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {KEY}"}, timeout=60)
    except httpx.HTTPError:
        return 0
    return sum(map(int, map(float, _ANSWERED.findall(figures.text))))


def test_no_sample_is_lost_on_a_full_queue_while_the_gateway_dies(served: Served) -> None:
    """Right and wrong mathematics and programs. The gateway is killed when some of them have been answered."""
    with ThreadPoolExecutor(len(JOINED)) as pool:
        answers = {client: pool.submit(rewards_of, served, client, _COUNT) for client in JOINED}
        until(lambda: answered(served.server) >= _COUNT, 300, 0.1)
        for pid in served.server.descendants("services gateway"):
            os.kill(pid, signal.SIGKILL)
        tallies = [tally(client, "gateway killed", *answer.result()) for client, answer in answers.items()]
    assert [one for one in tallies if not one.is_clean] == []


def test_a_sample_without_a_verdict_is_left_out_or_teaches_nothing(served: Served) -> None:
    for client in ("slime-shaped client", "NeMo Gym ServerClient"):
        counted = tally_without(client, *rewards_of(served, client, _COUNT, samples="unjudged"))
        assert counted.is_clean, counted


def test_trl_takes_steps_with_rewards(served: Served) -> None:
    assert "no NaN" in grpo(served)
