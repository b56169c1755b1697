"""What is wrong now, in words, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.dashboard.quantiles import Durations
from services.dashboard.scales import duration
from services.dashboard.starved import Starved
from services.gateway.reports import WorkerReport

_WAITS_TOO_LONG = {"train": 30.0, "eval": 300.0}
_TOO_MANY_UNDECIDED = 0.02
_TAKES_TOO_LONG = 60.0
"""Seconds of waiting, or of running, beyond which no more than one job in a hundred should lie."""
_HARDLY_ANY_LEFT = 0.05


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing wrong: its short name, what is seen, and what helps.

    ``subject`` is what it is about where there may be several: a priority, a worker, a host, ``tenant|run``.
    Name and subject stay the same for as long as it lasts, what is seen may change.
    """

    name: str
    seen: str
    advice: str
    subject: str = ""


def alarms(
    workers: Sequence[WorkerReport],
    oldest: Sequence[tuple[str, float | None]],
    no_verdict_rate: float | None,
    warnings: Sequence[str] = (),
    starved: Sequence[Starved] = (),
    times: Mapping[str, Mapping[str, Durations]] | None = None,
    lost: Sequence[WorkerReport] = (),
) -> list[Alarm]:
    """All that can be read off these figures; empty when all is well.

    ``times`` are those of the last hour: of ``wait`` and ``run``, by priority. ``lost`` are workers that stopped
    reporting without signing off.
    """
    found = [*_of_workers(workers), *map(_lost, lost), *_of_hosts(workers)]
    found += [Alarm("broker", warning, "see docs/reliability.md") for warning in warnings]
    for priority, seconds in oldest:
        if seconds is not None and seconds > _WAITS_TOO_LONG.get(priority, float("inf")):
            seen = f"the oldest {priority} job has waited {seconds:.0f} s"
            found.append(Alarm("queue", seen, "start more workers, or look for slow verifiers", priority))
    found += _of_times(times or {})
    if no_verdict_rate is not None and no_verdict_rate > _TOO_MANY_UNDECIDED:
        seen = f"{100 * no_verdict_rate:.1f} % of the last hour's completions have no verdict"
        found.append(Alarm("no verdict", seen, "see the causes below"))
    return found + [Alarm("starved run", one.seen, one.advice, f"{one.tenant}|{one.run}") for one in starved]


def _of_times(times: Mapping[str, Mapping[str, Durations]]) -> list[Alarm]:
    """What trainers wait for: the slowest hundredth decides how long a step takes."""
    found = []
    for name, verb, advice in (
        ("wait", "waited for a worker", "start more workers, or look for slow verifiers"),
        ("run", "took", "see which verifiers are slow on the run's page, or lower their limits"),
    ):
        train = times.get(name, {}).get("train")
        p99 = None if train is None else train.p99
        if p99 is not None and p99 > _TAKES_TOO_LONG:
            seen = f"one train job in a hundred {verb} {duration(p99)} or longer in the last hour"
            found.append(Alarm(f"slow {name}", seen, advice))
    return found


def _of_workers(workers: Sequence[WorkerReport]) -> list[Alarm]:
    if not workers:
        return [Alarm("no worker", "no worker reports", "start one: python -m services worker")]
    if all(worker.draining for worker in workers):
        return [Alarm("drained", "every worker is drained", "resume one on the page Workers")]
    return []


def _lost(worker: WorkerReport) -> Alarm:
    seen = f"worker {worker.name} stopped reporting without signing off"
    advice = "its work goes on elsewhere; look at its log and whether its host ran out of memory"
    return Alarm("worker lost", seen, advice, worker.name)


def _of_hosts(workers: Sequence[WorkerReport]) -> list[Alarm]:
    """Several workers of a host say the same of it."""
    found = {}
    for worker in workers:
        for name, left, advice in (
            (
                "memory",
                worker.memory_left,
                "fewer judging processes, or less memory for each (STEELYARD_MEMORY_MB)",
            ),
            ("disk", worker.disk_left, "make room where STEELYARD_DATA_DIR is"),
        ):
            if left is not None and left < _HARDLY_ANY_LEFT:
                seen = f"host {worker.host} has {100 * left:.1f} % of its {name} left"
                found[name, worker.host] = Alarm(name, seen, advice, worker.host)
    return list(found.values())
