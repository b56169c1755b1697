"""Samples of verdicts for people to check, and what their labels say of each verifier."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from rewards.error_rates import ErrorRates, Side, Truth, rates_of, side_of
from services.dashboard.completions import Seen, look_at
from services.dashboard.labels import Label
from services.dashboard.reviewers import consensus
from services.gateway.listing import Filter, JobRecord
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import Judged

_JOBS_AT_ONCE = 12
_ROUNDS = 20
_JOBS_KNOWN = 2_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One kind of verifier and its error rates."""

    kind: str
    rates: ErrorRates


async def sample(
    store: GatewayStore,
    which: Filter,
    tenant: str | None,
    wanted: Callable[[Judged], bool],
    is_open: Callable[[str], bool],
) -> Seen | None:
    """A random completion that is wanted and open (by the name that labels have for it).

    Each of a finished job is as likely as any other. Of the newest 2,000 jobs up to 240 are drawn; None where
    these hold no such completion.
    """
    ids, _ = await store.listing.find(which, tenant, _JOBS_KNOWN)
    drawn = random.sample(ids, min(_JOBS_AT_ONCE * _ROUNDS, len(ids)))
    for start in range(0, len(drawn), _JOBS_AT_ONCE):
        places: list[tuple[JobRecord, Judged]] = []
        for record in await store.listing.records(drawn[start : start + _JOBS_AT_ONCE]):
            judged = [] if record is None else await store.judged(record.summary.job_id)
            places += [(record, one) for one in judged if record is not None and wanted(one)]
        open_ones = [(record, one) for record, one in places if is_open(completion_name(record, one))]
        if open_ones:
            record, one = random.choice(open_ones)  # noqa: S311 - the same
            return await look_at(store, record, one.group, one.index)
    return None


async def second_opinion(
    store: GatewayStore, which: Filter, labels: Sequence[Label], is_open: Callable[[str], bool]
) -> tuple[Seen, str] | None:
    """A random completion that others have labelled and that is open, and the queue that they had it from."""
    others = [
        one
        for one in labels
        if is_open(one.completion_name) and which.run in (None, one.run) and which.verifier in (None, one.verifier)
    ]
    for one in random.sample(others, min(_JOBS_AT_ONCE, len(others))):
        record = await store.get(one.job_id)
        if record is not None:
            return await look_at(store, record, one.group, one.index), one.queue
    return None


def completion_name(record: JobRecord, one: Judged) -> str:
    """What labels call a completion."""
    return f"{record.summary.job_id}:{one.group}:{one.index}"


async def judged_counts(redis: "Redis", tenant: str | None) -> dict[str, Counter[str]]:
    """How many completions each kind has judged as what, for one tenant or for all."""
    stored = cast("dict[bytes, bytes]", await redis.hgetall(keys.COUNTERS))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in stored.items():
        if name.startswith(b"#of|"):
            _, whose, kind, status = name.decode().split("|")
            if tenant in (None, whose):
                found[kind][status] += int(count)
    return found


def reviewed(labels: Sequence[Label], judged: Mapping[str, Counter[str]]) -> list[Reviewed]:
    """What labels say of each kind that has any; a completion of a sample counts once, for what most say."""
    by_kind: dict[str, list[Label]] = defaultdict(list)
    for label in consensus([one for one in labels if one.is_of_sample]):
        by_kind[label.verifier].append(label)
    return [_reviewed(kind, by_kind[kind], judged.get(kind, Counter())) for kind in sorted(by_kind)]


def _reviewed(kind: str, labels: Sequence[Label], judged: Mapping[str, int]) -> Reviewed:
    counts: Counter[tuple[Side, Truth]] = Counter()
    for label in labels:
        if side := side_of(label.status):
            counts[side, label.truth] += 1
    return Reviewed(kind, rates_of(counts, judged))
