"""What a trainer's own normalisation leaves of a reward: warnings where it cancels what was asked for.

``std`` takes off the group's mean and divides by its standard deviation, ``mean`` only takes off the mean.

Source: definitions (b19 of the reward specification), checked numerically by the tests.
"""

from collections.abc import Iterator
from typing import Literal

from rewards.noise import Correction
from rewards.outcome import BinaryParameters
from rewards.scheme import Strict
from rewards.table import Combination, scheme_of, transform_of
from rewards.transforms import AffineParameters

Normalisation = Literal["std", "mean", "none"]

# Maps r -> scale r + shift, within a group at least: what is left of them, if they come last.
_AFFINE = frozenset({"affine", "noise_backward", "noise_forward", "zscore"})
_SHIFTS = frozenset({"noise_forward"})
_NOT_OF_ONE_REWARD = frozenset({"max_reward"})


def warnings_for(reward: Combination, normalisation: Normalisation | None) -> list[str]:
    """What the reward's author should know, given what the trainer will do with it."""
    if normalisation is None or normalisation == "none":
        return []
    advice = (scheme_of(use).advice.get(normalisation) for use in reward.parts)
    found = [*filter(None, advice), *_of_values(reward, normalisation), *_of_transforms(reward, normalisation)]
    return list(dict.fromkeys(found))


def _of_values(reward: Combination, normalisation: Normalisation) -> Iterator[str]:
    """Of the values that a reward of right and wrong is given."""
    if len(reward.parts) != 1 or normalisation != "std":
        return
    use = reward.parts[0]
    if use.coef != 1 and reward.how != "logsum":
        yield f"coef of {scheme_of(use).name} cancels: it is the only part, and dividing by the std undoes a scale"
    if _two_valued(reward) and isinstance(use, BinaryParameters) and (use.correct, use.wrong) != (1.0, 0.0):
        yield "correct and wrong of binary cancel: after dividing by the std any two values are the same two"


def _of_transforms(reward: Combination, normalisation: Normalisation) -> Iterator[str]:
    """Of the last transforms, as long as they are undone; of a two-valued reward every map is."""
    two_valued = normalisation == "std" and _two_valued(reward)
    for use in reversed(reward.transform):
        name = transform_of(use).name
        if isinstance(use, Correction) and use.into == "sample_weight":
            continue
        if two_valued and name not in _NOT_OF_ONE_REWARD:
            yield f"{name} cancels: after dividing by the std any two values are the same two{_hint(use)}"
        elif name in _AFFINE and (normalisation == "std" or _only_shifts(use)):
            undone = "dividing by the std" if normalisation == "std" else "taking off the mean"
            yield f"{name} cancels: {undone} undoes it{_hint(use)}"
        elif name not in _AFFINE:
            return


def _two_valued(reward: Combination) -> bool:
    use = reward.parts[0]
    if len(reward.parts) != 1 or reward.how == "logsum" or not isinstance(use, BinaryParameters):
        return False
    values = {use.correct, use.wrong, *([0.0] if reward.gate else [])}
    values |= {value for value in (use.no_answer, use.undecided) if value is not None}
    return len(values) == 2


def _only_shifts(use: Strict) -> bool:
    return transform_of(use).name in _SHIFTS or (isinstance(use, AffineParameters) and use.scale == 1)


def _hint(use: Strict) -> str:
    return '; send it into the sample weight ("into": "sample_weight")' if isinstance(use, Correction) else ""
