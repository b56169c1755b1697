"""Where beams are drawn and problems made: one at a time, off the event loop, within limits."""

import asyncio
from collections import OrderedDict
from typing import Any

from sandbox.children import Children
from sandbox.limits import Limits
from services.gateway.beam_child import Impossible, ToDraw, ToGenerate
from services.gateway.problems import FieldError, Problem, unavailable

_LIMITS = Limits(cpu_seconds=10.0, wall_seconds=30.0)
_MOST_WAITING = 32
_KEPT_BYTES = 32 << 20


class Rendering:
    """Hands work to a killable child. What comes while many wait is told to come back."""

    def __init__(self, children: "Children[Any, Any]") -> None:
        self._children = children
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._kept: OrderedDict[ToDraw | ToGenerate, bytes] = OrderedDict()

    async def make(self, work: ToDraw | ToGenerate) -> bytes:
        """The file or document, made once while it is remembered.

        Raises a 422 problem for a beam that cannot be drawn, and 503 ones.
        """
        made = self._kept.get(work)
        if made is None:
            made = await self._made(work)
        self._kept[work] = made
        self._kept.move_to_end(work)
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _KEPT_BYTES:
            self._kept.popitem(last=False)
        return made

    async def _made(self, work: ToDraw | ToGenerate) -> bytes:
        if self._waiting >= _MOST_WAITING:
            raise unavailable("Too many drawings are waiting.")
        self._waiting += 1
        try:
            async with self._turn:
                (outcome,) = await asyncio.to_thread(self._children.run, [work], _LIMITS)
        finally:
            self._waiting -= 1
        if outcome.ending in ("timeout", "memory"):
            raise _refused("too_large: it cannot be drawn within the limits")
        if isinstance(outcome.value, Impossible):
            raise _refused(outcome.value.reason)
        if outcome.ending != "returned" or not isinstance(outcome.value, bytes):
            raise unavailable("It could not be made just now.")
        return outcome.value


def _refused(reason: str) -> Problem:
    return Problem(422, "The beam cannot be drawn.", [FieldError(["spec"], reason)])
