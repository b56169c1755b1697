"""Group commit: what arrives while an earlier exchange with the broker is under way shares the next one.

Nothing waits on purpose: with nothing under way a single item goes at once, so that an idle server answers as fast
as without. Source: group commit of transaction logs (DeWitt et al. 1984).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Coalescer(Generic[T, R]):
    """Hands items to ``exchange`` in groups, with at most ``lanes`` groups under way.

    A group holds at most ``most`` items, and items of at most ``room`` together; one that is larger goes alone.
    """

    def __init__(
        self,
        exchange: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        most: int,
        lanes: int = 2,
        size: Callable[[T], int] = lambda _: 0,
        room: int = 0,
    ) -> None:
        self._exchange = exchange
        self._most = most
        self._free = lanes
        self._size = size
        self._room = room
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, item: T) -> R:
        """The result of one item. Raises what its group's exchange raised."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._free:
            self._start()
        return await answer

    def _start(self) -> None:
        self._free -= 1
        task = asyncio.create_task(self._work())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._settle([one for one in self._next_group() if not one[1].done()])
        finally:
            self._free += 1

    def _next_group(self) -> "list[tuple[T, asyncio.Future[R]]]":
        count, taken = 0, 0
        for item, _ in self._waiting[: self._most]:
            taken += self._size(item)
            if count and taken > self._room:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _settle(self, group: "Sequence[tuple[T, asyncio.Future[R]]]") -> None:
        if not group:
            return
        try:
            results = await self._exchange([item for item, _ in group])
        except Exception as error:  # noqa: BLE001 - the boundary of one group: each caller gets its error
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), result in zip(group, results, strict=True):
            if not answer.done():
                answer.set_result(result)
