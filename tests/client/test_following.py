import asyncio
import json

import pytest
from aiohttp import web
from steelyard import (
    AsyncClient,
    DeadlineExceeded,
    Event,
    Finished,
    GroupDone,
    Progress,
    Refused,
    Unavailable,
    Unreadable,
)

from tests.client.scripted import ScriptedServer, answering, dropping, event, judge, replying

GROUPS = [{"verifier": {"ground_truth": "1"}, "completions": ["1", "x" * 300_000]}] * 2


async def follow(client: AsyncClient, job_id: str) -> list[Event]:
    return [event async for event in client.events(job_id)]


async def test_events_come_typed_and_in_order(client: AsyncClient, scripted: ScriptedServer) -> None:
    events = await follow(client, scripted.add_job("done", GROUPS))
    assert events[0] == Progress(0, 4)
    assert [(one.index, one.group.rewards) for one in events if isinstance(one, GroupDone)] == [
        (0, [1.0, 0.0]),
        (1, [1.0, 0.0]),
    ]
    assert events[-2:] == [Progress(4, 4), Finished("done")]


async def test_a_lost_connection_goes_unnoticed(client: AsyncClient, scripted: ScriptedServer) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(event("progress", {"done": 0, "total": 4}))
        await response.write(event("group", {"index": 0, **judge(GROUPS[0])}))
        await response.write(b"event: group\ndata: {")
        return response

    scripted.script.extend([half, dropping, answering(503), half])
    events = await follow(client, scripted.add_job("done", GROUPS))
    assert [type(one) for one in events] == [Progress, GroupDone, GroupDone, Progress, Finished]


async def test_a_stream_that_never_comes_back_is_unavailable(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    scripted.script.extend([dropping] * 9)
    with pytest.raises(Unavailable, match="4 attempts"):
        await follow(client, scripted.add_job("done", GROUPS))


async def test_no_such_job_is_refused(client: AsyncClient) -> None:
    with pytest.raises(Refused, match="404"):
        await follow(client, "nothing")


async def test_an_event_that_holds_no_json_is_unreadable(client: AsyncClient, scripted: ScriptedServer) -> None:
    scripted.script.append(replying(b"event: progress\ndata: {\n\n"))
    with pytest.raises(Unreadable, match="holds no JSON"):
        await follow(client, "x")


async def test_the_deadline_bounds_a_stream_that_says_nothing(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(event("progress", json.loads('{"done": 0, "total": 1}')))
        await asyncio.sleep(30)
        return response

    scripted.script.append(hang)
    events = client.events("x", deadline_seconds=0.2)
    assert await anext(events) == Progress(0, 1)
    with pytest.raises(DeadlineExceeded):
        await anext(events)
