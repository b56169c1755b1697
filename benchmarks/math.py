"""How right the math verifier is and what it costs, against Math-Verify on the same rows in the same process.

``python -m benchmarks.math [rows] [--every N]`` prints accuracy, CPU time per check, and which layers decided.
Both graders take turns at blocks of 64 rows. The adversarial rows are ours alone, since they
do not end in Math-Verify without its alarms.
"""

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.math_rows import DEV, Row, read_rows
from sandbox.refusing import RefusingSandbox
from verifiers.math.verifier import MathVerifier
from verifiers.verdict import Verdict

_BLOCK = 64
NOWHERE = RefusingSandbox("math runs no programs")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, whether a grader found it right, and the CPU seconds it took."""

    row: Row
    accepted: bool
    seconds: float


def judged(row: Row, grader: Callable[[Row], bool]) -> Judged:
    """Let a grader judge a row. What raises is not accepted."""
    started = time.process_time()
    try:
        accepted = grader(row)
    except Exception:  # noqa: BLE001 - Math-Verify raises on some rows, which counts as "not equal"
        accepted = False
    return Judged(row, accepted, time.process_time() - started)


def accuracy_line(name: str, found: Sequence[Judged]) -> str:
    """Accuracy and both kinds of errors."""
    right = [one for one in found if one.row.right]
    wrong = [one for one in found if not one.row.right]
    missed = sum(not one.accepted for one in right)
    fooled = sum(one.accepted for one in wrong)
    shares = (1 - (missed + fooled) / len(found), missed / max(1, len(right)), fooled / max(1, len(wrong)))
    return f"| {name} | {len(found)} | {' | '.join(f'{share:.2%}' for share in shares)} |"


def cost_line(name: str, found: Sequence[Judged]) -> str:
    """Median, mean and 99th percentile of the CPU time."""
    taken = [one.seconds * 1e3 for one in found]
    costs = (statistics.median(taken), statistics.mean(taken), statistics.quantiles(taken, n=100)[98])
    return f"| {name} | {' | '.join(f'{cost:.3f} ms' for cost in costs)} |"


def report(rows: Sequence[Row], *, alone: bool) -> None:
    """Print the tables."""
    verdicts: list[Verdict] = []

    def ours(row: Row) -> bool:
        verdicts.append(MathVerifier(kind="math", ground_truth=row.gold).verify(row.completion, NOWHERE))
        return verdicts[-1].status == "correct"

    theirs = None if alone else _math_verify()
    mine: list[Judged] = []
    peers: list[Judged] = []
    hostile: list[Judged] = []
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        for row in block:
            (hostile if row.adversarial else mine).append(judged(row, ours))
        if theirs:
            peers += [judged(row, theirs) for row in block if not row.adversarial]
    _print_tables(mine, peers, hostile)
    _print_layers(verdicts)


def _print_tables(mine: Sequence[Judged], peers: Sequence[Judged], hostile: Sequence[Judged]) -> None:
    print("| rows | n | accuracy | false negatives | false positives |\n|---|--:|--:|--:|--:|")
    print(accuracy_line("all", [*mine, *hostile]))
    for name, found in (("Steelyard", mine), ("Math-Verify", peers)):
        if found:
            print(accuracy_line(f"{name}, not adversarial", found))
            print(accuracy_line(f"{name}, natural", [one for one in found if one.row.natural]))
    print("\n| CPU per check | median | mean | p99 |\n|---|--:|--:|--:|")
    for name, found in (("Steelyard", mine), ("Math-Verify", peers), ("Steelyard, adversarial", hostile)):
        if found:
            print(cost_line(name, found))
    if hostile:
        print(f"\nslowest adversarial row: {max(one.seconds for one in hostile) * 1e3:.1f} ms")


def _print_layers(verdicts: Sequence[Verdict]) -> None:
    counts = Counter(verdict.checks[0].evidence for verdict in verdicts)
    print("\n| decided by | share |\n|---|--:|")
    for evidence, count in counts.most_common():
        print(f"| {evidence} | {count / len(verdicts):.2%} |")


def _math_verify() -> Callable[[Row], bool]:
    from benchmarks import math_verify_baseline

    math_verify_baseline.silence()
    math_verify_baseline.agrees("x^2", "\\boxed{x\\cdot x}")
    return lambda row: math_verify_baseline.agrees(row.gold, row.completion)


def main() -> None:
    """Read the rows and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, nargs="?", default=DEV)
    parser.add_argument("--every", type=int, default=1, help="take every n-th row only")
    parser.add_argument("--alone", action="store_true", help="do not run Math-Verify")
    arguments = parser.parse_args()
    rows = read_rows(arguments.rows)[:: arguments.every]
    report(rows, alone=arguments.alone)


if __name__ == "__main__":
    main()
