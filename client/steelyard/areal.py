"""A reward function for AReaL (``reward_fn``; written after its sources of 2026).

    workflow = RLVRWorkflow(reward_fn="steelyard.areal.reward_fn", ...)

AReaL calls it in processes of its own and takes a number only: where there is no verdict, the mean reward that the
label has had in that process. Its own time-out is 15 seconds unless set; ours is shorter.
"""

from functools import lru_cache
from typing import Any

from steelyard.scorer import Sample, Scorer


def reward_fn(
    prompt: Any,  # noqa: ARG001 - these are AReaL's arguments
    completions: Any,
    prompt_ids: Any,  # noqa: ARG001
    completion_ids: Any,  # noqa: ARG001
    **row: Any,
) -> float:
    """The reward of one completion, by the row's ``verifier`` or ``label``, else by the whole row."""
    name = next((name for name in ("verifier", "label") if name in row), None)
    sample = Sample(row if name is None else row[name], completions, is_row=name is None)
    scorer = _scorer()
    (score,) = scorer.score([sample])
    return scorer.number(sample, score, "mean") or 0.0


@lru_cache(maxsize=1)
def _scorer() -> Scorer:
    return Scorer(deadline_seconds=14.0)
