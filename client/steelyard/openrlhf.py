"""Rewards for OpenRLHF as a file (``--reward.remote_url reward_func.py``; run with OpenRLHF 0.11.2).

    # reward_func.py
    from steelyard.openrlhf import reward_func

A sample without a verdict gets the mean reward that its label has had in this process: one NaN would spoil all
advantages of its batch. To have NaN all the same, with dynamic filtering on:
``reward_func = RewardFunc(no_verdict=float("nan"))``.
"""

import importlib
from collections.abc import Sequence
from typing import Any

from steelyard.scorer import NoVerdict, Sample, Scorer

_ENDS = ("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<end_of_turn>", "</s>", "<eos>")


class RewardFunc:
    """``reward_func(queries, prompts, labels)``. Options are those of Scorer."""

    def __init__(self, no_verdict: NoVerdict = "mean", *, deadline_seconds: float = 170.0, **options: Any) -> None:
        self._no_verdict = no_verdict
        self._scorer = Scorer(deadline_seconds=deadline_seconds, **options)

    def __call__(
        self, queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any], **_kwargs: Any
    ) -> dict[str, Any]:
        """Rewards, scores and logs as tensors, the same names every time."""
        tensor = importlib.import_module("torch").tensor
        samples = [
            Sample(label, _response(query, prompt), prompt)
            for query, prompt, label in zip(queries, prompts, labels, strict=True)
        ]
        scores = self._scorer.score(samples)
        numbers = [self._scorer.number(*one, self._no_verdict) for one in zip(samples, scores, strict=True)]
        rewards = [float("nan") if number is None else number for number in numbers]
        dense = [
            reward if score.score is None else score.score for reward, score in zip(rewards, scores, strict=True)
        ]
        logs = {
            "correct": [float(score.status == "correct") for score in scores],
            "no_answer": [float(score.status == "no_answer") for score in scores],
            "no_verdict": [float(score.reward is None) for score in scores],
        }
        return {
            "rewards": tensor(rewards),
            "scores": tensor(dense),
            "extra_logs": {name: tensor(values) for name, values in logs.items()},
        }


def _response(query: str, prompt: str) -> str:
    """What the model wrote: the query without the prompt, of which trainers may have cut the beginning."""
    text = query.removeprefix(prompt)
    if text == query and prompt:
        tail = prompt[-64:]
        _, found, after = query.partition(tail)
        text = after if found else query
    stripped = text.rstrip()
    while end := next((end for end in _ENDS if stripped.endswith(end)), None):
        text = stripped = stripped.removesuffix(end).rstrip()
    return text


def reward_func(
    queries: Sequence[str], prompts: Sequence[str], labels: Sequence[Any], **kwargs: Any
) -> dict[str, Any]:
    """The function that OpenRLHF looks for, with settings from the environment."""
    return _default()(queries, prompts, labels, **kwargs)


_made: list[RewardFunc] = []


def _default() -> RewardFunc:
    if not _made:
        _made.append(RewardFunc())
    return _made[0]
