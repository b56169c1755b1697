"""What is wrong now, in words, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.dashboard.starved import Starved
from services.gateway.reports import WorkerReport

_WAITS_TOO_LONG = {"train": 30.0, "eval": 300.0}
_TOO_MANY_UNDECIDED = 0.02


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing wrong: its short name, what is seen, and what helps."""

    name: str
    seen: str
    advice: str


def alarms(
    workers: Sequence[WorkerReport],
    oldest: Sequence[tuple[str, float | None]],
    no_verdict_rate: float | None,
    warnings: Sequence[str] = (),
    starved: Sequence[Starved] = (),
) -> list[Alarm]:
    """All that can be read off these figures; empty when all is well."""
    found = _of_workers(workers)
    found += [Alarm("broker", warning, "see docs/reliability.md") for warning in warnings]
    for priority, seconds in oldest:
        if seconds is not None and seconds > _WAITS_TOO_LONG.get(priority, float("inf")):
            seen = f"the oldest {priority} job has waited {seconds:.0f} s"
            found.append(Alarm("queue", seen, "start more workers, or look for slow verifiers"))
    if no_verdict_rate is not None and no_verdict_rate > _TOO_MANY_UNDECIDED:
        seen = f"{100 * no_verdict_rate:.1f} % of the last hour's completions have no verdict"
        found.append(Alarm("no verdict", seen, "see the causes below"))
    return found + [Alarm("starved run", one.seen, one.advice) for one in starved]


def _of_workers(workers: Sequence[WorkerReport]) -> list[Alarm]:
    if not workers:
        return [Alarm("no worker", "no worker reports", "start one: python -m services worker")]
    if all(worker.draining for worker in workers):
        return [Alarm("drained", "every worker is drained", "resume one on the page Workers")]
    return []
