"""Makes a job of a validated request: header, verifier specifications, slices of completions."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from rewards.score import normalised
from services.gateway.schemas import AnyRequest
from services.gateway.schemas import Completion as Completed
from services.jobs.histories import prompt_digest
from services.jobs.model import GroupHeader, Header, Item, Payload, created_at
from services.jobs.slicing import cut
from verifiers.looking import Completion, look_at
from verifiers.verifier import Verifier

T = TypeVar("T")


def to_payload(
    request: AnyRequest,
    specifications: Sequence[bytes],
    tenant: str,
    job_id: str,
    slice_seconds: float,
    as_text: Sequence[bool] | None = None,
) -> Payload:
    """The job as it will be stored; ``as_text`` says of which groups a ground truth is compared as text."""
    pieces = list(cut(_portions(request), slice_seconds))
    slices = [piece for piece, _ in pieces]
    reward, reward_hash = _packed(request.reward)
    header = Header(
        job_id=job_id,
        tenant=tenant,
        run=request.run,
        step=request.step,
        priority=request.priority,
        feedback=request.feedback,
        cache=request.cache,
        reward=reward,
        reward_hash=reward_hash,
        timeout_seconds=request.timeout_seconds,
        created=created_at(job_id),
        groups=_group_headers(request, specifications, slices, as_text or [False] * len(specifications)),
        normalisation=None if request.trainer is None else request.trainer.normalisation,
        split=request.split,
        tags=request.tags,
    )
    prompts = [group.shown_prompt for group in request.groups]
    return Payload(header, specifications, slices, [seconds for _, seconds in pieces], prompts)


def _packed(reward: Any) -> tuple[bytes, str]:
    """A reward as asked for, in full, and its hash."""
    return _packed_name(reward) if isinstance(reward, str) else _packed_whole(reward)


def _packed_whole(reward: Any) -> tuple[bytes, str]:
    packed = normalised(reward).model_dump_json(exclude_none=True).encode()
    return packed, hashlib.sha256(packed).hexdigest()[:16]


_packed_name = lru_cache(maxsize=256)(_packed_whole)


def _group_headers(
    request: AnyRequest,
    specifications: Sequence[bytes],
    slices: Sequence[Sequence[Item]],
    as_text: Sequence[bool],
) -> tuple[GroupHeader, ...]:
    slices_of: list[set[int]] = [set() for _ in request.groups]
    for number, items in enumerate(slices):
        for item in items:
            slices_of[item.group].add(number)
    return tuple(
        GroupHeader(
            id=group.id,
            size=len(group.completions),
            kind=group.verifier.kind,
            version=group.verifier.version,
            slices=tuple(sorted(numbers)),
            prompt=prompt_digest(group.id, specification),
            as_text=textual,
            tags=group.tags,
        )
        for group, specification, numbers, textual in zip(
            request.groups, specifications, slices_of, as_text, strict=True
        )
    )


def _portions(request: AnyRequest) -> Iterator[tuple[list[Item], float]]:
    """What has to be judged in one go, with the CPU seconds that it will probably cost."""
    for number, group in enumerate(request.groups):
        items = [_item(number, index, completion) for index, completion in enumerate(group.completions)]
        seconds = [_expected_seconds(group.verifier, item) for item in items]
        if group.verifier.compares:
            yield items, sum(seconds)
        else:
            yield from (([item], cost) for item, cost in zip(items, seconds, strict=True))


_SECONDS_EACH, _SECONDS_PER_CHARACTER = 5e-5, 3e-8
"""What any completion costs beside its verifier: its trips, its budget, and the audit of its text [measured]."""


def _expected_seconds(verifier: Verifier, item: Item) -> float:
    beside = _SECONDS_EACH + _SECONDS_PER_CHARACTER * len(item.text)
    if item.turns is None and item.steps is None:
        return beside + verifier.expected_seconds(item.text)
    completion = Completion(item.text, item.turns, item.steps)
    return beside + sum(look_at(leaf, completion).expected_seconds for _, leaf in verifier.leaves())


def _item(group: int, index: int, completion: str | Completed) -> Item:
    if isinstance(completion, str):
        return Item(group, index, completion)
    return Item(
        group,
        index,
        completion.judged_text,
        completion.id,
        completion.n_tokens,
        completion.confidence,
        _tupled(completion.logprobs),
        completion.details,
        _tupled(completion.turns),
        _tupled(completion.steps),
    )


def _tupled(values: Sequence[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)
