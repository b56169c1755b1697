"""Makes a job of a validated request: header, verifier specifications, slices of completions."""

import hashlib
from collections.abc import Iterator, Sequence

from rewards.score import normalised
from services.gateway.schemas import AnyRequest, Completion
from services.jobs.histories import prompt_digest
from services.jobs.model import GroupHeader, Header, Item, Payload, created_at
from services.jobs.slicing import cut


def to_payload(
    request: AnyRequest, specifications: Sequence[bytes], tenant: str, job_id: str, slice_seconds: float
) -> Payload:
    """The job as it will be stored."""
    pieces = list(cut(_portions(request), slice_seconds))
    slices = [piece for piece, _ in pieces]
    reward = normalised(request.reward).model_dump_json(exclude_none=True).encode()
    header = Header(
        job_id=job_id,
        tenant=tenant,
        run=request.run,
        step=request.step,
        priority=request.priority,
        feedback=request.feedback,
        cache=request.cache,
        reward=reward,
        reward_hash=hashlib.sha256(reward).hexdigest()[:16],
        timeout_seconds=request.timeout_seconds,
        created=created_at(job_id),
        groups=_group_headers(request, specifications, slices),
        normalisation=None if request.trainer is None else request.trainer.normalisation,
    )
    return Payload(header, specifications, slices, [seconds for _, seconds in pieces])


def _group_headers(
    request: AnyRequest, specifications: Sequence[bytes], slices: Sequence[Sequence[Item]]
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
        )
        for group, specification, numbers in zip(request.groups, specifications, slices_of, strict=True)
    )


def _portions(request: AnyRequest) -> Iterator[tuple[list[Item], float]]:
    """What has to be judged in one go, with the CPU seconds that it will probably cost."""
    for number, group in enumerate(request.groups):
        items = [_item(number, index, completion) for index, completion in enumerate(group.completions)]
        seconds = [group.verifier.expected_seconds(item.text) for item in items]
        if group.verifier.compares:
            yield items, sum(seconds)
        else:
            yield from (([item], cost) for item, cost in zip(items, seconds, strict=True))


def _item(group: int, index: int, completion: str | Completion) -> Item:
    if isinstance(completion, str):
        return Item(group, index, completion)
    logprobs = None if completion.logprobs is None else tuple(completion.logprobs)
    return Item(
        group,
        index,
        completion.text,
        completion.id,
        completion.n_tokens,
        completion.confidence,
        logprobs,
        completion.details,
    )
