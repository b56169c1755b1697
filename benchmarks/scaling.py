"""How throughput and cost grow with workers, sandboxes and the size of a request, measured through Compose.

``python -m benchmarks.scaling [--jobs N] [--costs]`` wants the images of ``deploy/build.sh test``. Costs are CPU
time of each service's containers, as their control groups count it, so they mean the same on a busy machine.
"""

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.code import groups_of
from benchmarks.code_rows import Row
from benchmarks.compose import ask, right_programs
from benchmarks.network import fitted, throughput
from tests.deploy.composing import Stack, composed, docker
from tests.parts import until

SERVICES = ("gateway", "redis", "worker", "sandbox")
_WORKERS, _SANDBOXES, _BATCHES = (1, 2), (1, 2, 4, 8), (1, 8, 64)
_CLIENTS = 8
_IDLE_SECONDS = 10.0
_SETTINGS = {"STEELYARD_CACHE_SECONDS": "0", "STEELYARD_WORKERS": "4"}
_NO_HEALTH_CHECKS = """
services:
  gateway: {healthcheck: {disable: true}}
  worker: {healthcheck: {disable: true}}
"""  # their bursts of CPU time would be taken for a job's
_USED = "cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2>/dev/null || awk '/^usage_usec/ {print $2 * 1000}' "
_USED += "/sys/fs/cgroup/cpu.stat"


def cpu_seconds(stack: Stack) -> dict[str, float]:
    """What each service has used so far, all its containers together."""
    return {
        service: sum(float(docker("exec", name, "sh", "-c", _USED)) / 1e9 for name in stack.containers(service))
        for service in SERVICES
    }


def load(stack: Stack, rows: Sequence[Row], batch: int) -> float:
    """Jobs a second, sent in requests of this size from several clients at once."""
    url = f"http://127.0.0.1:{stack.port}"
    requests = [groups_of(rows[first : first + batch]) for first in range(0, len(rows), batch)]
    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        list(clients.map(lambda groups: ask(url, stack.key, groups), requests))
    return len(rows) / (time.perf_counter() - started)


def costs(stack: Stack, rows: Sequence[Row], batch: int) -> dict[str, float]:
    """CPU milliseconds of each service for one job, beyond what it uses in the same time without any."""
    idle, idle_seconds = used_during(stack, lambda: time.sleep(_IDLE_SECONDS))
    used, seconds = used_during(stack, lambda: load(stack, rows, batch))
    return {one: 1000 * (used[one] - idle[one] * seconds / idle_seconds) / len(rows) for one in SERVICES}


def used_during(stack: Stack, work: Callable[[], object]) -> tuple[dict[str, float], float]:
    """CPU seconds of each service while something is done, and how long that took."""
    before, started = cpu_seconds(stack), time.perf_counter()
    work()
    after, ended = cpu_seconds(stack), time.perf_counter()
    return {one: after[one] - before[one] for one in SERVICES}, ended - started


def scale(stack: Stack, workers: int, sandboxes: int) -> None:
    """Bring the stack to this size."""
    stack.up(workers, sandboxes)
    until(lambda: stack.workers() == workers, 90, 0.2)


def all_costs(stack: Stack, rows: Sequence[Row]) -> dict[int, dict[str, float]]:
    """Costs of a job by the size of a request."""
    scale(stack, 1, 2)
    load(stack, rows, 8)
    return {batch: costs(stack, rows, batch) for batch in _BATCHES}


def whole_curve(stack: Stack, rows: Sequence[Row]) -> dict[tuple[int, int], float]:
    """Jobs a second by workers and sandboxes."""
    curve = {}
    for workers in _WORKERS:
        for sandboxes in _SANDBOXES:
            scale(stack, workers, sandboxes)
            load(stack, rows[:8], 4)
            curve[workers, sandboxes] = max(load(stack, rows, 8) for _ in range(2))
    return curve


def show_costs(cost: Mapping[int, Mapping[str, float]]) -> None:
    """Print what a job costs, by the size of the request that it comes in."""
    print("| jobs in a request | " + " | ".join(f"{one}, ms" for one in SERVICES) + " |")
    print("|--:|" + "--:|" * len(SERVICES))
    for batch, one in cost.items():
        print(f"| {batch} | " + " | ".join(f"{one[service]:.2f}" for service in SERVICES) + " |", flush=True)


def show_curve(curve: Mapping[tuple[int, int], float]) -> None:
    """Print the measured beside the model fitted to it."""
    network = fitted(curve)
    print(f"\n{network}\n\n| workers | sandboxes | jobs/s | model |\n|--:|--:|--:|--:|")
    for (workers, sandboxes), measured in curve.items():
        print(f"| {workers} | {sandboxes} | {measured:.0f} | {throughput(network, workers, sandboxes):.0f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=128)
    parser.add_argument("--costs", action="store_true", help="measure costs only")
    options = parser.parse_args()
    rows = [row for row in right_programs() if row.style == "call"][: options.jobs]
    with tempfile.TemporaryDirectory() as name:
        folder, override = Path(name), Path(name, "override.yml")
        override.write_text(_NO_HEALTH_CHECKS)
        with composed(f"steelyardbench{uuid.uuid4().hex[:8]}", folder, _SETTINGS, override) as stack:
            show_costs(all_costs(stack, rows))
            if not options.costs:
                show_curve(whole_curve(stack, rows))


if __name__ == "__main__":
    main()
