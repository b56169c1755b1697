"""What looking at the dashboard costs: time to answer with a long history, and what the workers notice of it.

``python -m benchmarks.dashboard --jobs 100000`` fills a store with finished jobs, by the store's own code, and
asks for each page over HTTP, in turn with ``/healthz``, which does nothing. Then it sends batches to be judged,
blocks of ten in turn with and without a reader who follows the overview live and reloads it every second.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx

from tests.dashboard.seeding import done, fill, right, spread_over_an_hour, training
from tests.parts import Server, run_broker, run_server

_PLANTED = "A cat sat on the beam"
_PAGES = {
    "Overview": "/dashboard",
    "Runs": "/dashboard/runs",
    "a run of 200 steps": "/dashboard/run?run=exp-42",
    "two runs": "/dashboard/run?run=exp-42&with=exp-41",
    "Jobs": "/dashboard/jobs",
    "Jobs of a run, by state and verifier": "/dashboard/jobs?run=exp-42&state=done&verifier=math",
    "Jobs, search": "/dashboard/jobs?q=exp-4",
    "Jobs, a search without a hit": "/dashboard/jobs?run=exp-42&state=failed",
    "Completions": "/dashboard/completions",
    "Completions of a run that are wrong": "/dashboard/completions?run=exp-42&status=incorrect",
    "Completions, the one of all with a text": f"/dashboard/completions?text={_PLANTED.replace(' ', '+')}",
    "Completions, a text that none has": "/dashboard/completions?text=elephant",
    "Review": "/dashboard/review",
    "/v1/overview": "/v1/overview",
    "/metrics": "/metrics",
}
_BLOCK = 10
_BATCH = {"groups": [{"verifier": {"kind": "nothing"}, "completions": ["x" * 2000] * 256}], "cache": "off"}


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--size", type=int, default=1, help="completions of each job")
    parser.add_argument("--characters", type=int, default=2_000, help="of each completion, about")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "broker").mkdir()
        with run_broker("embedded", folder / "broker") as broker:
            planted = done([f"so {_PLANTED.lower()}" + " of steel" * 200], [right()], run="exp-42", step=0)
            asyncio.run(
                fill(
                    broker,
                    [planted, *training(arguments.jobs, size=arguments.size, characters=arguments.characters)],
                )
            )
            spread_over_an_hour(broker)
            settings = {"STEELYARD_REDIS_URL": broker, "STEELYARD_SANDBOX": "off", "STEELYARD_EXPLORER_MB": "512"}
            with run_server(folder, settings) as server, httpx.Client(base_url=server.url, timeout=60) as client:
                _wait_for_explorer(client)
                _print_pages(client, arguments.jobs, arguments.rounds)
                _print_found(client)
                _print_cost(client, server, arguments.rounds)


def _wait_for_explorer(client: httpx.Client) -> None:
    started = time.perf_counter()
    while not (found := client.get("/v1/completions").raise_for_status().json())["is_complete"]:
        time.sleep(1.0)
    seconds = time.perf_counter() - started
    print(f"The explorer has read {found['completions']:,} completions after {seconds:.1f} s.")


def _print_pages(client: httpx.Client, jobs: int, rounds: int) -> None:
    nothing = _times(client, "/healthz", rounds)
    print(f"| with {jobs:,} jobs | p50 | slowest | over /healthz |\n|---|--:|--:|--:|")
    for name, path in _PAGES.items():
        seconds = _times(client, path, rounds)
        over = statistics.median(seconds) - statistics.median(nothing)
        print(f"| {name} | {_ms(statistics.median(seconds))} | {_ms(seconds[-1])} | {_ms(over)} |")


def _print_found(client: httpx.Client) -> None:
    for text in (_PLANTED, "elephant"):
        found = client.get("/v1/completions", params={"text": text}).raise_for_status().json()
        whole = "all" if found["is_complete"] else "a part"
        print(f"Of {found['completions']:,} completions {found['total']} has {text!r}: {whole} searched.")


def _times(client: httpx.Client, path: str, rounds: int) -> Sequence[float]:
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        client.get(path).raise_for_status()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)


def _print_cost(client: httpx.Client, server: Server, rounds: int) -> None:
    (worker, *_) = server.descendants("services worker")
    alone, watched = _Cost(worker), _Cost(worker)
    for _ in range(rounds):
        with alone.counted():
            alone.seconds += [_batch(client) for _ in range(_BLOCK)]
        with _reader(server.url), watched.counted():
            watched.seconds += [_batch(client) for _ in range(_BLOCK)]
    first, second = statistics.median(alone.seconds), statistics.median(watched.seconds)
    print("\n| 256 completions | alone | with a reader | ratio |\n|---|--:|--:|--:|")
    print(f"| answered after | {_ms(first)} | {_ms(second)} | {second / first:.2f} |")
    first, second = alone.cpu / len(alone.seconds), watched.cpu / len(watched.seconds)
    print(f"| CPU time of the worker | {_ms(first)} | {_ms(second)} | {second / first:.2f} |")


@dataclass
class _Cost:
    """What batches took, and the CPU time that the worker and its children spent meanwhile."""

    worker: int
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        before = _cpu_seconds(self.worker)
        yield
        self.cpu += _cpu_seconds(self.worker) - before


def _cpu_seconds(pid: int) -> float:
    """CPU time of a process and of everything below it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return own + sum(map(_cpu_seconds, children))


def _batch(client: httpx.Client) -> float:
    started = time.perf_counter()
    client.post("/v1/verify", json=_BATCH).raise_for_status()
    return time.perf_counter() - started


@contextmanager
def _reader(url: str) -> Iterator[None]:
    """Somebody who looks at the overview, live and by loading it again and again."""
    leaving = Event()

    def follow() -> None:
        with httpx.Client(base_url=url, timeout=60) as client, client.stream("GET", "/dashboard/live") as live:
            for _ in live.iter_lines():
                client.get("/dashboard")
                if leaving.wait(1.0):
                    return

    reading = Thread(target=follow)
    reading.start()
    try:
        yield
    finally:
        leaving.set()
        reading.join()


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


if __name__ == "__main__":
    main()
