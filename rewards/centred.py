"""Bounded forms of unbounded scores, centred on rewards of reference completions.

    par         = mean over refs of sigmoid(k (r - ref)), in (0, 1); sigmoid(k r) without refs
    log_sigmoid = max(log sigmoid(r - ref), -20), in [-20, 0)

``log_sigmoid`` takes ``ref`` itself, or ``refs`` of which it takes the normal quantile
mean + z(quantile) std (ddof 1). Meant for scores of reward models; a reward of 0 or 1 is only rescaled.

Source: par [code] PAR; log_sigmoid [abs] Transforming and Combining Rewards, its quantile [code] PAR.
"""

from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from rewards.scheme import Strict
from rewards.sigmoid import log_sigmoid as log_of_sigmoid
from rewards.sigmoid import sigmoid

MOST_REFERENCES = 10
References = Annotated[list[FiniteFloat], Field(max_length=MOST_REFERENCES)]

_LOWEST = -20.0


class Centred(Strict):
    """``refs``: rewards of up to ten reference completions; ``running``: the prompt's first ones in this run."""

    refs: References | Literal["running"] = Field(default_factory=list)


class ParParameters(Centred):
    """``k``: how steep."""

    k: Annotated[float, Field(gt=0, le=1e3)] = 1.0


class LogSigmoidParameters(Centred):
    """Where the centre is: ``ref``, or a quantile of ``refs``."""

    ref: FiniteFloat | None = None
    quantile: Annotated[float, Field(gt=0, lt=1)] = 0.85

    @model_validator(mode="after")
    def _one_centre(self) -> "LogSigmoidParameters":
        if self.ref is not None and self.refs:
            raise ValueError("give either ref or refs")
        return self


def par(reward: float, parameters: ParParameters, refs: Sequence[float]) -> float:
    """The mean of sigmoid(k (reward - ref)) over the reference rewards."""
    return fmean(sigmoid(parameters.k * (reward - ref)) for ref in refs or [0.0])


def log_sigmoid(reward: float, parameters: LogSigmoidParameters, refs: Sequence[float]) -> float:
    """The logarithm of sigmoid(reward - ref), at least -20; sums of it are a logical and."""
    return max(log_of_sigmoid(reward - centre(parameters, refs)), _LOWEST)


def centre(parameters: LogSigmoidParameters, refs: Sequence[float]) -> float:
    """The reference that rewards are compared with."""
    if not refs:
        return parameters.ref or 0.0
    spread = stdev(refs) if len(refs) > 1 else 0.0
    return fmean(refs) + NormalDist().inv_cdf(parameters.quantile) * spread
