"""Jobs as the server lists them."""

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.fields import Fields
from steelyard.results import Stats, read_stats


@dataclass(frozen=True, slots=True)
class Job:
    """One request in the queue. Times are epoch seconds; what the server did not say is None."""

    job_id: str
    state: str
    run: str | None
    step: int | None
    split: str | None
    tags: Mapping[str, str]
    priority: str | None
    verifiers: tuple[str, ...]
    reward: object
    created: float | None
    started: float | None
    finished: float | None
    total: int | None
    done: int | None
    config: Mapping[str, object]
    stats: Stats | None
    error: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs newest first; ``next_cursor`` leads to the next page, None at the end."""

    jobs: tuple[Job, ...]
    next_cursor: str | None


def read_job(document: object) -> Job:
    """A job's document. Raises Unreadable."""
    return _read(Fields(document, "the job"))


def read_page(document: object) -> JobPage:
    """One page of the list of jobs. Raises Unreadable."""
    fields = Fields(document, "the list of jobs")
    fields.needs("jobs")
    return JobPage(fields.each("jobs", _read), fields.text_or_none("next_cursor"))


def _read(fields: Fields) -> Job:
    config = fields.mapping("config")
    reward = fields.raw("reward")
    return Job(
        job_id=fields.text("job_id"),
        state=fields.text("state"),
        run=fields.text_or_none("run"),
        step=fields.count_or_none("step"),
        split=fields.text_or_none("split"),
        tags={name: str(value) for name, value in fields.mapping("tags").items()},
        priority=fields.text_or_none("priority"),
        verifiers=fields.texts("verifiers"),
        reward=config.get("reward") if reward is None else reward,
        created=fields.number_or_none("created"),
        started=fields.number_or_none("started"),
        finished=fields.number_or_none("finished"),
        total=fields.count_or_none("total"),
        done=fields.count_or_none("done"),
        config=config,
        stats=fields.one_or_none("stats", read_stats),
        error=fields.text_or_none("error"),
    )
