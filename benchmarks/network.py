"""A closed queueing network of a machine's cores and its sandboxes, fitted to measured throughput.

Jobs go round between judging processes, sandboxes and cores. Mean value analysis (Reiser and Lavenberg, 1980) with
Seidmann's approximation of stations that have several servers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

_PROCESSES = 4  # judging processes of a worker in the measurement


@dataclass(frozen=True, slots=True)
class Network:
    """Milliseconds that a job spends at each station if it is alone there."""

    cores: int
    at_cores: float
    in_sandbox: float  # waiting for nothing but its own pace: starts, pipes, sleeps
    in_worker: float

    def __str__(self) -> str:
        return (
            f"fitted: {self.at_cores:.1f} ms of a core, {self.in_sandbox:.1f} ms more in a sandbox, "
            f"{self.in_worker:.1f} ms more in a judging process"
        )


def throughput(network: Network, workers: int, sandboxes: int) -> float:
    """Jobs a second."""
    inside = workers * _PROCESSES
    # A job holds a sandbox while it uses a core: no more of them use cores at a time than there are sandboxes.
    held = network.at_cores * _stretch(network, min(inside, sandboxes)) + network.in_sandbox
    stations = ((held, sandboxes), (network.in_worker, workers * _PROCESSES))
    return min(_solve(stations, inside), 1000 * network.cores / network.at_cores)


def _stretch(network: Network, active: int) -> float:
    """By how much sharing the cores slows each of so many jobs down."""
    share = network.at_cores / (network.at_cores + network.in_sandbox)
    return max(1.0, active * share / network.cores)


def _solve(stations: tuple[tuple[float, int], ...], jobs: int) -> float:
    """Jobs a second through stations of (milliseconds, servers)."""
    queues = [0.0] * len(stations)
    rate = 0.0
    for number in range(1, jobs + 1):
        times = [
            demand / servers * (1 + queue) + demand * (servers - 1) / servers
            for (demand, servers), queue in zip(stations, queues, strict=True)
        ]
        rate = number / sum(times)
        queues = [
            rate * demand / servers * (1 + queue)
            for (demand, servers), queue in zip(stations, queues, strict=True)
        ]
    return 1000 * rate


def fitted(curve: Mapping[tuple[int, int], float], cores: int = 2) -> Network:
    """The network whose throughput is nearest to the measured one, by relative squares, on a grid."""
    best = 1000 * cores / max(curve.values())
    ranges = (_steps(0.5, 1.3), _steps(0.0, 3.0), _steps(0.05, 2.0))
    grid = [Network(cores, best * at, best * inside, best * beside) for at, inside, beside in product(*ranges)]

    def error(network: Network) -> float:
        return sum((throughput(network, *place) / measured - 1) ** 2 for place, measured in curve.items())

    return min(grid, key=error)


def _steps(first: float, last: float, count: int = 13) -> list[float]:
    return [first + (last - first) * number / (count - 1) for number in range(count)]
