"""Judges one slice: from the queue's message to stored verdicts, and to the finished job after the last one."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from redis.exceptions import RedisError

from rewards.observing import recalls
from rewards.score import parse as parse_reward
from sandbox.children import Children
from sandbox.outcome import Outcome
from services.jobs import figures
from services.jobs.histories import Histories
from services.jobs.model import Header, Item, Judged, Priority
from services.jobs.results import Stats, encode, observed, respond
from services.jobs.verdict_bytes import unpack_verdict
from services.jobs.work import ToAsk, TooHeavy, Work
from services.jobs.worker_store import Tally, WorkerStore
from services.judging.alone import Alone, units_of
from services.judging.asking import Asker
from services.judging.cache import VerdictCache, digest, worth_keeping
from services.judging.leases import Leases
from services.judging.metrics import WorkerMetrics
from verifiers.audit.audit import SIGNS, unread
from verifiers.judge.verifier import AskingVerifier
from verifiers.registry import Registry
from verifiers.verdict import Verdict, infrastructure_error, undecided
from verifiers.verifier import Verifier

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A verdict, what it cost, and whether it was known already."""

    verdict: Verdict
    seconds: float = 0.0
    cached: bool = False


class SliceJudge:
    """One worker's way of judging slices. Safe to use from several threads, one slice each."""

    def __init__(
        self,
        store: WorkerStore,
        children: "Children[Work, Any]",
        heavy_children: "Children[Work, Any]",
        asker: Asker,
        cache: VerdictCache,
        leases: Leases,
        registry: Registry,
        histories: Histories,
        max_attempts: int,
        metrics: WorkerMetrics,
    ) -> None:
        self._store = store
        self._children = children
        self._heavy_children = heavy_children
        self._asker = asker
        self._cache = cache
        self._leases = leases
        self._registry = registry
        self._histories = histories
        self._max_attempts = max_attempts
        self._metrics = metrics
        self._alone = Alone(store, self._judge, _given_up, max_attempts - 1)

    def handle(self, job_id: str, slice_number: int, priority: Priority) -> None:
        """Judge the slice whose turn it is if it is still to be judged, and finish its job if it was the last."""
        job_id, slice_number = self._store.turn(priority, job_id, slice_number)
        claimed = self._store.claim(job_id, slice_number, self._max_attempts)
        if claimed.header is None:
            return
        complete = claimed.claim == "complete"
        alone = claimed.attempts > 1 or claimed.claim == "exhausted"
        culprit = claimed.claim == "exhausted" and self._alone.has_culprit(job_id, slice_number)
        if claimed.claim == "run" or culprit:
            with self._leases.hold(job_id, slice_number) as cancelled, self._metrics.slice():
                judge = self._judge_alone if alone else self._judge
                judged = judge(claimed.header, slice_number, claimed.items, cancelled)
                complete = self._hand_in(claimed.header, slice_number, judged)
        elif claimed.claim == "exhausted":
            owed = _Answer(infrastructure_error(f"{self._max_attempts} workers were lost over this slice"))
            judged = [_judged(item, owed) for item in claimed.items]
            complete = self._hand_in(claimed.header, slice_number, judged)
        elif claimed.claim == "stuck":
            log.error("job %s cannot be brought to its end", job_id)
            self._store.finish(job_id, "failed", error="its result could not be stored; the worker's log says why")
        if complete:
            self._finish(claimed.header)

    def _judge_alone(
        self, header: Header, slice_number: int, items: Sequence[Item], cancelled: threading.Event
    ) -> list[Judged]:
        """The same one completion at a time, because a worker was lost over the slice."""
        groups = {item.group for item in items}
        specifications = self._store.specifications(header.job_id, list(groups))
        verifiers = {group: self._registry.parse(specifications[group]) for group in groups}
        together = frozenset(group for group, verifier in verifiers.items() if verifier.compares)
        return self._alone.run(header, slice_number, units_of(items, together), cancelled)

    def _judge(
        self, header: Header, _slice_number: int, items: Sequence[Item], cancelled: threading.Event
    ) -> list[Judged]:
        """Every item's verdict: one trip to the children for each group's verifier in the slice."""
        by_group: dict[int, list[Item]] = defaultdict(list)
        for item in items:
            by_group[item.group].append(item)
        specifications = self._store.specifications(header.job_id, list(by_group))
        judged = []
        for group, members in by_group.items():
            texts = list(dict.fromkeys(item.text for item in members))
            answers = self._judge_texts(header, specifications[group], texts, cancelled)
            judged += [_judged(item, answers[item.text]) for item in members]
        return judged

    def _judge_texts(
        self, header: Header, specification: bytes, texts: Sequence[str], cancelled: threading.Event
    ) -> Mapping[str, _Answer]:
        verifier = self._registry.parse(specification)
        if not worth_keeping(verifier, texts):
            return self._run(verifier, specification, texts, cancelled)
        digests = {text: digest(header.tenant, verifier, specification, text) for text in texts}
        known = self._cache.find(header.cache, list(digests.values()))
        unknown = [text for text in texts if digests[text] not in known]
        answers = self._run(verifier, specification, unknown, cancelled)
        self._cache.keep(header.cache, {digests[text]: answer.verdict for text, answer in answers.items()})
        remembered = {text: _Answer(known[name], cached=True) for text, name in digests.items() if name in known}
        return {**answers, **remembered}

    def _run(
        self, verifier: Verifier, specification: bytes, texts: Sequence[str], cancelled: threading.Event
    ) -> dict[str, _Answer]:
        work = [Work(specification, text) for text in texts]
        expected = sum(verifier.expected_seconds(text) for text in texts)
        outcomes = self._children.run(work, verifier.own_limits, expected, cancelled)
        heavy = [place for place, outcome in enumerate(outcomes) if isinstance(outcome.value, TooHeavy)]
        if heavy:
            rest = [work[place] for place in heavy]
            judged = self._heavy_children.run(rest, verifier.own_limits, expected, cancelled)
            for place, outcome in zip(heavy, judged, strict=True):
                outcomes[place] = outcome
        read = dict(zip(texts, outcomes, strict=True))
        answers = {
            text: _answer(outcome) for text, outcome in read.items() if not isinstance(outcome.value, ToAsk)
        }
        if isinstance(verifier, AskingVerifier):
            to_ask = {text: outcome.value for text, outcome in read.items() if isinstance(outcome.value, ToAsk)}
            answers |= self._ask(verifier, to_ask, cancelled)
        return answers

    def _ask(
        self, verifier: AskingVerifier, to_ask: Mapping[str, ToAsk], cancelled: threading.Event
    ) -> dict[str, _Answer]:
        asked = self._asker.run(verifier, {text: one.case for text, one in to_ask.items()}, cancelled)
        return {text: _asked(verdict, seconds, to_ask[text]) for text, (verdict, seconds) in asked.items()}

    def _hand_in(self, header: Header, slice_number: int, judged: Sequence[Judged]) -> bool:
        counts = Counter(f"{header.groups[one.group].kind}|{one.verdict.status}" for one in judged)
        signs: Counter[str] = Counter(str(flag) for one in judged for flag in one.verdict.flags if flag in SIGNS)
        self._metrics.judged(header, judged)
        tally = Tally(counts, header.run or "", signs, figures.of_slice(header, judged))
        return self._store.complete(header.job_id, slice_number, judged, tally)

    def _finish(self, header: Header) -> None:
        """Score all groups and end the job. Whoever gets here second finds it ended."""
        created, started, now = self._store.times(header.job_id)
        stats = Stats(round(max(0.0, started - created), 6), round(max(0.0, now - started), 6))
        judged = self._store.judged(header.job_id)
        try:
            reward = parse_reward(header.reward)
            histories = self._histories.recall(header) if recalls(reward) else None
            answer = respond(header, judged, reward, header.feedback, stats, histories)
            shown = None if histories is None else observed(header, judged, reward, histories)
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
        results = (result for group in answer.groups for result in group.results)
        of_job = figures.of_job(header, results, stats)
        self._store.finish(header.job_id, "done", encode(answer), _owed(judged), figures=of_job)


def _owed(judged: Sequence[Judged]) -> str:
    """What a finished job says of completions that we failed to judge; empty where there are none."""
    count = sum(one.verdict.status == "infrastructure_error" for one in judged)
    return f"{count} of {len(judged)} completions could not be judged; they can be requeued" if count else ""


def _given_up(item: Item) -> Judged:
    reason = "every process that judged this completion alone was lost"
    return _judged(item, _Answer(unread(undecided("runtime_error", reason))))


def _judged(item: Item, answer: _Answer) -> Judged:
    return Judged(
        item.group,
        item.index,
        answer.verdict,
        answer.seconds,
        answer.cached,
        item.id,
        item.n_tokens,
        item.confidence,
        item.logprobs,
        len(item.text),
        item.details,
    )


def _asked(verdict: Verdict, seconds: float, read: ToAsk) -> _Answer:
    """A model's verdict, with what the audit of the text found before."""
    flags = tuple(dict.fromkeys((*verdict.flags, *read.flags)))
    return _Answer(replace(verdict, features=read.features, flags=flags), seconds)


def _answer(outcome: "Outcome[Any]") -> _Answer:
    """What an outcome says of the completion: its own doing is a verdict, ours is none.

    Where the child that read the text is gone, nobody reads it again: it could take the next one down too.
    """
    match outcome.ending:
        case "returned":
            assert isinstance(outcome.value, bytes)
            return _Answer(unpack_verdict(outcome.value), outcome.seconds)
        case "timeout":
            verdict = undecided("timeout", outcome.detail)
        case "memory":
            verdict = undecided("memory", outcome.detail)
        case "crashed":
            verdict = undecided("runtime_error", outcome.detail)
        case _:
            log.error("a completion could not be judged: %s", outcome.detail)
            verdict = infrastructure_error("a failure of ours; the worker's log says which")
    return _Answer(unread(verdict), outcome.seconds)
