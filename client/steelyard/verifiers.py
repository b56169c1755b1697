"""A reward for tasks of verifiers (written for its version 0.4).

    import verifiers.v1 as vf
    from steelyard.verifiers import SteelyardReward

    judged = SteelyardReward()

    class MyTask(vf.Task):
        @vf.reward(weight=1.0)
        async def steelyard(self, trace) -> float:
            return await judged(self.data.answer, trace.last_reply)

A rollout without a verdict raises, which verifiers records as an error of the rollout, never as a reward of 0.
"""

from typing import Any

from steelyard.errors import Unavailable
from steelyard.scorer import Sample, Scorer


class NoVerdict(Unavailable):
    """There is no verdict for this rollout, through no fault of its own."""


class SteelyardReward:
    """Judges one completion by a verifier or a dataset's label. Options are those of Scorer."""

    def __init__(self, *, deadline_seconds: float = 55.0, **options: Any) -> None:
        self._scorer = Scorer(deadline_seconds=deadline_seconds, **options)

    async def __call__(self, label: Any, completion: Any) -> float:
        """The reward. Raises NoVerdict."""
        (score,) = await self._scorer.score_async([Sample(label, completion)])
        if score.reward is None:
            raise NoVerdict(score.reason or "no verdict")
        return score.reward
