"""What rewards cost: 4,096 stored verdicts scored under ten schemes.

``python -m benchmarks.rewards`` makes 256 groups of 16 verdicts with 10 checks each and prints, per scheme, the
median seconds of five rounds, and their sum; the goal is under a second for all ten.
"""

import json
import random
import statistics
import time

from rewards.sample import Features, Sample
from rewards.score import parse, score_batch
from verifiers.verdict import Check, from_checks

_GROUPS, _COMPLETIONS, _CHECKS, _ROUNDS = 256, 16, 10, 5
_SCHEMES = (
    "binary",
    "weighted",
    "verpo",
    "rlcr",
    "ternary",
    "tiers",
    "min_soft",
    "grpo_lambda",
    "length_er",
    "bnpo",
)


def batch() -> list[list[Sample]]:
    """Groups of different difficulty, the same on every run."""
    draw = random.Random(7)
    return [[_sample(draw, draw.random()) for _ in range(_COMPLETIONS)] for _ in range(_GROUPS)]


def _sample(draw: random.Random, rate: float) -> Sample:
    passed = [draw.random() < rate**0.2 for _ in range(_CHECKS)]
    checks = [Check(f"t{number}", one, float(one)) for number, one in enumerate(passed)]
    return Sample(from_checks(checks), Features(draw.randrange(100, 4000), draw.random()))


def seconds(name: str, samples: list[list[Sample]]) -> float:
    """The median time of scoring all samples."""
    reward = parse(json.dumps(name).encode())
    taken = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        score_batch(samples, reward)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    samples = batch()
    measured = {name: seconds(name, samples) for name in _SCHEMES}
    print("| scheme | seconds for 4,096 verdicts |\n|---|--:|")
    for name, taken in measured.items():
        print(f"| `{name}` | {taken:.3f} |")
    print(f"| all ten | {sum(measured.values()):.3f} |")


if __name__ == "__main__":
    main()
