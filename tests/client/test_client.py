import asyncio
import json
import os
import socket
import stat
from contextlib import suppress

import pytest
from aiohttp import web
from steelyard import (
    AsyncClient,
    FieldError,
    JobEnded,
    Refused,
    Settings,
    TooLarge,
)

from tests.client.conftest import QUICK
from tests.client.scripted import ScriptedServer, group


async def test_results_come_in_the_order_of_the_request(client: AsyncClient) -> None:
    result = await client.verify([group("1", "1", "2"), group("2", "2", "fail")])
    assert [one.id for one in result.groups] == ["is 1", "is 2"]
    assert [one.rewards for one in result.groups] == [[1.0, 0.0], [1.0, None]]


async def test_no_verdict_is_none_and_never_zero(client: AsyncClient) -> None:
    (result,) = (await client.verify([group("1", "fail")])).results
    assert result.reward is None
    assert result.components == {"correct": None}
    assert result.verdict is not None
    assert result.verdict.score is None


async def test_only_what_was_given_is_sent(client: AsyncClient, scripted: ScriptedServer) -> None:
    await client.verify([group("1", "1")], reward={"use": "dense"}, step=7, cache="off")
    (seen,) = scripted.seen
    assert set(seen.body) == {"groups", "reward", "step", "cache"}
    assert seen.body["groups"] == [{**group("1"), "completions": ["1"]}]
    assert "Authorization" not in seen.headers


async def test_the_key_is_shown(scripted: ScriptedServer) -> None:
    async with AsyncClient(scripted.url, api_key="secret", settings=QUICK) as client:
        await client.verifiers()
    assert scripted.seen[0].headers["Authorization"] == "Bearer secret"


async def test_large_bodies_are_packed(client: AsyncClient, scripted: ScriptedServer) -> None:
    long = "x" * 100_000
    result = await client.verify([group(long, long)])
    assert result.rewards == [1.0]
    assert scripted.seen[0].headers["Content-Encoding"] == "gzip"
    assert int(scripted.seen[0].headers["Content-Length"]) < 10_000


async def test_half_a_surrogate_pair_does_not_spoil_the_batch(client: AsyncClient) -> None:
    assert (await client.verify([group("1", "\ud800", "1")])).rewards == [0.0, 1.0]


async def test_split_requests_are_one_result_in_order(scripted: ScriptedServer) -> None:
    settings = Settings(scripted.url, max_completions=5, concurrency=2, retry=QUICK.retry)
    groups = [group(str(n), str(n), "0", str(n)) for n in range(1, 8)]
    async with AsyncClient(settings=settings) as client:
        result = await client.verify(groups)
    assert [one.id for one in result.groups] == [f"is {n}" for n in range(1, 8)]
    assert result.rewards == [1.0, 0.0, 1.0] * 7
    assert len(set(result.job_ids)) == len(scripted.seen) == 7
    assert result.stats is not None
    assert result.stats.queued_seconds == 0.5


async def test_no_more_requests_at_once_than_allowed(scripted: ScriptedServer) -> None:
    now = most = 0

    async def count(request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1
        return await scripted.behave(request, json.loads(await request.read()))

    scripted.script.extend([count] * 9)
    async with AsyncClient(settings=Settings(scripted.url, max_completions=1, concurrency=3)) as client:
        await client.verify([group("1", "1")] * 9)
    assert most == 3


async def test_a_group_larger_than_a_request_is_an_error_before_anything_is_sent(
    scripted: ScriptedServer,
) -> None:
    async with AsyncClient(settings=Settings(scripted.url, max_completions=2)) as client:
        with pytest.raises(TooLarge, match="group 1 has 3 completions; one request holds at most 2"):
            await client.verify([group("1", "1"), group("1", "1", "2", "3")])
    assert not scripted.seen


async def test_a_refusal_names_the_group_as_the_caller_counts(scripted: ScriptedServer) -> None:
    async with AsyncClient(settings=Settings(scripted.url, max_completions=1)) as client:
        with pytest.raises(Refused) as caught:
            await client.verify([group("1", "1"), group("2", "2"), group("unreadable", "3")])
    assert caught.value.status == 422
    assert caught.value.errors == (FieldError(("groups", 2, "verifier", "ground_truth"), "it cannot be read"),)
    assert "groups.2.verifier.ground_truth: it cannot be read" in str(caught.value)


async def test_submit_wait_and_results(client: AsyncClient, scripted: ScriptedServer) -> None:
    job = await client.submit([group("1", "1", "2")], run="exp")
    assert job.state == "queued"
    assert (await client.wait(job.job_id)).rewards == [1.0, 0.0]
    assert (await client.results(job.job_id, partial=True)).rewards == [1.0, 0.0]
    assert scripted.seen[-1].query == {"partial": "true"}


async def test_submit_takes_one_request_only(scripted: ScriptedServer) -> None:
    async with AsyncClient(settings=Settings(scripted.url, max_completions=2)) as client:
        with pytest.raises(TooLarge):
            await client.submit([group("1", "1", "2"), group("1", "1")])


async def test_a_cancelled_job_is_not_waited_for(client: AsyncClient) -> None:
    job = await client.submit([group("1", "1")])
    assert (await client.cancel(job.job_id)).state == "cancelled"
    with pytest.raises(JobEnded):
        await client.wait(job.job_id)


async def test_jobs_are_paged(client: AsyncClient, scripted: ScriptedServer) -> None:
    for number in range(230):
        scripted.add_job("done", [], job_id=str(number), run="a" if number % 2 else "b")
    assert [job.job_id async for job in client.jobs(limit=3)] == ["229", "228", "227"]
    assert [job.job_id async for job in client.jobs()] == [str(n) for n in reversed(range(230))]
    assert [seen.query.get("cursor") for seen in scripted.seen] == [None, None, "100", "200"]
    assert {job.run async for job in client.jobs(run="a")} == {"a"}
    assert len([job async for job in client.jobs(run="a", limit=107)]) == 107


async def test_what_a_newer_server_adds_or_leaves_out_is_no_error(
    client: AsyncClient, scripted: ScriptedServer
) -> None:
    scripted.add_job("hibernating", [], job_id="x", config={"reward": "binary"}, mood="good")
    job = await client.job("x")
    assert (job.state, job.reward, job.run, job.stats) == ("hibernating", "binary", None, None)
    assert not job.is_over


async def test_job_ids_cannot_lead_elsewhere(client: AsyncClient, scripted: ScriptedServer) -> None:
    with pytest.raises(Refused, match="404"):
        await client.job("../verifiers?x=1")
    assert scripted.seen[0].path == "/v1/jobs/../verifiers?x=1"


async def test_rescoring_asks_for_another_reward(client: AsyncClient, scripted: ScriptedServer) -> None:
    job = await client.submit([group("1", "1")])
    assert (await client.rescore(job.job_id, {"use": "verpo"}, feedback="full")).rewards == [1.0]
    assert scripted.seen[-1].body == {"reward": {"use": "verpo"}, "feedback": "full"}
    assert "Idempotency-Key" in scripted.seen[-1].headers


async def test_the_catalogue(client: AsyncClient) -> None:
    assert [(one.kind, one.version) for one in await client.verifiers()] == [("math", "1")]
    assert [(one.name, one.needs) for one in await client.rewards()] == [("binary", "sample")]


async def test_connections_are_kept_and_watched(client: AsyncClient, scripted: ScriptedServer) -> None:
    peers: list[object] = []

    async def remember(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.append(request.transport.get_extra_info("peername"))
        return web.json_response([])

    scripted.script.extend([remember, remember])
    await client.verifiers()
    await client.verifiers()
    assert peers[0] == peers[1]
    with _own_socket(peers[0]) as connection:
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        assert [connection.getsockopt(socket.IPPROTO_TCP, option) for option in options] == [60, 10, 3]


def _own_socket(name: object) -> socket.socket:
    """A duplicate of this process's socket with this local address."""
    for descriptor in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            if not stat.S_ISSOCK(os.stat(int(descriptor)).st_mode):
                continue
            copy = socket.socket(fileno=os.dup(int(descriptor)))
            if copy.getsockname() == name:
                return copy
            copy.close()
    raise AssertionError(f"no socket of this process is {name}")


async def test_a_closed_client_says_so(scripted: ScriptedServer) -> None:
    client = AsyncClient(scripted.url)
    await client.close()
    with pytest.raises(RuntimeError, match="closed"):
        await client.verifiers()


def test_a_client_of_another_loop_says_so(scripted: ScriptedServer) -> None:
    client = AsyncClient(scripted.url)

    async def use() -> None:
        await client.verifiers()

    with asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(use())
        with pytest.raises(RuntimeError, match="another event loop"):
            second.run(use())
        first.run(client.close())
