"""The job store as workers see it: take slices, keep them, hand in their verdicts, finish jobs."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import msgspec
from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.commands.core import Script
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as BrokerSilent
from redis.retry import Retry

from services.jobs import keys, packing
from services.jobs.broker import ThrottledLog, connection_options, refuses
from services.jobs.model import Header, Item, Judged, Priority, State
from services.jobs.queue import PRIORITIES, queue_key
from services.jobs.scripts import script
from services.jobs.tickets import MOST_SLICES, TICKET_SECONDS, Tickets

log = logging.getLogger(__name__)

Claim = Literal["run", "exhausted", "complete", "stuck"]
_OVERDUE_AT_ONCE = 500
_OVERDUE_AGAIN_SECONDS = 15
_OUTAGE_SECONDS = 600.0  # how long verdicts are kept for a broker that takes no writes
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A slice taken, and what is to be done about it.

    ``specification`` is the verifier's, where the job has one group and one slice; ``created`` and ``started`` are
    the job's times by the broker's clock; ``attempts`` counts this one.
    """

    claim: Claim
    job_id: str
    slice_number: int
    header: Header
    items: Sequence[Item]
    specification: bytes | None
    created: float
    started: float
    attempts: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A job of one slice, judged and scored: ready to be stored as a whole."""

    job_id: str
    completions: int
    judged: Sequence[Judged]
    answer: bytes


@dataclass(frozen=True, slots=True)
class Sums:
    """What jobs that end together add to the running totals.

    ``figures`` are (tenant, what ``figures`` packed), ``counts`` verdicts by ``kind|status``, ``flags`` signs of
    hacking by run.
    """

    figures: Sequence[tuple[str, bytes]]
    counts: Mapping[str, int]
    flags: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a slice adds to the running totals: verdicts by ``kind|status``, and the run's signs of hacking."""

    counts: Mapping[str, int]
    run: str = ""
    signs: Mapping[str, int] = field(default_factory=dict)
    figures: bytes = b""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A slice that nobody reports on, and whether some worker had begun it."""

    job_id: str
    slice_number: int
    priority: Priority
    begun: bool


def connect(redis_url: str, tries: int = 12) -> "Redis":
    """A client that sits out a restart of the broker: about a minute of growing pauses."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.05, cap=8), tries)
    return Redis.from_url(
        redis_url, **connection_options(redis_url), retry=retry, retry_on_error=[BrokerGone, BrokerSilent]
    )


class WorkerStore:
    """Blocking; safe to use from several threads."""

    def __init__(
        self,
        redis: "Redis",
        worker: str,
        lease_seconds: float,
        retention_seconds: int,
        history_seconds: int = 604_800,
    ) -> None:
        self.redis = redis
        self._worker = worker
        self._throttled = ThrottledLog(log)
        self._lease_seconds = lease_seconds
        self._retention_seconds = retention_seconds
        self._history_seconds = history_seconds
        self._tickets = Tickets()
        self._take = redis.register_script(script("take"))
        self._end_many = redis.register_script(script("end_many"))
        self._renew = redis.register_script(script("renew"))
        self._complete = redis.register_script(script("complete"))
        self._finish = redis.register_script(script("finish"))
        self._overdue = redis.register_script(script("overdue"))
        self._report = redis.register_script(script("report"))

    def take(self, priority: Priority, max_attempts: int, most_slices: int = MOST_SLICES) -> list[Taken]:
        """Use a ticket: leases on the slices whose turn it is, whoever's they are."""
        found = self._take(
            [keys.waiting(priority), keys.turns(priority), keys.DUE, queue_key(priority)],
            [
                self._worker,
                self._lease_seconds,
                max_attempts,
                TICKET_SECONDS,
                most_slices,
                self._tickets.make(priority),
            ],
        )
        return [_taken(*entry) for entry in cast("list[list[bytes]]", found)]

    def send_again(self, overdue: "Overdue") -> None:
        """Give a slice that was lost the next turn, with a ticket to come to it."""
        with self.redis.pipeline(transaction=True) as pipeline:
            pipeline.zadd(keys.waiting(overdue.priority), {f"{overdue.job_id}:{overdue.slice_number}": 0})
            pipeline.lpush(queue_key(overdue.priority), self._tickets.make(overdue.priority))
            pipeline.execute()

    def judged_alone(self, job_id: str, slice_number: int) -> dict[int, list[Judged]]:
        """What has been judged of a slice one by one, by its number."""
        fields = cast("dict[bytes, bytes]", self.redis.hgetall(keys.alone(job_id)))
        start = f"v{slice_number}:".encode()
        return {
            int(name.removeprefix(start)): packing.unpack_judged(packed)
            for name, packed in fields.items()
            if name.startswith(start)
        }

    def begin_alone(self, job_id: str, slice_number: int, number: int) -> int:
        """Note that a part of a slice is now judged by itself; how often that was begun and not ended."""
        with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.hincrby(keys.alone(job_id), f"b{slice_number}:{number}", 1)
            pipeline.expire(keys.alone(job_id), self._retention_seconds)
            return int(pipeline.execute()[0])

    def keep_alone(self, job_id: str, slice_number: int, number: int, judged: Sequence[Judged]) -> None:
        """Keep the verdicts of a part of a slice, which is progress: its attempts are counted from zero."""
        with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.hset(keys.alone(job_id), f"v{slice_number}:{number}", packing.pack(judged))
            pipeline.hdel(keys.alone(job_id), f"b{slice_number}:{number}")
            pipeline.hset(keys.job(job_id), f"attempts:{slice_number}", "1")
            pipeline.execute()

    def most_begun_alone(self, job_id: str, slice_number: int) -> int:
        """How often the part of a slice was begun by itself that was never ended; 0 without any."""
        fields = cast("dict[bytes, bytes]", self.redis.hgetall(keys.alone(job_id)))
        start = f"b{slice_number}:".encode()
        return max((int(times) for name, times in fields.items() if name.startswith(start)), default=0)

    def specifications(self, job_id: str, groups: Sequence[int]) -> dict[int, bytes]:
        """The verifiers of these groups, as they were sent."""
        found = self.redis.hmget(keys.payload(job_id), [f"g{group}" for group in groups])
        packed = cast("list[bytes]", found)
        return {group: packing.decompress(one) for group, one in zip(groups, packed, strict=True)}

    def renew(self, job_id: str, slice_number: int) -> bool:
        """Lengthen a lease. False when the job is over and the work of no use any more."""
        answer = self._renew(
            [keys.job(job_id), keys.DUE], [job_id, slice_number, self._worker, self._lease_seconds]
        )
        return bool(answer)

    def complete(self, job_id: str, slice_number: int, judged: Sequence[Judged], tally: Tally) -> bool:
        """Hand in a slice. True if it was the job's last, which is then the caller's to finish."""
        counts = [part for count in tally.counts.items() for part in count]
        signs = [part for count in tally.signs.items() for part in count]
        answer = self._patiently(
            self._complete,
            [
                keys.job(job_id),
                keys.verdicts(job_id),
                keys.DUE,
                keys.COUNTERS,
                keys.FLAGGED_RUNS,
                keys.flags_of_run(tally.run),
            ],
            [
                job_id,
                slice_number,
                packing.pack(judged),
                len(judged),
                tally.run,
                self._retention_seconds,
                len(counts),
                tally.figures,
                self._history_seconds,
                *counts,
                *signs,
            ],
        )
        return bool(answer == b"complete")

    def _patiently(self, script: Script, names: Sequence[str], values: Sequence[Any]) -> Any:
        """Run a script that stores what was judged, waiting while the broker takes no writes."""
        ends = time.monotonic() + _OUTAGE_SECONDS
        while True:
            try:
                return script(names, values)
            except RedisError as error:
                if not refuses(error) or time.monotonic() > ends:
                    raise
                self._throttled.warning("verdicts wait to be stored", error)
            time.sleep(_PAUSE_SECONDS)

    def judged(self, job_id: str) -> list[Judged]:
        """All verdicts of a job so far."""
        slices = cast("list[bytes]", self.redis.hvals(keys.verdicts(job_id)))
        return [one for packed in slices for one in packing.unpack_judged(packed)]

    def times(self, job_id: str) -> tuple[float, float, float]:
        """When a job was created, when started, and what time it is now on the broker's clock."""
        with self.redis.pipeline(transaction=False) as pipeline:
            pipeline.hmget(keys.job(job_id), ["created", "started"])
            pipeline.time()
            (created, started), (seconds, micros) = pipeline.execute()
        now = seconds + micros / 1e6
        return float(created or now), float(started or now), now

    def end_many(self, endings: Sequence[Ending], sums: Sums) -> frozenset[str]:
        """Store jobs of one slice with their answers and end them: all, or none.

        The jobs that have ended or were judged elsewhere meanwhile are named; if there are any, nothing is stored.
        """
        told = {
            "figures": [[tenant, packed.decode()] for tenant, packed in sums.figures],
            "counts": sums.counts,
            "flags": sums.flags,
        }
        values: list[Any] = [self._retention_seconds, self._history_seconds, msgspec.json.encode(told)]
        for one in endings:
            values += [one.job_id, one.completions, packing.pack(one.judged), packing.compress(one.answer)]
        lost = self._patiently(self._end_many, [], values)
        return frozenset(job_id.decode() for job_id in cast("list[bytes]", lost))

    def finish(
        self, job_id: str, state: State, answer: bytes = b"", error: str = "", figures: bytes = b""
    ) -> None:
        """End a job, unless it has ended. ``figures`` are what its rewards show."""
        packed = packing.compress(answer) if answer else b""
        self._patiently(
            self._finish,
            [
                keys.job(job_id),
                keys.payload(job_id),
                keys.verdicts(job_id),
                keys.result(job_id),
                keys.DUE,
                keys.LOAD,
            ],
            [job_id, state, packed, error, self._retention_seconds, 0, figures, self._history_seconds],
        )

    def report(self, report: bytes) -> bool:
        """Tell that this worker is alive. True when it is to take no new slices.

        The report is JSON with the worker's ``age`` in seconds; the broker's clock makes the times of it.
        """
        return bool(self._report([keys.WORKERS, keys.DRAINING], [self._worker, report]))

    def say(self, channel: str, token: str) -> None:
        """Answer a gateway's probe."""
        self.redis.publish(channel, f"{token} probed")

    def leave(self) -> None:
        """Tell that this worker is gone."""
        self.redis.hdel(keys.WORKERS, self._worker)
        self.redis.srem(keys.DRAINING, self._worker)

    def lead_reaping(self, seconds: float) -> bool:
        """Whether it is this worker's turn to look after overdue slices."""
        if self.redis.set(keys.REAPER, self._worker, nx=True, px=int(seconds * 1000)):
            return True
        return self.redis.get(keys.REAPER) == self._worker.encode()

    def overdue(self) -> list[Overdue]:
        """Slices to send again: their worker fell silent, or their message is nowhere."""
        members = self._overdue([keys.DUE], [_OVERDUE_AT_ONCE, _OVERDUE_AGAIN_SECONDS])
        if not members:
            return []
        names = [member.decode().rsplit(":", 1) for member in members]
        with self.redis.pipeline(transaction=False) as pipeline:
            for job_id, number in names:
                pipeline.hmget(keys.job(job_id), ["priority", f"attempts:{number}"])
            answers = pipeline.execute()
        silent = []
        for (job_id, number), (stored, attempts) in zip(names, answers, strict=True):
            if stored is None:
                self.redis.zrem(keys.DUE, f"{job_id}:{number}")
            else:
                priority = cast("Priority", stored.decode())
                silent.append(Overdue(job_id, int(number), priority, attempts is not None))
        return self._lost(silent)

    def _lost(self, silent: Sequence[Overdue]) -> list[Overdue]:
        """Those that are not just waiting for their turn, with messages on the queue to come to it."""
        with self.redis.pipeline(transaction=False) as pipeline:
            for priority in PRIORITIES:
                pipeline.llen(queue_key(priority))
            for one in silent:
                pipeline.zscore(keys.waiting(one.priority), f"{one.job_id}:{one.slice_number}")
            answers = pipeline.execute()
        messages = dict(zip(PRIORITIES, answers, strict=False))
        turns = answers[len(PRIORITIES) :]
        return [
            one
            for one, turn in zip(silent, turns, strict=True)
            if one.begun or turn is None or not messages[one.priority]
        ]


def _taken(
    claim: bytes, job_id: bytes, number: bytes, header: bytes, items: bytes, specification: bytes, *times: bytes
) -> Taken:
    created, started, attempts = times
    return Taken(
        cast("Claim", claim.decode()),
        job_id.decode(),
        int(number),
        packing.unpack_header(header),
        packing.unpack_items(items) if items else (),
        packing.decompress(specification) if specification else None,
        float(created),
        float(started),
        int(attempts),
    )
