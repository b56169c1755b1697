"""What goes wrong: each fault is done to the service, and undone where nothing else would undo it."""

import asyncio
import os
import random
import shutil
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass

from redis.asyncio import Redis

from tests.frozen import FreezingProxy
from tests.parts import Broker, Server

_PAUSED_SECONDS = 8.0
_FULL_SECONDS = 6.0
_DOWN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Target:
    """The service that things are done to. All of it was started for this, and nothing else is touched."""

    servers: Sequence[Server]
    broker: Broker
    proxy: FreezingProxy
    draw: random.Random

    def victims(self, command: str) -> list[int]:
        """Processes of ours whose command line holds these words."""
        return [pid for server in self.servers for pid in server.descendants(command)]


Fault = Callable[[Target], Coroutine[None, None, None]]


async def kill_worker(target: Target) -> None:
    """A worker dies; its supervisor starts another."""
    _kill_one(target, "services worker")


async def kill_gateway(target: Target) -> None:
    """A gateway dies with all requests that wait in it."""
    _kill_one(target, "services gateway")


async def kill_children(target: Target) -> None:
    """Judging processes die in the middle of completions."""
    for pid in target.victims("forkserver"):
        if target.draw.random() < 0.5:
            _kill(pid)


async def kill_broker(target: Target) -> None:
    """The broker dies and comes back with its data."""
    await asyncio.to_thread(target.broker.stop, signal.SIGKILL)
    await asyncio.sleep(_DOWN_SECONDS)
    await asyncio.to_thread(target.broker.start)


async def pause_broker(target: Target) -> None:
    """The broker stands still: connections are open, and nobody answers."""
    target.broker.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(_PAUSED_SECONDS)
    target.broker.process.send_signal(signal.SIGCONT)


async def silence_connections(target: Target) -> None:
    """All connections to the broker fall silent and stay open; new ones work."""
    await asyncio.to_thread(target.proxy.freeze)


async def fill_memory(target: Target) -> None:
    """The broker's memory is full for a while."""
    async with Redis.from_url(target.broker.url) as redis:
        await redis.config_set("maxmemory", "1")
        await asyncio.sleep(_FULL_SECONDS)
        await redis.config_set("maxmemory", "0")


async def fill_disk(target: Target) -> None:
    """The broker cannot write its data to disk for a while, and takes no writes."""
    blocked = target.broker.folder / "dump.rdb" / "in the way"
    blocked.mkdir(parents=True)
    async with Redis.from_url(target.broker.url) as redis:
        await redis.config_set("stop-writes-on-bgsave-error", "yes")
        await redis.config_set("save", "1 1")
        await asyncio.sleep(_FULL_SECONDS)
        await redis.config_set("save", "")
        await redis.config_set("stop-writes-on-bgsave-error", "no")
    shutil.rmtree(blocked.parent)


async def forget(target: Target) -> None:
    """The broker loses all it has."""
    async with Redis.from_url(target.broker.url) as redis:
        await redis.flushall()


KILLS: tuple[Fault, ...] = (
    *(kill_worker, kill_children, kill_worker, kill_gateway, kill_children),
    *(kill_worker, kill_broker, kill_children, kill_worker, kill_gateway),
)
OTHERS: tuple[Fault, ...] = (silence_connections, fill_memory, pause_broker, fill_disk, forget)


def plan(kills: int, others: int) -> list[Fault]:
    """So many kills, with the other faults spread among them; a longer list of others begins again."""
    faults = [KILLS[number % len(KILLS)] for number in range(kills)]
    for number in range(others):
        place = (number + 1) * (len(faults) + 1) // (others + 1)
        faults.insert(place, OTHERS[number % len(OTHERS)])
    return faults


def _kill_one(target: Target, command: str) -> None:
    victims = target.victims(command)
    if victims:
        _kill(target.draw.choice(victims))


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
