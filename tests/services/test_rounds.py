"""What runs beside the requests ends, also where a client loses the cancellation."""

import asyncio

from services.gateway.rounds import at_intervals, cancel_all


async def _loses(cancellations: int) -> None:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancellations -= 1
            if cancellations < 0:
                raise


async def _fails() -> None:
    raise ValueError("broken")


def test_a_task_that_loses_cancellations_ends_all_the_same() -> None:
    async def run() -> list[bool]:
        tasks = [asyncio.create_task(one) for one in (_loses(0), _loses(2), _fails())]
        await asyncio.sleep(0)
        await cancel_all(tasks)
        return [task.done() for task in tasks]

    assert asyncio.run(run()) == [True, True, True]


def test_work_is_done_again_until_it_is_cancelled_whatever_it_raises() -> None:
    async def run() -> int:
        rounds = 0

        async def work() -> None:
            nonlocal rounds
            rounds += 1
            if rounds == 3:
                enough.set()
            raise ValueError("broken")

        enough = asyncio.Event()
        task = asyncio.create_task(at_intervals(0, work))
        await enough.wait()
        await cancel_all([task])
        return rounds

    assert asyncio.run(run()) >= 3
