"""What trajectories cost beside plain completions: 1,024 of each, judged by ``math`` in one run of one server.

``python -m benchmarks.trajectories`` sends 16 groups of 64 completions: plain texts, trajectories of 64 turns (32
of the assistant's) judged turn by turn, and completions of 256 steps judged step by step. Every text is different
and nothing is cached. It prints CPU seconds of all processes and bytes of the answer, each per completion and per
text.
"""

import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from benchmarks.processes import cpu_seconds
from benchmarks.running import Server, server

_GROUPS, _COMPLETIONS, _TURNS, _STEPS = 16, 64, 64, 256


def plain(number: int) -> Any:
    """One text."""
    return f"Completion {number}: the answer is \\boxed{{{number % 3}}}."


def turns(number: int) -> Any:
    """As many turns, every other one the assistant's."""
    said = [(f"Try {number}.{turn}: \\boxed{{{turn % 3}}}", "Look again.") for turn in range(_TURNS // 2)]
    pairs = [[{"role": "assistant", "content": a}, {"role": "user", "content": u}] for a, u in said]
    return {"turns": [turn for pair in pairs for turn in pair]}


def steps(number: int) -> Any:
    """As many steps."""
    return {"steps": [f"Step {number}.{step} gives \\boxed{{{step % 3}}}" for step in range(_STEPS)]}


def measured(running: Server, make: Callable[[int], Any], looks_at: str, reward: str) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and bytes of the answer."""
    verifier = {"kind": "math", "ground_truth": "1", "looks_at": looks_at}
    numbers = iter(range(_GROUPS * _COMPLETIONS))
    groups = [
        {"verifier": verifier, "completions": [make(next(numbers)) for _ in range(_COMPLETIONS)]}
        for _ in range(_GROUPS)
    ]
    body = json.dumps({"groups": groups, "reward": reward, "cache": "off", "timeout_seconds": 600}).encode()
    request = urllib.request.Request(f"{running.url}/v1/verify", body, {"Content-Type": "application/json"})
    before, started = sum(cpu_seconds(running.pid).values()), time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        data = answer.read()
    seconds = time.perf_counter() - started
    results = [one for group in json.loads(data)["groups"] for one in group["results"]]
    if None in (one["reward"] for one in results):
        raise RuntimeError("a completion was not judged")
    return sum(cpu_seconds(running.pid).values()) - before, seconds, len(data)


def main() -> None:
    rows = (
        ("plain", plain, "last_turn", "binary", 1),
        (f"{_TURNS} turns", turns, "each_turn", "turn_scores", _TURNS // 2),
        (f"{_STEPS} steps", steps, "each_step", "step_scores", _STEPS),
    )
    count = _GROUPS * _COMPLETIONS
    print("| completions | ms of CPU each | ms of CPU per text | times a plain one | bytes of answer each |")
    print("|---|--:|--:|--:|--:|")
    with server({"STEELYARD_SANDBOX": "off", "STEELYARD_WORKERS": "1"}) as running:
        measured(running, plain, "last_turn", "binary")
        base = 0.0
        for name, make, looks_at, reward, texts in rows:
            cpu, _, size = measured(running, make, looks_at, reward)
            each = 1000 * cpu / count
            base = base or each
            print(f"| {name} | {each:.2f} | {each / texts:.3f} | {each / base:.1f} | {size // count:,} |")


if __name__ == "__main__":
    main()
