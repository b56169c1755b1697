"""Rewards from log-probabilities: how likely the policy finds the reference after its own reasoning.

``logprobs`` l_1 … l_n are the trainer's, per token of the reference; the service only does the arithmetic.

    likelihood: sum_logp = sum l,  mean_logp = sum l / n,  prob = exp(sum l),
                mean_prob = sum exp(l) / n,  geo_prob = exp(sum l / n)
    rlpr  = (1 - format_coef) d + format_coef [answered],  d = mean_prob - base, or 0 below ``threshold``
    nover = reasoning + efficiency + format, over the answered completions of the group, n of them:
        perplexity = exp(-mean l);  reasoning = 1 - (number with lower perplexity) / n
        efficiency = share of the others beaten in both length and perplexity

No log-probabilities, no reward (``None``). ``prob`` flattens out for long references; sum_logp is the form that
the comparison of likelihood rewards recommends.

Source: [code] VeriFree (prob, sum_logp), RLPR (mean_prob, rlpr), NOVER.
"""

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from rewards.sample import Sample
from rewards.scheme import Group, Parameters, Rewards, Scheme, per_group, per_sample

Weight = Annotated[FiniteFloat, Field(ge=0, le=1e6)]


class LikelihoodParameters(Parameters):
    """Which of the five forms."""

    mode: Literal["sum_logp", "mean_logp", "prob", "mean_prob", "geo_prob"] = "sum_logp"


class RlprParameters(Parameters):
    """``base`` is the mean probability without reasoning: one number for the whole job."""

    base: Annotated[float, Field(ge=0, le=1)] = 0.0
    threshold: Annotated[float, Field(ge=-1, le=1)] = 0.0
    format_coef: Annotated[float, Field(ge=0, le=1)] = 0.1


class NoverParameters(Parameters):
    """The weights of the three parts."""

    reasoning_weight: Weight = 1.0
    efficiency_weight: Weight = 1.0
    format_weight: Weight = 1.0


def likelihood(sample: Sample, parameters: LikelihoodParameters) -> float | None:
    """The log-probabilities of the reference as one number."""
    return None if not sample.features.logprobs else _MODES[parameters.mode](sample.features.logprobs)


def rlpr(sample: Sample, parameters: RlprParameters) -> float | None:
    """What the reasoning adds to the mean probability of the reference, and a little for the format."""
    if not sample.features.logprobs:
        return None
    gain = _mean_prob(sample.features.logprobs) - parameters.base
    kept = 0.0 if gain < parameters.threshold else gain
    return (1 - parameters.format_coef) * kept + parameters.format_coef * sample.answered


def nover(group: Group, parameters: NoverParameters) -> Rewards:
    """How well, and how briefly, the reasoning leads to the reference compared with the group's others."""
    usable = [sample for sample in group if _comparable(sample)]
    standings = [(-_mean(sample.features.logprobs or ()), sample.length or 0.0) for sample in usable]
    scored = iter([_nover(one, standings, parameters) for one in standings])
    return [next(scored) if _comparable(sample) else None if sample.answered else 0.0 for sample in group]


def _comparable(sample: Sample) -> bool:
    return sample.answered and bool(sample.features.logprobs) and sample.length is not None


def _nover(one: tuple[float, float], all_: Sequence[tuple[float, float]], parameters: NoverParameters) -> float:
    better = sum(other[0] < one[0] for other in all_)
    beaten = sum(one[0] < other[0] and one[1] < other[1] for other in all_)
    reasoning = 1 - better / len(all_)
    efficiency = beaten / (len(all_) - 1) if len(all_) > 1 else 0.0
    return (
        parameters.reasoning_weight * reasoning
        + parameters.efficiency_weight * efficiency
        + parameters.format_weight
    )


def _exp(x: float) -> float:
    # Log-probabilities above 0 are the trainer's mistake: the infinity is caught where rewards are finished.
    return math.exp(x) if x < 700 else math.inf


def _mean(logprobs: Sequence[float]) -> float:
    return sum(logprobs) / len(logprobs)


def _mean_prob(logprobs: Sequence[float]) -> float:
    return sum(_exp(one) for one in logprobs) / len(logprobs)


_MODES: dict[str, Callable[[Sequence[float]], float]] = {
    "sum_logp": sum,
    "mean_logp": _mean,
    "prob": lambda logprobs: _exp(sum(logprobs)),
    "mean_prob": _mean_prob,
    "geo_prob": lambda logprobs: _exp(_mean(logprobs)),
}

FAMILY = (
    Scheme(
        "likelihood",
        per_sample(likelihood),
        LikelihoodParameters,
        "logprobs",
        (None, None),
        "likelihood",
        "[code] VeriFree, RLPR",
    ),
    Scheme("rlpr", per_sample(rlpr), RlprParameters, "logprobs", (-1.0, 1.0), "rlpr", "[code] RLPR"),
    Scheme(
        "nover", per_group(nover), NoverParameters, "logprobs", (0.0, None), "nover", "[code] NOVER", "group", True
    ),
)
