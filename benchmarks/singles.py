"""What one completion a request costs, hundreds at once: how verl, slime, OpenRLHF and NeMo Gym ask.

``python -m benchmarks.singles`` sends single completions of 2 kB, 256 and 1,024 at a time, in turn to Steelyard
and to a bare FastAPI echo, with connections kept alive and with new ones, then in the protocols of OpenRLHF and
slime. It prints requests per second as a share of the echo's, times, CPU by process and broker commands per
completion, each the median of its rounds. Nothing is cached. ``--gateways 2`` puts so many behind the port.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import aiohttp

from benchmarks.overhead import PLUGIN, TEXT
from benchmarks.processes import Meter
from benchmarks.running import Server, asgi, server

_COUNT = 2048
_ALONE = 300
_LABEL = {"kind": "nothing"}


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests per second, and the times of single requests in seconds, sorted."""

    rate: float
    seconds: list[float]

    def quantile(self, share: float) -> float:
        """The time below which that share of requests stayed."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a client asks for one completion."""

    name: str
    path: str
    document: Callable[[str], object]

    def body(self, number: int) -> bytes:
        """One request of one completion of about 2 kB."""
        return json.dumps(self.document(f"{TEXT}{number}")).encode()


NATIVE = Shape(
    "native",
    "/v1/verify",
    lambda text: {"cache": "off", "groups": [{"verifier": _LABEL, "completions": [text]}]},
)
FOREIGN = (
    Shape(
        "OpenRLHF",
        "/compat/openrlhf/get_reward",
        lambda text: {"query": [f"Go on:{text}"], "prompts": ["Go on:"], "labels": [_LABEL]},
    ),
    Shape("slime", "/compat/slime/rm", lambda text: {"prompt": "Go on:", "response": text, "label": _LABEL}),
)


async def burst(url: str, bodies: Sequence[bytes], at_once: int, *, kept: bool) -> Burst:
    """Send the bodies, ``at_once`` at a time."""
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

        started = time.perf_counter()
        await asyncio.gather(*map(one, bodies))
        took = time.perf_counter() - started
    return Burst(len(bodies) / took, sorted(times))


async def measure(ours: Server, echo: str, rounds: int) -> None:
    """Print the table, and a lone single."""
    numbers = iter(range(10**9))
    await burst(f"{ours.url}/v1/verify", _bodies(NATIVE, numbers), 64, kept=True)
    await burst(f"{echo}/echo", _bodies(NATIVE, numbers), 64, kept=True)
    print("| asks as | at once | connections | share of the echo | p50 | p99 | CPU µs | commands |")
    print("|:--|--:|:--|--:|--:|--:|:--|--:|")
    cases = [(NATIVE, at_once, kept) for at_once in (256, 1024) for kept in (True, False)]
    for shape, at_once, kept in (*cases, *((shape, 256, True) for shape in FOREIGN)):
        print(await _row(ours, echo, shape, at_once, numbers, kept=kept, rounds=rounds), flush=True)
    bare, lone = await lone_single(f"{echo}/echo", numbers), await lone_single(f"{ours.url}/v1/verify", numbers)
    print(f"a lone single: p50 {1e3 * lone:.1f} ms, over the echo {1e3 * (lone - bare):.1f} ms")


async def lone_single(url: str, numbers: Iterator[int]) -> float:
    """The median time of singles one after another."""
    return (await burst(url, _bodies(NATIVE, numbers)[:_ALONE], 1, kept=True)).quantile(0.5)


async def _row(
    ours: Server, echo: str, shape: Shape, at_once: int, numbers: Iterator[int], *, kept: bool, rounds: int
) -> str:
    shares, found = [], []
    meter = Meter(ours.pid)
    for _ in range(rounds):
        bodies = _bodies(shape, numbers)
        bare = await burst(f"{echo}/echo", bodies, at_once, kept=kept)
        found.append(await burst(ours.url + shape.path, bodies, at_once, kept=kept))
        shares.append(found[-1].rate / bare.rate)
    cost, commands = meter.per_completion(rounds * _COUNT)
    middle, slowest = (statistics.median(one.quantile(share) for one in found) for share in (0.5, 0.99))
    times = f"{1e3 * middle:.0f} ms | {1e3 * slowest:.0f} ms"
    how = f"{shape.name} | {at_once:,} | {'kept' if kept else 'new'}"
    return f"| {how} | {statistics.median(shares):.2f} | {times} | {cost} | {commands} |"


def _bodies(shape: Shape, numbers: Iterator[int]) -> list[bytes]:
    """No two alike, since those under way are joined."""
    return [shape.body(next(numbers)) for _ in range(_COUNT)]


def main() -> None:
    """Start both servers and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gateways", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    settings = {**PLUGIN, "STEELYARD_GATEWAYS": str(options.gateways)}
    with server(settings) as ours, asgi("benchmarks.echo:app") as echo:
        asyncio.run(measure(ours, echo, options.rounds))


if __name__ == "__main__":
    main()
