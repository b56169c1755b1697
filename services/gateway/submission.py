"""Takes a request in: validates it, cuts it into slices, stores it, and puts the slices on the queue."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from celery import Celery
from kombu.exceptions import OperationalError

from rewards.score import normalised
from services.gateway.auth import Tenant
from services.gateway.body import parse
from services.gateway.problems import Problem, unavailable
from services.gateway.schemas import AnyRequest, Completion
from services.gateway.specifications import Specifications
from services.gateway.store import Admission, GatewayStore, Submission
from services.jobs.model import GroupHeader, Header, Item, Payload
from services.jobs.queue import send
from services.jobs.slicing import cut
from services.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A job that is in the store. ``joined`` when it was there before this request."""

    job_id: str
    joined: bool
    timeout_seconds: float


class Desk:
    """Where requests become jobs."""

    def __init__(
        self,
        settings: Settings,
        store: GatewayStore,
        celery: Celery,
        specifications: Specifications,
        model: type[AnyRequest],
    ) -> None:
        self._settings = settings
        self._store = store
        self._celery = celery
        self._specifications = specifications
        self._model = model

    async def accept(self, body: bytes, tenant: Tenant, idempotency_key: str | None, job_id: str) -> Accepted:
        """Store the job and queue it. Raises 4xx and 503 problems; after that nothing accepted is lost."""
        request = parse(self._model, body)
        self._ensure_size(request)
        specifications = [group.verifier.model_dump_json(exclude_unset=True).encode() for group in request.groups]
        verifiers = [group.verifier for group in request.groups]
        await self._specifications.ensure_usable(verifiers, specifications)
        payload = self._payload(request, specifications, tenant, job_id)
        submission = Submission(
            payload=payload,
            max_queued=self._settings.max_queued,
            tenant_quota=tenant.max_queued,
            work_digest=hashlib.blake2b(tenant.name.encode() + b"\0" + body, digest_size=20).hexdigest(),
            join_same_work=request.cache == "use",
            idempotency_key=idempotency_key,
        )
        admission, admitted_id = await self._store.submit(submission)
        _ensure_admitted(admission, admitted_id, tenant)
        if admission == "accepted":
            await self._queue(payload)
        return Accepted(admitted_id, admission == "joined", request.timeout_seconds)

    def _ensure_size(self, request: AnyRequest) -> None:
        completions = sum(len(group.completions) for group in request.groups)
        if completions > self._settings.max_completions:
            at_most = self._settings.max_completions
            raise Problem(413, f"The request has {completions} completions; at most {at_most} are taken.")

    def _payload(
        self, request: AnyRequest, specifications: Sequence[bytes], tenant: Tenant, job_id: str
    ) -> Payload:
        slices = list(cut(_items(request), self._settings.slice_seconds))
        reward = normalised(request.reward).model_dump_json().encode()
        slices_of: list[set[int]] = [set() for _ in request.groups]
        for number, items in enumerate(slices):
            for item in items:
                slices_of[item.group].add(number)
        header = Header(
            job_id=job_id,
            tenant=tenant.name,
            run=request.run,
            step=request.step,
            priority=request.priority,
            feedback=request.feedback,
            cache=request.cache,
            reward=reward,
            reward_hash=hashlib.sha256(reward).hexdigest()[:16],
            timeout_seconds=request.timeout_seconds,
            created=time.time(),
            groups=tuple(
                GroupHeader(
                    group.id,
                    len(group.completions),
                    group.verifier.kind,
                    group.verifier.version,
                    tuple(sorted(numbers)),
                )
                for group, numbers in zip(request.groups, slices_of, strict=True)
            ),
        )
        return Payload(header, specifications, slices)

    async def _queue(self, payload: Payload) -> None:
        header = payload.header
        numbers = list(range(len(payload.slices)))
        try:
            await asyncio.to_thread(send, self._celery, header.job_id, numbers, header.priority)
        except OperationalError as error:
            # The job is stored: a worker finds its slices overdue and queues them again.
            log.warning("job %s is stored but could not be queued yet: %s", header.job_id, error)


def _items(request: AnyRequest) -> Iterator[tuple[Item, float]]:
    """Each completion with the CPU seconds it will probably cost."""
    for number, group in enumerate(request.groups):
        for index, completion in enumerate(group.completions):
            text = completion if isinstance(completion, str) else completion.text
            yield _item(number, index, completion), group.verifier.expected_seconds(text)


def _item(group: int, index: int, completion: str | Completion) -> Item:
    if isinstance(completion, str):
        return Item(group, index, completion)
    logprobs = None if completion.logprobs is None else tuple(completion.logprobs)
    return Item(group, index, completion.text, completion.id, completion.n_tokens, completion.confidence, logprobs)


def _ensure_admitted(admission: Admission, job_id: str, tenant: Tenant) -> None:
    if admission == "queue_full":
        raise unavailable("The queue is full.", retry_after=2)
    if admission == "quota":
        detail = f"Tenant {tenant.name!r} has as much in the queue as it may."
        raise Problem(429, detail, headers={"Retry-After": "2"})
    if admission == "conflict":
        raise Problem(409, "This idempotency key stands for another request.", job_id=job_id)
