"""Code jobs a second through Compose, against ``make serve`` on the same jobs in the same run.

``python -m benchmarks.compose [--jobs N] [--rounds N]`` wants the images of ``deploy/build.sh test``. Both servers
have two judging processes and two sandboxes, and take turns at the same right programs of the labelled jobs.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.code import groups_of
from benchmarks.code_rows import CODE, Row, read_rows
from benchmarks.running import steelyard
from tests.deploy.composing import composed
from tests.parts import until

_STYLES = ("call", "assert", "stdio")
_SETTINGS = {"STEELYARD_CACHE_SECONDS": "0", "STEELYARD_WORKERS": "2"}


def right_programs() -> list[Row]:
    """Labelled jobs in Python whose programs pass."""
    return [
        row for row in read_rows(CODE / "dev.jsonl") if row.passes and row.specification["language"] == "python"
    ]


def ask(url: str, key: str, groups: Sequence[dict[str, Any]]) -> float:
    """Seconds that a request with these groups took. All must be found right."""
    body = json.dumps({"cache": "off", "groups": groups, "timeout_seconds": 600}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    started = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/v1/verify", body, headers), timeout=900) as answer:
        answered = json.load(answer)
    seconds = time.perf_counter() - started
    if any(result["reward"] != 1.0 for group in answered["groups"] for result in group["results"]):
        sys.exit("a right program got no reward")
    return seconds


def compare(servers: Sequence[tuple[str, str]], rows: Sequence[Row], rounds: int) -> list[float]:
    """Jobs a second of each server, in turn: medians."""
    groups = groups_of(rows)
    for url, key in servers:
        ask(url, key, groups[:8])
    seconds: list[list[float]] = [[] for _ in servers]
    for _ in range(rounds):
        for place, (url, key) in enumerate(servers):
            seconds[place].append(ask(url, key, groups))
    return [len(rows) / statistics.median(times) for times in seconds]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100, help="jobs of each style")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sandbox", default="docker", help="what make serve runs programs in")
    parser.add_argument("--image", default="steelyard-sandbox:test")
    options = parser.parse_args()
    right = right_programs()
    serve_settings = {"STEELYARD_SANDBOX": options.sandbox, "STEELYARD_SANDBOX_IMAGE": options.image}
    with (
        tempfile.TemporaryDirectory() as folder,
        composed(f"steelyardbench{uuid.uuid4().hex[:8]}", Path(folder), _SETTINGS) as stack,
        steelyard({**_SETTINGS, **serve_settings}) as serve,
    ):
        stack.up(1, 2)
        until(lambda: stack.workers() == 1, 120, 0.2)
        servers = [(serve, ""), (f"http://127.0.0.1:{stack.port}", stack.key)]
        print("| style | jobs | make serve | Compose | ratio |\n|---|--:|--:|--:|--:|")
        for style in _STYLES:
            rows = [row for row in right if row.style == style][: options.jobs]
            ours, theirs = compare(servers, rows, options.rounds)
            print(f"| {style} | {len(rows)} | {ours:.0f}/s | {theirs:.0f}/s | {theirs / ours:.2f} |", flush=True)


if __name__ == "__main__":
    main()
