"""Overhead of the service: HTTP, queue, store and child process around a verifier that does nothing.

``python -m benchmarks.overhead`` sends batches of 1, 64, 1,024 and 4,096 completions of 2 kB, one after another,
in turn to Steelyard and to a bare FastAPI echo of the same payload. It prints medians, CPU by process and broker
commands per completion. Nothing is cached.
"""

import argparse
import asyncio
import json
import statistics
import time

import aiohttp

from benchmarks.processes import Meter
from benchmarks.running import Server, asgi, server

PLUGIN = {"STEELYARD_PLUGINS": "benchmarks.nothing:NothingVerifier", "STEELYARD_CACHE_SECONDS": "0"}
_SIZES = ((1, 300), (64, 100), (1024, 30), (4096, 10))
_WARM_UP = 5
TEXT = " ".join(
    f"Step {n}: we divide {7 * n} by {n + 2} and simplify both sides of equation ({n})." for n in range(1, 29)
)


def payload(completions: int) -> bytes:
    """One request of so many completions of about 2 kB."""
    texts = [f"{TEXT}{number}" for number in range(completions)]
    body = {"cache": "off", "groups": [{"verifier": {"kind": "nothing"}, "completions": texts}]}
    return json.dumps(body).encode()


async def seconds(session: aiohttp.ClientSession, url: str, body: bytes) -> float:
    """The time of one request, answer read."""
    started = time.perf_counter()
    async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
        await answer.read()
        answer.raise_for_status()
    return time.perf_counter() - started


async def measure(ours: Server, echo: str) -> None:
    """Print the table."""
    print("| completions | Steelyard p50 | p99 | echo p50 | per completion over the echo | CPU µs | commands |")
    print("|--:|--:|--:|--:|--:|:--|--:|")
    async with aiohttp.ClientSession() as session:
        for completions, rounds in _SIZES:
            print(await _row(session, ours, echo, completions, rounds), flush=True)


async def _row(session: aiohttp.ClientSession, ours: Server, echo: str, completions: int, rounds: int) -> str:
    body = payload(completions)
    for _ in range(_WARM_UP):
        await seconds(session, f"{ours.url}/v1/verify", body)
        await seconds(session, f"{echo}/echo", body)
    meter, own, bare = Meter(ours.pid), [], []
    for _ in range(rounds):
        own.append(await seconds(session, f"{ours.url}/v1/verify", body))
        bare.append(await seconds(session, f"{echo}/echo", body))
    middle, slowest = statistics.median(own), statistics.quantiles(own, n=100)[98]
    over = middle - statistics.median(bare)
    times = " | ".join(f"{1e3 * one:.1f} ms" for one in (middle, slowest, statistics.median(bare)))
    cost, commands = meter.per_completion(rounds * completions)
    return f"| {completions:,} | {times} | {over / completions * 1e6:.0f} µs | {cost} | {commands} |"


def main() -> None:
    """Start both servers and measure."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with server(PLUGIN) as ours, asgi("benchmarks.echo:app") as echo:
        asyncio.run(measure(ours, echo))


if __name__ == "__main__":
    main()
