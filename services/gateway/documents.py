"""Answers other than results, and what the API document says about bodies and errors."""

from dataclasses import dataclass
from typing import Any

from services.gateway.listing import JobRecord
from services.gateway.problems import MEDIA_TYPE
from services.jobs.model import Feedback, Priority, State
from services.jobs.results import Stats


@dataclass(frozen=True, slots=True)
class JobAccepted:
    """The answer to an asynchronous submission."""

    job_id: str
    state: State


@dataclass(frozen=True, slots=True)
class JobConfig:
    """What the server made of the request: its full reward, and the hash under which that can be compared."""

    reward: Any
    reward_hash: str
    feedback: Feedback
    cache: str
    timeout_seconds: float


@dataclass(frozen=True, slots=True)
class JobDocument:
    """A job as it stands. ``total`` and ``done`` count completions; times are epoch seconds."""

    job_id: str
    state: State
    tenant: str
    run: str | None
    step: int | None
    split: str | None
    tags: dict[str, str]
    priority: Priority
    verifiers: list[str]
    total: int
    done: int
    created: float
    started: float | None
    finished: float | None
    stats: Stats | None
    config: JobConfig
    error: str | None


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs newest first; ``next_cursor`` leads to the next page, null at the end."""

    jobs: list[JobDocument]
    next_cursor: str | None


def job_document(record: JobRecord, reward: Any) -> JobDocument:
    """The wire form of a stored job."""
    summary = record.summary
    return JobDocument(
        job_id=summary.job_id,
        state=record.state,
        tenant=summary.tenant,
        run=summary.run,
        step=summary.step,
        split=summary.split,
        tags=summary.tags,
        priority=summary.priority,
        verifiers=list(summary.kinds),
        total=summary.total,
        done=record.done,
        created=record.created,
        started=record.started,
        finished=record.finished,
        stats=stats_of(record),
        config=JobConfig(
            reward=reward,
            reward_hash=summary.reward_hash,
            feedback=summary.feedback,
            cache=summary.cache,
            timeout_seconds=summary.timeout_seconds,
        ),
        error=record.error,
    )


def stats_of(record: JobRecord) -> Stats | None:
    """How long a finished job waited and was worked on."""
    if record.started is None or record.finished is None:
        return None
    return Stats(round(max(0.0, record.started - record.created), 6), round(record.finished - record.started, 6))


_MEANINGS = {
    400: "The body cannot be read.",
    401: "No valid API key.",
    403: "The key lacks the scope.",
    404: "No such job.",
    409: "Not possible in the job's present state.",
    413: "Too large.",
    415: "Not JSON, or an unknown content encoding.",
    422: "Not valid: `errors` names the fields.",
    429: "The tenant's quota is used up.",
    500: "A defect of the server.",
    503: "Not now: come back after `Retry-After` seconds.",
    504: "Not done in time; the job goes on.",
}


def problems(*statuses: int) -> dict[int | str, Any]:
    """The error answers of a route, for the API document."""
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {
        status: {"description": _MEANINGS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def linked(status: int, description: str) -> dict[int | str, Any]:
    """A successful answer whose ``job_id`` leads to the job's other routes."""
    operations = ("get_job", "get_results", "cancel_job", "rescore")
    links = {
        name: {"operationId": name, "parameters": {"job_id": "$response.body#/job_id"}} for name in operations
    }
    return {status: {"description": description, "links": links}}


def request_body(model: str) -> dict[str, Any]:
    """The body of a route that reads it itself, for the API document."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
