"""How a server is doing, and what its runs have shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.fields import Fields


@dataclass(frozen=True, slots=True)
class QueueInfo:
    """What waits at one priority for one tenant. ``oldest_seconds`` is the age of the oldest job not begun."""

    priority: str
    tenant: str
    completions: int
    jobs: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Quantiles of a duration in seconds over the last hour."""

    priority: str
    count: int
    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """One worker as it reports. ``busy`` counts slices in hand."""

    name: str
    host: str
    busy: int
    processes: int
    sandbox: str
    draining: bool


@dataclass(frozen=True, slots=True)
class AlarmInfo:
    """One thing wrong, and what helps."""

    name: str
    seen: str
    advice: str


@dataclass(frozen=True, slots=True)
class OverviewInfo:
    """The last hour of what the key may see."""

    completions_per_second: float
    jobs: int
    completions: int
    no_verdict_rate: float | None
    queues: tuple[QueueInfo, ...]
    wait: tuple[Times, ...]
    run: tuple[Times, ...]
    statuses: Mapping[str, int]
    causes: Mapping[str, int]
    workers: tuple[WorkerInfo, ...]
    alarms: tuple[AlarmInfo, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What completions of a run show: shares of those judged; None where there is nothing to share.

    ``flat_rate`` is the share of groups whose rewards are all alike: they teach nothing.
    """

    n: int
    mean_reward: float | None
    pass_rate: float | None
    mean_score: float | None
    no_answer_rate: float | None
    no_verdict_rate: float | None
    flagged_rate: float | None
    flat_rate: float | None = None


@dataclass(frozen=True, slots=True)
class RunPart:
    """A part of a run: a split other than ``train`` (``tag`` is None), or what has a tag in a split."""

    split: str
    tag: str | None
    value: str | None
    shown: Shown
    steps: Mapping[int, Shown]


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run. ``steps`` and ``parts`` are there where one run was asked for."""

    run: str
    tenant: str
    seen: float | None
    jobs: int
    shown: Shown
    flags: Mapping[str, int]
    steps: Mapping[int, Shown]
    parts: tuple[RunPart, ...] = ()


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, those heard of last first, and whether there are more."""

    runs: tuple[RunInfo, ...]
    more: bool


def read_overview(document: object) -> OverviewInfo:
    """The answer of ``/v1/overview``. Raises Unreadable."""
    fields = Fields(document, "the overview")
    return OverviewInfo(
        completions_per_second=fields.number("completions_per_second", 0.0),
        jobs=fields.count_or_none("jobs") or 0,
        completions=fields.count_or_none("completions") or 0,
        no_verdict_rate=fields.number_or_none("no_verdict_rate"),
        queues=fields.each("queues", _queue),
        wait=_times(fields, "wait"),
        run=_times(fields, "run"),
        statuses=_counts(fields, "statuses"),
        causes=_counts(fields, "causes"),
        workers=fields.each("workers", _worker),
        alarms=fields.each("alarms", _alarm),
    )


def read_runs(document: object) -> RunPage:
    """The answer of ``/v1/runs``. Raises Unreadable."""
    fields = Fields(document, "the list of runs")
    fields.needs("runs")
    return RunPage(fields.each("runs", _run), fields.flag_or_none("more") or False)


def read_run(document: object) -> RunInfo:
    """The answer of ``/v1/run``. Raises Unreadable."""
    return _run(Fields(document, "the run"))


def _queue(fields: Fields) -> QueueInfo:
    return QueueInfo(
        fields.text("priority"),
        fields.text("tenant"),
        fields.count_or_none("completions") or 0,
        fields.count_or_none("jobs") or 0,
        fields.number_or_none("oldest_seconds"),
    )


def _times(fields: Fields, key: str) -> tuple[Times, ...]:
    return tuple(_time(priority, Fields(one, key)) for priority, one in fields.mapping(key).items())


def _time(priority: str, fields: Fields) -> Times:
    quantiles = (fields.number_or_none(name) for name in ("p50", "p95", "p99"))
    return Times(priority, fields.count_or_none("count") or 0, *quantiles)


def _worker(fields: Fields) -> WorkerInfo:
    return WorkerInfo(
        fields.text("name"),
        fields.text("host"),
        fields.count_or_none("busy") or 0,
        fields.count_or_none("processes") or 0,
        fields.text_or_none("sandbox") or "",
        fields.flag_or_none("draining") or False,
    )


def _alarm(fields: Fields) -> AlarmInfo:
    return AlarmInfo(fields.text("name"), fields.text("seen"), fields.text_or_none("advice") or "")


def _run(fields: Fields) -> RunInfo:
    return RunInfo(
        fields.text("run"),
        fields.text_or_none("tenant") or "",
        fields.number_or_none("seen"),
        fields.count_or_none("jobs") or 0,
        _shown(Fields(fields.raw("shown"), "what a run shows")),
        _counts(fields, "flags"),
        _steps(fields),
        fields.each("parts", _part),
    )


def _part(fields: Fields) -> RunPart:
    return RunPart(
        fields.text("split"),
        fields.text_or_none("tag"),
        fields.text_or_none("value"),
        _shown(Fields(fields.raw("shown"), "what a part shows")),
        _steps(fields),
    )


def _steps(fields: Fields) -> dict[int, Shown]:
    steps = {int(step): _shown(Fields(one, "a step")) for step, one in fields.mapping("steps").items()}
    return dict(sorted(steps.items()))


def _shown(fields: Fields) -> Shown:
    names = (
        "mean_reward",
        "pass_rate",
        "mean_score",
        "no_answer_rate",
        "no_verdict_rate",
        "flagged_rate",
        "flat_rate",
    )
    return Shown(fields.count_or_none("n") or 0, *(fields.number_or_none(name) for name in names))


def _counts(fields: Fields, key: str) -> dict[str, int]:
    counted = Fields(fields.mapping(key), key)
    return {name: counted.count_or_none(name) or 0 for name in fields.mapping(key)}
