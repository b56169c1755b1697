"""Which part is named as the one to scale."""

import pytest

from services.dashboard.bottleneck import Waited, covered, part_to_scale, waited
from services.gateway.listing import JobRecord
from services.gateway.load import GatewayReport
from tests.services.stored import header_of

BUSY_GATEWAY = [GatewayReport("here", 1, 0.95, 0)]
IDLE_GATEWAY = [GatewayReport("here", 1, 0.1, 0)]


def run(share: float) -> list[Waited]:
    return [Waited("r", "default", 10, 100.0, 0.0, share)]


@pytest.mark.parametrize(
    ("judging", "gateways", "runs", "times", "part"),
    [
        (None, IDLE_GATEWAY, run(0.9), (1.0, 1.0), "worker"),
        (0.9, IDLE_GATEWAY, [], (1.0, 1.0), "nothing"),
        (0.9, IDLE_GATEWAY, run(0.05), (1.0, 1.0), "trainer"),
        (0.9, IDLE_GATEWAY, run(0.6), (0.1, 1.0), "worker"),
        (0.3, IDLE_GATEWAY, run(0.6), (5.0, 1.0), "worker"),
        (0.3, BUSY_GATEWAY, run(0.6), (0.1, 1.0), "gateway"),
        (0.3, IDLE_GATEWAY, run(0.6), (0.1, 1.0), "verifier"),
        (0.3, IDLE_GATEWAY, run(0.6), (None, None), "verifier"),
    ],
)
def test_what_is_busy_while_the_trainer_waits_is_to_be_scaled(
    judging: float | None,
    gateways: list[GatewayReport],
    runs: list[Waited],
    times: tuple[float | None, float | None],
    part: str,
) -> None:
    assert part_to_scale(judging, gateways, runs, times) == part


def test_times_that_overlap_count_once() -> None:
    assert covered([(0.0, 2.0), (1.0, 3.0), (5.0, 6.0), (5.2, 5.4)]) == 4.0
    assert covered([]) == 0.0


def record(created: float, started: float | None, finished: float | None) -> JobRecord:
    return JobRecord(header_of().summary, "done", 1, created, started, finished, None)


def test_a_run_that_waits_half_of_its_time_is_said_to() -> None:
    jobs = [record(10.0 * step, 10.0 * step + 1, 10.0 * step + 5) for step in range(4)]
    found = waited("r", "default", jobs, 100.0)
    assert found is not None
    assert (found.seconds, found.in_service, found.in_queue) == (35.0, 20 / 35, 4 / 35)
    assert waited("r", "default", jobs[:1], 100.0) is None
