"""BRPO: is a completion better than one member of its group?

    brpo = +1 if s > s_ref, else -1

s is the verdict's score. The reference is drawn among the group's scores by ``seed``: neither place nor text
decides; it is no better than itself. The judge's mode ``pairwise_group`` compares texts in place of scores.

Source: [2nd] Writing-Zero; the values are unverified, the draw is [ours].
"""

import random
from typing import Annotated

from pydantic import Field

from rewards.scheme import Group, Parameters, Rewards, Scheme, per_group


class BrpoParameters(Parameters):
    """``reference`` is a place among the judged completions of the group; without it, ``seed`` draws one."""

    reference: Annotated[int, Field(ge=0, le=100_000)] | None = None
    seed: int = 0


def brpo(group: Group, parameters: BrpoParameters) -> Rewards:
    """+1 above the reference's score, -1 at or below it; ``None`` without a score or a reference."""
    scores = [sample.verdict.score for sample in group]
    reference = _reference(scores, parameters)
    if reference is None:
        return [None] * len(scores)
    return [None if score is None else 1.0 if score > reference else -1.0 for score in scores]


def _reference(scores: Rewards, parameters: BrpoParameters) -> float | None:
    if parameters.reference is not None:
        return scores[parameters.reference] if parameters.reference < len(scores) else None
    known = sorted(score for score in scores if score is not None)
    return random.Random(f"{parameters.seed} {known}").choice(known) if known else None  # noqa: S311


FAMILY = (
    Scheme(
        "brpo", per_group(brpo), BrpoParameters, "group", (-1.0, 1.0), "brpo", "[2nd] Writing-Zero", "group",
        compares=True,
    ),
)  # fmt: skip
