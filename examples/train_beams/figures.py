"""Draws the curves of the study, with their spread over seeds, and writes the tables of docs/study.md."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "study"  # the same curves make the same file
from matplotlib import pyplot as plt  # noqa: E402 - after the choice of a backend

ROOT = Path(__file__).resolve().parents[2]
Curve = Sequence[Mapping[str, Any]]
Runs = Mapping[str, Sequence[Curve]]
_RUN = re.compile(r"(.+)-(\d+)")
_SMOOTH = 5
_SHARE = "share of completions"
_LAST = 5


@dataclass(frozen=True)
class Panel:
    """One picture of a figure: a figure of every step, for each kind of run whose name begins with ``prefix``."""

    key: str
    title: str
    unit: str = _SHARE
    top: float | None = 1.02


_RIGHT = Panel("all_right", "right answers")
_LENGTH = Panel("tokens", "length of answers", "tokens", None)
FIGURES: Mapping[str, Sequence[Panel]] = {
    "reward": [_RIGHT],
    "noise": [_RIGHT],
    "compat": [
        Panel("reward", "reward", "0 to 1"),
        Panel("truly_right", "right by name and value"),
        _LENGTH,
    ],
    "length": [_LENGTH, _RIGHT],
}


def curves_of(folder: Path) -> dict[str, list[Curve]]:
    """The finished runs, by name without their seed."""
    found: dict[str, list[Curve]] = {}
    for file in sorted(folder.glob("*.json")):
        if named := _RUN.fullmatch(file.stem):
            found.setdefault(named[1], []).append(json.loads(file.read_text()))
    return found


def _band(
    axes: Any,
    curves: Sequence[Curve],
    read: Callable[[Mapping[str, Any]], float | None],
    label: str,
    smooth: int = 1,
) -> None:
    """The mean over seeds as a line, least to most as a band; each value is a mean over ``smooth`` steps."""
    values = [_means([(row["step"], read(row)) for row in curve], smooth) for curve in curves]
    steps = [step for step in values[0] if all(step in one for one in values)]
    shown = [[one[step] for one in values] for step in steps]
    (line,) = axes.plot(steps, [fmean(one) for one in shown], label=label, marker="." if smooth == 1 else None)
    axes.fill_between(
        steps, [min(one) for one in shown], [max(one) for one in shown], color=line.get_color(), alpha=0.2
    )


def _means(points: Iterable[tuple[int, float | None]], smooth: int) -> dict[int, float]:
    known = [(step, value) for step, value in points if value is not None]
    windows = ((step, known[max(0, place - smooth + 1) : place + 1]) for place, (step, _) in enumerate(known))
    return {step: fmean(value for _, value in window) for step, window in windows}


def _panel(axes: Any, title: str, unit: str, top: float | None = 1.02) -> None:
    axes.set(title=title, xlabel="step", ylabel=unit, ylim=(-0.02 * (top or 0), top))
    axes.title.set_fontsize(10)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)


def draw_tests(found: Runs, names: Sequence[str], file: Path) -> None:
    """For each kind of run its test sets by step."""
    figure, row = plt.subplots(1, len(names), figsize=(5.5 * len(names), 3.8), squeeze=False, sharey=True)
    for axes, name in zip(row[0], names, strict=True):
        for test in next(one["tests"] for one in found[name][0] if "tests" in one):
            _band(axes, found[name], lambda one, test=test: one.get("tests", {}).get(test), test)  # type: ignore[misc]
        _panel(axes, f"{name} ({_seeds(found[name])}): test sets, greedy", "share of problems right")
    _save(figure, file)


def draw_compared(found: Runs, prefix: str, file: Path) -> None:
    """Kinds of rewards against each other."""
    panels = FIGURES[prefix]
    figure, row = plt.subplots(1, len(panels), figsize=(1 + 4.2 * len(panels), 3.6), squeeze=False)
    for axes, panel in zip(row[0], panels, strict=True):
        for name, curves in found.items():
            label = f"{name.removeprefix(prefix)[1:]} ({_seeds(curves)})"
            if name.startswith(f"{prefix}-"):
                _band(axes, curves, lambda one, key=panel.key: one[key], label, _SMOOTH)  # type: ignore[misc]
        _panel(axes, panel.title, panel.unit, panel.top)
    _save(figure, file)


def _seeds(curves: Sequence[Curve]) -> str:
    return f"{len(curves)} seed{'s' if len(curves) > 1 else ''}"


def _save(figure: Any, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def table(found: Runs) -> str:
    """What came out at the end of every kind of run: mean and deviation over seeds."""
    lines = [
        "| run | seeds | steps | reward, last 5 steps | judging | test sets, share right |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for name, curves in sorted(found.items()):
        reward = [fmean(row["reward"] for row in curve[-_LAST:]) for curve in curves]
        last = [next(row["tests"] for row in reversed(curve) if "tests" in row) for curve in curves]
        tests = ", ".join(f"{test} {_spread([one[test] for one in last])}" for test in last[0])
        judging = _share_of(curves, "judge")
        lines.append(
            f"| {name} | {len(curves)} | {len(curves[0])} | {_spread(reward)} | {judging:.0%} | {tests} |"
        )
    return "\n".join([*lines, "", _sums([curve for curves in found.values() for curve in curves])])


def _share_of(curves: Sequence[Curve], part: str) -> float:
    seconds = [row["seconds"] for curve in curves for row in curve]
    return sum(one[part] for one in seconds) / sum(sum(one.values()) for one in seconds)


def _sums(curves: Sequence[Curve]) -> str:
    rows = [row for curve in curves for row in curve]
    checked, wrong = sum(row["checked"] for row in rows), sum(len(row["wrong_verdicts"]) for row in rows)
    return (
        f"{len(rows):,} steps; of their time {_share_of(curves, 'judge'):.0%} was the reward call and "
        f"{_share_of(curves, 'sample'):.0%} sampling. {checked:,} completions were checked by a rule "
        f"that the service does not have: {wrong} verdicts were wrong. "
        f"{sum(row['no_verdict'] for row in rows)} rewards were null."
    )


def _spread(values: Sequence[float]) -> str:
    return f"{fmean(values):.2f} ± {pstdev(values):.2f}" if len(values) > 1 else f"{values[0]:.2f}"


def write(found: Runs, docs: Path) -> None:
    """The figures of whatever has run, and the table between the marks of docs/study.md."""
    pictures = docs / "pictures"
    if tested := [name for name in ("learn", "repair", "short") if name in found]:
        draw_tests(found, tested, pictures / "study-tests.svg")
    for prefix in FIGURES:
        if any(name.startswith(f"{prefix}-") for name in found):
            draw_compared(found, prefix, pictures / f"study-{prefix}.svg")
    page = docs / "study.md"
    before, _, rest = page.read_text().partition("<!-- results -->")
    after = rest.partition("<!-- end of results -->")[2]
    page.write_text(f"{before}<!-- results -->\n{table(found)}\n<!-- end of results -->{after}")


def main() -> None:
    """Draw what is finished."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".steelyard-study")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    write(curves_of(arguments.out), arguments.docs)


if __name__ == "__main__":
    main()
