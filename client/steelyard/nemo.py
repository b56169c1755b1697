"""Rewards for environments of NeMo RL (``step(message_log_batch, metadata)``; written after its sources of 2026).

NeMo Gym needs no adapter: a door is a resources server to it. In an environment of NeMo RL:

    judged = EnvironmentRewards()
    rewards = judged(message_log_batch, [one["ground_truth"] for one in metadata])
"""

from collections.abc import Mapping, Sequence
from typing import Any

from steelyard.scorer import NoVerdict, Sample, Scorer


class EnvironmentRewards:
    """The rewards of a batch of conversations. Options are those of Scorer."""

    def __init__(self, *, no_verdict: NoVerdict = "mean", **options: Any) -> None:
        self._no_verdict = no_verdict
        self._scorer = Scorer(**options)

    def __call__(self, message_logs: Sequence[Sequence[Mapping[str, Any]]], labels: Sequence[Any]) -> list[float]:
        """One number for each conversation, by what its assistant said last."""
        samples = [Sample(label, _last(messages)) for messages, label in zip(message_logs, labels, strict=True)]
        scores = self._scorer.score(samples)
        numbers = (self._scorer.number(*one, self._no_verdict) for one in zip(samples, scores, strict=True))
        return [number or 0.0 for number in numbers]


def _last(messages: Sequence[Mapping[str, Any]]) -> str:
    said = [str(message["content"]) for message in messages if message.get("role") == "assistant"]
    return said[-1] if said else ""
