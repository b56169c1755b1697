"""What one completion a request costs, hundreds at once: how verl, slime, OpenRLHF and NeMo Gym ask.

``python -m benchmarks.singles`` sends single completions of 2 kB, 256 and 1,024 at a time, in turn to Steelyard
and to a bare FastAPI echo, with connections kept alive and with new ones. It prints requests per second as a
share of the echo's, times, CPU by process and broker commands per completion. Nothing is cached.
"""

import argparse
import asyncio
import json
import time
from dataclasses import dataclass

import aiohttp

from benchmarks.processes import broker, commands, cpu_seconds
from benchmarks.road import PLUGIN, TEXT
from benchmarks.running import Server, asgi, server

_ROUNDS = 3
_COUNT = 2048


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests per second, and the times of single requests in seconds, sorted."""

    rate: float
    seconds: list[float]

    def quantile(self, share: float) -> float:
        """The time below which that share of requests stayed."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def single(number: int) -> bytes:
    """One request of one completion of about 2 kB."""
    group = {"verifier": {"kind": "nothing"}, "completions": [f"{TEXT}{number}"]}
    return json.dumps({"cache": "off", "groups": [group]}).encode()


async def burst(url: str, at_once: int, *, kept: bool) -> Burst:
    """Send ``_COUNT`` singles, ``at_once`` at a time."""
    places = asyncio.Semaphore(at_once)
    times: list[float] = []
    connector = aiohttp.TCPConnector(limit=0, force_close=not kept)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one(body: bytes) -> None:
            async with places:
                started = time.perf_counter()
                headers = {"Content-Type": "application/json"}
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                    answer.raise_for_status()
                times.append(time.perf_counter() - started)

        bodies = [single(number) for number in range(_COUNT)]
        started = time.perf_counter()
        await asyncio.gather(*map(one, bodies))
        took = time.perf_counter() - started
    return Burst(_COUNT / took, sorted(times))


async def measure(ours: Server, echo: str) -> None:
    """Print the table, and a lone single."""
    await burst(f"{ours.url}/v1/verify", 64, kept=True)
    print("| at once | connections | share of the echo | p50 | p99 | CPU µs per completion | commands |")
    print("|--:|:--|--:|--:|--:|:--|--:|")
    for at_once in (256, 1024):
        for kept in (True, False):
            for _ in range(_ROUNDS):
                print(await _row(ours, echo, at_once, kept=kept))
    bare, lone = await burst_of_one(f"{echo}/echo"), await burst_of_one(f"{ours.url}/v1/verify")
    print(f"a lone single: p50 {1e3 * lone:.1f} ms, over the echo {1e3 * (lone - bare):.1f} ms")


async def burst_of_one(url: str) -> float:
    """The median time of singles one after another."""
    times = []
    async with aiohttp.ClientSession() as session:
        for number in range(200):
            started = time.perf_counter()
            headers = {"Content-Type": "application/json"}
            async with session.post(url, data=single(number), headers=headers) as answer:
                await answer.read()
            times.append(time.perf_counter() - started)
    return sorted(times)[len(times) // 2]


async def _row(ours: Server, echo: str, at_once: int, *, kept: bool) -> str:
    bare = await burst(f"{echo}/echo", at_once, kept=kept)
    redis = broker(ours.pid)
    before, ran = cpu_seconds(ours.pid), commands(redis)
    found = await burst(f"{ours.url}/v1/verify", at_once, kept=kept)
    after, runs = cpu_seconds(ours.pid), commands(redis) - ran
    costs = ", ".join(f"{name} {1e6 * (after[name] - before.get(name, 0)) / _COUNT:.0f}" for name in sorted(after))
    times = f"{1e3 * found.quantile(0.5):.0f} ms | {1e3 * found.quantile(0.99):.0f} ms"
    share = found.rate / bare.rate
    return f"| {at_once:,} | {'kept' if kept else 'new'} | {share:.2f} | {times} | {costs} | {runs / _COUNT:.0f} |"


def main() -> None:
    """Start both servers and measure."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with server(PLUGIN) as ours, asgi("benchmarks.echo:app") as echo:
        asyncio.run(measure(ours, echo))


if __name__ == "__main__":
    main()
