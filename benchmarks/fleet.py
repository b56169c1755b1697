"""Simulates a fleet: what so many completions a second need, and what is short first.

``python -m benchmarks.fleet [--rates N …] [--batches N …] [--program-ms MS] [--sandboxes N]``. Requests arrive at
random; each goes through a gateway and a shard of Redis, and then its completions, one by one, through a judging
process and a sandbox. What a step costs was measured by ``benchmarks.scaling`` (docs/scaling.md has the figures).
"""

import argparse
import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

_BUSIEST = 0.7  # share of its time that a server may be busy before queues grow long


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds of a request, and of each completion in it: a line through requests of 1 and of 64."""

    gateway_request: float = 4.3
    gateway: float = 0.40
    redis_request: float = 1.4
    redis: float = 0.10
    worker_request: float = 5.0
    worker: float = 5.1
    program: float = 14.0


@dataclass(frozen=True, slots=True)
class Fleet:
    """How many there are of each, one core or slot apiece."""

    gateways: int
    shards: int
    workers: int
    sandboxes: int


@dataclass
class Station:
    """Servers with one queue. Knows for how long they were busy."""

    name: str
    servers: int
    busy: int = 0
    used: float = 0.0
    queue: "deque[tuple[float, Callable[[], None]]]" = field(default_factory=deque)


Step = tuple[Station, float]


class Simulation:
    """Processes that visit stations, in simulated milliseconds."""

    def __init__(self) -> None:
        self.now = 0.0
        self._order = itertools.count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, delay: float, act: Callable[[], None]) -> None:
        """Do something later."""
        heapq.heappush(self._events, (self.now + delay, next(self._order), act))

    def visit(self, station: Station, cost: float, then: Callable[[], None]) -> None:
        """Stand in line, be served, go on."""
        station.queue.append((cost, then))
        self._serve(station)

    def follow(self, steps: Generator[Step, None, None], then: Callable[[], None]) -> None:
        """Go from station to station."""
        step = next(steps, None)
        if step is None:
            then()
        else:
            self.visit(*step, lambda: self.follow(steps, then))

    def run(self, until: float) -> None:
        """Let things happen."""
        while self._events and self._events[0][0] <= until:
            self.now, _, act = heapq.heappop(self._events)
            act()

    def _serve(self, station: Station) -> None:
        while station.queue and station.busy < station.servers:
            cost, then = station.queue.popleft()
            station.busy += 1
            station.used += cost
            self.after(cost, lambda then=then: self._release(station, then))  # type: ignore[misc]  # bound at once

    def _release(self, station: Station, then: Callable[[], None]) -> None:
        station.busy -= 1
        self._serve(station)
        then()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a simulation shows: how busy each station was, and how long requests took (milliseconds)."""

    busy: dict[str, float]
    median: float
    p99: float
    finished: int

    @property
    def bottleneck(self) -> str:
        """The busiest station."""
        return max(self.busy, key=lambda name: self.busy[name])


def needed(rate: float, batch: int, costs: Costs) -> Fleet:
    """The smallest fleet in which nothing is busier than it may be."""

    def servers(request: float, each: float) -> int:
        return max(1, math.ceil(rate * (request / batch + each) / 1000 / _BUSIEST))

    return Fleet(
        servers(costs.gateway_request, costs.gateway),
        servers(costs.redis_request, costs.redis),
        servers(costs.worker_request, costs.worker),
        servers(0.0, costs.program),
    )


def simulate(fleet: Fleet, rate: float, batch: int, costs: Costs, seconds: float = 20.0, seed: int = 1) -> Seen:
    """Send requests at random times to a fleet, and look at the second half of the time."""
    rng, simulation = random.Random(seed), Simulation()
    gateway, worker = Station("gateways", fleet.gateways), Station("workers", fleet.workers)
    shards = [Station(f"shard {number}", 1) for number in range(fleet.shards)]
    sandbox = Station("sandboxes", fleet.sandboxes)
    took: list[float] = []

    def completion(shard: Station) -> Generator[Step, None, None]:
        yield shard, costs.redis / 2
        yield worker, costs.worker + costs.worker_request / batch
        yield sandbox, rng.expovariate(1 / costs.program)
        yield shard, costs.redis / 2

    def arrive() -> None:
        started, shard, left = simulation.now, rng.choice(shards), batch

        def one_more() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                took.append(simulation.now - started)

        def spread() -> None:
            for _ in range(batch):
                simulation.follow(completion(shard), one_more)

        def request() -> Generator[Step, None, None]:
            yield gateway, costs.gateway_request + costs.gateway * batch
            yield shard, costs.redis_request

        simulation.follow(request(), spread)
        simulation.after(rng.expovariate(rate / batch / 1000), arrive)

    arrive()
    simulation.run(1000 * seconds)
    took.sort()
    elapsed = 1000 * seconds
    stations = [gateway, worker, sandbox]
    busy = {one.name: one.used / elapsed / one.servers for one in stations}
    busy["Redis"] = max(shard.used for shard in shards) / elapsed
    place = max(0, math.ceil(0.99 * len(took)) - 1)
    return Seen(busy, took[len(took) // 2] if took else math.inf, took[place] if took else math.inf, len(took))


def main() -> None:
    """Predict and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--batches", type=int, nargs="+", default=[8, 64, 512])
    parser.add_argument(
        "--program-ms", type=float, default=Costs().program, help="a program's time in its sandbox"
    )
    parser.add_argument("--sandboxes", type=int, default=1000)
    options = parser.parse_args()
    costs = Costs(program=options.program_ms)
    print("| completions/s | in a request | gateways | Redis shards | workers | sandboxes | p50 | p99 | busiest |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|---|")
    for rate, batch in itertools.product(options.rates, options.batches):
        fleet = needed(rate, batch, costs)
        seen = simulate(fleet, rate, batch, costs, seconds=max(4.0, 20_000 / rate))
        print(f"| {rate:,.0f} | {batch} | {fleet.gateways} | {fleet.shards} | {fleet.workers} ", end="")
        print(f"| {fleet.sandboxes} | {seen.median:.0f} ms | {seen.p99:.0f} ms | {seen.bottleneck} |", flush=True)
    alone(options.sandboxes, costs)


def alone(sandboxes: int, costs: Costs, batch: int = 64) -> None:
    """What is short first if one gateway, one Redis and enough workers stand before so many sandboxes."""
    print(f"\n{sandboxes} sandboxes behind one Redis and one gateway, {batch} completions in a request:")
    print("| a program's ms | sandboxes could do | gateway lets through | Redis lets through | first bottleneck |")
    print("|--:|--:|--:|--:|---|")
    for program in (10, 30, 100, 300, 1000):
        could = {
            "sandboxes": 1000 * sandboxes / program,
            "gateway": 1000 / (costs.gateway_request / batch + costs.gateway),
            "Redis": 1000 / (costs.redis_request / batch + costs.redis),
        }
        first = min(could, key=lambda name: could[name])
        print(f"| {program} | {could['sandboxes']:,.0f}/s | {could['gateway']:,.0f}/s ", end="")
        print(f"| {could['Redis']:,.0f}/s | {first} |")


if __name__ == "__main__":
    main()
