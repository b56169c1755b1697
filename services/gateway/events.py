"""Follows a job: each finished group as soon as its last slice is in."""

from collections.abc import AsyncIterator
from itertools import islice

import msgspec

from rewards.observing import recalls
from rewards.score import parse as parse_reward
from rewards.table import Combination
from services.gateway.store import GatewayStore
from services.gateway.waiting import woken_or_overdue
from services.gateway.wakeups import Wakeups
from services.jobs.model import OVER, Header
from services.jobs.results import score_groups

Event = tuple[str, bytes]

_GROUPS_AT_ONCE = 64
_encode = msgspec.json.encode


async def follow(store: GatewayStore, wakeups: Wakeups, header: Header) -> AsyncIterator[Event]:
    """Events ``progress`` {done, total}, ``group`` {index, id, results} and, last, ``done`` {state}."""
    waiting = set(range(len(header.groups)))
    reward = parse_reward(header.reward)
    with wakeups.watch(header.job_id, progress=True) as woken:
        while True:
            now = await store.watch(header.job_id)
            if now is None:
                return
            state, done, slices = now
            yield "progress", _encode({"done": done, "total": header.total})
            ready = [n for n in sorted(waiting) if slices.issuperset(header.groups[n].slices)]
            if reward.whole_batch and len(ready) < len(waiting):
                ready = []  # the last group may change the rewards of the first
            waiting.difference_update(ready)
            async for event in _groups(store, header, ready, reward):
                yield event
            if state in OVER:
                yield "done", _encode({"state": state})
                return
            await woken_or_overdue(woken)


async def _groups(
    store: GatewayStore, header: Header, ready: list[int], reward: Combination
) -> AsyncIterator[Event]:
    rest = iter(ready)
    histories = await store.histories(header) if recalls(reward) else None
    at_once = len(ready) if reward.whole_batch else _GROUPS_AT_ONCE
    while numbers := list(islice(rest, at_once)):
        wanted = sorted({n for number in numbers for n in header.groups[number].slices})
        by_place = {(one.group, one.index): one for one in await store.judged(header.job_id, wanted)}
        groups = [header.groups[number] for number in numbers]
        judged = [[by_place[number, index] for index in range(header.groups[number].size)] for number in numbers]
        known = None if histories is None else [histories[number] for number in numbers]
        results = score_groups(groups, judged, reward, header.feedback, known)
        for number, scored in zip(numbers, results, strict=True):
            yield "group", _encode({"index": number, "id": scored.id, "results": scored.results})
