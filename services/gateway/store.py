"""The job store as the gateway sees it: accept, watch, read, list, cancel."""

import math
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as BrokerGone
from redis.exceptions import TimeoutError as BrokerSilent

from rewards.history import History
from services.gateway.clock import BrokerClock
from services.gateway.coalescing import Coalescer
from services.gateway.listing import JobRecord, Listing
from services.jobs import keys, packing
from services.jobs.broker import connection_options
from services.jobs.figures import MILLION
from services.jobs.histories import histories_of, recalled_names
from services.jobs.model import OVER, Header, Item, Judged, Payload, Priority, State
from services.jobs.queue import queue_key
from services.jobs.scripts import script
from services.jobs.tickets import TICKET_SECONDS, Tickets

AdmissionOutcome = Literal["accepted", "joined", "conflict", "queue_full", "quota"]
_FIRST_LOOK_SECONDS = 5
_REWARDS = ["reward", "rewarded"]
_SCANNED_AT_MOST = 2_000
_PAGE = 200
_CONNECTIONS = 64
_TURN_SECONDS = 30
_TOGETHER = 64  # jobs stored in one step
_COMPLETIONS_TOGETHER = 1024
_READ_TOGETHER = 64
_MOST_TICKETS = 64  # of one step; workers add what is lacking


@dataclass(frozen=True, slots=True)
class Submission:
    """A job on its way into the store, and the terms on which it may enter."""

    payload: Payload
    max_queued: int
    tenant_quota: int | None
    tenant_weight: float
    work_digest: str
    join_same_work: bool
    idempotency_key: str | None


def connect(redis_url: str) -> "Redis":
    """A client that tries again briefly: a request should rather be told to come back than hang.

    However many requests there are, they share a bounded number of connections and wait for their turn.
    """
    retry = Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), 4)
    pool = BlockingConnectionPool.from_url(
        redis_url,
        **connection_options(redis_url),
        retry=retry,
        retry_on_error=[BrokerGone, BrokerSilent],
        max_connections=_CONNECTIONS,
        timeout=_TURN_SECONDS,
    )
    return Redis.from_pool(pool)


class GatewayStore:
    """Asynchronous; ``channel`` is where this gateway hears of the jobs that it watches."""

    def __init__(self, redis: "Redis", channel: str, retention_seconds: int, history_jobs: int = 100_000) -> None:
        self.redis = redis
        self.listing = Listing(redis)
        self.clock = BrokerClock(redis)
        self._history_jobs = history_jobs
        self.channel = channel
        self._retention_seconds = retention_seconds
        self._admit = redis.register_script(script("admit"))
        self._admit_one = Coalescer(
            self._admit_many, _TOGETHER, size=lambda one: one.payload.header.total, room=_COMPLETIONS_TOGETHER
        )
        self._result_of = Coalescer(self._results, _READ_TOGETHER)
        self._tickets = Tickets()
        self._finish = redis.register_script(script("finish"))
        self._requeue = redis.register_script(script("requeue"))
        self._watch = redis.register_script(script("watch"))

    async def submit(self, submission: Submission) -> tuple[AdmissionOutcome, str]:
        """Accept a job, or join or refuse it. The id is that of the job that does the work.

        Jobs that come while others are being stored share one step with each other: the job, its place in the
        queue and the ticket for a worker are there together or not at all.
        """
        return await self._admit_one(submission)

    async def _admit_many(self, submissions: Sequence[Submission]) -> list[tuple[AdmissionOutcome, str]]:
        request, parts = self._request(submissions)
        found = await self._admit(args=[request, *parts])
        return [
            (cast("AdmissionOutcome", admission.decode()), job_id.decode())
            for admission, job_id in zip(found[::2], found[1::2], strict=True)
        ]

    def _request(self, submissions: Sequence[Submission]) -> tuple[bytes, list[str | bytes]]:
        """What ``admit.lua`` is told: JSON, and the packed parts that it stores as they are."""
        parts: list[str | bytes] = []
        described: list[dict[str, object]] = []
        seconds: dict[Priority, float] = {}
        for submission in submissions:
            header = submission.payload.header
            fields = _fields(submission.payload)
            parts += [packing.pack(header), packing.pack(header.summary), *fields]
            described.append(_described(submission, len(fields)))
            seconds[header.priority] = seconds.get(header.priority, 0.0) + sum(submission.payload.seconds)
        terms = {
            "channel": self.channel,
            "first_look_seconds": _FIRST_LOOK_SECONDS,
            "retention_seconds": self._retention_seconds,
            "max_queued": submissions[0].max_queued,
            "history_jobs": self._history_jobs,
            "ticket_seconds": TICKET_SECONDS,
            "tickets": {priority: self._tickets_for(priority, cost) for priority, cost in seconds.items()},
        }
        return msgspec.json.encode({"terms": terms, "submissions": described}), parts

    def _tickets_for(self, priority: Priority, seconds: float) -> dict[str, object]:
        """As many tickets as the slices are worth; workers add what is lacking."""
        wanted = min(_MOST_TICKETS, max(1, math.ceil(seconds / TICKET_SECONDS)))
        return {"queue": queue_key(priority), "messages": [self._tickets.make(priority) for _ in range(wanted)]}

    async def watch(self, job_id: str) -> tuple[State, int, frozenset[int]] | None:
        """Hear of a job from now on; its state, completions done and slices stored, or None if unknown."""
        answer = await self._watch([keys.job(job_id), keys.verdicts(job_id)], [self.channel])
        if not answer:
            return None
        state, done, slices = answer
        return cast("State", state.decode()), int(done), frozenset(int(number) for number in slices)

    async def get(self, job_id: str) -> JobRecord | None:
        """A job as it stands, or None."""
        (record,) = await self.listing.records([job_id])
        return record

    async def header(self, job_id: str) -> Header | None:
        """Everything about a job that does not change, its groups included."""
        packed = cast("bytes | None", await self.redis.hget(keys.job(job_id), "header"))
        return None if packed is None else packing.unpack_header(packed)

    async def result(self, job_id: str) -> bytes | None:
        """The finished answer as JSON."""
        return await self._result_of(job_id)

    async def _results(self, job_ids: Sequence[str]) -> list[bytes | None]:
        packed = cast("list[bytes | None]", await self.redis.mget([keys.result(job_id) for job_id in job_ids]))
        return [None if one is None else packing.decompress(one) for one in packed]

    async def judged(self, job_id: str, slices: Sequence[int] | None = None) -> list[Judged]:
        """Verdicts so far: of all slices, or of some."""
        name = keys.verdicts(job_id)
        if slices is None:
            packed = cast("list[bytes | None]", await self.redis.hvals(name))
        else:
            packed = cast("list[bytes | None]", await self.redis.hmget(name, [str(n) for n in slices]))
        return [one for data in packed if data is not None for one in packing.unpack_judged(data)]

    async def cancel(self, job_id: str, *, unless_awaited: bool = False) -> None:
        """End a job. With ``unless_awaited``, only once nobody else who sent the same work waits for it."""
        names = [keys.job(job_id), keys.payload(job_id), keys.verdicts(job_id), keys.result(job_id)]
        await self._finish(
            [*names, keys.DUE, keys.LOAD],
            [job_id, "cancelled", "", "", self._retention_seconds, int(unless_awaited), "", 0],
        )

    async def requeue(self, record: JobRecord) -> list[int]:
        """Let a job that is over wait again, for its unscored completions; the slices to be judged, if any."""
        job_id, summary = record.summary.job_id, record.summary
        total = int(cast("bytes | None", await self.redis.hget(keys.job(job_id), "slices")) or 0)
        stored = cast("dict[bytes, bytes]", await self.redis.hgetall(keys.verdicts(job_id)))
        verdicts = {int(number): packing.unpack_judged(packed) for number, packed in stored.items()}
        unscored = [number for number in range(total) if _is_unscored(verdicts.get(number))]
        if not unscored:
            return []
        names = [keys.job(job_id), keys.payload(job_id), keys.verdicts(job_id), keys.result(job_id), keys.DUE]
        names += [keys.LOAD, keys.waiting(summary.priority), keys.turns(summary.priority), keys.alone(job_id)]
        lost = sum(len(verdicts.get(number, ())) for number in unscored)
        tickets = [self._tickets.make(summary.priority) for _ in unscored[:_MOST_TICKETS]]
        names.append(queue_key(summary.priority))
        answer = await self._requeue(names, [job_id, _FIRST_LOOK_SECONDS, lost, len(tickets), *tickets, *unscored])
        return unscored if answer == b"requeued" else []

    async def queued(self) -> dict[str, int]:
        """Unfinished completions by tenant; ``*`` counts all."""
        load = cast("dict[bytes, bytes]", await self.redis.hgetall(keys.LOAD))
        return {tenant.decode(): int(count) for tenant, count in load.items()}

    async def histories(self, header: Header) -> list[History]:
        """What earlier steps of the job's run have shown of its groups' prompts."""
        async with self.redis.pipeline(transaction=False) as pipeline:
            for name in recalled_names(header):
                pipeline.hgetall(name)
            found = cast("list[dict[bytes, bytes]]", await pipeline.execute())
        return histories_of(header, found)

    async def mean_reward(self, tenant: str, run: str) -> float | None:
        """The mean of all rewards of a run; None where it has none yet."""
        found = await cast(
            "Awaitable[list[bytes | None]]", self.redis.hmget(keys.run_totals(tenant, run), _REWARDS)
        )
        total, count = (int(value or 0) for value in found)
        return total / MILLION / count if count else None

    async def flags(self) -> dict[tuple[str, str], int]:
        """Flagged completions by run and flag, of the runs that were flagged last."""
        runs = cast("list[bytes]", await self.redis.zrange(keys.FLAGGED_RUNS, 0, -1))
        async with self.redis.pipeline(transaction=False) as pipeline:
            for run in runs:
                pipeline.hgetall(keys.flags_of_run(run.decode()))
            counts = await pipeline.execute()
        return {
            (run.decode(), flag.decode()): int(count)
            for run, flags in zip(runs, counts, strict=True)
            for flag, count in flags.items()
        }


def _described(submission: Submission, parts: int) -> dict[str, object]:
    """A submission in JSON; what does not apply is left out."""
    header, payload = submission.payload.header, submission.payload
    indexes = [
        keys.jobs_where("tenant", header.tenant),
        *([keys.jobs_where("run", header.run)] if header.run else []),
        *([keys.jobs_where("step", str(header.step))] if header.step is not None else []),
        *(keys.jobs_where("verifier", kind) for kind in header.kinds),
        *(keys.jobs_where("reward", scheme) for scheme in header.summary.schemes),
    ]
    told: dict[str, object] = {
        "id": header.job_id,
        "tenant": header.tenant,
        "completions": header.total,
        "weight": submission.tenant_weight,
        "digest": submission.work_digest,
        "joins": submission.join_same_work,
        "same_work": keys.same_work(submission.work_digest),
        "groups": len(header.groups),
        "seconds": payload.seconds,
        "priority": header.priority,
        "indexes": indexes,
        "parts": parts,
    }
    if submission.tenant_quota is not None:
        told["quota"] = submission.tenant_quota
    if submission.idempotency_key is not None:
        told["idempotency"] = keys.idempotency(header.tenant, submission.idempotency_key)
    return told


def _fields(payload: Payload) -> list[str | bytes]:
    """Field names and values of the payload hash."""
    fields: list[str | bytes] = []
    for number, specification in enumerate(payload.specifications):
        fields += [f"g{number}", packing.compress(specification)]
    for number, items in enumerate(payload.slices):
        fields += [f"s{number}", _packed(items)]
    for number, prompt in enumerate(payload.prompts):
        if prompt:
            fields += [f"p{number}", packing.compress(prompt.encode())]
    return fields


def _packed(items: Sequence[Item]) -> bytes:
    return packing.pack(items)


def _is_unscored(judged: Sequence[Judged] | None) -> bool:
    """Whether a slice has no verdicts, or some that say that we failed."""
    return judged is None or any(one.verdict.unscored for one in judged)


def is_over(state: State) -> bool:
    """Whether nothing more will happen to a job."""
    return state in OVER
