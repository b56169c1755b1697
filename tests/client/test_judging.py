import asyncio
import json

import pytest
from aiohttp import web
from steelyard import (
    AsyncClient,
    DeadlineExceeded,
    JobEnded,
    Refused,
    Settings,
    Unavailable,
    Unreadable,
)

from tests.client.conftest import QUICK
from tests.client.scripted import ScriptedServer, answering, dropping, group, replying, silent


@pytest.mark.parametrize("retry_after", ["0", "Sun, 06 Nov 1994 08:49:37 GMT", "soon", None])
@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_what_may_pass_is_tried_again_with_the_same_key(
    client: AsyncClient, scripted: ScriptedServer, status: int, retry_after: str | None
) -> None:
    scripted.script.extend([answering(status, retry_after=retry_after)] * 2)
    assert (await client.verify([group("1", "1")])).rewards == [1.0]
    assert len(scripted.seen) == 3
    assert len({seen.headers["Idempotency-Key"] for seen in scripted.seen}) == 1


async def test_the_pause_is_at_least_what_the_server_asks_for(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    scripted.script.append(answering(503, retry_after="1"))
    started = asyncio.get_running_loop().time()
    await client.verify([group("1", "1")])
    assert asyncio.get_running_loop().time() - started > 0.95


async def test_a_dropped_connection_is_tried_again_with_the_same_key(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    scripted.script.extend([dropping, dropping])
    assert (await client.verify([group("1", "1")])).rewards == [1.0]
    assert len({seen.headers["Idempotency-Key"] for seen in scripted.seen}) == 1


async def test_requests_have_keys_of_their_own(client: AsyncClient, scripted: ScriptedServer) -> None:
    await client.verify([group("1", "1")])
    await client.verify([group("1", "1")])
    first, second = (seen.headers["Idempotency-Key"] for seen in scripted.seen)
    assert first != second


async def test_a_job_cancelled_by_the_lost_connection_is_asked_for_anew(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    job_id = scripted.add_job("cancelled", [])
    scripted.script.extend([dropping, answering(409, "The job was cancelled.", job_id=job_id)])
    assert (await client.verify([group("1", "1")])).rewards == [1.0]
    keys = [seen.headers["Idempotency-Key"] for seen in scripted.seen]
    assert keys[0] == keys[1] != keys[2]


async def test_a_job_cancelled_by_somebody_is_not_asked_for_anew(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    job_id = scripted.add_job("cancelled", [])
    scripted.script.append(answering(409, "The job was cancelled.", job_id=job_id))
    with pytest.raises(JobEnded, match="cancelled"):
        await client.verify([group("1", "1")])


async def test_a_failed_job_is_an_error_with_its_reason(client: AsyncClient, scripted: ScriptedServer) -> None:
    job_id = scripted.add_job("failed", [], error="the broker lost its data")
    scripted.script.append(answering(500, "The job failed.", job_id=job_id))
    with pytest.raises(JobEnded, match="the broker lost its data") as caught:
        await client.verify([group("1", "1")])
    assert (caught.value.job_id, caught.value.state) == (job_id, "failed")


async def test_retries_used_up_are_unavailable(client: AsyncClient, scripted: ScriptedServer) -> None:
    scripted.script.extend([answering(503, "The queue is full.")] * 9)
    with pytest.raises(Unavailable, match=r"503 .*The queue is full.*4 attempts") as caught:
        await client.verify([group("1", "1")])
    assert caught.value.status == 503
    assert len(scripted.seen) == 4


async def test_nobody_there_is_unavailable(nobody: str) -> None:
    async with AsyncClient(nobody, settings=QUICK) as client:
        with pytest.raises(Unavailable, match="cannot be reached") as caught:
            await client.verify([group("1", "1")])
    assert caught.value.status is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 415, 422])
async def test_refusals_are_not_tried_again(client: AsyncClient, scripted: ScriptedServer, status: int) -> None:
    scripted.script.append(answering(status, "no"))
    with pytest.raises(Refused) as caught:
        await client.verify([group("1", "1")])
    assert (caught.value.status, caught.value.title, caught.value.detail) == (status, "A problem", "no")
    assert len(scripted.seen) == 1


async def test_a_defect_of_the_server_is_unavailable_at_once(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    scripted.script.append(answering(500, "A defect."))
    with pytest.raises(Unavailable, match="A defect") as caught:
        await client.verify([group("1", "1")])
    assert caught.value.status == 500
    assert len(scripted.seen) == 1


async def test_a_refusal_of_a_proxy_is_readable(client: AsyncClient, scripted: ScriptedServer) -> None:
    scripted.script.append(replying(b"<html>too large</html>", 413))
    with pytest.raises(Refused, match="too large"):
        await client.verify([group("1", "1")])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"[]",
        b'{"job_id": "a"}',
        b'{"job_id": "a", "groups": [{"results": [{}]}]}',
        b'{"job_id": "a", "groups": [{"results": [{"reward": "1"}]}]}',
        b'{"job_id": "a", "groups": [{"results": [{"reward": true}]}]}',
        b'{"job_id": "a", "groups": [{"results": []}]}',
        b'{"job_id": "a", "groups": 7}',
    ],
)
async def test_an_answer_of_something_else_is_unreadable(
    client: AsyncClient, scripted: ScriptedServer, body: bytes
) -> None:
    scripted.script.append(replying(body))
    with pytest.raises(Unreadable):
        await client.verify([group("1", "1")])


async def test_after_a_504_the_job_is_waited_for(client: AsyncClient, scripted: ScriptedServer) -> None:
    job_id = scripted.add_job("running", [{"verifier": {"ground_truth": "1"}, "completions": ["1"]}])
    scripted.script.extend(
        [
            answering(504, "Not done within 60 s.", job_id=job_id),
            answering(503),
            replying(json.dumps(scripted.jobs[job_id]).encode()),
        ]
    )
    scripted.jobs[job_id]["state"] = "done"
    assert (await client.verify([group("1", "1")])).rewards == [1.0]
    assert len(scripted.requests("POST", "/v1/verify")) == 1


async def test_the_deadline_bounds_the_waiting_and_names_the_job(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    job_id = scripted.add_job("running", [])
    scripted.script.append(answering(504, job_id=job_id))
    with pytest.raises(DeadlineExceeded) as caught:
        await client.verify([group("1", "1")], deadline_seconds=0.2)
    assert caught.value.job_id == job_id


async def test_the_deadline_bounds_a_silent_server(client: AsyncClient, scripted: ScriptedServer) -> None:
    scripted.script.append(silent)
    with pytest.raises(DeadlineExceeded, match=r"not done within 0\.1 s"):
        await client.verify([group("1", "1")], deadline_seconds=0.1)


async def test_a_pause_past_the_deadline_is_not_begun(client: AsyncClient, scripted: ScriptedServer) -> None:
    scripted.script.append(answering(429, "Your quota is used up.", retry_after="600"))
    with pytest.raises(DeadlineExceeded, match="Your quota is used up"):
        await client.verify([group("1", "1")])


async def test_the_deadline_bounds_the_wait_for_a_slot(scripted: ScriptedServer) -> None:
    scripted.script.append(silent)
    async with AsyncClient(settings=Settings(scripted.url, concurrency=1)) as client:
        first = asyncio.create_task(client.verify([group("1", "1")]))
        await asyncio.sleep(0.05)
        with pytest.raises(DeadlineExceeded):
            await client.verify([group("1", "1")], deadline_seconds=0.05)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_the_first_failure_ends_the_other_requests(scripted: ScriptedServer) -> None:
    gone = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def notice(_request: web.Request) -> web.Response:
        try:
            await asyncio.sleep(30)
        finally:
            loop.call_soon_threadsafe(gone.set)
        return web.Response()

    scripted.script.extend([notice, answering(422)])
    async with AsyncClient(settings=Settings(scripted.url, max_completions=1)) as client:
        with pytest.raises(Refused):
            await client.verify([group("1", "1"), group("1", "1")])
    await asyncio.wait_for(gone.wait(), 20)
