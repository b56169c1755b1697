"""One completion with everything known of it: its text, its verifier, its verdict and its reward."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import cast

import msgspec
from redis.asyncio import Redis

from services.dashboard.scales import number
from services.gateway.listing import JobRecord
from services.gateway.problems import not_found
from services.gateway.scoring import header_of, scored_so_far
from services.gateway.store import GatewayStore
from services.jobs import keys, packing
from services.jobs.model import GroupHeader, Item
from services.jobs.results import Result, VerifyResponse

_NO_ADVANTAGE = 1e-9
_answer = msgspec.json.Decoder(VerifyResponse)


@dataclass(frozen=True, slots=True)
class Seen:
    """A completion where it stands: group and place in it. ``siblings`` are the results of the whole group."""

    job: JobRecord
    group: int
    index: int
    header: GroupHeader
    specification: dict[str, object]
    item: Item
    result: Result
    siblings: Sequence[Result]
    prompt: str = ""

    @property
    def ground_truth(self) -> object:
        """What counts as right, where the verifier names one."""
        return self.specification.get("ground_truth")


async def results_of(store: GatewayStore, job: JobRecord) -> VerifyResponse:
    """The answer of a job: the finished one, or what there is so far."""
    stored = await store.result(job.summary.job_id)
    return await scored_so_far(store, job) if stored is None else _answer.decode(stored)


async def look_at(store: GatewayStore, job: JobRecord, group: int, index: int) -> Seen:
    """One completion of a job. Raises a 404 problem."""
    header = await header_of(store, job.summary.job_id)
    if not (0 <= group < len(header.groups) and 0 <= index < header.groups[group].size):
        raise not_found()
    place = header.groups[group]
    item = await _item(store.redis, header.job_id, place, group, index)
    specification, prompt = await _sent(store.redis, header.job_id, group)
    answer = await results_of(store, job)
    results = answer.groups[group].results
    return Seen(job, group, index, place, specification, item, results[index], results, prompt)


def truths_of(truth: object) -> list[str]:
    """Ground truths as texts: there may be several, and they may be no strings."""
    if truth is None:
        return []
    truths = truth if isinstance(truth, list) else [truth]
    return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in truths]


def sides_of(group: Sequence[Result]) -> list[str]:
    """On which side of its group's mean reward each completion lies: where policy gradients push it."""
    rewards = [one.reward for one in group if one.reward is not None]
    mean = fmean(rewards) if rewards else 0.0
    return ["left out" if one.reward is None else _side(one.reward - mean) for one in group]


def _side(advantage: float) -> str:
    if abs(advantage) < _NO_ADVANTAGE:
        return "no signal"
    return f"{'+' if advantage > 0 else '−'} {number(abs(advantage))}"


async def _item(redis: "Redis", job_id: str, place: GroupHeader, group: int, index: int) -> Item:
    fields = [f"s{number}" for number in place.slices]
    for packed in cast("list[bytes | None]", await redis.hmget(keys.payload(job_id), fields)):
        for item in packing.unpack_items(packed) if packed else ():
            if (item.group, item.index) == (group, index):
                return item
    raise not_found()


async def _sent(redis: "Redis", job_id: str, group: int) -> tuple[dict[str, object], str]:
    """What was sent of a group: its verifier, and its prompt where there is one."""
    names = [f"g{group}", f"p{group}"]
    verifier, prompt = cast("list[bytes | None]", await redis.hmget(keys.payload(job_id), names))
    if verifier is None:
        raise not_found()
    specification = cast("dict[str, object]", json.loads(packing.decompress(verifier)))
    return specification, packing.decompress(prompt).decode() if prompt else ""
