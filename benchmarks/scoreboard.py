"""How far verdicts agree with public labels and suites, and what they cost, beside Math-Verify.

``python -m benchmarks.scoreboard FOLDER`` reads those files named in ``docs/scoreboard.md`` that are in FOLDER and
prints its tables; ``--write`` puts them into that page, ``--show`` lists the answers judged unlike their label.
Answers are judged in this process, programs by a server started for it.
"""

import argparse
import json
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import math_verify_baseline
from benchmarks.code import ask, seconds_of
from benchmarks.math import NOWHERE, Judged, accuracy_line, cost_line, judged
from benchmarks.math_rows import Row
from benchmarks.public_sets import CODE, MATH, Task
from benchmarks.running import ROOT, steelyard
from verifiers.math.verifier import MathVerifier

PAGE = ROOT / "docs/scoreboard.md"
_BEGIN, _END = "<!-- results -->", "<!-- end of results -->"
_AT_ONCE = 200
_SETTINGS = {"STEELYARD_CACHE_SECONDS": "0", "STEELYARD_WORKERS": "2"}
_LIMITS = {"cpu_seconds": 10.0, "wall_seconds": 60.0}


def answers(folder: Path, every: int, *, show: bool) -> Iterator[str]:
    """Agreement on labelled answers, set by set, then the CPU time of all of them."""
    sets = {name: list(read(folder / name))[::every] for name, read in MATH.items() if (folder / name).is_file()}
    if not sets:
        return
    math_verify_baseline.silence()
    math_verify_baseline.agrees("x^2", "\\boxed{x\\cdot x}")
    ours = {name: [judged(row, _steelyard) for row in rows] for name, rows in sets.items()}
    theirs = {name: [judged(row, _math_verify) for row in rows] for name, rows in sets.items()}
    yield "| labelled answers | n | agreement | labelled right, not accepted | labelled wrong, accepted |"
    yield "|---|--:|--:|--:|--:|"
    for name in sets:
        yield accuracy_line(f"{name}: Steelyard", ours[name])
        yield accuracy_line(f"{name}: Math-Verify", theirs[name])
        if show:
            yield from (f"    {one.row}" for one in ours[name] if one.accepted != one.row.right)
    yield "\n| CPU per answer | median | mean | p99 |\n|---|--:|--:|--:|"
    yield cost_line("Steelyard", _all(ours.values()))
    yield cost_line("Math-Verify", _all(theirs.values()))


def _all(sets: Any) -> list[Judged]:
    return [one for found in sets for one in found]


def _steelyard(row: Row) -> bool:
    verifier = MathVerifier(kind="math", ground_truth=row.gold)
    return verifier.verify(row.completion, NOWHERE).status == "correct"


def _math_verify(row: Row) -> bool:
    return math_verify_baseline.agrees(row.gold, row.completion)


def suites(folder: Path, every: int, *, show: bool) -> Iterator[str]:
    """Reference programs, which have to pass, and programs whose function returns something else."""
    sets = {name: list(read(folder / name))[::every] for name, read in CODE.items() if (folder / name).is_file()}
    if not sets:
        return
    yield "\n| suite | tasks | reference passes | wrong program passes | seconds | programs a second |"
    yield "|---|--:|--:|--:|--:|--:|"
    with steelyard(_SETTINGS) as url:
        for name, tasks in sets.items():
            results: list[dict[str, Any]] = []
            seconds = seconds_of(lambda tasks=tasks, into=results: into.extend(_run(url, tasks)))  # type: ignore[misc]
            passed = [result["reward"] == 1.0 for result in results]
            right, wrong = passed[::2], passed[1::2]
            yield (
                f"| {name} | {len(tasks)} | {sum(right)} | {sum(wrong)} | {seconds:.0f} "
                f"| {len(results) / seconds:.0f} |"
            )
            if show:
                failed = zip(tasks, results[::2], right, strict=True)
                yield from (f"    {task.name}: {result['verdict']}" for task, result, ok in failed if not ok)


def _run(url: str, tasks: Sequence[Task]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(tasks), _AT_ONCE):
        yield from ask(url, [_group(task) for task in tasks[start : start + _AT_ONCE]])


def _group(task: Task) -> dict[str, Any]:
    """The reference program and a wrong one: its function is replaced by one that returns an object of its own."""
    wrong = f"{task.program}\n\ndef {task.function}(*args, **options):\n    return object()\n"
    verifier = {"kind": "code", "language": "python", "tests": task.tests, "limits": _LIMITS}
    return {"verifier": verifier, "completions": [f"```python\n{text}\n```" for text in (task.program, wrong)]}


def write(lines: Sequence[str]) -> None:
    """Put the tables into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    told = "\n".join([_BEGIN, *lines, _END])
    PAGE.write_text(f"{before}{told}{after}", encoding="utf-8")


def main() -> None:
    """Read, judge, and print or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the public files lie")
    parser.add_argument("--every", type=int, default=1, help="take every n-th row only")
    parser.add_argument("--show", action="store_true", help="list what is judged unlike its label")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scoreboard.md")
    options = parser.parse_args()
    lines: list[str] = []
    for make in (answers, suites):
        for line in make(options.folder, options.every, show=options.show):
            print(line, flush=True)
            lines.append(line)
    if not lines:
        names = json.dumps([*MATH, *CODE])
        parser.exit(
            1, f"{options.folder} has none of {names}: see docs/scoreboard.md for where they are to be had\n"
        )
    if options.write and not options.show:
        write([f"Python {platform.python_version()}, one process for answers, two for programs.\n", *lines])


if __name__ == "__main__":
    main()
