"""A completion's reward with what it was made of, and how transforms change the rewards of a group."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rewards.history import NO_ERRORS, History, Rates
from rewards.noise import Correction, ForwardParameters
from rewards.scheme import Strict, Values
from rewards.table import transform_of
from rewards.transforms import recalled

NOT_FINITE = "not_finite"


@dataclass(frozen=True, slots=True)
class Scored:
    """The reward of one completion, the numbers it was made of, and what to know about them.

    ``trail`` is the reward before the first transform and after each of them. Transforms leave the rewards of
    turns and steps alone.
    """

    reward: float | None
    components: dict[str, float | None]
    sample_weight: float = 1.0
    flags: tuple[str, ...] = ()
    trail: tuple[float, ...] = ()
    turn_rewards: Values | None = None
    step_rewards: Values | None = None


def finite(value: float | None) -> float | None:
    """The number, or ``None`` for what JSON has no number for."""
    return value if value is not None and math.isfinite(value) else None


def name_of(place: int) -> str:
    """The name in a history of what the transform at this place has seen."""
    return f"transform_{place}"


def transformed(
    group: Sequence[Scored],
    transforms: Sequence[Strict],
    history: History,
    appealed: Rates | None = None,
    prompt: str = "",
) -> list[Scored]:
    """The group with its rewards, or its sample weights, changed by each transform in turn.

    ``prompt`` names the group's prompt; ``appealed`` is how often the verifier errs by the job's own appeals.
    """
    scored = [_checked(_on_its_way(one)) for one in group]
    for place, use in enumerate(transforms):
        rewards = [one.reward for one in scored if one.reward is not None]
        known = replace(recalled(history, name_of(place)), prompt=prompt)
        if isinstance(use, ForwardParameters) and use.rates == "appeals":
            known = replace(known, rates=appealed or NO_ERRORS)
        changed = iter(transform_of(use).apply(rewards, use, known))
        into_weight = isinstance(use, Correction) and use.into == "sample_weight"
        scored = [
            one if one.reward is None else _checked(_changed(one, next(changed), into_weight=into_weight))
            for one in scored
        ]
    return scored


def _on_its_way(scored: Scored) -> Scored:
    return scored if scored.reward is None else replace(scored, trail=(scored.reward,))


def _changed(scored: Scored, value: float, *, into_weight: bool) -> Scored:
    if into_weight:
        weight = scored.sample_weight * value
        return replace(scored, sample_weight=weight, trail=(*scored.trail, scored.trail[-1]))
    return replace(scored, reward=value, trail=(*scored.trail, value))


def _checked(scored: Scored) -> Scored:
    """Without a reward, and flagged, where a number has overflowed."""
    if scored.reward is None or (math.isfinite(scored.reward) and math.isfinite(scored.sample_weight)):
        return scored
    weight = scored.sample_weight if math.isfinite(scored.sample_weight) else 1.0
    return replace(scored, reward=None, sample_weight=weight, flags=(*scored.flags, NOT_FINITE))
