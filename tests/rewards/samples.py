"""Samples for the tests of reward schemes."""

import json
from collections.abc import Sequence
from typing import Any

from rewards.sample import Features, Sample
from rewards.scheme import Rewards
from rewards.score import parse, score_batch
from verifiers.verdict import Check, Verdict, from_checks

RIGHT = from_checks([Check("a", True, 1.0)])
WRONG = from_checks([Check("a", False, 0.0)])


def verdict_of(passed: Sequence[float | None]) -> Verdict:
    """One check per credit; 1 passes, ``None`` is our failure."""
    return from_checks([Check(f"t{n}", None if p is None else p == 1, p) for n, p in enumerate(passed)])


def sample(verdict: Verdict, **features: Any) -> Sample:
    """A sample with these features."""
    return Sample(verdict, Features(**features))


def outcome(correct: float) -> Verdict:
    """Right or wrong, with a single check."""
    return RIGHT if correct else WRONG


def batch_rewards(spec: Any, batch: Sequence[Sequence[Sample]]) -> list[Rewards]:
    """Rewards of a batch, the reward given as it is sent."""
    scored = score_batch(batch, parse(json.dumps(spec).encode()))
    return [[one.reward for one in group] for group in scored]


def rewards(spec: Any, group: Sequence[Sample]) -> Rewards:
    """Rewards of one group, the reward given as it is sent."""
    return batch_rewards(spec, [group])[0]
