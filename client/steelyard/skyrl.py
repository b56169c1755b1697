"""Rewards for text environments of SkyRL (``BaseTextEnv``; written after its sources of 2026).

class MyEnv(BaseTextEnv):
    def __init__(self, env_config, extras):
        super().__init__()
        self.judge = EnvironmentReward(extras["reward_spec"]["ground_truth"])

    def step(self, action):
        return BaseTextEnvStepOutput(observations=[], done=True, **self.judge(action))
"""

from typing import Any

from steelyard.scorer import NoVerdict, Sample, Scorer


class EnvironmentReward:
    """Reward and metadata of an action. SkyRL takes numbers only: see ``no_verdict`` of Scorer."""

    def __init__(self, label: Any, *, no_verdict: NoVerdict = "mean", **options: Any) -> None:
        self._label = label
        self._no_verdict = no_verdict
        self._scorer = Scorer(**options)

    def __call__(self, action: str) -> dict[str, Any]:
        """``reward`` and ``metadata`` for the output of a step."""
        sample = Sample(self._label, action)
        (score,) = self._scorer.score([sample])
        metadata = {"status": score.status, "flags": list(score.flags), "no_verdict": score.reward is None}
        return {"reward": self._scorer.number(sample, score, self._no_verdict) or 0.0, "metadata": metadata}
