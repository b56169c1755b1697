"""What people say of verdicts: labels with all that is needed to use them when the job is long gone."""

from collections.abc import AsyncIterator, Sequence
from typing import cast

import msgspec
from redis.asyncio import Redis

from rewards.error_rates import Truth, side_of
from services.dashboard.completions import Seen
from services.jobs import keys, packing
from services.jobs.histories import label_field
from services.jobs.keys import PREFIX
from services.jobs.scripts import script

_LABELS = PREFIX + "labels:"
_TENANTS = _LABELS + "tenants"
_MOST = 20_000
_TEXT_CHARACTERS = 50_000
_AT_ONCE = 100
_CHOSEN = frozenset({"flagged", "disagreement"})
_SKIPPED_SECONDS = 604_800


class Label(msgspec.Struct, frozen=True):
    """One completion labelled. ``truth`` is whether it is right; ``status`` what the verifier said."""

    job_id: str
    group: int
    index: int
    tenant: str
    run: str | None
    verifier: str
    version: str
    status: str
    score: float | None
    answer: str | None
    truth: Truth
    at: float
    reviewer: str = ""
    comment: str = ""
    queue: str = ""

    @property
    def is_of_sample(self) -> bool:
        """Whether it counts in error rates: what was chosen for being odd says nothing of all."""
        return self.queue not in _CHOSEN

    @property
    def completion_name(self) -> str:
        """What the completion is called here, whoever labels it."""
        return _field(self.job_id, self.group, self.index)

    @property
    def is_positive(self) -> bool:
        """Whether the verifier took it for right."""
        return self.status == "correct"

    @property
    def is_error(self) -> bool:
        """Whether verifier and person disagree."""
        return self.is_positive != (self.truth == "right")


class Subject(msgspec.Struct, frozen=True):
    """What a label is about: large, and read only to be exported."""

    completion: str
    specification: dict[str, object]


_label = msgspec.msgpack.Decoder(Label)
_subject = msgspec.msgpack.Decoder(Subject)


class Labels:
    """The labels of all tenants; of each the newest 20,000 are kept."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._give = redis.register_script(script("label"))

    async def give(
        self, seen: Seen, truth: Truth, reviewer: str = "", comment: str = "", queue: str = ""
    ) -> Label | None:
        """Label a completion, in place of this reviewer's earlier label. None where there is no verdict."""
        verdict, summary = seen.result.verdict, seen.job.summary
        if verdict is None:
            return None
        seconds, microseconds = await self._redis.time()
        label = Label(
            summary.job_id,
            seen.group,
            seen.index,
            summary.tenant,
            summary.run,
            seen.header.kind,
            seen.header.version,
            verdict.status,
            verdict.score,
            verdict.answer,
            truth,
            seconds + microseconds / 1e6,
            reviewer,
            comment,
            queue,
        )
        await self._keep(label, Subject(seen.item.text[:_TEXT_CHARACTERS], seen.specification))
        return label

    async def of(self, seen: Seen, reviewer: str = "") -> Label | None:
        """A reviewer's label of a completion, if there is one."""
        name = _field(seen.job.summary.job_id, seen.group, seen.index) + (f":{reviewer}" if reviewer else "")
        packed = cast("bytes | None", await self._redis.hget(_hash(seen.job.summary.tenant), name))
        return None if packed is None else _label.decode(packing.decompress(packed))

    async def all(self, tenant: str | None) -> list[Label]:
        """Labels of one tenant, or with None of all; the oldest first."""
        found: list[Label] = []
        for name in await self._tenants(tenant):
            packed = cast("list[bytes]", await self._redis.hvals(_hash(name)))
            found += [_label.decode(packing.decompress(one)) for one in packed]
        return sorted(found, key=lambda label: label.at)

    async def export(self, labels: Sequence[Label]) -> AsyncIterator[bytes]:
        """Labels with what they are about, as JSON lines that ``steelyard eval`` reads.

        ``label`` is whether the completion is right, ``reward`` 1 where the verifier took it for right.
        """
        for start in range(0, len(labels), _AT_ONCE):
            some = labels[start : start + _AT_ONCE]
            async with self._redis.pipeline(transaction=False) as pipeline:
                for one in some:
                    pipeline.hget(_subjects(one.tenant), one.completion_name)
                found = await pipeline.execute()
            for one, packed in zip(some, found, strict=True):
                subject = msgspec.structs.asdict(_subject.decode(packing.decompress(packed))) if packed else {}
                scored = {"label": one.truth == "right", "reward": 1.0 if one.is_positive else 0.0}
                yield msgspec.json.encode({**msgspec.structs.asdict(one), **scored, **subject}) + b"\n"

    async def skip(self, tenant: str, reviewer: str, completion_name: str) -> None:
        """Show a completion to this reviewer no more, for a week."""
        name = _skipped(tenant, reviewer)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.sadd(name, completion_name)
            pipeline.expire(name, _SKIPPED_SECONDS)
            await pipeline.execute()

    async def skipped(self, tenant: str, reviewer: str) -> frozenset[str]:
        """The completions that this reviewer has skipped."""
        found = cast("set[bytes]", await self._redis.smembers(_skipped(tenant, reviewer)))
        return frozenset(name.decode() for name in found)

    async def _keep(self, label: Label, subject: Subject) -> None:
        labels, side = _hash(label.tenant), side_of(label.status) if label.is_of_sample else None
        names = [
            labels,
            _subjects(label.tenant),
            f"{labels}:order",
            f"{labels}:counted",
            keys.label_counts(label.tenant),
            _TENANTS,
            f"{labels}:votes",
        ]
        arguments: list[str | bytes | float] = [
            label.completion_name,
            label.reviewer,
            packing.pack(label),
            packing.pack(subject),
            label.at,
            _MOST,
            label_field(label.verifier, side, "right") if side else "",
            label_field(label.verifier, side, "wrong") if side else "",
            label.tenant,
            label.truth,
        ]
        await self._give(names, arguments)

    async def _tenants(self, tenant: str | None) -> list[str]:
        if tenant is not None:
            return [tenant]
        names = cast("set[bytes]", await self._redis.smembers(_TENANTS))
        return sorted(name.decode() for name in names)


def _hash(tenant: str) -> str:
    return f"{_LABELS}of:{tenant}"


def _subjects(tenant: str) -> str:
    return f"{_LABELS}about:{tenant}"


def _skipped(tenant: str, reviewer: str) -> str:
    return f"{_LABELS}skipped:{tenant}:{reviewer}"


def _field(job_id: str, group: int, index: int) -> str:
    return f"{job_id}:{group}:{index}"
