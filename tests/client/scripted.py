"""A small real server that speaks the wire contract, and misbehaves where a test's script says so."""

import asyncio
import json
import threading
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived; ``body`` is unpacked and parsed."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass
class ScriptedServer:
    """Judges by comparing with the ground truth. Each entry of ``script`` answers one request instead.

    Its verifier refuses the ground truth ``unreadable`` and fails to judge the completion ``fail``.
    """

    url: str = ""
    script: deque[Handler] = field(default_factory=deque)
    seen: list[Seen] = field(default_factory=list)
    jobs: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)

    def requests(self, method: str, path: str) -> list[Seen]:
        return [one for one in self.seen if (one.method, one.path) == (method, path)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        body = json.loads(data) if data else None
        self.seen.append(Seen(request.method, request.path, dict(request.query), dict(request.headers), body))
        if self.script:
            return await self.script.popleft()(request)
        return await self.behave(request, body)

    async def behave(self, request: web.Request, body: Any) -> web.StreamResponse:
        match request.method, request.path.strip("/").split("/")[1:]:
            case "POST", ["verify" | "jobs" as route]:
                return self._take(route, body, request.headers["Idempotency-Key"])
            case "POST", ["labels", "read"]:
                return web.json_response({"readings": [read_label(row) for row in body["rows"]]})
            case "GET", ["jobs"]:
                return self._list(request.query)
            case "GET", ["verifiers"]:
                return web.json_response([{"kind": "math", "version": "1", "needs": "sample", "parameters": {}}])
            case "GET", ["rewards"]:
                return web.json_response([{"name": "binary", "needs": "sample", "bounds": [0, 1]}])
            case _, ["jobs", job_id, *rest] if job_id in self.jobs:
                return await self._job(request, job_id, rest)
        return problem(404, "There is no such job.")

    async def _job(self, request: web.Request, job_id: str, rest: list[str]) -> web.StreamResponse:
        if rest == ["events"]:
            return await self._events(request, job_id)
        if rest:
            return web.json_response(self.answers[job_id])
        if request.method == "DELETE":
            self.jobs[job_id]["state"] = "cancelled"
        return web.json_response(self.jobs[job_id])

    def add_job(self, state: str, groups: list[Json], job_id: str | None = None, **more: Any) -> str:
        job_id = job_id or uuid.uuid4().hex
        total = sum(len(group["completions"]) for group in groups)
        self.jobs[job_id] = {"job_id": job_id, "state": state, "total": total, "done": total, **more}
        self.answers[job_id] = {
            "job_id": job_id,
            "groups": [judge(group) for group in groups],
            "stats": {"queued_seconds": 0.5, "run_seconds": float(len(groups))},
            "from_a_newer_server": {"nested": [1]},
        }
        return job_id

    def _take(self, route: str, body: Any, key: str) -> web.Response:
        errors = [
            {"loc": ["groups", place, "verifier", "ground_truth"], "msg": "it cannot be read"}
            for place, group in enumerate(body["groups"])
            if group["verifier"].get("ground_truth") == "unreadable"
        ]
        if errors:
            return problem(422, "A verifier cannot judge anything as it is.", errors=errors)
        if body.get("reward") == "nonsense":
            return problem(422, "The request is not valid.", errors=[{"loc": ["reward"], "msg": "unknown"}])
        if key not in self.by_key:
            self.by_key[key] = self.add_job("done", body["groups"], run=body.get("run"))
        job_id = self.by_key[key]
        if route == "jobs":
            headers = {"Location": f"/v1/jobs/{job_id}"}
            return web.json_response({"job_id": job_id, "state": "queued"}, status=202, headers=headers)
        return web.json_response(self.answers[job_id])

    def _list(self, query: Mapping[str, str]) -> web.Response:
        found = [
            job
            for job in reversed(self.jobs.values())
            if query.get("run") in (None, job.get("run")) and query.get("state") in (None, job["state"])
        ]
        start = int(query.get("cursor", "0"))
        end = start + int(query["limit"])
        cursor = str(end) if end < len(found) else None
        return web.json_response({"jobs": found[start:end], "next_cursor": cursor})

    async def _events(self, request: web.Request, job_id: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        total = self.jobs[job_id]["total"]
        await response.write(event("progress", {"done": 0, "total": total}))
        await response.write(b": a comment\n\n" + event("of_a_newer_server", {"x": 1}))
        for index, group in enumerate(self.answers[job_id]["groups"]):
            await response.write(event("group", {"index": index, **group}))
        await response.write(event("progress", {"done": total, "total": total}))
        await response.write(event("done", {"state": self.jobs[job_id]["state"]}))
        return response


def group(truth: str, *completions: str) -> Json:
    return {"id": f"is {truth}", "verifier": {"kind": "math", "ground_truth": truth}, "completions": completions}


def event(name: str, data: Json) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def read_label(row: Any) -> Json:
    """Every row with a ground truth is mathematics."""
    if "ground_truth" not in row:
        return {"refused": {"reason": "no layout fits", "fields": list(row)}}
    return {"kind": "math", "verifier": {"kind": "math", "ground_truth": row["ground_truth"]}}


def judge(group: Json) -> Json:
    truth = group["verifier"]["ground_truth"]
    return {"id": group.get("id"), "results": [_result(one, truth) for one in group["completions"]]}


def _result(completion: Any, truth: str) -> Json:
    text = completion if isinstance(completion, str) else completion["text"]
    reward = None if text == "fail" else float(text == truth)
    status = {None: "infrastructure_error", 1.0: "correct", 0.0: "incorrect"}[reward]
    check = {
        "name": "answer",
        "passed": None if reward is None else reward == 1,
        "score": reward,
        "weight": 1,
        "seconds": 0.002,
    }
    return {
        "reward": reward,
        "components": {"correct": reward},
        "sample_weight": 1.0,
        "verdict": {"status": status, "score": reward, "answer": text, "flags": [], "checks": [check]},
        "feedback": status,
        "verifier": {"kind": "math", "version": "1"},
        "cached": False,
        "seconds": 0.002,
        "mood": "from a newer server",
    }


def problem(status: int, detail: str, retry_after: str | None = None, **more: Any) -> web.Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    document = {"type": "about:blank", "title": "A problem", "status": status, "detail": detail, **more}
    return web.Response(
        body=json.dumps(document), status=status, headers=headers, content_type="application/problem+json"
    )


def answering(status: int, detail: str = "as scripted", retry_after: str | None = None, **more: Any) -> Handler:
    """A problem, whatever was asked."""

    async def answer(_request: web.Request) -> web.Response:
        return problem(status, detail, retry_after, **more)

    return answer


def replying(body: bytes, status: int = 200) -> Handler:
    """These bytes, whatever was asked."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, status=status)

    return answer


async def dropping(request: web.Request) -> web.Response:
    """The connection is closed without an answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def silent(_request: web.Request) -> web.Response:
    """No answer while any test waits for one."""
    await asyncio.sleep(60)
    return web.Response()


@contextmanager
def run_scripted() -> Iterator[ScriptedServer]:
    """The server on a free port, on a thread of its own so that blocking callers can be tested too."""
    server = ScriptedServer()
    ready, end = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/{rest:.*}", server.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.05, handler_cancellation=True, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        server.url = f"http://{host}:{port}"
        loops.append(asyncio.get_running_loop())
        ready.set()
        await end.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(end.set)
        thread.join()
