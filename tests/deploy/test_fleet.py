"""The predictions of fleets: laws that hold for any queueing system, against the simulation and the model."""

import pytest

from benchmarks.fleet import Costs, Fleet, needed, simulate
from benchmarks.network import Network, fitted, throughput

COSTS = Costs(gateway_request=2, gateway=0.1, redis_request=1, redis=0.1, worker_request=2, worker=1, program=10)


def test_each_station_is_as_busy_as_its_share_of_the_work() -> None:
    fleet = Fleet(gateways=2, shards=2, workers=4, sandboxes=20)
    seen = simulate(fleet, 1000, 10, COSTS, seconds=30)
    assert seen.busy["gateways"] == pytest.approx(1000 * (2 / 10 + 0.1) / 1000 / 2, rel=0.1)
    assert seen.busy["workers"] == pytest.approx(1000 * (2 / 10 + 1) / 1000 / 4, rel=0.1)
    assert seen.busy["sandboxes"] == pytest.approx(1000 * 10 / 1000 / 20, rel=0.1)


def test_an_idle_fleet_takes_as_long_as_the_work_itself() -> None:
    costs = Costs(
        gateway_request=1, gateway=1, redis_request=1, redis=2, worker_request=1, worker=1, program=0.001
    )
    seen = simulate(Fleet(50, 1, 50, 50), 0.5, 1, costs, seconds=200)
    assert seen.median == pytest.approx(1 + 1 + 1 + 2 + 1 + 1, rel=0.05)


def test_the_busiest_station_is_named() -> None:
    assert simulate(Fleet(8, 8, 8, 12), 1000, 10, COSTS, seconds=10).bottleneck == "sandboxes"
    assert simulate(Fleet(8, 8, 2, 40), 1000, 10, COSTS, seconds=10).bottleneck == "workers"


def test_a_fleet_that_is_large_enough_keeps_up() -> None:
    fleet = needed(2000, 16, COSTS)
    seen = simulate(fleet, 2000, 16, COSTS, seconds=10)
    assert max(seen.busy.values()) < 0.85
    assert seen.finished * 16 == pytest.approx(2000 * 10, rel=0.1)


def test_larger_requests_need_fewer_gateways() -> None:
    assert needed(10_000, 256, COSTS).gateways < needed(10_000, 4, COSTS).gateways


def test_a_network_is_found_again_from_its_own_curve() -> None:
    network = Network(cores=2, at_cores=10, in_sandbox=10, in_worker=2)
    curve = {(workers, boxes): throughput(network, workers, boxes) for workers in (1, 2) for boxes in (1, 2, 4, 8)}
    found = fitted(curve)
    assert all(throughput(found, *place) == pytest.approx(rate, rel=0.2) for place, rate in curve.items())


def test_no_network_is_faster_than_its_cores() -> None:
    network = Network(cores=2, at_cores=10, in_sandbox=0, in_worker=1)
    assert throughput(network, 8, 64) <= 200
