"""``python -m benchmarks.soak``: mixed work for ten minutes; memory, open files and keys by the minute.

The exit status is 1 if after the first fifth any of them has grown by more than a fifth and some slack.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from redis import Redis

from benchmarks.chaos.load import Batch, Tally, Trainers, batches
from tests.parts import Server, broker, run_server

_GROWING = (b"steelyard:minute", b"steelyard:idempotency")  # kept for a day each, however many they are
_PROCESSES = ("services gateway", "services worker")
_SLACK = {"MiB": 30.0, "files": 20.0, "keys": 200.0}
_SETTINGS = {
    "STEELYARD_SANDBOX": "off",
    "STEELYARD_WORKERS": "2",
    "STEELYARD_HISTORY_JOBS": "100",  # so that what is kept is level soon
    "STEELYARD_CACHE_SECONDS": "20",
}


def reading(server: Server, redis: "Redis") -> dict[str, float]:
    """Resident memory and open files of gateway and worker, and the store's keys but those of runs and minutes."""
    found: dict[str, float] = {}
    for name in _PROCESSES:
        (pid,) = server.descendants(name)
        status = Path(f"/proc/{pid}/status").read_text()
        (memory,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        found[f"{name} MiB"] = round(memory / 1024, 1)
        found[f"{name} files"] = float(len(os.listdir(f"/proc/{pid}/fd")))
    keys = redis.scan_iter(count=1000)
    found["store keys"] = float(sum(not key.startswith(_GROWING) for key in keys))
    found["store MiB"] = round(redis.info("memory")["used_memory"] / 2**20, 1)
    return found


async def soak(
    server: Server, redis: "Redis", seconds: float, every: float
) -> tuple[list[dict[str, float]], Tally]:
    """Readings at intervals, while batch after batch is sent."""
    tally, readings, ends, seed = Tally(), [], time.monotonic() + seconds, 0

    async def send() -> None:
        nonlocal seed
        while time.monotonic() < ends:
            seed += 1
            await Trainers([server.url], tally).run([_of_few_runs(*one) for one in enumerate(batches(2000, seed))])

    load = asyncio.create_task(send())
    while not load.done():
        await asyncio.wait({load}, timeout=every)
        readings.append(await asyncio.to_thread(reading, server, redis))
    await load
    return readings, tally


def _of_few_runs(number: int, batch: Batch) -> Batch:
    return replace(batch, body={**batch.body, "run": f"soak {number % 20}"})


def grown(readings: list[dict[str, float]]) -> list[str]:
    """What is not level: the last reading against the highest of the first fifth."""
    first = readings[: max(1, len(readings) // 5)]
    return [
        name
        for name, value in readings[-1].items()
        if value > 1.2 * max(one[name] for one in first) + _slack(name)
    ]


def _slack(name: str) -> float:
    return _SLACK[name.rpartition(" ")[2]]


def table(readings: list[Mapping[str, float]], every: float) -> str:
    """Readings as Markdown, one line each."""
    names = list(readings[0])
    rows = [
        [f"{every * number / 60:.1f}", *(f"{one[name]:g}" for name in names)]
        for number, one in enumerate(readings, 1)
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["| minute | " + " | ".join(names) + " |", "|--:" * (len(names) + 1) + "|", *lines])


def main() -> None:
    """Print the table, and what grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readings", type=int, default=10)
    given = parser.parse_args()
    every = 60 * given.minutes / given.readings
    with tempfile.TemporaryDirectory(prefix="steelyard-soak-") as name:
        folder = Path(name)
        (folder / "broker").mkdir()
        with (
            broker("embedded", folder / "broker") as own,
            Redis.from_url(own.url) as redis,
            run_server(folder, {**_SETTINGS, "STEELYARD_REDIS_URL": own.url}) as server,
        ):
            readings, tally = asyncio.run(soak(server, redis, 60 * given.minutes, every))
    print(table(list(readings), every))
    more = grown(readings)
    print(f"\n{tally.done} completions, {tally.lost} lost, {tally.wrong} wrong; grown: {more or 'nothing'}")
    sys.exit(bool(more or tally.lost or tally.wrong))


if __name__ == "__main__":
    main()
