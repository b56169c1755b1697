"""Jobs a second in the sandboxes, against a bare ``python3`` for each job and ``docker run`` for each job.

``python -m benchmarks.sandbox [--image NAME] [--seconds N]``. All contenders take turns in one run, with as many
jobs at a time as there are cores. Isolation is what is paid for: the bare subprocess has none.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

from sandbox.docker import DEFAULT_IMAGE, DockerSandbox
from sandbox.limits import Limits
from sandbox.local import LocalSandbox
from sandbox.program import Call, Case, Program, Run
from sandbox.sandbox import Sandbox

CALLS = 10
CALLED = Program("python", "import math\ndef f(n):\n    return math.comb(2 * n, n) // (n + 1)\n")
SCRIPT = Program("python", "import sys\nprint(sum(map(int, sys.stdin.read().split())))\n")
STDIN = " ".join(map(str, range(100)))
ROUNDS = 7
_PYTHON = shutil.which("python3", path="/usr/bin") or os.path.realpath(sys.executable)

Job = Callable[[], int]  # how many tests it was


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--image", default=DEFAULT_IMAGE)
    arguments.add_argument("--seconds", type=float, default=1.0)
    given = arguments.parse_args()
    cores = os.cpu_count() or 1
    sandboxes: dict[str, Sandbox] = {"local": LocalSandbox(cores), "docker": DockerSandbox(cores, given.image)}
    try:
        _measure(sandboxes, given.image, given.seconds, cores)
    finally:
        for sandbox in sandboxes.values():
            sandbox.close()


def _measure(sandboxes: dict[str, Sandbox], image: str, seconds: float, cores: int) -> None:
    calls: list[Case] = [Call("f", [n]) for n in range(CALLS)]
    runs: list[Case] = [Run(STDIN)] * CALLS
    kinds = {
        f"a job of {CALLS} calls": (CALLED, calls, _calling_script(), ""),
        "a stdio test": (SCRIPT, runs, SCRIPT.source, STDIN),
    }
    print("| | who | a second | against bare | p50 |\n|---|---|--:|--:|--:|")
    for kind, (program, cases, script, stdin) in kinds.items():
        jobs: dict[str, Job] = {
            "bare python3": partial(_subprocess, [_PYTHON, "-I", "-c", script], stdin),
            "docker run": partial(_subprocess, _docker_run(image, script), stdin),
        }
        for name, sandbox in sandboxes.items():
            jobs[name] = partial(_sandboxed, sandbox, program, cases)
        _report(kind, _take_turns(jobs, seconds, cores))


def _calling_script() -> str:
    return CALLED.source + f"import json\nprint(json.dumps([f(n) for n in range({CALLS})]))\n"


def _docker_run(image: str, script: str) -> list[str]:
    return ["docker", "run", "--rm", "-i", "--network=none", image, "python3", "-I", "-c", script]


def _subprocess(command: list[str], stdin: str) -> int:
    subprocess.run(command, input=stdin.encode(), stdout=subprocess.PIPE, check=True)
    return 1


def _sandboxed(sandbox: Sandbox, program: Program, cases: list[Case]) -> int:
    outcomes = sandbox.run(program, cases, Limits())
    assert all(outcome.ended in ("returned", "exited") for outcome in outcomes), outcomes
    # Calls share a process and are one job; each stdio test has a process of its own.
    return 1 if isinstance(cases[0], Call) else len(cases)


def _take_turns(jobs: dict[str, Job], seconds: float, cores: int) -> dict[str, list[tuple[float, float]]]:
    """For each contender: (rate, seconds of latency per unit) of each round."""
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            results[name].append(_burst(job, seconds, cores))
    return results


def _burst(job: Job, seconds: float, cores: int) -> tuple[float, float]:
    done: list[tuple[float, int]] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        while (started := time.perf_counter()) < end:
            count = job()
            done.append((time.perf_counter() - started, count))

    threads = [threading.Thread(target=work) for _ in range(cores)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    count = sum(number for _, number in done)
    return count / (time.perf_counter() - started), statistics.median(took / number for took, number in done)


def _report(kind: str, results: dict[str, list[tuple[float, float]]]) -> None:
    bare = [rate for rate, _ in results["bare python3"]]
    for name, rounds in results.items():
        rates = [rate for rate, _ in rounds]
        ratio = statistics.median(rate / base for rate, base in zip(rates, bare, strict=True))
        latency = statistics.median(seconds for _, seconds in rounds)
        print(f"| {kind} | {name} | {statistics.median(rates):.0f} | {ratio:.2f} | {latency * 1e3:.1f} ms |")


if __name__ == "__main__":
    main()
