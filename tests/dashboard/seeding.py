"""Fills a store with jobs that are done, by the store's own code: what a server would hold after judging them."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from redis import Redis

from rewards.score import parse as parse_reward
from services.gateway import store as gateway
from services.gateway.store import GatewayStore
from services.jobs import figures, keys
from services.jobs.histories import prompt_digest
from services.jobs.model import GroupHeader, Header, Judged, Priority
from services.jobs.results import Stats, encode, respond
from services.jobs.worker_store import Tally, WorkerStore
from tests.services.stored import header_of, submission_of
from verifiers.audit.audit import with_text
from verifiers.verdict import Check, Verdict, from_checks, undecided

REWARD = parse_reward(b'{"sum":[{"use":"binary"}]}')
_AT_ONCE = 64
_SAID = (" and then", " is not", " so we", " hence the")


@dataclass(frozen=True, slots=True)
class Done:
    """A finished job to be stored: the completions of its one group, with their verdicts, and their prompt."""

    header: Header
    texts: Sequence[str]
    verdicts: Sequence[Verdict]
    prompt: str = ""


def right(answer: str = "1") -> Verdict:
    return from_checks(
        [Check("answer", True, 1.0, evidence="decided by the layer of numbers", seconds=0.001)], answer
    )


def wrong(answer: str = "2") -> Verdict:
    check = Check("answer", False, 0.0, error="wrong_answer", evidence="decided by the layer of numbers")
    return from_checks([check], answer)


def no_answer() -> Verdict:
    check = Check("answer", False, 0.0, error="missing", evidence="no final answer")
    return Verdict("no_answer", 0.0, None, checks=(check,))


def done(
    texts: Sequence[str], verdicts: Sequence[Verdict], *, group: str = "p1", prompt: str = "", **properties: object
) -> Done:
    """One job of one group."""
    digest = prompt_digest(group, b"")
    groups = (GroupHeader(group, len(texts), "math", "1.2.0", (0,), digest),)
    header = header_of(**{**properties, "groups": groups})  # type: ignore[arg-type]  # by name
    return Done(header, texts, verdicts, prompt)


def training(
    jobs: int, *, now: float | None = None, size: int = 1, tenant: str = "default", characters: int = 0
) -> list[Done]:
    """Jobs of two runs that get better, one a good deal faster, and now and then one without a run.

    With ``characters`` each text begins with about so many of reasoning, different in each.
    """
    draw = random.Random(7)
    now = time.time() if now is None else now
    found = []
    for number in range(jobs):
        run = (None, "exp-41", "exp-42", "exp-42")[number % 4]
        step = number * 200 // max(jobs, 1)
        skill = 0.2 + 0.6 * number / jobs * (1.0 if run == "exp-42" else 0.6)
        pairs = [_drawn(draw, skill) for _ in range(size)]
        texts, verdicts = [_thought(draw, characters) + text for text, _ in pairs], [one for _, one in pairs]
        job_id = f"{int(1000 * (now - jobs + number)):012x}{number:020x}"
        step_of_run = None if run is None else step
        found.append(done(texts, verdicts, job_id=job_id, run=run, step=step_of_run, tenant=tenant))
    return found


def _thought(draw: random.Random, characters: int) -> str:
    return " ".join(str(draw.randrange(10_000)) + _SAID[draw.randrange(4)] for _ in range(characters // 14))


def _drawn(draw: random.Random, skill: float) -> tuple[str, Verdict]:
    chance = draw.random()
    if chance < skill:
        return "Half of two is one, so the answer is \\boxed{1}.", right()
    if chance > 0.995:
        return "\\boxed{1 + 1 + 1 …}", undecided("timeout", "more than 2 s of CPU time")
    if chance > 0.9:
        return "I do not know.", no_answer()
    return "The answer is \\boxed{2}.", wrong()


class _Unannounced(GatewayStore):
    """A store whose jobs no worker hears of: their verdicts come from here, not from the server's own worker."""

    def _tickets_for(self, priority: Priority, seconds: float) -> dict[str, object]:
        return {**super()._tickets_for(priority, seconds), "queue": "steelyard:unread"}


async def fill(url: str, jobs: Sequence[Done], history_jobs: int = 200_000) -> None:
    """Store them: submitted, judged and finished."""
    client = gateway.connect(url)
    store = _Unannounced(client, keys.gateway_channel("seeding"), 86_400, history_jobs)
    for start in range(0, len(jobs), _AT_ONCE):
        await asyncio.gather(*(_submit(store, one) for one in jobs[start : start + _AT_ONCE]))
        await asyncio.to_thread(_judge, url, jobs[start : start + _AT_ONCE])
    await client.aclose()


async def _submit(store: GatewayStore, one: Done) -> None:
    admission, _ = await store.submit(submission_of(one.header, tuple(one.texts), 10_000_000, (one.prompt,)))
    assert admission == "accepted"


def _judge(url: str, jobs: Sequence[Done]) -> None:
    """All at once: the store's scripts are queued on a pipeline, which takes whatever a client takes."""
    with Redis.from_url(url) as redis, redis.pipeline(transaction=False) as pipeline:
        worker = WorkerStore(pipeline, "seeding", 15.0, 86_400)
        for one in jobs:
            judge(worker, one)
        pipeline.execute()


def judge(worker: WorkerStore, one: Done) -> None:
    """Hand in a job's only slice and finish it."""
    header = one.header
    worker.redis.zrem(
        keys.waiting(header.priority), f"{header.job_id}:0"
    )  # its turn, for which no message was sent
    judged = [
        Judged(0, index, with_text(verdict, text), 0.001, n_characters=len(text))
        for index, (text, verdict) in enumerate(zip(one.texts, one.verdicts, strict=True))
    ]
    counts = {f"math|{verdict.status}": 1 for verdict in one.verdicts}
    worker.complete(
        header.job_id, 0, judged, Tally(counts, header.run or "", {}, figures.of_slice(header, judged))
    )
    stats = Stats(0.004, 0.01)
    answer = respond(header, judged, REWARD, "summary", stats)
    shown = figures.of_job(header, answer.groups, stats)
    worker.finish(header.job_id, "done", encode(answer), figures=shown)


def spread_over_an_hour(url: str) -> None:
    """Fill every minute of the last hour with figures like those of the busiest one: overviews read them all."""
    draw = random.Random(11)
    with Redis.from_url(url) as redis:
        now = int(time.time()) // 60
        last = max(range(now - 5, now + 1), key=lambda minute: int(redis.hlen(keys.minute(keys.ALL, minute))))
        stored = cast("dict[bytes, bytes]", redis.hgetall(keys.minute(keys.ALL, last)))
        for minute in range(now - 59, now + 2):
            share = draw.uniform(0.5, 1.0) / 20
            counts = {name: int(int(count) * share) for name, count in stored.items()}
            redis.delete(keys.minute(keys.ALL, minute))
            redis.hset(keys.minute(keys.ALL, minute), mapping=counts)
