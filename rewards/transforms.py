"""Maps applied to a finished reward, one number at a time; ``None`` stays ``None``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import FiniteFloat, model_validator

from rewards.centred import LogSigmoidParameters, ParParameters, log_sigmoid, par
from rewards.noise import BackwardParameters, ForwardParameters, noise_backward, noise_forward
from rewards.scheme import Strict


class ClipParameters(Strict):
    """The interval that rewards are held in."""

    min: FiniteFloat = -1.0
    max: FiniteFloat = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> "ClipParameters":
        if self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class AffineParameters(Strict):
    """``scale`` times the reward, plus ``shift``."""

    scale: FiniteFloat = 1.0
    shift: FiniteFloat = 0.0


@dataclass(frozen=True, slots=True)
class Transform:
    """One row of the table of transforms."""

    name: str
    apply: Callable[[float, Any], float]
    parameters: type[Strict]
    source: str


def clip(reward: float, parameters: ClipParameters) -> float:
    """The reward held in [min, max]."""
    return min(max(reward, parameters.min), parameters.max)


def affine(reward: float, parameters: AffineParameters) -> float:
    """scale * reward + shift."""
    return parameters.scale * reward + parameters.shift


TRANSFORMS = (
    Transform("clip", clip, ClipParameters, "definition"),
    Transform("affine", affine, AffineParameters, "definition"),
    Transform("par", par, ParParameters, "[code] PAR"),
    Transform("log_sigmoid", log_sigmoid, LogSigmoidParameters, "[abs] Transforming and Combining Rewards"),
    Transform("noise_backward", noise_backward, BackwardParameters, "[2nd] noisy verifiers"),
    Transform("noise_forward", noise_forward, ForwardParameters, "[ours] derived"),
)
