"""Uses a ticket: takes the slices whose turn it is and judges small jobs together, others one by one.

Jobs of one slice whose reward needs nothing but their verdicts are judged in one trip to a child, scored, and
stored with their answers in one step. Everything else goes the long way of ``slice_judge``.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial

from rewards.observing import recalls
from rewards.score import parse as parse_reward
from sandbox.children import Cancellation
from services.jobs import figures
from services.jobs.model import Judged, Priority
from services.jobs.results import Stats, encode, respond
from services.jobs.worker_store import Ending, Sums, Taken, WorkerStore
from services.judging.item_judge import ItemJudge, Piece
from services.judging.leases import Leases
from services.judging.metrics import WorkerMetrics
from services.judging.slice_judge import SliceJudge, is_unscored
from verifiers.audit.audit import SIGNS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _AllOver:
    """Set once every job of a group is over: until then its work is of use to somebody."""

    events: Sequence[Cancellation]

    def is_set(self) -> bool:
        """Whether nobody waits any more."""
        return all(event.is_set() for event in self.events)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A job of a group with its verdicts, ready to be stored."""

    taken: Taken
    judged: Sequence[Judged]
    ending: Ending
    figures: figures.Figures


class TicketJudge:
    """One worker's use of tickets. Safe to use from several threads, one ticket each."""

    def __init__(
        self,
        store: WorkerStore,
        items: ItemJudge,
        alone: SliceJudge,
        leases: Leases,
        max_attempts: int,
        metrics: WorkerMetrics,
    ) -> None:
        self._store = store
        self._items = items
        self._alone = alone
        self._leases = leases
        self._max_attempts = max_attempts
        self._metrics = metrics

    def handle(self, priority: Priority) -> None:
        """Work on what waits. Raises the first failure, after everything else that was taken has been tried."""
        taken = self._store.take(priority, self._max_attempts)
        failures: list[Exception] = []
        with ExitStack() as leases:
            held = [(one, leases.enter_context(self._leases.hold(one.job_id, one.slice_number))) for one in taken]
            small = [(one, over) for one, over in held if self._is_small(one)]
            large = [(one, over) for one, over in held if not self._is_small(one)]
            if small:
                self._try(lambda: self._judge_together(small), failures)
            for one in large:
                self._try(partial(self._alone.handle, *one), failures)
        if failures:
            raise failures[0]

    def _try(self, work: Callable[[], None], failures: list[Exception]) -> None:
        try:
            work()
        except CancelledError:
            log.info("slices were cancelled")
        except Exception as error:  # noqa: BLE001
            # The boundary of one piece of a ticket: its leases run out, and another attempt follows.
            failures.append(error)

    def _is_small(self, taken: Taken) -> bool:
        """Whether its job ends with it, and it has not been lost before: what was is judged by itself."""
        return (
            taken.claim == "run"
            and taken.attempts == 1
            and taken.specification is not None
            and not recalls(_reward(taken.header.reward))
            and not self._items.parse(taken.specification).asks
        )

    def _judge_together(self, small: Sequence[tuple[Taken, Cancellation]]) -> None:
        pieces = [
            Piece(one.header.tenant, one.header.cache, one.specification or b"", one.items) for one, _ in small
        ]
        started = time.monotonic()
        with self._metrics.slices(len(small)):
            found = self._items.judge(pieces, _AllOver([over for _, over in small]))
        run_seconds = time.monotonic() - started
        scored = []
        for (one, _), verdicts in zip(small, found, strict=True):
            if any(map(is_unscored, verdicts)):
                self._alone.settle(one, verdicts)
                continue
            try:
                scored.append(_scored(one, verdicts, run_seconds))
            except Exception as error:
                # A defect in a reward scheme fails this job, visibly; the worker and other jobs go on.
                log.exception("job %s could not be scored", one.job_id)
                self._store.finish(one.job_id, "failed", error=f"{type(error).__name__}: {error}")
        self._end(scored)

    def _end(self, scored: Sequence[_Scored]) -> None:
        """Store them all; those that have ended or were judged elsewhere meanwhile are left out."""
        while scored:
            lost = self._store.end_many([one.ending for one in scored], _sums(scored))
            if not lost:
                break
            scored = [one for one in scored if one.ending.job_id not in lost]
        for one in scored:
            self._metrics.judged(one.taken.header, one.judged)


_reward = lru_cache(maxsize=256)(parse_reward)


def _scored(taken: Taken, verdicts: Sequence[Judged], run_seconds: float) -> _Scored:
    header = taken.header
    stats = Stats(round(max(0.0, taken.started - taken.created), 6), round(run_seconds, 6))
    answer = respond(header, verdicts, _reward(header.reward), header.feedback, stats)
    shown = figures.Figures(header)
    shown.add_slice(header, verdicts)
    shown.add_job(header, answer.groups, stats)
    return _Scored(taken, verdicts, Ending(header.job_id, header.total, verdicts, encode(answer)), shown)


def _sums(scored: Sequence[_Scored]) -> Sums:
    """What they show together: figures of jobs of the same tenant, run and step are added up."""
    together: dict[tuple[str, str | None, int | None], figures.Figures] = {}
    counts: Counter[str] = Counter()
    flags: dict[str, Counter[str]] = defaultdict(Counter)
    for one in scored:
        header = one.taken.header
        key = (header.tenant, header.run, header.step)
        if key not in together:
            together[key] = figures.Figures(header)
        together[key].add(one.figures)
        counts.update(f"{header.groups[v.group].kind}|{v.verdict.status}" for v in one.judged)
        flagged = [flag for v in one.judged for flag in v.verdict.flags if flag in SIGNS]
        if flagged:
            flags[header.run or ""].update(flagged)
    packed = [(tenant, shown.packed()) for (tenant, _, _), shown in together.items()]
    return Sums(packed, counts, flags)
