"""Finds jobs: newest first, by any of their properties, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from services.jobs import keys, packing
from services.jobs.model import State, Summary
from services.jobs.scripts import script

_LOOKED_AT_ONCE = 5_000
_LOOKED_AT_MOST = 100_000
_RUNS_SEARCHED = 50
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it stands. Times are epoch seconds on the broker's clock."""

    summary: Summary
    state: State
    done: int
    created: float
    started: float | None
    finished: float | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which jobs to list. ``text`` is the start of a job id, or part of the name of a run."""

    run: str | None = None
    state: State | None = None
    verifier: str | None = None
    reward: str | None = None
    text: str | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of job ids that all these indexes hold."""

    indexes: tuple[str, ...]
    lower: str = "-"
    upper: str = "+"


class Listing:
    """The jobs in the store."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._find = redis.register_script(script("find"))

    async def records(self, job_ids: Sequence[str]) -> list[JobRecord | None]:
        """Jobs as they stand; ``None`` where one is no longer kept."""
        names = ["summary", "state", "done", "created", "started", "finished", "error"]
        async with self._redis.pipeline(transaction=False) as pipeline:
            for job_id in job_ids:
                pipeline.hmget(keys.job(job_id), names)
            return [_record(fields) for fields in await pipeline.execute()]

    async def list_jobs(
        self, which: Filter, tenant: str | None, limit: int, cursor: str | None
    ) -> tuple[list[JobRecord], str | None]:
        """Jobs newest first from below ``cursor``, and the next cursor, or None at the end."""
        ids, following = await self.find(which, tenant, limit, cursor)
        return [record for record in await self.records(ids) if record is not None], following

    async def find(
        self, which: Filter, tenant: str | None, limit: int, cursor: str | None = None
    ) -> tuple[list[str], str | None]:
        """Ids of such jobs, newest first, and the next cursor."""
        found: set[str] = set()
        bound = ""
        for place in await self._places(which, tenant):
            ids, following = await self._walk(place, limit, cursor)
            found.update(ids)
            bound = max(bound, following or "")
        # Below where the first place stopped, others may hold jobs that belong between.
        page = [job_id for job_id in sorted(found, reverse=True) if job_id >= bound]
        if len(page) > limit:
            return page[:limit], page[limit - 1]
        return page, bound or None

    async def count(self, which: Filter, tenant: str | None) -> int | None:
        """How many jobs there are, where one index tells; these may be a few too many at the oldest end."""
        places = await self._places(which, tenant)
        if len(places) != 1 or len(places[0].indexes) != 1 or places[0].lower != "-":
            return None
        return int(await self._redis.zcard(places[0].indexes[0]))

    async def _places(self, which: Filter, tenant: str | None) -> list[_Place]:
        values: dict[keys.Dimension, str | None] = {
            "run": which.run,
            "step": None if which.step is None else str(which.step),
            "state": which.state,
            "verifier": which.verifier,
            "reward": which.reward,
            "tenant": tenant,
        }
        indexes = [keys.jobs_where(name, value) for name, value in values.items() if value is not None]
        indexes = indexes or [keys.JOBS]
        if not which.text:
            return [_Place(await self._smallest_first(indexes))]
        places = []
        if _HEXADECIMAL.issuperset(which.text):
            whole = await self._smallest_first(indexes)
            places.append(_Place(whole, f"[{which.text}", f"[{which.text}~"))
        for run in await self._runs_with(which.text):
            places.append(_Place((keys.jobs_where("run", run), *indexes)))
        return places

    async def _smallest_first(self, indexes: Sequence[str]) -> tuple[str, ...]:
        if len(indexes) < 2:
            return tuple(indexes)
        async with self._redis.pipeline(transaction=False) as pipeline:
            for index in indexes:
                pipeline.zcard(index)
            sizes = cast("list[int]", await pipeline.execute())
        return tuple(index for _, index in sorted(zip(sizes, indexes, strict=True)))

    async def _runs_with(self, text: str) -> list[str]:
        members = cast("list[bytes]", await self._redis.zrevrange(keys.RUNS, 0, -1))
        names = dict.fromkeys(member.decode().partition("|")[2] for member in members)
        return [name for name in names if text.lower() in name.lower()][:_RUNS_SEARCHED]

    async def _walk(self, place: _Place, limit: int, cursor: str | None) -> tuple[list[str], str | None]:
        found: list[str] = []
        upper = place.upper
        if cursor is not None and (upper == "+" or cursor < upper[1:]):
            upper = f"({cursor}"
        for _ in range(_LOOKED_AT_MOST // _LOOKED_AT_ONCE):
            arguments: list[str | int] = [upper, place.lower, limit - len(found), _LOOKED_AT_ONCE]
            last, ids = await self._find(list(place.indexes), arguments)
            found += [job_id.decode() for job_id in ids]
            if not last or len(found) == limit:
                return found, last.decode() or None
            upper = f"({last.decode()}"
        return found, upper[1:]


def _record(fields: Sequence[bytes | None]) -> JobRecord | None:
    summary, state, done, created, started, finished, error = fields
    if summary is None or state is None:
        return None
    return JobRecord(
        summary=packing.unpack_summary(summary),
        state=cast("State", state.decode()),
        done=int(done or 0),
        created=float(created or 0),
        started=float(started) if started else None,
        finished=float(finished) if finished else None,
        error=error.decode() if error else None,
    )
