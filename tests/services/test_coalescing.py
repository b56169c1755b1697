"""Group commit: what comes while an exchange is under way shares the next one, and nothing waits on purpose."""

import asyncio
from collections.abc import Sequence

import pytest

from services.gateway.coalescing import Coalescer


class Broker:
    """Doubles numbers, a group at a time, and refuses groups with a 13."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def exchange(self, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        await self.gate.wait()
        if 13 in numbers:
            raise OSError("unlucky")
        return [2 * number for number in numbers]


async def test_a_lone_item_goes_at_once() -> None:
    broker = Broker()
    double = Coalescer(broker.exchange, 10)
    assert [await double(1), await double(2)] == [2, 4]
    assert broker.groups == [[1], [2]]


async def test_items_that_come_meanwhile_share_the_next_exchange() -> None:
    broker = Broker()
    double = Coalescer(broker.exchange, 10, lanes=1)
    broker.gate.clear()
    calls = [asyncio.create_task(double(1))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    calls += [asyncio.create_task(double(number)) for number in range(2, 15) if number != 13]
    await asyncio.sleep(0)
    broker.gate.set()
    assert await asyncio.gather(*calls) == [2 * n for n in range(1, 15) if n != 13]
    assert [len(group) for group in broker.groups] == [1, 10, 2]


async def test_a_group_holds_no_more_than_its_room_and_a_large_item_goes_alone() -> None:
    broker = Broker()
    double = Coalescer(broker.exchange, 10, lanes=1, size=lambda number: number, room=10)
    await asyncio.gather(*(double(number) for number in (4, 5, 3, 50, 1, 1)))
    assert broker.groups == [[4, 5], [3], [50], [1, 1]]


async def test_a_failed_exchange_fails_its_own_group_only() -> None:
    broker = Broker()
    double = Coalescer(broker.exchange, 2, lanes=1)
    found = await asyncio.gather(*(double(n) for n in (1, 2, 12, 13, 3)), return_exceptions=True)
    assert [one for one in found if isinstance(one, int)] == [2, 4, 6]
    assert sum(isinstance(one, OSError) for one in found) == 2


async def test_who_stops_waiting_before_its_turn_is_not_sent() -> None:
    broker = Broker()
    double = Coalescer(broker.exchange, 10, lanes=1)
    broker.gate.clear()
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0)
    gone, stays = asyncio.create_task(double(2)), asyncio.create_task(double(3))
    await asyncio.sleep(0)
    gone.cancel()
    broker.gate.set()
    assert list(await asyncio.gather(first, stays)) == [2, 6]
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert broker.groups == [[1], [3]]
