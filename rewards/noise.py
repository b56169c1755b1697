"""Corrections for a verifier that errs: fp = P(reward 1 | wrong), fn = P(reward 0 | right).

    noise_backward: (r - fp) / (1 - fp - fn)      unbiased: on average 0 for wrong and 1 for right completions
    noise_forward:  r - (1 - fn)                  on average 0 for right and -(1 - fp - fn) for wrong ones

Both want a reward of 0 or 1 and fp + fn < 1; a verifier beyond that teaches the opposite. They are affine, so a
trainer that divides by the group's standard deviation cancels them: there, send them ``into`` the sample weight.
In place of ``fn`` they take ``appeals``, from which it is estimated; ``rates`` "review" takes both from the labels
that people have given on the dashboard (error_rates.py), and corrects nothing before there are enough of them;
``rates`` "appeals" estimates ``fn`` from the job's own verdicts, where composite verifiers have ``rejected``
parts.

Source: backward [2nd] reinforcement learning with noisy verifiers; forward derived [ours], needs fn only.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from rewards.appeals import Appeals, usable_rate
from rewards.history import NO_ERRORS, Rates
from rewards.scheme import Strict

Rate = Annotated[float, Field(ge=0, lt=1)]


class Correction(Strict):
    """``into``: replace the reward, or leave it and answer with the corrected number as ``sample_weight``."""

    into: Literal["reward", "sample_weight"] = "reward"


class ForwardParameters(Correction):
    """The verifier's rate of false negatives, or what it is estimated from."""

    fn: Rate | None = None
    appeals: Appeals | None = None
    rates: Literal["review", "appeals"] | None = None

    @model_validator(mode="after")
    def _one_rate(self) -> "ForwardParameters":
        if [self.fn, self.appeals, self.rates].count(None) != 2:
            raise ValueError("give one of fn, appeals and rates")
        return self

    @property
    def misses(self) -> float:
        """The rate of false negatives."""
        return usable_rate(self.appeals) if self.appeals is not None else self.fn or 0.0


class BackwardParameters(ForwardParameters):
    """The verifier's rates of false positives and false negatives."""

    fp: Rate | None = None

    @model_validator(mode="after")
    def _better_than_chance(self) -> "BackwardParameters":
        if (self.fp is None) == (self.rates is None) and self.rates != "appeals":
            raise ValueError("give either fp or rates")
        # Close to 1 the correction grows without bound; below 1 in 1,000 it is noise alone.
        # An estimate from appeals is held below 0.49.
        misses = 0.49 if self.rates == "appeals" else self.misses
        if (self.fp or 0.0) + misses > 0.999:
            raise ValueError("fp + fn must be below 1: such a verifier says nothing, or the opposite")
        return self


def noise_backward(reward: float, parameters: BackwardParameters, reviewed: Rates = NO_ERRORS) -> float:
    """(reward - fp) / (1 - fp - fn)."""
    fn = parameters.misses if parameters.rates is None else reviewed.fn
    fp = reviewed.fp if parameters.rates == "review" else parameters.fp or 0.0
    return (reward - fp) / (1 - fp - fn)


def noise_forward(reward: float, parameters: ForwardParameters, reviewed: Rates = NO_ERRORS) -> float:
    """reward - (1 - fn), a weight for the score function."""
    return reward - (1 - (parameters.misses if parameters.rates is None else reviewed.fn))
