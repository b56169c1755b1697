"""Draws the pictures of docs/rewards.md by the server's own code: ``python -m examples.draw_rewards``."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rewards.sample import Features, Sample
from rewards.score import parse, score_batch
from verifiers.verdict import Check, Verdict, from_checks

PICTURES = Path(__file__).parent.parent / "docs/pictures"
TESTS = 8


def verdict(passed: Sequence[bool]) -> Verdict:
    """Checks of which these pass."""
    return from_checks([Check(f"t{number}", one, float(one)) for number, one in enumerate(passed)])


RIGHT, WRONG = verdict([True]), verdict([False])


def rewards(spec: Any, group: Sequence[Sample]) -> list[float]:
    """Rewards of one group."""
    (scored,) = score_batch([group], parse(json.dumps(spec).encode()))
    return [float("nan") if one.reward is None else one.reward for one in scored]


def confidence(axes: Axes) -> None:
    """``rlcr``: what a stated confidence earns."""
    stated = np.linspace(0, 1, 101)
    for found, label in ((RIGHT, "right"), (WRONG, "wrong")):
        group = [Sample(found, Features(confidence=float(one))) for one in stated]
        axes.plot(stated, rewards("rlcr", group), label=label)
    axes.set(title="rlcr", xlabel="stated confidence", ylabel="reward")
    axes.legend()


def partial_credit(axes: Axes) -> None:
    """Schemes for several checks: what passing some of them earns."""
    schemes: Mapping[str, Any] = {"dense": "dense", "tiers": "tiers", "min_soft": "min_soft", "binary": "binary"}
    counts = range(TESTS + 1)
    group = [Sample(verdict([n < count for n in range(TESTS)])) for count in counts]
    for name, spec in schemes.items():
        axes.plot(counts, rewards(spec, group), marker="o", markersize=3, label=name)
    axes.set(title="partial credit", xlabel=f"checks passed of {TESTS}", ylabel="reward")
    axes.legend()


def difficulty(axes: Axes) -> None:
    """``verpo``: what passing one more test earns, by how much of the group passes it."""
    ladder = [verdict([n <= row for n in range(TESTS)]) for row in range(TESTS)]
    group = [Sample(one) for one in ladder]
    with_all, halved = (rewards({"use": "verpo", "beta": beta}, group) for beta in (1.0, 0.5))
    worth = 2 * (np.array(with_all) - halved)  # what beta scales, without the reward for passing all
    shares = [(TESTS - n) / TESTS for n in range(TESTS)]
    axes.plot(shares, np.diff([0.0, *worth]), marker="o", markersize=3)
    axes.set(title="verpo: worth of a test", xlabel="share of the group that passes it", ylabel="reward")


def length(axes: Axes) -> None:
    """Length schemes: what a right answer earns, by its length."""
    tokens = np.arange(100, 2001, 100)
    group = [Sample(RIGHT, Features(n_tokens=int(one))) for one in tokens]
    axes.plot(tokens, rewards("grpo_lambda", group), label="grpo_lambda, accurate group")
    hard = [*group, *[Sample(WRONG, Features(n_tokens=1000))] * len(group)]
    axes.plot(tokens, rewards("grpo_lambda", hard)[: len(group)], label="grpo_lambda, half wrong")
    axes.plot(tokens, rewards("length_er", group), label="length_er")
    axes.set(title="length of a right answer", xlabel="tokens", ylabel="reward")
    axes.legend()


def bounding(axes: Axes) -> None:
    """``par`` and ``log_sigmoid``: how unbounded scores are bounded."""
    scores = np.linspace(-6, 6, 121)
    for name, refs in (("par", [0.0]), ("log_sigmoid", [-1.0, 1.0])):
        spec = {"sum": [{"use": "likelihood", "mode": "sum_logp"}], "transform": [{"use": name, "refs": refs}]}
        group = [Sample(RIGHT, Features(logprobs=(float(one),))) for one in scores]
        axes.plot(scores, rewards(spec, group), label=name)
    axes.set(title="transforms of scores without bounds", xlabel="score − reference", ylabel="reward")
    axes.legend()


def noise(axes: Axes) -> None:
    """The corrections: what the two values of a binary reward become."""
    rates = np.linspace(0, 0.6, 61)
    for seen, found in (("1", RIGHT), ("0", WRONG)):
        for name, extra in (("noise_backward", {"fp": 0.1}), ("noise_forward", {})):
            values = [
                rewards(
                    {"sum": [{"use": "binary"}], "transform": [{"use": name, "fn": float(fn), **extra}]},
                    [Sample(found)],
                )
                for fn in rates
            ]
            axes.plot(rates, values, label=f"{name}, reward {seen}")
    axes.set(title="noise corrections (fp = 0.1)", xlabel="false negatives", ylabel="corrected")
    axes.legend(fontsize="small")


DRAWN: Mapping[str, Sequence[Callable[[Axes], None]]] = {
    "rewards-credit": (partial_credit, difficulty),
    "rewards-shape": (confidence, length),
    "rewards-transforms": (bounding, noise),
}


def main() -> None:
    """Write one SVG for each pair of plots."""
    mpl.rcParams.update({"svg.hashsalt": "steelyard", "svg.fonttype": "none"})
    for name, plots in DRAWN.items():
        figure = Figure(figsize=(9, 3.4), layout="constrained")
        for axes, draw in zip(figure.subplots(1, 2), plots, strict=True):
            draw(axes)
        figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
