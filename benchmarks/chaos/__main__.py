"""``python -m benchmarks.chaos``: kills, silence, fullness and lost data while jobs run, and what came of it.

Two servers share one broker behind a proxy: one with the right time, one two days behind. The exit status is 1 if
anything was lost, doubled, wrong or stuck, or a refusal did not say when to come again.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
from redis import Redis

from benchmarks.chaos.faults import Fault, Target, plan
from benchmarks.chaos.load import Batch, Tally, Trainers, batches
from services.jobs import keys
from tests.frozen import freezing_proxy
from tests.parts import ROOT, broker, run_server

_TWO_DAYS = 172_800
_SETTINGS = {
    "STEELYARD_LEASE_SECONDS": "4",
    "STEELYARD_MAX_ATTEMPTS": "50",  # that a slice is given up after some losses is tested elsewhere
    "STEELYARD_SANDBOX": "off",
    "STEELYARD_WORKERS": "2",
}
_BEHIND = {"PYTHONPATH": str(ROOT / "tests" / "skewed"), "CLOCK_IS_OFF_BY_SECONDS": str(-_TWO_DAYS)}
_BETWEEN_SECONDS = 2.0


@contextmanager
def target(folder: Path) -> Iterator[Target]:
    """Broker, proxy and two servers, which end with the block."""
    with ExitStack() as stack:
        (folder / "broker").mkdir()
        running = stack.enter_context(broker("embedded", folder / "broker"))
        proxy = stack.enter_context(freezing_proxy(running.url.removeprefix("unix://")))
        servers = []
        for name, more in (("right", {}), ("behind", _BEHIND)):
            (folder / name).mkdir()
            settings = {**_SETTINGS, **more, "STEELYARD_REDIS_URL": proxy.url}
            servers.append(stack.enter_context(run_server(folder / name, settings)))
        yield Target(servers, running, proxy, random.Random(3))


async def rage(
    where: Target, faults: Sequence[Fault], work: Sequence[Batch], tally: Tally, seconds: float
) -> list[str]:
    """Send the work and do the faults to the service meanwhile; which were done."""
    trainers = Trainers([server.url for server in where.servers], tally)
    load = asyncio.create_task(trainers.run(work))
    ends = time.monotonic() + seconds
    total = sum(len(batch.rewards) for batch in work)
    done: list[str] = []
    for number, fault in enumerate(faults):
        due = total * number // (len(faults) + 1)
        reached = asyncio.create_task(tally.reach(due))
        await asyncio.wait({load, reached}, timeout=ends - time.monotonic(), return_when=asyncio.FIRST_COMPLETED)
        if not reached.done():
            reached.cancel()
            break
        print(f"{tally.done:6} of {total} done: {fault.__name__.replace('_', ' ')}", file=sys.stderr, flush=True)
        await fault(where)
        done.append(fault.__name__)
        await asyncio.sleep(_BETWEEN_SECONDS)
    await asyncio.wait({load}, timeout=max(1.0, ends - time.monotonic()))
    if not load.done():
        load.cancel()
    await asyncio.gather(load, return_exceptions=True)
    return done


def doubled(where: Target, work: Sequence[Batch]) -> int:
    """Completions that were counted more than once in what the store says of their runs."""
    with Redis.from_url(where.broker.url) as redis:
        counts = [int(redis.hget(keys.run_totals("default", batch.name), "n") or 0) for batch in work]
    return sum(max(0, count - len(batch.rewards)) for count, batch in zip(counts, work, strict=True))


def is_well(url: str, seconds: float = 120) -> bool:
    """Whether a server says soon that it is ready, and judges."""
    group = {"verifier": {"kind": "math", "ground_truth": str(time.time_ns())}, "completions": ["\\boxed{1}"]}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with suppress(httpx.HTTPError):
            ready = httpx.get(f"{url}/readyz", timeout=30).status_code == 200
            if ready and httpx.post(f"{url}/v1/verify", json={"groups": [group]}, timeout=30).status_code == 200:
                return True
        time.sleep(1)
    return False


def table(tally: Tally, more: dict[str, int], done: Sequence[str], seconds: float) -> str:
    """Everything seen, as Markdown."""
    rows = {
        "completions answered": tally.done,
        **more,
        **{f"refused: {kind}" if kind[:1].isdigit() else kind: n for kind, n in sorted(tally.counts.items())},
        **{name.replace("_", " "): done.count(name) for name in dict.fromkeys(done)},
        "seconds": round(seconds),
    }
    return "\n".join(
        ["| what | how many |", "|---|--:|", *(f"| {name} | {count} |" for name, count in rows.items())]
    )


def run(completions: int, kills: int, others: int, minutes: float) -> int:
    """Print the table; the number of violations."""
    work, tally, began = batches(completions), Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="steelyard-chaos-") as folder, target(Path(folder)) as where:
        faults = plan(kills, others)
        done = asyncio.run(rage(where, faults, work, tally, 60 * minutes))
        stuck = sum(len(batch.rewards) for batch in work if batch.name in tally.unanswered)
        unsaid = sum(n for kind, n in tally.counts.items() if kind.endswith("without Retry-After"))
        more = {
            "lost": tally.lost,
            "doubled": doubled(where, work),
            "wrong": tally.wrong,
            "stuck": stuck,
            "refusals without Retry-After": unsaid,
            "faults left undone": len(faults) - len(done),
            "servers that are not well afterwards": sum(not is_well(server.url) for server in where.servers),
        }
    print(table(tally, more, done, time.monotonic() - began))
    return sum(more.values())


def main() -> None:
    """Exit status 1 where anything was violated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--completions", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--others", type=int, default=10, help="silent, full, paused, forgetful, in turn")
    parser.add_argument("--minutes", type=float, default=30, help="what is not answered by then is stuck")
    given = parser.parse_args()
    sys.exit(run(given.completions, given.kills, given.others, given.minutes) > 0)


if __name__ == "__main__":
    main()
