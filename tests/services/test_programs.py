"""Programs judged by a whole running server."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.parts import Server, run_server, until
from tests.sandbox.containers import IMAGE

ADD = "```python\ndef add(a, b):\n    return a + b\n```"
WRONG = "```python\ndef add(a, b):\n    return a - b\n```"
SLOW = "```python\nimport time\ndef add(a, b):\n    time.sleep(0.3)\n    return a + b\n```"
ENDLESS = "```python\nimport time\ndef add(a, b):\n    time.sleep(500)\n```"


def suite(*tests: dict[str, Any], **options: Any) -> dict[str, Any]:
    call = {"type": "call", "function": "add", "args": [1, 2], "expected": 3}
    return {"kind": "code", "language": "python", "tests": tests or [call], **options}


def body(completions: list[str], verifier: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return {"groups": [{"verifier": verifier or suite(), "completions": completions}], **options}


def judge(server: Server, completions: list[str], **options: Any) -> list[dict[str, Any]]:
    answer = httpx.post(f"{server.url}/v1/verify", json=body(completions, **options), timeout=120)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["groups"][0]["results"]
    return results


DOCKER = [pytest.param("docker", marks=pytest.mark.docker)]


@pytest.fixture(scope="module", params=["local", *DOCKER])
def isolated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"STEELYARD_SANDBOX": request.param, "STEELYARD_SANDBOX_IMAGE": IMAGE}
    with run_server(tmp_path_factory.mktemp("isolated"), settings) as running:
        yield running


def test_a_right_program_gets_1_and_a_wrong_one_0(isolated: Server) -> None:
    assert [result["reward"] for result in judge(isolated, [ADD, WRONG, "I cannot."])] == [1.0, 0.0, 0.0]


def test_dense_and_weighted_come_from_the_same_tests(isolated: Server) -> None:
    calls = [
        {"type": "call", "function": "add", "args": [1, other], "expected": 1 + other, "weight": weight}
        for other, weight in ((0, 1.0), (2, 3.0))
    ]
    (dense,) = judge(isolated, [WRONG], verifier=suite(*calls), reward="dense")
    (weighted,) = judge(isolated, [WRONG], verifier=suite(*calls), reward="weighted")
    assert (dense["reward"], weighted["reward"]) == (0.5, 0.25)


def test_readiness_tells_what_programs_run_in(isolated: Server) -> None:
    (name,) = httpx.get(f"{isolated.url}/readyz").json()["sandbox"]
    assert name in ("docker", "local")


def test_a_test_that_cannot_be_read_is_refused_with_its_place(isolated: Server) -> None:
    broken = suite({"type": "assert", "code": "assert add(1 =="})
    answer = httpx.post(f"{isolated.url}/v1/verify", json=body([ADD], broken), timeout=60)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-3:] == ["tests", 0, "code"]


def test_a_script_in_another_language_is_judged_by_its_output(isolated: Server) -> None:
    shell = {"kind": "code", "language": "bash", "tests": [{"type": "stdio", "stdin": "1 2", "stdout": "3"}]}
    completions = ["```bash\nread a b; echo $((a + b))\n```", "```bash\necho 4\n```"]
    assert [result["reward"] for result in judge(isolated, completions, verifier=shell)] == [1.0, 0.0]


@pytest.mark.parametrize("isolated", DOCKER, indirect=True)
def test_a_language_that_the_sandbox_lacks_leads_to_null(isolated: Server) -> None:
    rust = {"kind": "code", "language": "rust", "tests": [{"type": "stdio", "stdin": "", "stdout": "3"}]}
    (result,) = judge(isolated, ['```rust\nfn main() { println!("3"); }\n```'], verifier=rust)
    assert (result["reward"], result["verdict"]["status"]) == (None, "infrastructure_error")
    assert "the sandbox has no rustc" in json.dumps(result["verdict"]["checks"])


def test_a_test_that_a_language_cannot_have_is_refused_with_its_place(isolated: Server) -> None:
    java = {**suite(), "language": "java"}
    answer = httpx.post(f"{isolated.url}/v1/verify", json=body([ADD], java), timeout=60)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-3:] == ["tests", 0, "type"]


def test_a_hostile_program_costs_only_its_own_verdict(isolated: Server) -> None:
    hostile = [
        "```python\nimport os\nwhile True:\n    os.fork()\n```",
        "```python\nx = []\nwhile True:\n    x.append(bytes(10 ** 6))\n```",
        "```python\nwhile True:\n    print('a' * 10 ** 6)\n```",
        "```python\nimport os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)\n```",
    ]
    limits = {"cpu_seconds": 0.5, "wall_seconds": 2.0, "memory_mb": 128}
    mixed = [ADD, *hostile, ADD, WRONG]
    rewards = [result["reward"] for result in judge(isolated, mixed, verifier=suite(limits=limits))]
    assert rewards == [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]


def test_a_cancelled_job_ends_its_programs(isolated: Server) -> None:
    """As many as there are runners: what went on would hold one up for longer than the client waits."""
    jobs = []
    for number in range(os.cpu_count() or 1):
        request = body([ENDLESS], suite(limits={"wall_seconds": 500.0 + number}), cache="off")
        jobs.append(isolated.url + httpx.post(f"{isolated.url}/v1/jobs", json=request).headers["location"])
        until(lambda: httpx.get(jobs[-1]).json()["state"] == "running", 60)
    time.sleep(0.5)  # so that the programs are under way
    for job in jobs:
        assert httpx.delete(job).json()["state"] == "cancelled"
    assert [result["reward"] for result in judge(isolated, [ADD] * 8, cache="off")] == [1.0] * 8


@pytest.mark.parametrize("isolated", ["local"], indirect=True)
def test_killed_runners_cost_no_reward(isolated: Server) -> None:
    request = body([SLOW.replace("0.3", f"0.3{n}") for n in range(12)], cache="off")
    job = isolated.url + httpx.post(f"{isolated.url}/v1/jobs", json=request).headers["location"]
    until(lambda: httpx.get(job).json()["state"] == "running")
    time.sleep(0.4)
    for pid in isolated.descendants("runner"):
        with contextlib.suppress(ProcessLookupError):  # those inside die with the first
            os.kill(pid, signal.SIGKILL)
    until(lambda: httpx.get(job).json()["state"] == "done", 120)
    (group,) = httpx.get(f"{job}/results").json()["groups"]
    assert [result["reward"] for result in group["results"]] == [1.0] * 12
    assert judge(isolated, [ADD, WRONG], cache="off")[0]["reward"] == 1.0


def test_without_a_sandbox_programs_get_no_reward_and_math_does(tmp_path: Path) -> None:
    with run_server(tmp_path, {"STEELYARD_SANDBOX": "off"}) as server:
        (result,) = judge(server, [ADD])
        assert result["reward"] is None
        assert result["verdict"]["status"] == "infrastructure_error"
        assert "STEELYARD_SANDBOX" in json.dumps(result["verdict"]["checks"])
        half = {"kind": "math", "ground_truth": "1/2"}
        assert judge(server, ["\\boxed{0.5}"], verifier=half)[0]["reward"] == 1.0
        assert httpx.get(f"{server.url}/readyz").json()["sandbox"] == ["none"]
