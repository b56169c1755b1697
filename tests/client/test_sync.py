import gc
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from steelyard import Client, Finished, Refused, Settings

from tests.client.conftest import QUICK
from tests.client.scripted import ScriptedServer, silent

GROUPS = [{"verifier": {"kind": "math", "ground_truth": "1"}, "completions": ["1", "2", "fail"]}]


def test_every_method_works_without_a_loop(sync_client: Client) -> None:
    assert sync_client.verify(GROUPS, reward="binary").rewards == [1.0, 0.0, None]
    job_id = sync_client.submit(GROUPS).job_id
    assert sync_client.job(job_id).state == "done"
    assert sync_client.wait(job_id) == sync_client.results(job_id) == sync_client.rescore(job_id, "dense")
    assert [job.job_id for job in sync_client.jobs(limit=1)] == [job_id]
    assert list(sync_client.events(job_id))[-1] == Finished("done")
    assert sync_client.cancel(job_id).state == "cancelled"
    assert sync_client.verifiers()[0].kind == "math"
    assert sync_client.rewards()[0].name == "binary"


async def test_it_works_inside_a_running_loop(sync_client: Client) -> None:
    assert sync_client.verify(GROUPS).rewards == [1.0, 0.0, None]


def test_errors_arrive_as_they_are(sync_client: Client) -> None:
    with pytest.raises(Refused, match="404"):
        sync_client.job("nothing")


def test_several_threads_share_one_client(sync_client: Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: sync_client.verify(GROUPS).rewards, range(32)))
    assert answers == [[1.0, 0.0, None]] * 32


def test_leaving_a_stream_early_is_fine(sync_client: Client, scripted: ScriptedServer) -> None:
    job_id = scripted.add_job("done", GROUPS)
    assert next(iter(sync_client.events(job_id)))
    assert sync_client.job(job_id).is_over


def test_closing_ends_the_thread_and_may_happen_twice(scripted: ScriptedServer) -> None:
    with Client(scripted.url) as client:
        client.verify(GROUPS)
    client.close()
    assert not _threads()
    with pytest.raises(RuntimeError, match="closed"):
        client.verify(GROUPS)


def test_dropping_it_ends_the_thread(scripted: ScriptedServer) -> None:
    client = Client(scripted.url)
    client.verify(GROUPS)
    del client
    gc.collect()
    assert not _threads()


def test_closing_ends_what_still_runs(scripted: ScriptedServer) -> None:
    scripted.script.append(silent)
    client = Client(scripted.url, settings=QUICK)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.verify, GROUPS)
        while not scripted.seen:
            time.sleep(0.01)
        client.close()
        assert waiting.exception(timeout=60) is not None


def test_nothing_is_left_behind_at_the_end_of_a_program(scripted: ScriptedServer) -> None:
    program = (
        f"from steelyard import Client; client = Client({scripted.url!r}); print(client.verify({GROUPS}).rewards)"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": "client"},
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[1.0, 0.0, None]\n", "")


def test_a_forked_process_is_told_instead_of_hanging(scripted: ScriptedServer) -> None:
    program = f"""
import os, warnings
from steelyard import Client
client = Client({scripted.url!r})
client.verifiers()
warnings.simplefilter("ignore")
if os.fork() == 0:
    try:
        client.verifiers()
    except RuntimeError as error:
        print(error, flush=True)
        client.close()
    os._exit(0)
os.wait()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": "client"},
    )
    assert (ended.stdout, ended.stderr) == ("make a new client after a fork\n", "")


def test_the_environment_says_where_and_who(scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_URL", scripted.url)
    monkeypatch.setenv("STEELYARD_API_KEY", "secret")
    with Client() as client:
        client.verifiers()
    assert scripted.seen[0].headers["Authorization"] == "Bearer secret"
    assert "secret" not in repr(Settings())


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "steelyard"]
