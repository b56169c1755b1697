"""Reads finished jobs from the store into an index: the newest first, then whatever ends."""

import logging
from collections.abc import Sequence
from typing import Any, cast

from redis import Redis

from services.explorer.index import Index
from services.explorer.rows import Row, rows_of
from services.jobs import keys, packing

log = logging.getLogger(__name__)

_JOBS_AT_ONCE = 50
"""Read in one step; searches wait for as long as it takes."""
_COUNTED = 1_000
"""Of jobs that ended of late: that there are more is all that a search has to know."""
_FIRST, _DONE = "+", "done"


class Reader:
    """Where the reading stands. One step reads a few jobs, so that searches come between."""

    def __init__(self, redis: "Redis", index: Index, retention_seconds: int) -> None:
        self._redis = redis
        self._index = index
        self._retention_seconds = retention_seconds
        self._ended = ""  # the last entry of the stream that was read
        self._below: str | None = _FIRST  # what ended before: the next page's upper bound, None at its end

    def step(self) -> bool:
        """Read some jobs. False when there were none to read."""
        if not self._ended:
            last = cast("list[tuple[bytes, Any]]", self._redis.xrevrange(keys.ENDED, count=1))
            self._ended = last[0][0].decode() if last else "0-0"
        if ended := self._newly_ended():
            self._index.forget(ended)  # one that was requeued has other verdicts now
            self._read(ended)
            return True
        return self._read_back()

    def jobs_unread(self) -> int:
        """How many jobs that have ended are not read yet; of those that ended of late at most some are counted."""
        return self._unread_of_late() + self._unread_from_before()

    def forget_old(self) -> None:
        """Forget what the store keeps no longer, and the oldest of what is too much."""
        oldest = cast("list[bytes]", self._redis.zrange(keys.JOBS, 0, 0))
        seconds, _ = self._redis.time()
        kept_since = f"{max(0, seconds - self._retention_seconds) * 1000:012x}"
        self._index.forget_before(max(kept_since, oldest[0].decode()) if oldest else "g")
        self._index.bound()

    def forget_gone(self, job_ids: Sequence[str]) -> bool:
        """Forget those of these jobs that are not in the store any more; whether there were any."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for job_id in job_ids:
                pipeline.exists(keys.result(job_id))
            found = pipeline.execute()
        gone = [job_id for job_id, there in zip(job_ids, found, strict=True) if not there]
        self._index.forget(gone)
        return bool(gone)

    def _unread_of_late(self) -> int:
        if not self._ended:
            return 0  # nothing is: the whole list is read from its start
        return len(cast("list[Any]", self._redis.xrange(keys.ENDED, min=f"({self._ended}", count=_COUNTED)))

    def _unread_from_before(self) -> int:
        if self._below is None:
            return 0
        done = keys.jobs_where("state", _DONE)
        return int(self._redis.zlexcount(done, "-", self._below))

    def _newly_ended(self) -> list[str]:
        entries = cast(
            "list[tuple[bytes, dict[bytes, bytes]]]",
            self._redis.xrange(keys.ENDED, min=f"({self._ended}", count=_JOBS_AT_ONCE),
        )
        if not entries:
            return []
        if len(entries) == _JOBS_AT_ONCE and self._was_trimmed():
            self._below = _FIRST  # more ended than the stream holds: look through all of them again
        self._ended = entries[-1][0].decode()
        return list(dict.fromkeys(fields[b"job"].decode() for _, fields in entries))

    def _was_trimmed(self) -> bool:
        first = cast("list[tuple[bytes, Any]]", self._redis.xrange(keys.ENDED, count=1))
        return bool(first) and _numbers(first[0][0].decode()) > _numbers(self._ended) > (0, 0)

    def _read_back(self) -> bool:
        if self._below is None:
            return False
        done = keys.jobs_where("state", _DONE)
        page = cast("list[bytes]", self._redis.zrevrangebylex(done, self._below, "-", start=0, num=_JOBS_AT_ONCE))
        self._below = f"({page[-1].decode()}" if len(page) == _JOBS_AT_ONCE else None
        self._read([job_id for job_id in map(bytes.decode, page) if not self._index.knows(job_id)])
        return bool(page)

    def _read(self, job_ids: Sequence[str]) -> None:
        with self._redis.pipeline(transaction=False) as pipeline:
            for job_id in job_ids:
                pipeline.hget(keys.job(job_id), "header")
                pipeline.hgetall(keys.payload(job_id))
                pipeline.get(keys.result(job_id))
            found = pipeline.execute()
        rows: list[Row] = []
        for place, job_id in enumerate(job_ids):
            header, payload, answer = found[3 * place : 3 * place + 3]
            if header is not None and answer is not None:
                rows += _rows(job_id, header, payload, answer)
        self._index.add(rows)


def _rows(job_id: str, header: bytes, payload: dict[bytes, bytes], answer: bytes) -> list[Row]:
    try:
        return list(rows_of(packing.unpack_header(header), payload, packing.decompress(answer)))
    except Exception:
        # The boundary of one job: records of another version keep no other from being found.
        log.exception("job %s cannot be read", job_id)
        return []


def _numbers(entry: str) -> tuple[int, int]:
    """An entry's id in the stream, so that it can be compared."""
    milliseconds, _, number = entry.partition("-")
    return int(milliseconds), int(number)
