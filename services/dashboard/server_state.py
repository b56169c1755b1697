"""How the server is, in a few words, for the head of every page."""

import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.gateway.parts import Parts
from services.gateway.reports import WorkerReport, worker_reports

_KEPT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ServerState:
    """Whether jobs are judged just now, and by how many workers."""

    is_ready: bool
    words: str


_known: "WeakKeyDictionary[Redis, tuple[float, ServerState]]" = WeakKeyDictionary()


async def state_of(parts: Parts) -> ServerState:
    """Read at most every two seconds, however many pages are asked for."""
    redis = parts.store.redis
    read_at, state = _known.get(redis, (-_KEPT_SECONDS, None))
    if state is None or time.monotonic() - read_at > _KEPT_SECONDS:
        state = await _read(redis)
        _known[redis] = (time.monotonic(), state)
    return state


async def _read(redis: "Redis") -> ServerState:
    try:
        return _worded(await worker_reports(redis))
    except RedisError:
        return ServerState(False, "the broker does not answer")


def _worded(workers: list[WorkerReport]) -> ServerState:
    if not workers:
        return ServerState(False, "no worker reports")
    if all(worker.draining for worker in workers):
        return ServerState(False, "every worker is drained")
    return ServerState(True, f"ready, {len(workers)} {'worker' if len(workers) == 1 else 'workers'}")
