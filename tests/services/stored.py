"""Jobs put into a store by the store's own code."""

import time

from services.gateway.store import Submission
from services.jobs.model import GroupHeader, Header, Item, Payload, new_job_id


def header_of(*, kind: str = "math", size: int = 1, **properties: object) -> Header:
    """A header with these properties; the others have ordinary values."""
    ordinary: dict[str, object] = {
        "job_id": new_job_id(),
        "tenant": "default",
        "run": None,
        "step": None,
        "priority": "train",
        "feedback": "summary",
        "cache": "use",
        "reward": b'{"sum":[{"use":"binary"}]}',
        "reward_hash": "",
        "timeout_seconds": 60.0,
        "created": 0.0 if "job_id" in properties else time.time(),
        "groups": (GroupHeader(None, size, kind, "1", (0,)),),
    }
    return Header(**{**ordinary, **properties})  # type: ignore[arg-type]


def submission_of(
    header: Header, texts: tuple[str, ...] = (), max_queued: int = 1000, prompts: tuple[str, ...] = ()
) -> Submission:
    """The job in one slice."""
    places = [(group, index) for group, one in enumerate(header.groups) for index in range(one.size)]
    items = [
        Item(group, index, texts[n] if n < len(texts) else f"text {n}") for n, (group, index) in enumerate(places)
    ]
    specification = b'{"kind": "%s", "ground_truth": "1"}'
    specifications = [specification % group.kind.encode() for group in header.groups]
    return Submission(
        payload=Payload(header, specifications, [items], [0.001], prompts),
        max_queued=max_queued,
        tenant_quota=None,
        tenant_weight=1.0,
        work_digest=header.job_id,
        join_same_work=True,
        idempotency_key=None,
    )
