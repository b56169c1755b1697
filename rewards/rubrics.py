"""C-GRPO: a rubric's score counts for correct completions only, so that it never rewards a wrong one.

    c_grpo = 0 if wrong, else (1 - ratio) + ratio rubric / (greatest rubric score of the group)

Without ``normalize`` the rubric's score is added as it is, which is what the released code does.

Source: [code] CaRR.
"""

from typing import Annotated

from pydantic import Field

from rewards.sample import Sample
from rewards.scheme import Group, Parameters, Rewards, Scheme, per_group


class CGrpoParameters(Parameters):
    """``ratio``: how much of the reward the rubric decides."""

    ratio: Annotated[float, Field(ge=0, le=1)] = 0.3
    normalize: bool = True


def c_grpo(group: Group, parameters: CGrpoParameters) -> Rewards:
    """0 if wrong, else 1 of which ``ratio`` is shared out by the rubric's score; ``None`` without a score."""
    known = [sample.details.rubric for sample in group if sample.details.rubric is not None]
    best = max(known, default=0.0) if parameters.normalize else 1.0
    return [_mixed(sample, parameters.ratio, best) for sample in group]


def _mixed(sample: Sample, ratio: float, best: float) -> float | None:
    if not sample.correct:
        return 0.0
    rubric = sample.details.rubric
    if rubric is None:
        return None
    return (1 - ratio) + ratio * (rubric / best if best > 0 else 0.0)


FAMILY = (
    Scheme("c_grpo", per_group(c_grpo), CGrpoParameters, "rubric", (0.0, 1.0), "c_grpo", "[code] CaRR", "group"),
)
