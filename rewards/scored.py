"""A completion's reward with what it was made of, and how transforms change the rewards of a group."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rewards.noise import Correction
from rewards.scheme import Strict
from rewards.table import transform_of

NOT_FINITE = "not_finite"


@dataclass(frozen=True, slots=True)
class Scored:
    """The reward of one completion, the numbers it was made of, and what to know about them."""

    reward: float | None
    components: dict[str, float | None]
    sample_weight: float = 1.0
    flags: tuple[str, ...] = ()


def finite(value: float | None) -> float | None:
    """The number, or ``None`` for what JSON has no number for."""
    return value if value is not None and math.isfinite(value) else None


def transformed(group: Sequence[Scored], transforms: Sequence[Strict]) -> list[Scored]:
    """The group with its rewards, or its sample weights, changed by each transform in turn."""
    scored = [_checked(one) for one in group]
    for use in transforms:
        rewards = [one.reward for one in scored if one.reward is not None]
        changed = iter(transform_of(use).apply(rewards, use))
        into_weight = isinstance(use, Correction) and use.into == "sample_weight"
        scored = [
            one if one.reward is None else _checked(_changed(one, next(changed), into_weight=into_weight))
            for one in scored
        ]
    return scored


def _changed(scored: Scored, value: float, *, into_weight: bool) -> Scored:
    if into_weight:
        return replace(scored, sample_weight=scored.sample_weight * value)
    return replace(scored, reward=value)


def _checked(scored: Scored) -> Scored:
    """Without a reward, and flagged, where a number has overflowed."""
    if scored.reward is None or (math.isfinite(scored.reward) and math.isfinite(scored.sample_weight)):
        return scored
    weight = scored.sample_weight if math.isfinite(scored.sample_weight) else 1.0
    return replace(scored, reward=None, sample_weight=weight, flags=(*scored.flags, NOT_FINITE))
