"""Single completions of many tasks share requests, and nobody notices but the server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from aiohttp import web
from steelyard import AsyncClient, Client, DeadlineExceeded, Refused

from tests.client.conftest import QUICK
from tests.client.scripted import ScriptedServer, group


async def test_singles_of_one_moment_share_a_request(client: AsyncClient, scripted: ScriptedServer) -> None:
    calls = [client.verify([group(f"{n}", f"{n}" if n % 2 else "0")]) for n in range(1, 41)]
    rewards = [result.rewards for result in await asyncio.gather(*calls)]
    assert rewards == [[float(n % 2)] for n in range(1, 41)]
    assert len(scripted.seen) == 1


async def test_a_lone_call_goes_at_once(client: AsyncClient, scripted: ScriptedServer) -> None:
    for n in range(3):
        await client.verify([group(f"{n}", f"{n}")])
    assert [len(seen.body["groups"]) for seen in scripted.seen] == [1, 1, 1]


async def test_what_is_asked_of_a_request_keeps_calls_apart(client: AsyncClient, scripted: ScriptedServer) -> None:
    await asyncio.gather(
        client.verify([group("1", "1")], step=1),
        client.verify([group("1", "1")], step=2),
        client.verify([group("1", "1")], step=2),
    )
    assert sorted((seen.body["step"], len(seen.body["groups"])) for seen in scripted.seen) == [(1, 1), (2, 2)]


async def test_rewards_that_look_at_the_whole_request_are_not_mixed(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    await asyncio.gather(*(client.verify([group("1", "1")], reward="bnpo") for _ in range(3)))
    assert [len(seen.body["groups"]) for seen in scripted.seen] == [1, 1, 1]


async def test_a_caller_s_fault_is_his_alone(client: AsyncClient) -> None:
    calls = [client.verify([group("unreadable" if n == 2 else f"{n}", f"{n}")]) for n in range(5)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(results[2], Refused)
    assert results[2].errors[0].loc[:2] == ("groups", 0)
    assert [r.rewards for r in results if not isinstance(r, BaseException)] == [[1.0]] * 4


async def test_each_caller_keeps_his_own_deadline(scripted: ScriptedServer) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.5)
        return await scripted.behave(request, await request.json())

    async with AsyncClient(scripted.url, settings=QUICK) as client:
        scripted.script.append(slow)
        hasty = asyncio.create_task(client.verify([group("1", "1")], deadline_seconds=0.1))
        patient = asyncio.create_task(client.verify([group("2", "2")], deadline_seconds=30))
        with pytest.raises(DeadlineExceeded):
            await hasty
        assert (await patient).rewards == [1.0]
    assert len(scripted.seen) == 1


async def test_a_request_that_nobody_waits_for_is_given_up(scripted: ScriptedServer) -> None:
    arrived = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def held(request: web.Request) -> web.StreamResponse:
        loop.call_soon_threadsafe(arrived.set)
        await asyncio.sleep(30)
        return web.Response()

    async with AsyncClient(scripted.url, settings=QUICK) as client:
        scripted.script.append(held)
        calls = [asyncio.create_task(client.verify([group("1", "1")])) for _ in range(3)]
        await arrived.wait()
        for call in calls:
            call.cancel()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended)
        async with asyncio.timeout(60):
            await asyncio.gather(*client._gatherer._out, return_exceptions=True)


async def test_gathering_can_be_turned_off(scripted: ScriptedServer) -> None:
    async with AsyncClient(scripted.url, settings=replace(QUICK, gather_seconds=None)) as client:
        await asyncio.gather(*(client.verify([group("1", "1")]) for _ in range(3)))
    assert len(scripted.seen) == 3


def test_singles_of_many_threads_share_requests(scripted: ScriptedServer) -> None:
    with Client(scripted.url, settings=QUICK) as client, ThreadPoolExecutor(32) as threads:
        results = list(threads.map(lambda n: client.verify([group(f"{n}", f"{n}")]).rewards, range(128)))
    assert results == [[1.0]] * 128
    assert len(scripted.seen) < 128
