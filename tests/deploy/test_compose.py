"""One command to a fleet: images are built, come up, are scaled, lose some of theirs, and leave nothing."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.deploy.composing import Stack, docker, inspect
from tests.parts import until
from tests.verifiers.beam_wordings import REACTIONS, SIMPLE

pytestmark = [pytest.mark.docker, pytest.mark.compose, pytest.mark.timeout(1200)]

SLEEPY = "```python\nimport time\ndef add(a, b):\n    time.sleep({seconds})\n    return a + b + {error}\n```"


def sleepy(count: int, seconds: float) -> dict[str, Any]:
    """Programs of which every third is wrong."""
    test = {"type": "call", "function": "add", "args": [20, 1], "expected": 21}
    texts = [f"Program {n}.\n" + SLEEPY.format(seconds=seconds, error=int(n % 3 == 0)) for n in range(count)]
    verifier = {"kind": "code", "language": "python", "tests": [test]}
    return {"reward": "binary", "cache": "off", "groups": [{"verifier": verifier, "completions": texts}]}


def expected(count: int) -> list[float]:
    return [0.0 if n % 3 == 0 else 1.0 for n in range(count)]


def rewards(answer: Any) -> list[float | None]:
    return [result["reward"] for group in answer["groups"] for result in group["results"]]


def submit(stack: Stack, body: dict[str, Any]) -> str:
    return str(stack.ask("POST", "/v1/jobs", body)["job_id"])


def finished(stack: Stack, job: str) -> Any:
    until(lambda: stack.ask("GET", f"/v1/jobs/{job}")["state"] == "done", 120, 0.2)
    return stack.ask("GET", f"/v1/jobs/{job}/results")


def end_process(name: str) -> None:
    """As the kernel would: to the engine it is a crash, not a wish of its user."""
    os.kill(inspect(name)["State"]["Pid"], signal.SIGKILL)


def test_a_job_of_three_kinds_is_judged(stack: Stack) -> None:
    math = {"kind": "math", "ground_truth": "\\frac{1}{2}"}
    beam = {"kind": "beam", "spec": SIMPLE, "asked": REACTIONS}
    groups = [
        {"verifier": math, "completions": ["\\boxed{0.5}", "\\boxed{2}"]},
        *sleepy(3, 0)["groups"],
        {"verifier": beam, "completions": ["R_A = 6 kN and R_B = 3 kN", "R_A = 3 kN and R_B = 6 kN"]},
    ]
    answer = stack.ask("POST", "/v1/verify", {"reward": "binary", "groups": groups})
    assert rewards(answer) == [1.0, 0.0, *expected(3), 1.0, 0.0]
    assert stack.ask("GET", "/readyz")["sandbox"] == ["service"]


def test_without_a_key_nothing_is_judged(stack: Stack) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{stack.port}/v1/verify", data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=60)


def test_scaling_doubles_the_workers_and_they_take_work(stack: Stack) -> None:
    stack.up(2, 4)
    stack.await_workers(2)
    hosts = {name[:12] for name in stack.containers("worker")}
    job, busy = submit(stack, sleepy(160, 0.2)), set[str]()

    def all_busy() -> bool:
        reports = map(json.loads, stack.redis("--raw", "hvals", "steelyard:workers").splitlines())
        busy.update(report["host"] for report in reports if report["busy"])
        return busy >= hosts

    until(all_busy, 60, 0.1)
    assert rewards(finished(stack, job)) == expected(160)


def test_a_worker_and_a_sandbox_die_in_mid_job_and_it_ends_right(stack: Stack) -> None:
    stack.up(2, 4)
    stack.await_workers(2)
    job = submit(stack, sleepy(60, 0.2))
    until(lambda: stack.ask("GET", f"/v1/jobs/{job}")["state"] == "running")
    time.sleep(0.5)
    worker, sandbox = stack.containers("worker")[0], stack.containers("sandbox")[0]
    before = inspect(sandbox)["RestartCount"]
    end_process(worker)
    end_process(sandbox)
    assert rewards(finished(stack, job)) == expected(60)
    until(lambda: inspect(sandbox)["RestartCount"] > before and inspect(sandbox)["State"]["Running"], 120, 0.5)
    stack.await_workers(2)


def test_a_worker_that_is_asked_to_stop_finishes_what_it_has_in_hand(stack: Stack) -> None:
    stack.up(2, 4)
    stack.await_workers(2)
    job = submit(stack, sleepy(40, 0.2))
    until(lambda: stack.ask("GET", f"/v1/jobs/{job}")["state"] == "running")
    worker = stack.containers("worker")[0]
    docker("stop", "--time", "60", worker)
    assert inspect(worker)["State"]["ExitCode"] == 0
    assert rewards(finished(stack, job)) == expected(40)
    stack.await_workers(1)
    docker("start", worker)


@contextmanager
def suppress_status(status: int) -> Iterator[None]:
    try:
        yield
    except urllib.error.HTTPError as error:
        if error.code != status:
            raise


def test_a_restart_of_the_gateway_is_not_seen_through_a_door(stack: Stack) -> None:
    """Requests begin before, while and after the gateway is killed; then it is told to restart."""
    address = stack.compose("port", "doors", "8103").strip()
    url = f"http://{address}/k/{stack.key}/run_code"

    def ask(number: int) -> str:
        time.sleep(number * 0.1)
        code = f"import time\ntime.sleep(0.3)\nprint({number})"
        body = json.dumps({"code": code, "language": "python"}).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        for _ in range(5):  # clients ask again after 504, and after nothing else
            with suppress_status(504), urllib.request.urlopen(request, timeout=120) as answer:
                return str(json.load(answer)["run_result"]["stdout"].strip())
        return "504"

    (gateway,) = stack.containers("gateway")
    with ThreadPoolExecutor(40) as pool:
        answers = [pool.submit(ask, number) for number in range(40)]
        answers[5].result()
        end_process(gateway)
        answers[20].result()
        docker("restart", gateway)
        assert [answer.result() for answer in answers] == list(map(str, range(40)))


LOOK = """
import json, os
status = dict(line.rstrip("\\n").split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
def first(*paths):
    return next(open(path).read().split()[0] for path in paths if os.path.exists(path))
def refuses(path):
    try:
        open(path, "w")
    except OSError as error:
        return error.strerror
    return None
print(json.dumps({
    "devices": [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line],
    "capabilities": [int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
    "seccomp": status["Seccomp"], "no_new_privileges": status["NoNewPrivs"],
    "users": [os.getuid(), os.geteuid(), os.getgid(), os.getegid()],
    "root": [refuses(path) for path in ("/new", "/etc/passwd", "/usr/bin/python3", "/steelyard/new")],
    "memory": first("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
    "pids": first("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"),
    "cpu": first("/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
    "sockets": [path for path in ("/var/run/docker.sock", "/run/docker.sock") if os.path.exists(path)],
}))
"""


def test_a_sandbox_has_nothing_as_seen_from_inside(stack: Stack) -> None:
    seen = json.loads(docker("exec", stack.containers("sandbox")[0], "python3", "-I", "-c", LOOK))
    assert seen["devices"] == ["lo"]
    assert seen["capabilities"] == [0] * 5
    assert (seen["seccomp"], seen["no_new_privileges"]) == ("2", "1")
    assert 0 not in seen["users"]
    assert None not in seen["root"]
    assert (int(seen["memory"]), int(seen["pids"]), int(seen["cpu"])) == (2 << 30, 256, 100_000)
    assert seen["sockets"] == []


def test_no_container_has_the_engine_or_privileges(stack: Stack) -> None:
    for name in stack.compose("ps", "--quiet").split():
        container = inspect(name)
        host = container["HostConfig"]
        assert not host["Privileged"], name
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert not host["CapAdd"], name
        assert host["Memory"] > 0, name
        assert host["PidsLimit"] > 0, name
        assert host["NanoCpus"] > 0, name
        assert container["Config"]["User"] not in ("", "0", "root"), name
        assert not any("docker.sock" in mount["Source"] for mount in container["Mounts"]), name


def test_down_leaves_nothing(stack: Stack) -> None:
    """The last of the tests that share the stack."""
    of_project = ["--quiet", "--filter", f"label=com.docker.compose.project={stack.project}"]
    kinds = (["ps", "--all"], ["volume", "ls"], ["network", "ls"])
    assert all(docker(*kind, *of_project) for kind in kinds)
    stack.compose("down", "--volumes", "--timeout", "5")
    assert [docker(*kind, *of_project) for kind in kinds] == ["", "", ""]
