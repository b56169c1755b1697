"""Length penalties, to be added to a reward of correctness. L is the length of a completion in tokens.

    length_er        = -(2 sigmoid((L - m) / (s + 1e-5)) - 1) if correct, m and s of the correct ones, in [-1, 1]
    length_o1_pruner = -clip((L - m) / L, -1, 1), m of the whole group, in [-1, 1]
    length_linear    = -penalty max(0, L - valid_len)

Where the trainer sends no ``n_tokens`` a quarter of the characters stands for L and the result is flagged
``length_estimated``. s is the population's standard deviation.

Source: length_er and length_o1_pruner [code] SAR's repository; length_linear [code] PAR's.
"""

from statistics import fmean, pstdev
from typing import Annotated

from pydantic import Field, FiniteFloat

from rewards.sample import Sample
from rewards.scheme import Group, Parameters, Rewards, Scheme, per_group, per_sample
from rewards.sigmoid import sigmoid


class LinearParameters(Parameters):
    """Tokens that are free, and what each further one costs."""

    valid_len: Annotated[int, Field(ge=0, le=2**53)] = 300
    penalty: Annotated[FiniteFloat, Field(ge=0, le=1e6)] = 0.01


def length_er(group: Group, _parameters: Parameters) -> Rewards:
    """Above 0 for correct completions shorter than the group's other correct ones, below 0 for longer; else 0."""
    lengths = [sample.length for sample in group if sample.correct and sample.length is not None]
    if len(lengths) < 2:
        return [0.0] * len(group)
    mean, deviation = fmean(lengths), pstdev(lengths)
    return [_er(sample, mean, deviation) for sample in group]


def _er(sample: Sample, mean: float, deviation: float) -> float | None:
    if not sample.correct:
        return 0.0
    return None if sample.length is None else 1 - 2 * sigmoid((sample.length - mean) / (deviation + 1e-5))


def length_o1_pruner(group: Group, _parameters: Parameters) -> Rewards:
    """How much shorter than the group's mean a completion is, as a share of its own length, in [-1, 1]."""
    lengths = [sample.length for sample in group if sample.length is not None]
    mean = fmean(lengths) if lengths else 0.0
    return [None if sample.length is None else _pruned(sample.length, mean) for sample in group]


def _pruned(length: float, mean: float) -> float:
    if length == 0:
        return float(mean > 0)
    return -min(max((length - mean) / length, -1.0), 1.0)


def length_linear(sample: Sample, parameters: LinearParameters) -> float | None:
    """Minus ``penalty`` for each token above ``valid_len``."""
    if sample.length is None:
        return None
    return -parameters.penalty * max(0.0, sample.length - parameters.valid_len)


_SAR = "[code] Self-Aligned Reward's repository"
FAMILY = (
    Scheme("length_er", per_group(length_er), Parameters, "lengths", (-1.0, 1.0), "length", _SAR, "group", True),
    Scheme(
        "length_o1_pruner",
        per_group(length_o1_pruner),
        Parameters,
        "lengths",
        (-1.0, 1.0),
        "length",
        _SAR,
        "group",
        True,
    ),
    Scheme(
        "length_linear",
        per_sample(length_linear),
        LinearParameters,
        "lengths",
        (None, 0.0),
        "length",
        "[code] PAR",
    ),
)
