"""BNPO: advantages normalised by a Beta distribution fitted to the pass rates of the batch's groups.

    p_q = mean of R in group q (0 for a group of one);  mu, v = mean, variance (ddof 1) of p over the batch
    a = (mu (1 - mu) / v - 1) mu,  b = (mu (1 - mu) / v - 1) (1 - mu)
    A = (R - p_q) min(1 / BetaPDF(p_q; max(1 + a/3, 1), max(1 + b/3, 1)), 1e6)

R is 1 for a correct completion, else 0. With ``components`` "checks" each check is a component with an R of its
own (1 where it passed), and A is the mean over the components of their advantages; parts of a composite verifier
are decomposed by a sum of bnpo over them, each with its share as ``coef``. With a single group A = R - p_q. These
are advantages already: a trainer must not normalise them again. v is held above 1e-12 [ours]. Bounds: [-1e6, 1e6].

Source: [code] BNPO.
"""

import math
from collections.abc import Sequence
from statistics import fmean, variance
from typing import Literal

from rewards.sample import Sample
from rewards.scheme import Batch, Parameters, Rewards, Scheme, per_batch

_MOST = 1e6
_LEAST_VARIANCE = 1e-12


class BnpoParameters(Parameters):
    """``components``: one advantage for the outcome, or the mean of one for each check."""

    components: Literal["outcome", "checks"] = "outcome"


def bnpo(batch: Batch, parameters: BnpoParameters) -> list[Rewards]:
    """The advantage of each completion: right or wrong against its group, scaled by the batch's pass rates."""
    if parameters.components == "outcome":
        return [list(group) for group in advantages([[float(one.correct) for one in group] for group in batch])]
    names = dict.fromkeys(check.name for group in batch for one in group for check in one.verdict.checks)
    of_each = [advantages([[_passed(one, name) for one in group] for group in batch]) for name in names]
    return [
        [fmean(parts) for parts in zip(*groups, strict=True)] if of_each else [0.0] * len(batch[number])
        for number, groups in enumerate(zip(*of_each, strict=True) if of_each else [()] * len(batch))
    ]


def _passed(sample: Sample, name: str) -> float:
    return float(any(check.passed is True for check in sample.verdict.checks if check.name == name))


def advantages(batch: Sequence[Sequence[float]]) -> list[list[float]]:
    """The advantages of rewards of 0 and 1, group by group."""
    rates = [fmean(group) if len(group) > 1 else 0.0 for group in batch]
    alpha, beta = fitted([rate for rate, group in zip(rates, batch, strict=True) if group])
    scales = [min(1 / max(beta_density(rate, alpha, beta), 1 / _MOST), _MOST) for rate in rates]
    return [
        [(reward - rate) * scale for reward in group]
        for group, rate, scale in zip(batch, rates, scales, strict=True)
    ]


def fitted(rates: Sequence[float]) -> tuple[float, float]:
    """Alpha and beta (both at least 1) of the normalising Beta distribution, by the groups' shares of passes."""
    mean, spread = (fmean(rates), max(variance(rates), _LEAST_VARIANCE)) if len(rates) > 1 else (0.0, 1.0)
    size = mean * (1 - mean) / spread - 1
    return max(1 + size * mean / 3, 1.0), max(1 + size * (1 - mean) / 3, 1.0)


def beta_density(x: float, alpha: float, beta: float) -> float:
    """The density of Beta(alpha, beta) at ``x`` in [0, 1]; both parameters are at least 1."""
    if (x <= 0 and alpha > 1) or (x >= 1 and beta > 1):
        return 0.0
    scale = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    return math.exp(scale + _power(x, alpha - 1) + _power(1 - x, beta - 1))


def _power(x: float, exponent: float) -> float:
    """The logarithm of x to the exponent, with 0 to the 0 being 1."""
    return exponent * math.log(x) if exponent else 0.0


_ADVICE = "bnpo gives advantages already: a trainer must not normalise them again"
FAMILY = (
    Scheme(
        "bnpo",
        per_batch(bnpo),
        BnpoParameters,
        "batch",
        (-_MOST, _MOST),
        "advantage",
        "[code] BNPO",
        "batch",
        True,
        {"std": _ADVICE, "mean": _ADVICE},
    ),
)
