"""Trainers that know what every reward must be, and do as they are told by the answers."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

_IN_FLIGHT = 24
_ROUNDS = 8
_SIZE = 40
_POLL_SECONDS = 0.5
_REQUEST_SECONDS = 30
_SHORTEST_PAUSE = 0.2
_REFUSALS = (429, 503)


@dataclass(frozen=True, slots=True)
class Batch:
    """One request, and the rewards that it must be answered with."""

    name: str
    body: Mapping[str, Any]
    rewards: Sequence[float]


@dataclass(slots=True)
class Tally:
    """What has been seen. ``done``, ``lost`` and ``wrong`` are completions, the others requests."""

    done: int = 0
    lost: int = 0
    wrong: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    unanswered: set[str] = field(default_factory=set)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def reach(self, done: int) -> None:
        """Wait until so many completions are answered."""
        while self.done < done:
            self.moved.clear()
            await self.moved.wait()


def batches(completions: int, seed: int = 7) -> list[Batch]:
    """Requests of math and of programs' stand-ins, all different, so that none is answered from a cache."""
    draw = random.Random(seed)
    return [_batch(f"chaos {seed} {number}", number, draw) for number in range(completions // _SIZE)]


def _batch(name: str, number: int, draw: random.Random) -> Batch:
    half = _SIZE // 2
    right = [draw.random() < 0.5 for _ in range(_SIZE)]
    obedient = [f"yes {number}" if good else f"no {number} {place}" for place, good in enumerate(right[:half])]
    obedient[0], right[0] = f"sleep {0.05 + number / 1e6}", True
    math = [
        f"So it is \\boxed{{{number + (0 if good else place + 1)}}}." for place, good in enumerate(right[half:])
    ]
    groups = [
        {"verifier": {"kind": "obedient", "ground_truth": f"yes {number}"}, "completions": obedient},
        {"verifier": {"kind": "math", "ground_truth": str(number)}, "completions": math},
    ]
    return Batch(name, {"run": name, "groups": groups, "timeout_seconds": 60}, [float(good) for good in right])


class Trainers:
    """Sends batches until each is answered: a refusal is repeated, a job that is accepted is asked for."""

    def __init__(self, urls: Sequence[str], tally: Tally) -> None:
        self._urls = urls
        self._tally = tally
        self._draw = random.Random(11)

    async def run(self, work: Sequence[Batch]) -> None:
        """Returns once all are answered."""
        self._tally.unanswered = {batch.name for batch in work}
        turn = asyncio.Semaphore(max(2, min(_IN_FLIGHT, len(work) // _ROUNDS)))
        timeout = aiohttp.ClientTimeout(total=2 * _REQUEST_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            for batch in work:
                await turn.acquire()
                task = group.create_task(self._see_through(session, batch))
                task.add_done_callback(lambda _: turn.release())

    async def _see_through(self, session: aiohttp.ClientSession, batch: Batch) -> None:
        waits = self._draw.random() < 0.5
        while True:
            try:
                answer = await (self._verify(session, batch) if waits else self._submit(session, batch))
            except (aiohttp.ClientError, TimeoutError):
                self._tally.counts["connection lost"] += 1
                await asyncio.sleep(_SHORTEST_PAUSE)
                continue
            if answer is not None:
                self._judge(batch, answer)
                return

    async def _verify(self, session: aiohttp.ClientSession, batch: Batch) -> dict[str, Any] | None:
        url = f"{self._url()}/v1/verify"
        async with session.post(url, json=batch.body, headers={"Idempotency-Key": _key(batch)}) as answer:
            if answer.status == 200:
                return await _object(answer)
            if answer.status == 504:
                return await self._follow(session, (await _object(answer))["job_id"])
            await self._refused(answer)
            return None

    async def _submit(self, session: aiohttp.ClientSession, batch: Batch) -> dict[str, Any] | None:
        url = f"{self._url()}/v1/jobs"
        async with session.post(url, json=batch.body, headers={"Idempotency-Key": _key(batch)}) as answer:
            if answer.status != 202:
                await self._refused(answer)
                return None
            accepted = await _object(answer)
        return await self._follow(session, accepted["job_id"])

    async def _follow(self, session: aiohttp.ClientSession, job_id: str) -> dict[str, Any] | None:
        """The results of a job that was accepted; None where the broker has forgotten it."""
        while True:
            try:
                async with session.get(f"{self._url()}/v1/jobs/{job_id}/results") as answer:
                    if answer.status == 200:
                        return await _object(answer)
                    if answer.status == 404:
                        self._tally.counts["forgotten by the broker, sent again"] += 1
                        return None
                    if answer.status != 409:
                        await self._refused(answer)
            except (aiohttp.ClientError, TimeoutError):
                self._tally.counts["connection lost"] += 1
            await asyncio.sleep(_POLL_SECONDS)

    async def _refused(self, answer: aiohttp.ClientResponse) -> None:
        """Note whether it says when to come again, and do so."""
        after = answer.headers.get("Retry-After")
        kind = f"{answer.status} with{'' if after else 'out'} Retry-After"
        self._tally.counts[kind] += 1
        if answer.status in _REFUSALS and "lost this job" in await answer.text():
            self._tally.counts["forgotten by the broker, sent again"] += 1
        await asyncio.sleep(max(_SHORTEST_PAUSE, float(after or 1)))

    def _judge(self, batch: Batch, answer: Mapping[str, Any]) -> None:
        rewards = [result["reward"] for group in answer["groups"] for result in group["results"]]
        missing = len(batch.rewards) - sum(reward is not None for reward in rewards)
        self._tally.lost += max(0, missing)
        pairs = zip(rewards, batch.rewards, strict=False)
        self._tally.wrong += sum(got is not None and got != due for got, due in pairs)
        self._tally.wrong += max(0, len(rewards) - len(batch.rewards))
        self._tally.done += len(batch.rewards)
        self._tally.unanswered.discard(batch.name)
        self._tally.moved.set()

    def _url(self) -> str:
        return self._draw.choice(self._urls)


async def _object(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = await answer.json()
    return found


def _key(batch: Batch) -> str:
    return batch.name.replace(" ", "-")
