"""Calls of single completions that come within a moment, sent as one request; each caller gets his own result.

A request of many groups costs the server a fraction of as many requests. Nothing waits while the client is idle:
the first call leaves with what the same turn of the event loop brings, and only while requests are out do further
calls wait, for at most ``gather_seconds``.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from steelyard.batching import Batch
from steelyard.bodies import Options
from steelyard.deadline import Deadline
from steelyard.errors import Refused, TooLarge, Unreadable
from steelyard.judging import Judge
from steelyard.results import AnswerWarning, VerifyResult
from steelyard.settings import Settings

MOST_COMPLETIONS = 16
"""A call of more than these is a request of its own."""
_ALIKE = frozenset({None, "binary", "dense", "weighted"})
"""Rewards of one completion alone. Others may look at all groups of a request: calls are not mixed under them."""
_GRACE_SECONDS = 0.1
"""The request of the most patient caller ends at his deadline, and says more of it than the caller could."""

Key = tuple[bytes, str]


@dataclass(slots=True)
class _Call:
    """One caller: his groups, his deadline, and where his result goes."""

    batch: Batch
    deadline: Deadline
    answer: "asyncio.Future[VerifyResult]"


@dataclass(slots=True)
class _Gathering:
    """Calls that ask the same of the same kind of verifier, until they are sent."""

    calls: list[_Call] = field(default_factory=list)
    completions: int = 0
    size_bytes: int = 0
    timer: "asyncio.Handle | None" = None


def may_gather(batch: Batch, options: Options) -> bool:
    """Whether a call may share a request with others, so that nobody's rewards depend on strangers."""
    reward = options.get("reward")
    return (
        batch.completions <= MOST_COMPLETIONS and (reward is None or isinstance(reward, str)) and reward in _ALIKE
    )


class Gatherer:
    """Belongs to the event loop that it is used on, as its judge does."""

    def __init__(self, judge: Judge, settings: Settings) -> None:
        self._judge = judge
        self._settings = settings
        self._gatherings: dict[Key, _Gathering] = {}
        self._out: set[asyncio.Task[None]] = set()

    async def verify(self, start: bytes, batch: Batch, kind: str, deadline: Deadline) -> VerifyResult:
        """The result of these groups. Raises what a request of their own would raise."""
        call = _Call(batch, deadline, asyncio.get_running_loop().create_future())
        self._add((start, kind), call)
        try:
            async with asyncio.timeout(max(0.0, deadline.remaining_seconds) + _GRACE_SECONDS):
                return await call.answer
        except TimeoutError as error:
            raise deadline.exceeded("no answer yet") from error

    async def close(self) -> None:
        """End what is still out."""
        for task in self._out:
            task.cancel()
        await asyncio.gather(*self._out, return_exceptions=True)

    def _add(self, key: Key, call: _Call) -> None:
        gathering = self._gatherings.setdefault(key, _Gathering())
        room = self._settings.max_body_bytes - len(key[0]) - len(b"]}")
        if gathering.calls and (
            gathering.completions + call.batch.completions > self._settings.max_completions
            or gathering.size_bytes + call.batch.size_bytes > room
        ):
            self._send(key)
            gathering = self._gatherings.setdefault(key, _Gathering())
        gathering.calls.append(call)
        gathering.completions += call.batch.completions
        gathering.size_bytes += call.batch.size_bytes
        if gathering.timer is None:
            loop = asyncio.get_running_loop()
            gathering.timer = (
                loop.call_later(self._settings.gather_seconds or 0.0, self._send, key)
                if self._out
                else loop.call_soon(self._send, key)
            )

    def _send(self, key: Key) -> None:
        gathering = self._gatherings.pop(key, None)
        if gathering is None:
            return
        if gathering.timer is not None:
            gathering.timer.cancel()
        waiting = [call for call in gathering.calls if not call.answer.done()]
        if waiting:
            self._start(self._exchange(key[0], waiting))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._out.add(task)
        task.add_done_callback(self._out.discard)

    async def _exchange(self, start: bytes, calls: list[_Call]) -> None:
        """One request for all of them. What is refused is asked again one by one: the fault is one caller's."""
        sending = asyncio.create_task(self._judge.verify(start, [_joined(calls)], _latest(calls)))
        leaving = asyncio.create_task(_all_gone(calls))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                self._hand_out(start, calls, sending)
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    def _hand_out(self, start: bytes, calls: list[_Call], sent: "asyncio.Future[VerifyResult]") -> None:
        error = None if sent.cancelled() else sent.exception()
        if isinstance(error, (Refused, TooLarge)) and len(calls) > 1:
            for call in calls:
                if not call.answer.done():
                    self._start(self._exchange(start, [call]))
            return
        if error is None:
            _share(sent.result(), calls)
            return
        for call in calls:
            if not call.answer.done():
                call.answer.set_exception(error)


async def _all_gone(calls: list[_Call]) -> None:
    """Ends when nobody waits for an answer any more."""
    await asyncio.wait([call.answer for call in calls])


def _joined(calls: list[_Call]) -> Batch:
    joined = Batch(0)
    for call in calls:
        for group in call.batch.groups:
            joined.add(group)
    return joined


def _latest(calls: list[_Call]) -> Deadline:
    """The deadline of the most patient caller; the others stop waiting at their own."""
    return max((call.deadline for call in calls), key=lambda deadline: deadline.remaining_seconds)


def _share(result: VerifyResult, calls: list[_Call]) -> None:
    """Give every caller his groups."""
    place = 0
    for call in calls:
        count = len(call.batch.groups)
        groups = result.groups[place : place + count]
        warnings = tuple(_own(result.warnings, range(place, place + count)))
        place += count
        if call.answer.done():
            continue
        if len(groups) < count:
            call.answer.set_exception(Unreadable(f"job {result.job_id} lacks groups"))
        else:
            call.answer.set_result(VerifyResult(result.job_ids, groups, result.stats, warnings))


def _own(warnings: Iterable[AnswerWarning], places: range) -> Iterator[AnswerWarning]:
    """The warnings that concern some groups of a request, counted from the first of them."""
    for one in warnings:
        if one.group is None:
            yield one
        elif one.group in places:
            yield replace(one, group=one.group - places.start)


def kind_of(group: Mapping[str, object]) -> str:
    """The kind of a group's verifier: quick kinds do not wait for slow ones."""
    verifier = group.get("verifier")
    return str(verifier.get("kind")) if isinstance(verifier, Mapping) else ""
