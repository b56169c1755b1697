"""GRPO-lambda: length counts only in groups that are accurate enough; elsewhere plain right or wrong.

In such a group a correct completion of length L (tokens) gets

    1 - alpha sigmoid((L - m) / (s + 1e-6)),    m and s of the group's correct completions

which lies in (1 - alpha, 1); a wrong one gets 0. ``grpo_lambda`` takes groups whose accuracy is at least ``tau``,
``grpo_lambda_batch`` the most accurate ``ceil(lam K)`` of the batch's K groups, the earlier first among equals.
s is the population's standard deviation; one correct completion alone gets 1 - alpha / 2.

Source: notes on GRPO-lambda [2nd]; lam and alpha of a re-implementation [code*]; the threshold form [ours].
"""

import math
from statistics import fmean, pstdev
from typing import Annotated

from pydantic import Field

from rewards.sample import Sample
from rewards.scheme import Batch, Group, Parameters, Rewards, Scheme, per_batch, per_group
from rewards.sigmoid import sigmoid

_EPSILON = 1e-6


class ThresholdParameters(Parameters):
    """``alpha``: the most that length can cost. ``tau``: the accuracy from which length counts."""

    alpha: Annotated[float, Field(ge=0, le=1)] = 0.6
    tau: Annotated[float, Field(ge=0, le=1)] = 0.75


class TopFractionParameters(Parameters):
    """``alpha``: the most that length can cost. ``lam``: the share of groups where length counts."""

    alpha: Annotated[float, Field(ge=0, le=1)] = 0.6
    lam: Annotated[float, Field(ge=0, le=1)] = 0.2


def grpo_lambda(group: Group, parameters: ThresholdParameters) -> Rewards:
    """1 or 0, and less for long correct completions where at least ``tau`` of the group are correct."""
    return _rewards(group, parameters.alpha, length_counts=accuracy(group) >= parameters.tau)


def grpo_lambda_batch(batch: Batch, parameters: TopFractionParameters) -> list[Rewards]:
    """1 or 0, and less for long correct completions in the most accurate ``lam`` of the batch's groups."""
    # A batch of one group that is not judged yet has no accuracy; it must not take a better group's place.
    ranked = sorted((n for n, group in enumerate(batch) if group), key=lambda n: -accuracy(batch[n]))
    top = set(ranked[: math.ceil(parameters.lam * len(ranked))])
    return [_rewards(group, parameters.alpha, length_counts=n in top) for n, group in enumerate(batch)]


def accuracy(group: Group) -> float:
    """The share of correct completions; 0 for none at all."""
    return sum(sample.correct for sample in group) / len(group) if group else 0.0


def _rewards(group: Group, alpha: float, *, length_counts: bool) -> Rewards:
    if not length_counts:
        return [float(sample.correct) for sample in group]
    lengths = [sample.length for sample in group if sample.correct and sample.length is not None]
    mean, deviation = (fmean(lengths), pstdev(lengths)) if lengths else (0.0, 0.0)
    return [_shortened(sample, alpha, mean, deviation) for sample in group]


def _shortened(sample: Sample, alpha: float, mean: float, deviation: float) -> float | None:
    if not sample.correct:
        return 0.0
    if sample.length is None:
        return None
    return 1 - alpha * sigmoid((sample.length - mean) / (deviation + _EPSILON))


FAMILY = (
    Scheme(
        "grpo_lambda",
        per_group(grpo_lambda),
        ThresholdParameters,
        "lengths",
        (0.0, 1.0),
        "correct_and_short",
        "[2nd] GRPO-lambda, threshold [ours]",
        "group",
        True,
    ),
    Scheme(
        "grpo_lambda_batch",
        per_batch(grpo_lambda_batch),
        TopFractionParameters,
        "lengths",
        (0.0, 1.0),
        "correct_and_short",
        "[2nd] GRPO-lambda",
        "batch",
        True,
    ),
)
