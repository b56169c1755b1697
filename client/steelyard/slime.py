"""Rewards for slime (``--custom-rm-path steelyard.slime.custom_rm``; written after its sources of August 2026).

    --custom-rm-path steelyard.slime.custom_rm
    --custom-rm-path steelyard.slime.group_rm --group-rm      # whole groups in one request

A sample without a verdict is marked ``remove_sample``, which takes it out of the loss, and gets the mean reward
that its label has had in this process, so that it does not move the baseline of its group.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from steelyard.scorer import Sample, Scorer


async def custom_rm(args: Any, sample: Any, **_kwargs: Any) -> float:
    """The reward of one sample."""
    (reward,) = await group_rm(args, [sample])
    return reward


async def group_rm(args: Any, samples: Sequence[Any], **_kwargs: Any) -> list[float]:
    """The rewards of a group. ``args.steelyard_reward`` names the reward scheme, if it is there."""
    scorer = _scorer(getattr(args, "steelyard_reward", None) or "binary")
    asked = [Sample(_label(sample), sample.response, sample.prompt) for sample in samples]
    scores = await scorer.score_async(asked)
    rewards = []
    for sample, one, score in zip(samples, asked, scores, strict=True):
        if score.reward is None:
            sample.remove_sample = True
        rewards.append(scorer.number(one, score, "mean") or 0.0)
        if isinstance(getattr(sample, "metadata", None), dict):
            sample.metadata["steelyard"] = {"status": score.status, "flags": list(score.flags)}
    return rewards


def _label(sample: Any) -> Any:
    """The row's verifier in its metadata, where there is one, else its label."""
    metadata = getattr(sample, "metadata", None)
    verifier = metadata.get("verifier") if isinstance(metadata, dict) else None
    return sample.label if verifier is None else verifier


@lru_cache(maxsize=8)
def _scorer(reward: str) -> Scorer:
    return Scorer(reward=reward, deadline_seconds=600.0)
