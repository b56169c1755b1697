"""Programs per second through a running server, against a bare ``python3`` and a ``docker run`` for each.

``python -m benchmarks.code [--jobs N] [--agreement FILE …]`` takes right programs of the labelled jobs, style by
style. The baselines run the same tests in two threads: a ``python3`` process for each job (for each test of a
stdio job), and a new container for each job. Then come single requests, and a burst of 1,024 programs with 20
tests each. With ``--agreement`` all jobs of the files are judged instead, and compared with their labels.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bare_programs import script_of
from benchmarks.code_rows import CODE, Agreement, Row, read_rows
from benchmarks.running import steelyard

_CLIENTS = 2
_CONTAINERS = 8
_SINGLES = 40
_BURST, _BURST_TESTS = 1024, 20
_PYTHON = os.path.realpath(sys.executable)  # the interpreter itself, without a wrapper that looks for it
_STYLES = ("call", "assert", "stdio")
_SETTINGS = {"STEELYARD_CACHE_SECONDS": "0", "STEELYARD_WORKERS": "2"}

Result = dict[str, Any]


def ask(url: str, groups: Sequence[dict[str, Any]]) -> list[Result]:
    """The results of one request, in order."""
    body = json.dumps({"cache": "off", "groups": groups, "timeout_seconds": 600}).encode()
    request = urllib.request.Request(f"{url}/v1/verify", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=900) as answer:
        return [result for group in json.load(answer)["groups"] for result in group["results"]]


def groups_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A group for each job."""
    return [{"verifier": row.specification, "completions": [row.completion]} for row in rows]


def seconds_of(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run_bare(rows: Sequence[Row]) -> None:
    """Each job, or each test of a stdio job, in a ``python3`` of its own."""
    runs = [run for row in rows for run in script_of(row)]
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(lambda run: _python([_PYTHON, "-c", run.source], run.stdin), runs))


def run_containers(rows: Sequence[Row], image: str) -> None:
    """Each job, or each test of a stdio job, in a container of its own."""
    command = ["docker", "run", "--rm", "-i", "--network", "none", "--entrypoint", "python3", image, "-c"]
    runs = [run for row in rows for run in script_of(row)]
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(lambda run: _python([*command, run.source], run.stdin), runs))


def _python(command: list[str], stdin: str) -> None:
    subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=True)


def throughput(url: str, rows: Sequence[Row], image: str) -> None:
    """One table: jobs a second by style."""
    print("| style | jobs | tests | Steelyard | bare python3 | docker run | over bare | over docker run |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for style in _STYLES:
        some = [row for row in rows if row.style == style]
        ask(url, groups_of(some[:4]))
        first = seconds_of(partial(run_bare, some))
        ours = seconds_of(partial(_judge, url, groups_of(some))) / len(some)
        bare = (first + seconds_of(partial(run_bare, some))) / 2 / len(some)
        container = seconds_of(partial(run_containers, some[:_CONTAINERS], image)) / _CONTAINERS
        tests = sum(len(row.vector) for row in some)
        print(f"| {style} | {len(some)} | {tests} | {1 / ours:.0f}/s | {1 / bare:.0f}/s ", end="")
        print(f"| {1 / container:.1f}/s | {bare / ours:.1f} | {container / ours:.0f} |")


def _judge(url: str, groups: Sequence[dict[str, Any]]) -> None:
    """Judge right programs, and insist that they are found right."""
    _ensure_right(ask(url, groups))


def _ensure_right(results: Sequence[Result]) -> None:
    wrong = [result["verdict"] for result in results if result["reward"] != 1.0]
    if wrong:
        sys.exit(f"{len(wrong)} right programs got no reward, the first with {wrong[0]}")


def single(url: str) -> None:
    """One job of ten calls after another."""
    group = _adding(10)
    seconds = sorted(seconds_of(partial(_judge, url, [group])) for _ in range(_SINGLES))
    print(
        f"\none job of ten calls after another: p50 {1000 * statistics.median(seconds):.1f} ms, "
        f"p99 {1000 * seconds[-1]:.1f} ms"
    )


def burst(url: str) -> None:
    """Many programs at once, none of which is slow."""
    group = _adding(_BURST_TESTS)
    group["completions"] = [f"{group['completions'][0]}\n\nProgram {number}." for number in range(_BURST)]
    started = time.perf_counter()
    results = ask(url, [group])
    passed = sum(result["reward"] == 1.0 for result in results)
    late = sum(check["error"] == "timeout" for result in results for check in result["verdict"]["checks"])
    print(
        f"burst of {_BURST} programs with {_BURST_TESTS} tests each: {time.perf_counter() - started:.1f} s, "
        f"{passed} passed, {late} time-outs"
    )


def _adding(tests: int) -> dict[str, Any]:
    calls = [
        {"type": "call", "function": "add", "args": [number, 1], "expected": number + 1} for number in range(tests)
    ]
    verifier = {"kind": "code", "language": "python", "tests": calls}
    return {"verifier": verifier, "completions": ["```python\ndef add(a, b):\n    return a + b\n```"]}


def agreement(url: str, files: Sequence[Path]) -> None:
    """How far verdicts and labels agree, file by file."""
    for file in files:
        rows, found = list(read_rows(file)), Agreement()
        for row, result in zip(rows, ask(url, groups_of(rows)), strict=True):
            verdict = result["verdict"]
            passed = {check["name"]: bool(check["passed"]) for check in verdict["checks"]}
            found.add(row, verdict["status"] == "correct", passed)
        print(
            f"{file.name}: {found.jobs} jobs, binary agreement {found.binary:.2%}, "
            f"per test {found.per_test:.3%} of {found.tests}"
        )
        print(f"  false passes: {found.false_passes}\n  false failures: {found.false_failures}")
        print(f"  jobs with other tests than labelled: {found.disputed}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=120, help="jobs of each style")
    parser.add_argument("--image", default="steelyard-sandbox:latest")
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--agreement", type=Path, nargs="+", default=[])
    options = parser.parse_args()
    settings = {"STEELYARD_SANDBOX": options.sandbox, "STEELYARD_SANDBOX_IMAGE": options.image}
    with steelyard({**_SETTINGS, **settings}) as url:
        if options.agreement:
            agreement(url, options.agreement)
            return
        right = [row for row in read_rows(CODE / "dev.jsonl", language="python") if row.passes]
        by_style = {style: [row for row in right if row.style == style] for style in _STYLES}
        throughput(url, [row for rows in by_style.values() for row in rows[: options.jobs]], options.image)
        single(url)
        burst(url)


if __name__ == "__main__":
    main()
