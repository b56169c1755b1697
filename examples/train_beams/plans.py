"""The runs of the study: what each trains on, by which reward, and what it is tested on."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from forms import APART, LIST, SPANS, TERMS, WORDS
from plan import Plan, Problems, Stage
from steelyard.bodies import Reward
from warm_up import WarmUp

NARROW = Problems("beamperl-train")
WIDE = Problems("reactions-1", {"split": "train"})
MOVED = Problems("reactions-1", {"split": "train", "moved_supports": "any"})

WARM_UPS = {
    "terms": WarmUp(TERMS, 200, 1000),
    "apart": WarmUp(APART, 200, 1000),
    "words": WarmUp(WORDS, 300),
    "list": WarmUp(LIST, 150, longest=3),
}
SHORT_WARM_UPS = {"spans": WarmUp(SPANS, 400, longest=3, terms=32)}


def _held_out(loads: int, moved: Literal["none", "left", "right", "both"] = "none") -> Problems:
    return Problems(f"reactions-{loads}", {"split": "test", "moved_supports": moved})


TESTS: Mapping[str, Problems] = {
    "as trained": WIDE,
    "held-out numbers": _held_out(1),
    "the paper's training set": NARROW,
    "two loads": _held_out(2),
    "three loads": _held_out(3),
    "left moved": _held_out(1, "left"),
    "right moved": _held_out(1, "right"),
    "both moved": _held_out(1, "both"),
}
_FEW = {name: TESTS[name] for name in ("held-out numbers", "two loads")}

_REWARDS: Mapping[str, tuple[Reward, Mapping[str, Any]]] = {
    "binary": ("binary", {}),
    "dense": ("dense", {}),
    "residual": ("dense", {"residual": 0.5}),
    "verpo": ("verpo", {}),
}
_HALF_WRONG = [{"use": "noise_inject", "p": 0.4, "seed": 1}]
_NOISE: Mapping[str, Reward] = {
    "exact": "binary",
    "flipped": {"sum": [{"use": "binary"}], "transform": _HALF_WRONG},
    "corrected": {
        "sum": [{"use": "binary"}],
        "transform": [*_HALF_WRONG, {"use": "noise_backward", "fp": 0.4, "fn": 0.4}],
    },
}
_REVISIONS = ("2025-11-19", "2025-11-20", "2026-06-10")

SHORT = Plan("short-0", [Stage([NARROW], 20)], {"as trained": NARROW}, form=SPANS, rate=1e-3, prompts=12)
"""For tests: it follows a short warm-up."""


def plans(seeds: int) -> Iterator[Plan]:
    """All runs, those first that others are read against or start from."""
    for seed in range(seeds):
        yield Plan(f"learn-{seed}", [Stage([WIDE], 45)], TESTS, seed)
        yield Plan(f"repair-{seed}", [Stage([WIDE, MOVED], 90)], TESTS, seed, f"learn-{seed}")
    for seed in range(seeds):
        yield from _of_rewards(seed)
        yield from _that_cheat(seed)
        yield from _of_noise(seed)
        yield from _of_lengths(seed)
        yield Plan(f"narrow-{seed}", [Stage([NARROW], 45)], TESTS, seed)
        yield Plan(f"apart-{seed}", [Stage([WIDE], 60)], TESTS, seed, form=APART)


def _of_rewards(seed: int) -> Iterator[Plan]:
    """Kinds of rewards. verpo weighs by the size of its rewards, which a division by the deviation would undo."""
    for name, (reward, verifier) in _REWARDS.items():
        yield Plan(
            f"reward-{name}-{seed}",
            [Stage([WIDE], 45)],
            _FEW,
            seed,
            reward=reward,
            verifier=verifier,
            by_deviation=name != "verpo",
        )


def _that_cheat(seed: int) -> Iterator[Plan]:
    """The paper's rewards of each revision, which count numbers too many for nothing, and ours."""
    for revision in _REVISIONS:
        yield Plan(
            f"compat-{revision}-{seed}",
            [Stage([NARROW], 45)],
            {"judged by ours": NARROW},
            seed,
            form=LIST,
            reward="weighted",
            verifier={"compatible_with": {"beamperl": revision}},
        )
    yield Plan(f"compat-ours-{seed}", [Stage([NARROW], 45)], {"judged by ours": NARROW}, seed, form=LIST)


def _of_noise(seed: int) -> Iterator[Plan]:
    """Two rewards in five flipped, with and without the correction, once some answers are right."""
    yield Plan(f"begun-{seed}", [Stage([WIDE], 25)], _FEW, seed)
    for name, reward in _NOISE.items():
        stages = [Stage([WIDE], 40)]
        yield Plan(f"noise-{name}-{seed}", stages, _FEW, seed, f"begun-{seed}", reward=reward, by_deviation=False)


def _of_lengths(seed: int) -> Iterator[Plan]:
    """Answers after words that say nothing: learned, then judged with and without regard to their lengths."""
    yield Plan(f"words-{seed}", [Stage([WIDE], 45)], _FEW, seed, form=WORDS)
    for reward in ("binary", "grpo_lambda"):
        yield Plan(f"length-{reward}-{seed}", [Stage([WIDE], 30)], _FEW, seed, f"words-{seed}", WORDS, reward)
