"""What the commands print or write: one JSON document for machines, tables, files."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from steelyard.cli.exits import UsageError
from steelyard.cli.scoring import Scored
from steelyard.cli.tables import print_facts, print_plain, print_table
from steelyard.jobs import Job
from steelyard.results import VerifyResult

_JOB_COLUMNS = ("job", "state", "run", "step", "done", "total", "verifiers", "created")
_RESULT_COLUMNS = ("group", "completion", "reward", "status", "answer", "feedback")


def print_json(console: Console, document: object) -> None:
    """One JSON document, on one line."""
    print_plain(console, json.dumps(document, ensure_ascii=False))


def print_jobs(console: Console, jobs: Iterable[Job]) -> None:
    """A line for each job."""
    print_table(console, _JOB_COLUMNS, [_job_row(job) for job in jobs])


def print_job(console: Console, job: Job) -> None:
    """Everything known of a job."""
    facts = {**asdict(job), "verifiers": ", ".join(job.verifiers), "reward": _compact(job.reward)}
    facts |= {name: moment(facts[name]) for name in ("created", "started", "finished")}
    config = {name: value for name, value in job.config.items() if name != "reward"}
    facts |= {"config": _compact(config), **(facts.pop("stats") or {})}
    print_facts(console, facts.items())


def print_results(console: Console, result: VerifyResult) -> None:
    """A line for each completion."""
    print_table(console, _RESULT_COLUMNS, _result_rows(result))


def print_summary(console: Console, summary: Mapping[str, object]) -> None:
    """What came of a file."""
    print_facts(console, [(name.replace("_", " "), _rate(value)) for name, value in summary.items()])


def scored_line(scored: Scored) -> str:
    """One line of the results file."""
    origin = asdict(scored.origin)
    if scored.result is None:
        return json.dumps({**origin, "reward": None, "refused": scored.refusal}, ensure_ascii=False)
    result = asdict(scored.result)
    return json.dumps({**result, **origin, "id": origin["id"] or result["id"]}, ensure_ascii=False)


def _result_rows(result: VerifyResult) -> Iterator[tuple[object, ...]]:
    for place, group in enumerate(result.groups):
        for index, one in enumerate(group.results):
            status, answer = (one.verdict.status, one.verdict.answer) if one.verdict else (None, None)
            yield group.id or place, one.id or index, one.reward, status, answer, one.feedback


def _job_row(job: Job) -> tuple[object, ...]:
    verifiers = ", ".join(job.verifiers)
    return job.job_id, job.state, job.run, job.step, job.done, job.total, verifiers, moment(job.created)


def moment(seconds: object) -> str | None:
    """Epoch seconds as a date and time."""
    if not isinstance(seconds, float):
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(sep=" ", timespec="seconds")


def _compact(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rate(value: object) -> object:
    match value:
        case {"rate": None, "count": count, "of": of}:
            return f"{count} of {of}"
        case {"rate": float(rate), "count": count, "of": of}:
            return f"{100 * rate:.2f} % ({count} of {of})"
    return value


def write_lines(lines: Iterable[str], out: str | None) -> None:
    """Write to a file, or to standard output without one. Raises UsageError."""
    if out is None:
        sys.stdout.writelines(lines)
    else:
        write_file(Path(out), "".join(lines).encode())


def write_file(target: Path, data: bytes) -> None:
    """Raises UsageError where it cannot be written."""
    try:
        target.write_bytes(data)
    except OSError as error:
        raise UsageError(str(error)) from error
