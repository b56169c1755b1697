"""Admits a request: validates it and stores it as a job, with its place in the queue."""

import hashlib
from dataclasses import dataclass

from services.gateway.auth import Tenant
from services.gateway.body import parse
from services.gateway.exactness import ensure_exact
from services.gateway.judgeable import ensure_judges
from services.gateway.listing import JobRecord
from services.gateway.payload import to_payload
from services.gateway.problems import Problem, unavailable
from services.gateway.rewardable import ensure_rewardable
from services.gateway.schemas import AnyRequest
from services.gateway.specifications import Specifications
from services.gateway.store import AdmissionOutcome, GatewayStore, Submission
from services.gateway.store_bound import StoreBound
from services.judges.endpoints import Endpoints
from services.settings import Settings


@dataclass(frozen=True, slots=True)
class Accepted:
    """A job that is in the store. ``joined`` when it was there before this request."""

    job_id: str
    joined: bool
    timeout_seconds: float


class Admission:
    """Turns requests into stored jobs."""

    def __init__(
        self,
        settings: Settings,
        store: GatewayStore,
        specifications: Specifications,
        model: type[AnyRequest],
        judges: Endpoints,
        bound: StoreBound,
    ) -> None:
        self._bound = bound
        self._settings = settings
        self._store = store
        self.specifications = specifications
        self._model = model
        self._judges = judges

    async def accept(self, body: bytes, tenant: Tenant, idempotency_key: str | None, job_id: str) -> Accepted:
        """Store the job, queued. Raises 4xx and 503 problems; after that nothing accepted is lost."""
        if self._bound.usage.is_full:
            raise unavailable("The store is full (STEELYARD_MAX_STORE_MB).", retry_after=5)
        request = parse(self._model, body)
        self._ensure_size(request)
        ensure_rewardable(request)
        ensure_judges(request, self._judges)
        specifications = [group.verifier.model_dump_json(exclude_unset=True).encode() for group in request.groups]
        verifiers = [group.verifier for group in request.groups]
        ensure_exact(verifiers, specifications)
        as_text = await self.specifications.ensure_usable(verifiers, specifications)
        payload = to_payload(request, specifications, tenant.name, job_id, self._settings.slice_seconds, as_text)
        submission = Submission(
            payload=payload,
            max_queued=self._settings.max_queued,
            tenant_quota=tenant.max_queued,
            tenant_weight=tenant.weight,
            work_digest=hashlib.blake2b(tenant.name.encode() + b"\0" + body, digest_size=20).hexdigest(),
            join_same_work=request.cache == "use",
            idempotency_key=idempotency_key,
        )
        outcome, admitted_id = await self._store.submit(submission)
        _ensure_admitted(outcome, admitted_id, tenant)
        return Accepted(admitted_id, outcome == "joined", request.timeout_seconds)

    async def requeue(self, record: JobRecord) -> None:
        """Judge a job's unscored completions again. Raises a 409 problem without any, or where it is not over."""
        if not await self._store.requeue(record):
            detail = f"The job is {record.state} and has no unscored completions."
            raise Problem(409, detail, job_id=record.summary.job_id)

    def _ensure_size(self, request: AnyRequest) -> None:
        completions = sum(len(group.completions) for group in request.groups)
        if completions > self._settings.max_completions:
            at_most = self._settings.max_completions
            raise Problem(413, f"The request has {completions} completions; at most {at_most} are taken.")


def _ensure_admitted(outcome: AdmissionOutcome, job_id: str, tenant: Tenant) -> None:
    if outcome == "queue_full":
        raise unavailable("The queue is full.", retry_after=2)
    if outcome == "quota":
        detail = f"Tenant {tenant.name!r} has as much in the queue as it may."
        raise Problem(429, detail, headers={"Retry-After": "2"})
    if outcome == "conflict":
        raise Problem(409, "This idempotency key stands for another request.", job_id=job_id)
