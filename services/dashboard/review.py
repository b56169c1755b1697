"""Samples of verdicts for people to check, and what their labels say of each verifier."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from rewards.error_rates import ErrorRates, Side, Truth, rates_of, side_of
from services.dashboard.completions import Seen, look_at
from services.dashboard.labels import Label
from services.gateway.listing import Filter, JobRecord
from services.gateway.store import GatewayStore
from services.jobs import keys
from services.jobs.model import Judged

_JOBS_SAMPLED = 12
_JOBS_KNOWN = 2_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One kind of verifier and its error rates."""

    kind: str
    rates: ErrorRates


async def sample(
    store: GatewayStore, which: Filter, tenant: str | None, side: Side, labelled: frozenset[tuple[str, int, int]]
) -> Seen | None:
    """A random completion of that side without a label, each of a finished job as likely as any other.

    Of the newest 2,000 jobs a dozen are drawn; None where these hold no such completion.
    """
    ids, _ = await store.listing.find(which, tenant, _JOBS_KNOWN)
    drawn = random.sample(ids, min(_JOBS_SAMPLED, len(ids)))
    places: list[tuple[JobRecord, Judged]] = []
    for record in await store.listing.records(drawn):
        if record is not None:
            judged = await store.judged(record.summary.job_id)
            places += [(record, one) for one in judged if side_of(one.verdict.status) == side]
    places = [
        (record, one) for record, one in places if (record.summary.job_id, one.group, one.index) not in labelled
    ]
    if not places:
        return None
    record, one = random.choice(places)  # noqa: S311 - the same
    return await look_at(store, record, one.group, one.index)


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
    """What labels say of each kind that has any."""
    by_kind: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_kind[label.verifier].append(label)
    return [_reviewed(kind, by_kind[kind], judged.get(kind, Counter())) for kind in sorted(by_kind)]


def _reviewed(kind: str, labels: Sequence[Label], judged: Mapping[str, int]) -> Reviewed:
    counts: Counter[tuple[Side, Truth]] = Counter()
    for label in labels:
        if side := side_of(label.status):
            counts[side, label.truth] += 1
    return Reviewed(kind, rates_of(counts, judged))
