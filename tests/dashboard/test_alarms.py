"""Alarms: raised by what is wrong, and by nothing else."""

from services.dashboard.alarms import alarms
from services.dashboard.quantiles import Durations
from services.gateway.reports import WorkerReport


def worker(*, draining: bool = False) -> WorkerReport:
    return WorkerReport(100.0, 0.0, 0, 2, "here", 1, draining=draining)


def names(
    *workers: WorkerReport, oldest: tuple[str, float | None] = ("train", None), rate: float | None = 0.0
) -> set[str]:
    return {alarm.name for alarm in alarms(workers, [oldest], rate)}


def test_a_server_at_work_raises_none() -> None:
    assert names(worker(), worker(draining=True), oldest=("train", 5.0), rate=0.01) == set()


def test_each_thing_wrong_raises_its_own() -> None:
    assert names() == {"no worker"}
    assert names(worker(draining=True)) == {"drained"}
    assert names(worker(), oldest=("train", 31.0)) == {"queue"}
    assert names(worker(), rate=0.5) == {"no verdict"}


def test_background_work_may_wait() -> None:
    assert names(worker(), oldest=("background", 86_400.0)) == set()


def test_a_slow_hundredth_of_the_jobs_of_a_training_run_is_no_good_state() -> None:
    slow, quick = Durations(100, 2.0, 1.0, 5.0, 120.0), Durations(100, 0.1, 0.1, 0.2, 0.3)
    for name in ("wait", "run"):
        times = {"wait": {"train": quick}, "run": {"train": quick}} | {name: {"train": slow, "background": slow}}
        (alarm,) = alarms([worker()], [], 0.0, times=times)
        assert (alarm.name, "2 min" in alarm.seen) == (f"slow {name}", True)
    assert alarms([worker()], [], 0.0, times={"wait": {"background": slow}, "run": {"train": quick}}) == []
