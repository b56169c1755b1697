"""Rewards for verl (``reward.custom_reward_function``; run with verl 0.9.1).

    reward.custom_reward_function.path=pkg://steelyard.verl
    reward.custom_reward_function.name=compute_score          # async: naive, dapo, rate-limited
    reward.custom_reward_function.name=compute_score_sync     # remote, which takes no coroutines
    reward.custom_reward_function.name=compute_score_number   # prime, which takes numbers only
    reward.custom_reward_function.name=compute_score_batch    # batch
    reward.custom_reward_function.reward_kwargs.no_verdict=mean

verl has no way to leave one sample out. A sample without a verdict gets the mean reward that its ground truth has
had in this process, which teaches nothing, and ``no_verdict`` is 1 among its logged numbers. ``reward_kwargs`` may
hold the options of Scorer.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from steelyard.scorer import NoVerdict, Sample, Score, Scorer

_OPTIONS = frozenset({"url", "api_key", "reward", "run", "priority", "deadline_seconds"})


async def compute_score(
    data_source: str,  # noqa: ARG001 - these are verl's arguments
    solution_str: str,
    ground_truth: Any,
    extra_info: Any = None,
    **kwargs: Any,
) -> dict[str, float]:
    """The score of one sample, with the same names every time, as verl wants them."""
    scorer = _scorer(kwargs)
    sample = _sample(solution_str, ground_truth, extra_info)
    (score,) = await scorer.score_async([sample])
    return _numbers(scorer, sample, score, kwargs)


def compute_score_sync(
    data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None, **kwargs: Any
) -> dict[str, float]:
    """``compute_score`` without a coroutine: the reward is its ``score``."""
    return compute_score_batch([data_source], [solution_str], [ground_truth], [extra_info], **kwargs)[0]


def compute_score_number(
    data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None, **kwargs: Any
) -> float:
    """The score alone."""
    return compute_score_sync(data_source, solution_str, ground_truth, extra_info, **kwargs)["score"]


def compute_score_batch(
    data_sources: Sequence[str],  # noqa: ARG001 - these are verl's arguments
    solution_strs: Sequence[str],
    ground_truths: Sequence[Any],
    extra_infos: Sequence[Any] | None = None,
    **kwargs: Any,
) -> list[dict[str, float]]:
    """The scores of a whole batch, by one request; the reward of each completion is its ``score``."""
    scorer = _scorer(kwargs)
    infos = [None] * len(solution_strs) if extra_infos is None else extra_infos
    samples = [_sample(*one) for one in zip(solution_strs, ground_truths, infos, strict=True)]
    scores = scorer.score(samples)
    return [_numbers(scorer, *one, kwargs) for one in zip(samples, scores, strict=True)]


def _sample(text: str, ground_truth: Any, extra_info: Any) -> Sample:
    """``extra_info.verifier``, where there is one, wins over the ground truth."""
    verifier = extra_info.get("verifier") if isinstance(extra_info, Mapping) else None
    return Sample(ground_truth if verifier is None else verifier, text)


def _numbers(scorer: Scorer, sample: Sample, score: Score, kwargs: Mapping[str, Any]) -> dict[str, float]:
    no_verdict: NoVerdict = kwargs.get("no_verdict", "mean")
    reward = scorer.number(sample, score, no_verdict)
    return {
        "score": float("nan") if reward is None else reward,
        "acc": float(score.status == "correct"),
        "dense": reward or 0.0 if score.score is None else score.score,
        "no_answer": float(score.status == "no_answer"),
        "flagged": float(bool(score.flags)),
        "no_verdict": float(score.reward is None),
    }


def _scorer(kwargs: Mapping[str, Any]) -> Scorer:
    return _made(
        json.dumps({name: kwargs[name] for name in _OPTIONS & kwargs.keys()}, sort_keys=True, default=dict)
    )


@lru_cache(maxsize=16)
def _made(options: str) -> Scorer:
    return Scorer(**json.loads(options))
