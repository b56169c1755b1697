"""Progress beside success: tiers (SSL), the soft minimum (PURE), clipped and delta process rewards.

The steps are those of a completion, each with its process score r_k as the trainer sent it
(``details.step_scores``, in whatever range) or as a verifier judged it; without any, a verdict's checks in order
with their credit in [0, 1]. Steps without a score are masked: their reward is ``None``, and the others are as
without them.

    tiers      = c + alpha floor(K s) / K                       s: the verdict's score; alpha < 1
                 ``progress`` gaussian: s = exp(-d^2 / 2),      d = ``details.distance``
    min_soft   = sum_k w_k r_k,  w = softmax(-r / T)            nearly the worst check's credit
    clip_delta = c + process_coef P
        clip:  r'_k = min(r_k - eta, 0),  P = sum_k r'_k
        delta: r'_k = r_k - r_{k+1}; the last step but one keeps r_k; the last is 0, for success covers it;
               P = mean over the steps k but the last of the return sum_{i>=k} r'_i, which is r_k

c is 1 for a correct completion, else 0. The sum of a delta form is the first step's score alone, whatever follows:
that is the paper's bound on what repeating steps can earn, and as one number for the completion it says nothing of
the rest. P therefore is the mean return, [ours]; ``total`` ``sum`` gives the sum.

Source: tiers [2nd] SSL, alpha and the edges of the tiers [ours]; min_soft [code] PURE; clip_delta [2nd], its last
steps unverified, its coefficient not known and therefore required.
"""

import math
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import Field

from rewards.sample import Sample
from rewards.scheme import NO_PIECES, Parameters, Pieces, Scheme, per_sample, pieces_per_sample

# 0.29 * 100 is a hair below 29 in binary; a share that is exactly on a tier's edge belongs to the tier.
_EDGE = 1e-9


class TiersParameters(Parameters):
    """How many tiers, and what the highest is worth; below 1, so that nothing wrong reaches what is right."""

    tiers: Annotated[int, Field(ge=1, le=1000)] = 4
    alpha: Annotated[float, Field(ge=0, lt=1)] = 0.5
    progress: Literal["score", "gaussian"] = "score"


class MinSoftParameters(Parameters):
    """The lower the temperature, the more the worst check alone decides."""

    temperature: Annotated[float, Field(ge=1e-3, le=1e3)] = 0.1


class ClipDeltaParameters(Parameters):
    """What the process counts beside success, which of the two forms, and clip's threshold."""

    process_coef: Annotated[float, Field(ge=0, le=1e6)]
    mode: Literal["clip", "delta", "clip_delta"] = "clip_delta"
    total: Literal["mean_return", "sum"] = "mean_return"
    eta: Annotated[float, Field(ge=0, le=1)] = 0.9


def tiers(sample: Sample, parameters: TiersParameters) -> float | None:
    """1 if correct, plus ``alpha`` times the verdict's score rounded down to one of so many tiers."""
    progress = sample.verdict.score
    if parameters.progress == "gaussian":
        distance = sample.details.distance
        progress = None if distance is None else gaussian(distance)
    if progress is None:
        return None
    reached = math.floor(parameters.tiers * progress + _EDGE) / parameters.tiers
    return sample.correct + parameters.alpha * reached


def gaussian(distance: float) -> float:
    """Credit from 0 to 1 by how many standard deviations an answer lies from the right one: exp(-d^2 / 2)."""
    return math.exp(-0.5 * min(distance, 1e3) ** 2)


def min_soft(sample: Sample, parameters: MinSoftParameters) -> float | None:
    """Nearly the credit of the worst check; 0 where the completion left nothing to check."""
    credit = _credit(sample)
    if credit is None:
        return None
    return sum(min_soft_steps(credit, parameters.temperature))


def min_soft_steps(credit: Sequence[float], temperature: float) -> list[float]:
    """Each step's credit times its weight, which is greatest for the worst."""
    worst = min(credit, default=0.0)
    raw = [math.exp((worst - one) / temperature) for one in credit]
    whole = sum(raw)
    return [one * weight / whole for one, weight in zip(credit, raw, strict=True)]


def clip_delta(sample: Sample, parameters: ClipDeltaParameters) -> float | None:
    """1 if correct, plus ``process_coef`` times the bounded rewards of the checks taken as steps."""
    credit = _credit(sample)
    if credit is None:
        return None
    return sample.correct + parameters.process_coef * _total(credit, parameters)


def _total(credit: Sequence[float], parameters: ClipDeltaParameters) -> float:
    steps = process_steps(credit, parameters)
    if parameters.mode == "clip" or parameters.total == "sum" or len(steps) < 2:
        return sum(steps)
    returns = list(accumulate(reversed(steps)))[1:]
    return sum(returns) / len(returns)


def process_steps(credit: Sequence[float], parameters: ClipDeltaParameters) -> list[float]:
    """The bounded reward of each step."""
    steps = list(credit) if parameters.mode == "delta" else clip_steps(credit, parameters.eta)
    return steps if parameters.mode == "clip" else delta_steps(steps)


def clip_steps(credit: Sequence[float], eta: float) -> list[float]:
    """For each step its credit (0 to 1) less ``eta`` where that is below 0, else 0."""
    return [min(one - eta, 0.0) for one in credit]


def delta_steps(credit: Sequence[float]) -> list[float]:
    """The credit (0 to 1) that each step has over the next, so that repeating a step earns nothing."""
    process = credit[:-1]
    after = [*process[1:], 0.0]
    return [one - following for one, following in zip(process, after, strict=False)] + [0.0] * bool(credit)


def min_soft_pieces(sample: Sample, parameters: MinSoftParameters) -> Pieces:
    """Each step's score times its weight, which is greatest for the worst."""
    return _by_step(sample, lambda credit: min_soft_steps(credit, parameters.temperature))


def clip_delta_pieces(sample: Sample, parameters: ClipDeltaParameters) -> Pieces:
    """The bounded reward of each step, times ``process_coef``; success is not in it."""
    coef = parameters.process_coef
    return _by_step(sample, lambda credit: [coef * one for one in process_steps(credit, parameters)])


def _by_step(sample: Sample, rewards: Callable[[Sequence[float]], Sequence[float]]) -> Pieces:
    scores = sample.step_scores
    if scores is None:
        return NO_PIECES
    values = iter(rewards([score for score in scores if score is not None]))
    return Pieces(steps=[None if score is None else next(values) for score in scores])


def _credit(sample: Sample) -> list[float] | None:
    scores = sample.step_scores
    if scores is not None:
        return [score for score in scores if score is not None] or None
    credit = [check.score for check in sample.verdict.checks if check.score is not None]
    return credit if len(credit) == len(sample.verdict.checks) else None


FAMILY = (
    Scheme("tiers", per_sample(tiers), TiersParameters, "sample", (0.0, 2.0), "tiers", "[2nd] SSL, alpha [ours]"),
    Scheme(
        "min_soft",
        per_sample(min_soft),
        MinSoftParameters,
        "sample",
        (None, None),
        "worst_check",
        "[code] PURE",
        pieces=pieces_per_sample(min_soft_pieces),
    ),
    Scheme(
        "clip_delta",
        per_sample(clip_delta),
        ClipDeltaParameters,
        "sample",
        (None, None),
        "process",
        "[2nd] Clip and Delta",
        pieces=pieces_per_sample(clip_delta_pieces),
    ),
)
