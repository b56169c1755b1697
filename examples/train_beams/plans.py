"""The runs of the study: what each trains on, by which reward, and what it is tested on."""

from collections.abc import Iterator, Mapping
from typing import Literal

from steelyard.bodies import Reward
from train import Plan, Problems, Stage

NARROW = Problems("beamperl-train")
WIDE = Problems("reactions-1", {"split": "train"})
MOVED = Problems("reactions-1", {"split": "train", "moved_supports": "any"})


def _held_out(loads: int, moved: Literal["none", "left", "right", "both"] = "none") -> Problems:
    return Problems(f"reactions-{loads}", {"split": "test", "moved_supports": moved})


TESTS: Mapping[str, Problems] = {
    "as trained": NARROW,
    "held-out numbers": _held_out(1),
    "two loads": _held_out(2),
    "three loads": _held_out(3),
    "left moved": _held_out(1, "left"),
    "right moved": _held_out(1, "right"),
    "both moved": _held_out(1, "both"),
}

_FEW = {"held-out numbers": TESTS["held-out numbers"]}
_HALF_WRONG = [{"use": "noise_inject", "p": 0.4, "seed": 1}]

REWARDS: Mapping[str, tuple[Reward, dict[str, float]]] = {
    "binary": ("binary", {}),
    "dense": ("dense", {}),
    "residual": ("dense", {"residual": 0.5}),
    "verpo": ("verpo", {}),
}
NOISE: Mapping[str, Reward] = {
    "exact": "binary",
    "flipped": {"sum": [{"use": "binary"}], "transform": _HALF_WRONG},
    "corrected": {
        "sum": [{"use": "binary"}],
        "transform": [*_HALF_WRONG, {"use": "noise_backward", "fp": 0.4, "fn": 0.4}],
    },
}


SHORT = Plan("short", [Stage([NARROW], 45)], {"as trained": NARROW})
"""For tests: it follows a warm-up with one load only."""


def plans(seeds: int) -> Iterator[Plan]:
    """All runs, those first that the others are read against."""
    for seed in range(seeds):
        yield Plan(
            f"curriculum-{seed}",
            [Stage([NARROW], 45), Stage([WIDE], 45), Stage([WIDE, MOVED], 90)],
            TESTS,
            seed,
        )
    for seed in range(seeds):
        for name, (reward, verifier) in REWARDS.items():
            # The weights of verpo are in the size of its rewards: dividing by the deviation would undo them.
            yield Plan(
                f"reward-{name}-{seed}",
                [Stage([WIDE], 60)],
                _FEW,
                seed,
                reward,
                verifier,
                by_deviation=name != "verpo",
            )
    for seed in range(seeds):
        for name, reward in NOISE.items():
            yield Plan(f"noise-{name}-{seed}", [Stage([WIDE], 60)], _FEW, seed, reward, by_deviation=False)
