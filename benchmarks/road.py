"""What the road costs: HTTP, queue, store and child process around a verifier that does nothing.

``python -m benchmarks.road`` sends batches of 1, 64 and 1,024 completions of 2 kB, one after another, in turn to
Steelyard and to a bare FastAPI echo of the same payload, and prints a table of medians; then 1,000 requests of one
completion at once. Nothing is cached.
"""

import argparse
import asyncio
import json
import statistics
import time

import aiohttp

from benchmarks.running import asgi, steelyard

PLUGIN = {"STEELYARD_PLUGINS": "benchmarks.nothing:NothingVerifier", "STEELYARD_CACHE_SECONDS": "0"}
_SIZES = ((1, 300), (64, 100), (1024, 40))
_BURST = 1000
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


async def measure(ours: str, echo: str) -> None:
    """Print the table."""
    print("| completions | Steelyard p50 | p99 | echo p50 | over the echo | per completion over the echo |")
    print("|--:|--:|--:|--:|--:|--:|")
    async with aiohttp.ClientSession() as session:
        for completions, rounds in _SIZES:
            body = payload(completions)
            pairs = []
            for number in range(rounds + 5):
                pair = (
                    await seconds(session, f"{ours}/v1/verify", body),
                    await seconds(session, f"{echo}/echo", body),
                )
                pairs += [pair] if number >= 5 else []
            print(_row(completions, [pair[0] for pair in pairs], [pair[1] for pair in pairs]))


async def burst(ours: str, echo: str) -> None:
    """Print how long 1,000 single requests take that are sent at once."""
    body = payload(1)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        for name, url in (("echo", f"{echo}/echo"), ("Steelyard", f"{ours}/v1/verify")):
            started = time.perf_counter()
            await asyncio.gather(*(seconds(session, url, body) for _ in range(_BURST)))
            took = time.perf_counter() - started
            print(f"{_BURST:,} single requests at once, {name}: {took:.2f} s, {_BURST / took:.0f} a second")


def _row(completions: int, ours: list[float], echo: list[float]) -> str:
    middle, bare = statistics.median(ours), statistics.median(echo)
    slowest = statistics.quantiles(ours, n=100)[98]
    over = middle - bare
    cells = (middle * 1e3, slowest * 1e3, bare * 1e3, over * 1e3)
    return f"| {completions:,} | {' | '.join(f'{c:.1f} ms' for c in cells)} | {over / completions * 1e6:.0f} µs |"


def main() -> None:
    """Start both servers and measure."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with steelyard(PLUGIN) as ours, asgi("benchmarks.echo:app") as echo:
        asyncio.run(measure(ours, echo))
        asyncio.run(burst(ours, echo))


if __name__ == "__main__":
    main()
