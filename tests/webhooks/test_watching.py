"""What a receiver gets of alarms: each beginning and each end once, however many gateways watch."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr
from redis import Redis

from services.gateway import store as gateway
from services.gateway.leading import Lead
from services.gateway.rounds import cancel_all
from services.gateway.store import GatewayStore
from services.jobs import figures, keys
from services.jobs.model import GroupHeader, Judged
from services.jobs.results import GroupResult, Result, Stats, VerifierName
from services.jobs.worker_store import Tally, WorkerStore
from services.webhooks.allowed import AllowedHosts
from services.webhooks.configuration import Webhook
from services.webhooks.outbox import Outbox
from services.webhooks.posting import Poster
from services.webhooks.watching import AlarmWatch, Pace
from tests.services.stored import header_of, submission_of
from tests.webhooks.receiver import SECRET, Receiver, receiving, until
from verifiers.verdict import Verdict, undecided

PACE = Pace(look=0.1, end=0.3, again=0.02, lease=60.0)
LONG = 3600


class Watched:
    """Gateways that watch one store, as far as their watches go."""

    def __init__(self, url: str, receiver: Receiver) -> None:
        self._url = url
        self._receiver = receiver
        self.looks = 0
        self.tasks: list[asyncio.Task[None]] = []

    def warnings(self) -> list[str]:
        self.looks += 1
        return []

    @asynccontextmanager
    async def gateways(self, names: Sequence[str], tenant: str | None = None) -> AsyncIterator[None]:
        clients = [gateway.connect(self._url) for _ in names]
        hook = Webhook(url=self._receiver.url, secret=SecretStr(SECRET), tenant=tenant)
        for name, client in zip(names, clients, strict=True):
            poster = Poster(AllowedHosts(["127.0.0.1"]))
            watch = AlarmWatch(
                client, Outbox(client, Lead(client, keys.ALARM_WATCHER, name)), [hook], poster, self.warnings, PACE
            )
            self.tasks.append(asyncio.create_task(watch.run()))
        try:
            yield
        finally:
            await self.stop(*self.tasks)
            for client in clients:
                await client.aclose()

    async def stop(self, *tasks: "asyncio.Task[None]") -> None:
        await cancel_all(tasks)

    async def more_looks(self, number: int) -> None:
        enough = self.looks + number
        await until(lambda: self.looks >= enough)


def report(redis: "Redis", name: str, ago: float, **more: float) -> None:
    """A worker's report as the broker holds it."""
    now = redis.time()[0]
    told = {
        "seen": now - ago,
        "started": now - 100,
        "busy": 0,
        "processes": 2,
        "host": f"host of {name}",
        "pid": 1,
    }
    redis.hset(keys.WORKERS, name, json.dumps({**told, **more}))


async def step(
    store: GatewayStore, redis: "Redis", run: str | None, number: int, verdicts: Sequence[Verdict], took: float
) -> None:
    """One finished job of a run, by the store's own code."""
    header = header_of(run=run, step=number, groups=(GroupHeader("p", len(verdicts), "math", "1", (0,)),))
    await store.submit(submission_of(header, (), 1_000_000))
    worker = WorkerStore(redis, "worker", 5.0, LONG)
    judged = [Judged(0, place, verdict, 0.002) for place, verdict in enumerate(verdicts)]
    worker.complete(header.job_id, 0, judged, Tally({}, figures=figures.of_slice(header, judged)))
    results = [Result(one.score, {}, 1.0, None, None, VerifierName("math", "1"), False, 0.0) for one in verdicts]
    shown = figures.of_job(header, [GroupResult("p", results)], Stats(0.01, took))
    worker.finish(header.job_id, "done", b"{}", figures=shown)


def scored(right: int, wrong: int, flagged: int = 0) -> list[Verdict]:
    verdicts = [Verdict("correct", 1.0)] * right + [Verdict("incorrect", 0.0)] * wrong
    return [Verdict(one.status, one.score, flags=("injection",)) for one in verdicts[:flagged]] + verdicts[
        flagged:
    ]


async def go_wrong(url: str, redis: "Redis") -> None:
    """Six things at once, each as the server would come to know of it."""
    client = gateway.connect(url)
    store = GatewayStore(client, keys.gateway_channel("seeding"), LONG)
    report(redis, "killed", ago=60)
    report(redis, "alive", ago=-LONG, memory_left=0.01, disk_left=0.5)
    for number in range(15):
        is_late = number >= 5
        await step(store, redis, "hacked", number, scored(10, 10, flagged=8 if is_late else 0), 0.1)
        await step(store, redis, "fallen", number, scored(4, 16) if is_late else scored(16, 4), 0.1)
    await step(store, redis, None, 0, [undecided("timeout", "too slow")] * 60, 90.0)
    await client.aclose()


WRONG = {
    ("worker lost", "killed"),
    ("memory", "host of alive"),
    ("hacking rise", "default|hacked"),
    ("reward collapse", "default|fallen"),
    ("no verdict", ""),
    ("slow run", ""),
}


async def test_each_condition_is_told_once_as_it_begins_and_once_as_it_ends(
    broker_url: str, redis: "Redis"
) -> None:
    report(redis, "alive", ago=-LONG)
    async with receiving() as receiver:
        watched = Watched(broker_url, receiver)
        async with watched.gateways(["one", "two", "three"]):
            await watched.more_looks(5)
            assert receiver.events == []
            await go_wrong(broker_url, redis)
            await until(lambda: len(receiver.events) >= len(WRONG))
            await watched.more_looks(10)
            # The gateway that watches is gone; another takes over, and has nothing new to say.
            leader = redis.get(keys.ALARM_WATCHER)
            place = [b"one", b"two", b"three"].index(leader)  # type: ignore[arg-type]  # one of them
            await watched.stop(watched.tasks[place])
            redis.pexpire(keys.ALARM_WATCHER, 1)  # sooner than its lease would end
            await watched.more_looks(10)
            assert redis.get(keys.ALARM_WATCHER) != leader
            assert sorted(receiver.events) == sorted(("alarm.began", *one) for one in WRONG)
            redis.hdel(keys.WORKERS, "killed")
            await until(lambda: len(receiver.events) > len(WRONG))
            await watched.more_looks(10)
            assert receiver.events[len(WRONG) :] == [("alarm.ended", "worker lost", "killed")]
    told = json.loads(receiver.bodies[-1])
    assert told["data"]["began"] < told["data"]["ended"] == told["timestamp"]
    assert len({request.headers["webhook-id"] for request in receiver.received}) == len(WRONG) + 1


async def test_what_is_not_taken_is_sent_again_with_the_same_id_and_no_redirect_is_followed(
    broker_url: str, redis: "Redis"
) -> None:
    async with receiving() as receiver:
        receiver.answers = iter((500, 302, 429, 204))
        watched = Watched(broker_url, receiver)
        async with watched.gateways(["one"]):
            await until(lambda: len(receiver.events) >= 4)
            await watched.more_looks(10)
    assert receiver.events == [("alarm.began", "no worker", "")] * 4
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 1
    assert len(set(receiver.bodies)) == 1
    assert receiver.strays == 0
    assert redis.zcard(keys.ALARM_DUE) == redis.hlen(keys.ALARM_MESSAGES) == 0


async def test_a_tenant_is_told_of_its_own_runs_only(broker_url: str, redis: "Redis") -> None:
    report(redis, "alive", ago=-LONG)
    await go_wrong(broker_url, redis)
    async with receiving() as receiver:
        watched = Watched(broker_url, receiver)
        async with watched.gateways(["one"], tenant="somebody-else"):
            await until(lambda: len(receiver.events) >= 2)
            await watched.more_looks(5)
    assert {alarm for _, alarm, _ in receiver.events} == {"worker lost", "memory"}


async def test_a_receiver_that_is_away_costs_a_bounded_room(
    broker_url: str, redis: "Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.webhooks.outbox._MOST_MESSAGES", 3)
    report(redis, "alive", ago=-LONG)
    for number in range(6):
        report(redis, f"killed {number}", ago=60)
    async with receiving() as receiver:
        receiver.answers = iter([503] * 1000)
        watched = Watched(broker_url, receiver)
        async with watched.gateways(["one"]):
            await watched.more_looks(10)
            assert redis.zcard(keys.ALARM_DUE) == redis.hlen(keys.ALARM_MESSAGES) == 3
