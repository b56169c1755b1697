"""How well scores rank: right completions of a prompt against its wrong ones."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Ranked:
    """The scores of one prompt's right and wrong completions; there is at least one of each."""

    chosen: Sequence[float]
    rejected: Sequence[float]

    @property
    def margin(self) -> float:
        """By how much the score of the worst right one is above that of the best wrong one."""
        return min(self.chosen) - max(self.rejected)

    @property
    def spread(self) -> float:
        """By how much the scores of right ones differ."""
        return max(self.chosen) - min(self.chosen)

    @property
    def is_accurate(self) -> bool:
        """Whether every right one is above every wrong one (RewardMATH's accuracy)."""
        return self.margin > 0

    @property
    def is_accurate_or_tied(self) -> bool:
        """The same where a tie will do."""
        return self.margin >= 0

    @property
    def reciprocal_rank(self) -> float:
        """1 / rank of the best right one, from 0 to 1; of equal scores the wrong ones come first (RewardMATH)."""
        best = max(self.chosen)
        return 1 / (1 + sum(score >= best for score in self.rejected))


def ties_score(reference: Sequence[Ranked], tied: Sequence[Ranked]) -> float:
    """RewardBench 2's score for prompts with several right answers; at most 1.01.

    ``reference`` has each prompt with one right answer, ``tied`` the same prompts in the same order with several;
    right ones should differ less from each other than from wrong ones. Formula: reward-bench,
    ``process_single_model``.
    """
    pairs = list(zip(reference, tied, strict=True))
    margins = [(min(one.margin, other.margin), other) for one, other in pairs]
    return (
        0.3 * fmean(one.is_accurate for one in tied)
        + 0.3 * fmean(one.is_accurate for one in reference)
        + 0.2 * fmean(one.margin > one.spread for one in tied)
        + 0.2 * fmean(margin > one.spread for margin, one in margins)
        + 0.01 * fmean(_closeness(margin, one.spread) for margin, one in margins)
    )


def _closeness(margin: float, spread: float) -> float:
    if spread:
        return math.tanh(margin / spread - 1)
    return math.copysign(1.0, margin) if margin else 0.0
