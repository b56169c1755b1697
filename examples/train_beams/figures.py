"""Draws the curves of the study, with their spread over seeds, and writes the tables of docs/study.md."""

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "study"  # the same curves make the same file
from matplotlib import pyplot as plt  # noqa: E402 - after the choice of a backend

ROOT = Path(__file__).resolve().parents[2]
Curve = Sequence[Mapping[str, Any]]
_RUN = re.compile(r"(.+)-(\d+)")


def curves_of(folder: Path) -> dict[str, list[Curve]]:
    """The finished runs, by name without their seed."""
    found: dict[str, list[Curve]] = {}
    for file in sorted(folder.glob("*.json")):
        if named := _RUN.fullmatch(file.stem):
            found.setdefault(named[1], []).append(json.loads(file.read_text()))
    return found


def _band(
    axes: Any, curves: Sequence[Curve], read: Callable[[Mapping[str, Any]], float | None], label: str
) -> None:
    """The mean over seeds as a line, from the least to the most as a band."""
    values = [{row["step"]: read(row) for row in curve} for curve in curves]
    steps = [step for step, value in values[0].items() if value is not None]
    shown = [[float(one[step] or 0.0) for one in values if step in one] for step in steps]
    (line,) = axes.plot(steps, [fmean(one) for one in shown], label=label)
    axes.fill_between(
        steps, [min(one) for one in shown], [max(one) for one in shown], color=line.get_color(), alpha=0.2
    )


def _panel(axes: Any, title: str) -> None:
    axes.set(title=title, xlabel="step", ylim=(-0.02, 1.02))
    axes.legend(fontsize=7)


def draw_curriculum(curves: Sequence[Curve], file: Path) -> None:
    """Rewards to the left, test sets to the right."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6))
    _band(left, curves, lambda row: row["reward"], "reward")
    _band(left, curves, lambda row: row["all_right"], "all right")
    _panel(left, "training: one load, then wide numbers, then moved supports")
    for name in next(row["tests"] for row in curves[0] if "tests" in row):
        _band(right, curves, lambda row, name=name: row.get("tests", {}).get(name), name)  # type: ignore[misc]
    _panel(right, "test sets, greedy: share all right")
    _save(figure, file)


def draw_compared(found: Mapping[str, Sequence[Curve]], prefix: str, file: Path) -> None:
    """Kinds of rewards against each other, by what they are all after: the share all right."""
    figure, axes = plt.subplots(figsize=(6, 3.6))
    for name, curves in found.items():
        if name.startswith(prefix):
            _band(axes, curves, lambda row: row["all_right"], f"{name.removeprefix(prefix)} ({len(curves)})")
    _panel(axes, "training: share all right (number of seeds)")
    _save(figure, file)


def _save(figure: Any, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def table(found: Mapping[str, Sequence[Curve]]) -> str:
    """What came out at the end of every kind of run: mean and deviation over seeds."""
    lines = ["| run | seeds | reward, last 5 steps | " + "test sets, share all right |", "|---|--:|--:|---|"]
    for name, curves in sorted(found.items()):
        reward = [fmean(row["reward"] for row in curve[-5:]) for curve in curves]
        last = [next(row["tests"] for row in reversed(curve) if "tests" in row) for curve in curves]
        tests = ", ".join(f"{test} {_spread([one[test] for one in last])}" for test in last[0])
        lines.append(f"| {name} | {len(curves)} | {_spread(reward)} | {tests} |")
    rows = [row for curves in found.values() for curve in curves for row in curve]
    return "\n".join([*lines, "", _sums(rows)])


def _sums(rows: Curve) -> str:
    seconds = {part: sum(row["seconds"][part] for row in rows) for part in ("sample", "judge", "learn")}
    checked, wrong = sum(row["checked"] for row in rows), sum(len(row["wrong_verdicts"]) for row in rows)
    return (
        f"{len(rows)} steps; of their time {seconds['judge'] / sum(seconds.values()):.0%} was the reward call and "
        f"{seconds['sample'] / sum(seconds.values()):.0%} sampling. {checked} completions were checked by a rule "
        f"that the service does not have: {wrong} verdicts were wrong. "
        f"{sum(row['no_verdict'] for row in rows)} rewards were null."
    )


def _spread(values: Sequence[float]) -> str:
    return f"{fmean(values):.2f} ± {pstdev(values):.2f}" if len(values) > 1 else f"{values[0]:.2f}"


def main() -> None:
    """Draw what is finished."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".steelyard-study")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    found = curves_of(arguments.out)
    if "curriculum" in found:
        draw_curriculum(found["curriculum"], arguments.docs / "pictures/study-curriculum.svg")
    for prefix in ("reward-", "noise-"):
        if any(name.startswith(prefix) for name in found):
            draw_compared(found, prefix, arguments.docs / f"pictures/study-{prefix.strip('-')}.svg")
    page = arguments.docs / "study.md"
    before, _, rest = page.read_text().partition("<!-- results -->")
    after = rest.partition("<!-- end of results -->")[2]
    page.write_text(f"{before}<!-- results -->\n{table(found)}\n<!-- end of results -->{after}")


if __name__ == "__main__":
    main()
