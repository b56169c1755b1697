"""Completions per second through a running server, against Math-Verify in a pool of two processes.

``python -m benchmarks.math_throughput [rows] [--requests N]`` sends requests of 1,024 completions, 16 for each
ground truth: eight wordings of the completion of its own row and eight completions of other rows. Nothing is
cached; both sides are up and have met computer algebra before. Then the pool judges the same pairs.
"""

import argparse
import json
import multiprocessing
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from benchmarks import math_verify_baseline
from benchmarks.math_rows import DEV, Row, read_rows
from benchmarks.running import steelyard
from verifiers.errors import UnusableSpec
from verifiers.math.verifier import MathVerifier

_TRUTHS, _EACH = 64, 16
_PROCESSES = 2
Group = tuple[str, list[str]]
_NEEDS_ALGEBRA: Group = ("f(2) < f(3) < g(4)", ["\\boxed{f(2) < g(3) < f(4)}"])


def groups_of(rows: Sequence[Row], requests: int) -> list[list[Group]]:
    """So many requests of 64 ground truths with 16 completions each."""
    fit = [row for row in rows if not row.adversarial and _is_usable(row.gold)][: requests * _TRUTHS]
    groups = [(row.gold, _completions(fit, place)) for place, row in enumerate(fit)]
    return [groups[start : start + _TRUTHS] for start in range(0, len(groups), _TRUTHS)]


def _is_usable(gold: str) -> bool:
    try:
        MathVerifier(kind="math", ground_truth=gold).ensure_usable()
    except UnusableSpec:
        return False
    return True


def _completions(rows: Sequence[Row], place: int) -> list[str]:
    own = [f"Attempt {number}.\n\n{rows[place].completion}" for number in range(_EACH // 2)]
    others = [rows[(place + 7 * step) % len(rows)].completion for step in range(1, _EACH // 2 + 1)]
    return [*own, *others]


def ours(requests: Sequence[Sequence[Group]]) -> float:
    """Seconds for all requests, one after another."""
    bodies = [_body(groups) for groups in requests]
    with steelyard({"STEELYARD_CACHE_SECONDS": "0", "STEELYARD_WORKERS": str(_PROCESSES)}) as url:
        _post(url, _body([*requests[0][:2], _NEEDS_ALGEBRA]))
        started = time.perf_counter()
        for body in bodies:
            _post(url, body)
        return time.perf_counter() - started


def _body(groups: Sequence[Group]) -> bytes:
    listed = [{"verifier": {"kind": "math", "ground_truth": gold}, "completions": texts} for gold, texts in groups]
    return json.dumps({"cache": "off", "groups": listed}).encode()


def _post(url: str, body: bytes) -> None:
    request = urllib.request.Request(f"{url}/v1/verify", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as answer:
        answer.read()


def theirs(requests: Sequence[Sequence[Group]]) -> float:
    """Seconds for the same pairs in a pool of processes that are up and warm."""
    pairs = [(gold, text) for groups in requests for gold, texts in groups for text in texts]
    with multiprocessing.get_context("spawn").Pool(_PROCESSES, math_verify_baseline.silence) as pool:
        pool.starmap(_judge, [("x^2", "\\boxed{x^2}")] * 2 * _PROCESSES, chunksize=1)
        started = time.perf_counter()
        pool.starmap(_judge, pairs, chunksize=_EACH)
        return time.perf_counter() - started


def _judge(gold: str, completion: str) -> bool:
    try:
        return math_verify_baseline.agrees(gold, completion)
    except Exception:  # noqa: BLE001 - what raises counts as "not equal"
        return False


def main() -> None:
    """Read the rows and measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, nargs="?", default=DEV)
    parser.add_argument("--requests", type=int, default=4)
    arguments = parser.parse_args()
    requests = groups_of(read_rows(arguments.rows), arguments.requests)
    completions = sum(len(texts) for groups in requests for _, texts in groups)
    mine, peers = ours(requests), theirs(requests)
    print("| | completions | seconds | per second |\n|---|--:|--:|--:|")
    for name, seconds in (("Steelyard, POST /v1/verify", mine), ("Math-Verify, two processes", peers)):
        print(f"| {name} | {completions:,} | {seconds:.2f} | {completions / seconds:,.0f} |")
    print(f"\n{peers / mine:.1f} times as many")


if __name__ == "__main__":
    main()
