"""Scores samples for trainers: one object for any process, thread or event loop, which can be pickled."""

import asyncio
import logging
import os
import threading
import weakref
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from steelyard.background import BackgroundLoop
from steelyard.batching import encode
from steelyard.bodies import Feedback, Options, Priority, Reward
from steelyard.client import AsyncClient
from steelyard.errors import DeadlineExceeded, JobEnded, Unavailable, Unreadable
from steelyard.neutral import Neutral
from steelyard.results import Result
from steelyard.settings import Settings

log = logging.getLogger("steelyard")

NoVerdict = float | Literal["mean", "none"]
"""What a trainer gets where there is no verdict: a number, the mean reward of the same question, or None."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A completion, and what it is judged by: a verifier, a dataset's label, or with ``is_row`` its whole row.

    Neighbours with the same label and prompt are one group.
    """

    label: Any
    completion: Any
    prompt: Any = None
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one sample. ``reward`` is None where there is no verdict, and ``reason`` then says why."""

    reward: float | None
    score: float | None = None
    status: str = "no_verdict"
    answer: str | None = None
    components: Mapping[str, float | None] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    feedback: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class _Connection:
    """What belongs to one process: it does not survive a fork, and is never pickled."""

    pid: int
    client: AsyncClient
    background: BackgroundLoop


class Scorer:
    """Asks a server for rewards, and answers within ``deadline_seconds`` whatever happens.

    A sample that cannot be judged, because its label is unusable, the server away or the time up, has no reward;
    only a refusal of everything (a wrong key, an unknown reward) is raised. ``STEELYARD_URL`` and
    ``STEELYARD_API_KEY`` count where no address or key is given.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        api_key: str | None = None,
        reward: Reward = "binary",
        run: str | None = None,
        split: str | None = None,
        tags: Mapping[str, str] | None = None,
        priority: Priority = "train",
        feedback: Feedback = "summary",
        deadline_seconds: float = 240.0,
        settings: Settings | None = None,
    ) -> None:
        self.deadline_seconds = deadline_seconds
        self._settings = settings or Settings()
        self._settings = replace(
            self._settings, url=url or self._settings.url, api_key=api_key or self._settings.api_key
        )
        self._options: Options = {"reward": reward, "run": run, "priority": priority, "feedback": feedback}
        self._options |= {"split": split, "tags": dict(tags or {})}
        self._connection: _Connection | None = None
        self._lock = threading.Lock()
        self.neutral = Neutral()

    def score(self, samples: Sequence[Sample], *, step: int | None = None) -> list[Score]:
        """The scores in the order of the samples."""
        return self._connected().background.start(self._score(samples, step)).result()

    async def score_async(self, samples: Sequence[Sample], *, step: int | None = None) -> list[Score]:
        """The same without blocking the caller's event loop, whichever that is."""
        return await asyncio.wrap_future(self._connected().background.start(self._score(samples, step)))

    def number(self, sample: Sample, score: Score, no_verdict: NoVerdict) -> float | None:
        """The reward, or what stands for it."""
        question = (encode(sample.label), encode(sample.prompt))
        if score.reward is not None:
            self.neutral.add(question, score.reward)
            return score.reward
        if no_verdict == "mean":
            return self.neutral.guess(question)
        return None if no_verdict == "none" else float(no_verdict)

    async def _score(self, samples: Sequence[Sample], step: int | None) -> list[Score]:
        groups, places = _grouped(samples)
        options: Options = {**self._options, "step": step}
        try:
            result = await self._connected().client.verify(
                groups, skip_refused=True, deadline_seconds=self.deadline_seconds, **_given(options)
            )
        except (Unavailable, DeadlineExceeded, JobEnded, Unreadable) as failure:
            log.warning("%d completions have no reward: %s", len(samples), failure)
            return [Score(None, reason=str(failure))] * len(samples)
        scores = [Score(None)] * len(samples)
        for place, one in zip(places, result.results, strict=True):
            scores[place] = _score_of(one)
        return scores

    def _connected(self) -> _Connection:
        with self._lock:
            if self._connection is None or self._connection.pid != os.getpid():
                client = AsyncClient(settings=self._settings)
                self._connection = _Connection(os.getpid(), client, BackgroundLoop(client.close))
                weakref.finalize(self, self._connection.background.stop)
            return self._connection

    def __getstate__(self) -> dict[str, Any]:
        kept = ("deadline_seconds", "_settings", "_options")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        self._connection = None
        self._lock = threading.Lock()
        self.neutral = Neutral()


def _given(options: Options) -> Options:
    given: Any = {name: value for name, value in options.items() if value not in (None, {})}
    return given  # type: ignore[no-any-return]  # a part of the same options


def _grouped(samples: Sequence[Sample]) -> tuple[list[dict[str, Any]], list[int]]:
    """Groups of the samples that share label and prompt, and where each of their completions belongs."""
    members: dict[tuple[bytes, bytes, bool], list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        members[encode(sample.label), encode(sample.prompt), sample.is_row].append(place)
    groups = []
    for places in members.values():
        first = samples[places[0]]
        groups.append(
            {
                "row" if first.is_row else "label": first.label,
                "completions": [samples[p].completion for p in places],
            }
        )
    return groups, [place for places in members.values() for place in places]


def _score_of(result: Result) -> Score:
    verdict = result.verdict
    reason = None
    if result.reward is None:
        found = [check.evidence for check in verdict.checks if check.evidence] if verdict else []
        reason = getattr(result, "refusal", None) or "; ".join(found) or "the server failed to judge it"
        log.warning("a completion has no reward: %s", reason)
    return Score(
        reward=result.reward,
        score=verdict.score if verdict else None,
        status=verdict.status if verdict else "no_verdict",
        answer=verdict.answer if verdict else None,
        components=result.components,
        flags=verdict.flags if verdict else (),
        feedback=result.feedback,
        reason=reason,
    )
