"""Judges one slice: from a lease to stored verdicts, and to the finished job after the last one."""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence

from redis.exceptions import RedisError

from rewards.observing import recalls
from rewards.score import parse as parse_reward
from sandbox.children import Cancellation
from services.jobs import figures
from services.jobs.histories import Histories
from services.jobs.model import Header, Item, Judged
from services.jobs.results import Stats, encode, observed, respond
from services.jobs.worker_store import Taken, Tally, WorkerStore
from services.judging.alone import Alone, units_of
from services.judging.item_judge import ItemJudge, Piece
from services.judging.metrics import WorkerMetrics
from services.judging.text_judge import Answer, judged
from verifiers.audit.audit import SIGNS, unread
from verifiers.verdict import infrastructure_error, undecided

log = logging.getLogger(__name__)


class SliceJudge:
    """One worker's way of judging a slice by itself, of whatever job. Safe to use from several threads."""

    def __init__(
        self,
        store: WorkerStore,
        items: ItemJudge,
        histories: Histories,
        max_attempts: int,
        metrics: WorkerMetrics,
    ) -> None:
        self._store = store
        self._items = items
        self._histories = histories
        self._max_attempts = max_attempts
        self._metrics = metrics
        self._alone = Alone(store, self._judge, _given_up, max_attempts - 1)

    def handle(self, taken: Taken, cancelled: Cancellation) -> None:
        """Judge a slice if it is still to be judged, and finish its job if it was the last."""
        header = taken.header
        complete = taken.claim == "complete"
        culprit = taken.claim == "exhausted" and self._alone.has_culprit(taken.job_id, taken.slice_number)
        if taken.claim == "run" or culprit:
            judge = self._judge_alone if taken.attempts > 1 else self._judge
            with self._metrics.slices(1):
                complete = self._hand_in(taken, judge(header, taken.slice_number, taken.items, cancelled))
        elif taken.claim == "exhausted":
            unscored = Answer(infrastructure_error(f"{self._max_attempts} workers were lost over this slice"))
            complete = self._hand_in(taken, [judged(item, unscored) for item in taken.items])
        elif taken.claim == "stuck":
            log.error("job %s cannot be brought to its end", taken.job_id)
            reason = "its result could not be stored; the worker's log says why"
            self._store.finish(taken.job_id, "failed", error=reason)
        if complete:
            self._finish(header)

    def settle(self, taken: Taken, verdicts: Sequence[Judged]) -> None:
        """Hand in the verdicts of a slice that was judged elsewhere, and finish its job if it was the last."""
        if self._hand_in(taken, verdicts):
            self._finish(taken.header)

    def _judge_alone(
        self, header: Header, slice_number: int, items: Sequence[Item], cancelled: Cancellation
    ) -> list[Judged]:
        """The same one completion at a time, because a worker was lost over the slice."""
        groups = {item.group for item in items}
        specifications = self._store.specifications(header.job_id, list(groups))
        verifiers = {group: self._items.parse(specifications[group]) for group in groups}
        together = frozenset(group for group, verifier in verifiers.items() if verifier.compares)
        return self._alone.run(header, slice_number, units_of(items, together), cancelled)

    def _judge(
        self, header: Header, _slice_number: int, items: Sequence[Item], cancelled: Cancellation
    ) -> list[Judged]:
        """Every item's verdict, each group's completions against its verifier."""
        by_group: dict[int, list[Item]] = defaultdict(list)
        for item in items:
            by_group[item.group].append(item)
        specifications = self._store.specifications(header.job_id, list(by_group))
        pieces = [
            Piece(header.tenant, header.cache, specifications[group], members)
            for group, members in by_group.items()
        ]
        return [one for found in self._items.judge(pieces, cancelled) for one in found]

    def _hand_in(self, taken: Taken, verdicts: Sequence[Judged]) -> bool:
        header = taken.header
        self._metrics.judged(header, verdicts)
        signs: Counter[str] = Counter(flag for one in verdicts for flag in one.verdict.flags if flag in SIGNS)
        counts = Counter(f"{header.groups[one.group].kind}|{one.verdict.status}" for one in verdicts)
        tally = Tally(counts, header.run or "", signs, figures.of_slice(header, verdicts))
        return self._store.complete(header.job_id, taken.slice_number, verdicts, tally)

    def _finish(self, header: Header) -> None:
        """Score all groups and end the job. Whoever gets here second finds it ended."""
        created, started, now = self._store.times(header.job_id)
        stats = Stats(round(max(0.0, started - created), 6), round(max(0.0, now - started), 6))
        verdicts = self._store.judged(header.job_id)
        try:
            reward = parse_reward(header.reward)
            histories = self._histories.recall(header) if recalls(reward) else None
            answer = respond(header, verdicts, reward, header.feedback, stats, histories)
            shown = None if histories is None else observed(header, verdicts, reward, histories)
        except RedisError:
            raise
        except Exception as error:
            # A defect in a reward scheme fails this job, visibly; the worker and other jobs go on.
            log.exception("job %s could not be scored", header.job_id)
            self._store.finish(header.job_id, "failed", error=f"{type(error).__name__}: {error}")
            return
        if shown is not None:
            # Before the end: whoever comes after a worker lost here adds nothing twice, and forgets nothing.
            self._histories.observe(header, *shown)
        of_job = figures.of_job(header, answer.groups, stats)
        self._store.finish(header.job_id, "done", encode(answer), _unscored(verdicts), figures=of_job)


def _unscored(verdicts: Sequence[Judged]) -> str:
    """What a finished job says of completions that we failed to judge; empty where there are none."""
    count = sum(map(is_unscored, verdicts))
    return f"{count} of {len(verdicts)} completions could not be judged; they can be requeued" if count else ""


def is_unscored(one: Judged) -> bool:
    """Whether we failed to judge a completion."""
    return one.verdict.unscored


def _given_up(item: Item) -> Judged:
    reason = "every process that judged this completion alone was lost"
    return judged(item, Answer(unread(undecided("runtime_error", reason))))
