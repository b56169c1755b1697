"""What rewards do to a policy: three small bandits, trained by policy gradient without a GPU. Seeds are fixed.

``python -m benchmarks.bandit [--pictures FOLDER]`` prints a table for each, and draws the curves as SVG.

- *Noise*: two kinds of prompts share a policy, and their verifiers err at different rates. The gradient by noisy
  and by corrected rewards is compared with the one by true rewards, over 200,000 samples.
- *Partial solutions*: a program passes each of eight tests if the policy has the skill for it; at first three
  programs in ten thousand pass all eight. How many do after training by ``binary``, ``dense`` and ``verpo``?
- *Length*: longer answers are right more often, on hard prompts more so. What accuracy and what length are left
  after training by ``binary``, with a length penalty for everything, and by ``grpo_lambda``?

Updates are REINFORCE with the group's mean as baseline and without the standard deviation, as VeRPO and Dr. GRPO
have it.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rewards.sample import Features, Sample
from rewards.score import parse, score_batch
from rewards.table import Combination
from verifiers.verdict import Check, Verdict, from_checks

Floats = NDArray[np.float64]
Curves = Mapping[str, Sequence[float]]

_GROUP = 16
_RIGHT = from_checks([Check("answer", True, 1.0)])
_WRONG = from_checks([Check("answer", False, 0.0, error="wrong_answer")])


def reward_of(spec: Any) -> Combination:
    """A reward as a trainer would send it."""
    return parse(json.dumps(spec).encode())


def rewards_of(groups: Sequence[Sequence[Sample]], reward: Combination) -> Floats:
    """Rewards of groups of equal size, by the server's own code."""
    return np.array([[one.reward for one in group] for group in score_batch(groups, reward)], dtype=np.float64)


def softmax(logits: Floats) -> Floats:
    """Probabilities of the arms."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


# --- Noise -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prompts:
    """A kind of prompt: which arms are right, and at which rates its verifier errs."""

    right: frozenset[int]
    fp: float
    fn: float


_ARMS = 10
_KINDS = (Prompts(frozenset({0, 1, 2}), fp=0.02, fn=0.45), Prompts(frozenset({5, 6}), fp=0.15, fn=0.05))
_DRAWS = 200_000


def noise() -> dict[str, tuple[float, float]]:
    """Cosine with the true gradient, and the relative error, of each way to treat a noisy reward."""
    draw = np.random.default_rng(1)
    policy = softmax(draw.normal(size=_ARMS))
    truth = sum((_gradient(policy, _true_rewards(kind)) for kind in _KINDS), np.zeros(_ARMS))
    found = {}
    for name, transform in _CORRECTIONS.items():
        estimate = sum((_estimate(draw, policy, kind, transform(kind)) for kind in _KINDS), np.zeros(_ARMS))
        cosine = float(estimate @ truth / np.linalg.norm(estimate) / np.linalg.norm(truth))
        found[name] = cosine, float(np.linalg.norm(estimate - truth) / np.linalg.norm(truth))
    return found


_CORRECTIONS: Mapping[str, Callable[[Prompts], list[dict[str, Any]]]] = {
    "noisy": lambda _kind: [],
    "noise_forward": lambda kind: [{"use": "noise_forward", "fn": kind.fn}],
    "noise_backward": lambda kind: [{"use": "noise_backward", "fp": kind.fp, "fn": kind.fn}],
}


def _true_rewards(kind: Prompts) -> Floats:
    return np.array([float(arm in kind.right) for arm in range(_ARMS)])


def _gradient(policy: Floats, rewards: Floats) -> Floats:
    """Of the expected reward with respect to the logits."""
    return np.asarray(policy * (rewards - policy @ rewards))


def _estimate(draw: np.random.Generator, policy: Floats, kind: Prompts, transform: list[dict[str, Any]]) -> Floats:
    """The score-function estimator without a baseline."""
    reward = reward_of({"sum": [{"use": "binary"}], "transform": transform})
    seen_wrong, seen_right = rewards_of([[Sample(_WRONG), Sample(_RIGHT)]], reward)[0]
    arms = draw.choice(_ARMS, _DRAWS, p=policy)
    is_right = _true_rewards(kind)[arms] > 0
    flipped = draw.random(_DRAWS) < np.where(is_right, kind.fn, kind.fp)
    given = np.where(is_right ^ flipped, seen_right, seen_wrong)
    weights = np.bincount(arms, weights=given, minlength=_ARMS) / _DRAWS
    return np.asarray(weights - policy * weights.sum())


# --- Partial solutions -------------------------------------------------------------------------------------------

_TESTS = 8
_PARTIAL_STEPS = 400
_PARTIAL_RUNS = 5
_PARTIAL_REWARDS = ("binary", "dense", "verpo")


def partial_solutions() -> dict[str, list[float]]:
    """The chance of passing all tests, step by step, mean of five runs."""
    return {name: list(np.mean(_runs(name), axis=0)) for name in _PARTIAL_REWARDS}


def _runs(name: str) -> list[list[float]]:
    return [_learn_skills(reward_of(name), seed) for seed in range(_PARTIAL_RUNS)]


def _learn_skills(reward: Combination, seed: int) -> list[float]:
    draw = np.random.default_rng(seed)
    chances = np.linspace(0.8, 0.08, _TESTS)
    logits = np.log(chances / (1 - chances))
    curve = []
    for _ in range(_PARTIAL_STEPS):
        skill = 1 / (1 + np.exp(-logits))
        curve.append(float(np.prod(skill)))
        passed = draw.random((_GROUP, _TESTS)) < skill
        given = rewards_of([[Sample(_program(row)) for row in passed]], reward)[0]
        logits = logits + 0.5 * ((given - given.mean()) @ (passed - skill)) / 4
    return curve


def _program(passed: NDArray[np.bool_]) -> Verdict:
    return from_checks([Check(f"t{number}", bool(one), float(one)) for number, one in enumerate(passed)])


# --- Length ------------------------------------------------------------------------------------------------------

_LENGTHS = np.array([100, 200, 400, 800, 1600, 3200])
_EASY = np.array([0.97, 0.98, 0.99, 0.99, 0.99, 0.99])
_HARD = np.array([0.02, 0.05, 0.15, 0.35, 0.55, 0.65])
_LENGTH_STEPS = 600
_LENGTH_REWARDS: Mapping[str, Any] = {
    "binary": "binary",
    "binary + length_linear": {
        "sum": [{"use": "binary"}, {"use": "length_linear", "valid_len": 100, "penalty": 3e-4}]
    },
    "grpo_lambda": {"use": "grpo_lambda", "tau": 0.75, "alpha": 0.6},
}


@dataclass(frozen=True, slots=True)
class Trained:
    """Where a policy ended: accuracy and mean length, on easy and on hard prompts, and the way there."""

    easy: tuple[float, float]
    hard: tuple[float, float]
    accuracy: Sequence[float]
    length: Sequence[float]


def lengths() -> dict[str, Trained]:
    """Training by each reward; both kinds of prompts come equally often, and the policy can tell them apart."""
    return {name: _learn_length(reward_of(spec)) for name, spec in _LENGTH_REWARDS.items()}


def _learn_length(reward: Combination) -> Trained:
    draw = np.random.default_rng(3)
    logits = np.zeros((2, len(_LENGTHS)))
    chance = np.stack([_EASY, _HARD])
    accuracy, length = [], []
    for _ in range(_LENGTH_STEPS):
        policy = softmax(logits)
        accuracy.append(float((policy * chance).sum(axis=1).mean()))
        length.append(float((policy @ _LENGTHS).mean()))
        arms = np.stack([draw.choice(len(_LENGTHS), _GROUP, p=row) for row in policy])
        right = draw.random(arms.shape) < np.take_along_axis(chance, arms, axis=1)
        given = rewards_of([_answers(*row) for row in zip(arms, right, strict=True)], reward)
        for kind in range(2):
            advantage = given[kind] - given[kind].mean()
            step = np.bincount(arms[kind], weights=advantage, minlength=len(_LENGTHS)) / _GROUP
            logits[kind] += 0.7 * (step - policy[kind] * step.sum())
    policy = softmax(logits)
    easy, hard = (
        (float(row @ chances), float(row @ _LENGTHS)) for row, chances in zip(policy, chance, strict=True)
    )
    return Trained(easy, hard, accuracy, length)


def _answers(arms: NDArray[np.int64], right: NDArray[np.bool_]) -> list[Sample]:
    return [
        Sample(_RIGHT if is_right else _WRONG, Features(n_tokens=int(_LENGTHS[arm])))
        for arm, is_right in zip(arms, right, strict=True)
    ]


# --- Report ------------------------------------------------------------------------------------------------------


def main() -> None:
    """Train, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    folder = parser.parse_args().pictures
    print("| reward | cosine with the true gradient | relative error |\n|---|--:|--:|")
    for name, (cosine, error) in noise().items():
        print(f"| {name} | {cosine:.4f} | {error:.3f} |")
    partial = partial_solutions()
    print("\n| reward | all tests passed after 100 steps | 200 | 400 |\n|---|--:|--:|--:|")
    for name, curve in partial.items():
        print(f"| {name} | {curve[99]:.4f} | {curve[199]:.4f} | {curve[-1]:.4f} |")
    trained = lengths()
    print("\n| reward | accuracy, easy | accuracy, hard | length, easy | length, hard |\n|---|--:|--:|--:|--:|")
    for name, one in trained.items():
        print(f"| {name} | {one.easy[0]:.3f} | {one.hard[0]:.3f} | {one.easy[1]:.0f} | {one.hard[1]:.0f} |")
    if folder:
        _draw(folder / "verpo.svg", "step", "chance of passing all tests", partial)
        _draw(
            folder / "length-accuracy.svg", "step", "accuracy", {name: t.accuracy for name, t in trained.items()}
        )
        _draw(
            folder / "length.svg", "step", "mean length in tokens", {name: t.length for name, t in trained.items()}
        )


def _draw(path: Path, horizontal: str, vertical: str, curves: Curves) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": "steelyard", "svg.fonttype": "none"})
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.plot(curve, label=name)
    axes.set_xlabel(horizontal)
    axes.set_ylabel(vertical)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
