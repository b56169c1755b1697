"""Maps applied to finished rewards, of each completion alone or of its group; ``None`` stays ``None``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from statistics import fmean, pstdev, stdev
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, FiniteFloat, model_validator

from rewards.centred import LogSigmoidParameters, ParParameters, log_sigmoid, par
from rewards.noise import BackwardParameters, ForwardParameters, noise_backward, noise_forward
from rewards.scheme import Strict

P = TypeVar("P", bound=Strict)
OfGroup = Callable[[Sequence[float], Any], list[float]]


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


class ZscoreParameters(Strict):
    """``eps`` is added to the standard deviation; ``ddof`` 1 is that of a sample (torch), 0 of a population."""

    eps: Annotated[float, Field(gt=0, le=1)] = 1e-6
    ddof: Literal[0, 1] = 1


class RunningBestParameters(Strict):
    """What the best so far is still worth one attempt later."""

    discount: Annotated[float, Field(ge=0, le=1)] = 1.0


@dataclass(frozen=True, slots=True)
class Transform:
    """One row of the table of transforms: a map of the rewards that a group's completions have."""

    name: str
    apply: OfGroup
    parameters: type[Strict]
    source: str


def each(transform: Callable[[float, P], float]) -> OfGroup:
    """A map of one reward, whatever the others are."""

    @wraps(transform)
    def apply(rewards: Sequence[float], parameters: P) -> list[float]:
        return [transform(reward, parameters) for reward in rewards]

    return apply


def clip(reward: float, parameters: ClipParameters) -> float:
    """The reward held in [min, max]."""
    return min(max(reward, parameters.min), parameters.max)


def affine(reward: float, parameters: AffineParameters) -> float:
    """scale * reward + shift."""
    return parameters.scale * reward + parameters.shift


def zscore(rewards: Sequence[float], parameters: ZscoreParameters) -> list[float]:
    """How many standard deviations each reward is above the group's mean; 0 for one alone."""
    if len(rewards) < 2:
        return [0.0] * len(rewards)
    mean, spread = fmean(rewards), (stdev if parameters.ddof else pstdev)(rewards)
    return [(reward - mean) / (spread + parameters.eps) for reward in rewards]


def max_reward(rewards: Sequence[float], parameters: RunningBestParameters) -> list[float]:
    """max(discount * best so far, reward), the group's completions being attempts one after the other."""
    best: list[float] = []
    for reward in rewards:
        best.append(max(parameters.discount * best[-1], reward) if best else reward)
    return best


TRANSFORMS = (
    Transform("clip", each(clip), ClipParameters, "definition"),
    Transform("affine", each(affine), AffineParameters, "definition"),
    Transform("par", each(par), ParParameters, "[code] PAR"),
    Transform("log_sigmoid", each(log_sigmoid), LogSigmoidParameters, "[abs] Transforming and Combining Rewards"),
    Transform("noise_backward", each(noise_backward), BackwardParameters, "[2nd] noisy verifiers"),
    Transform("noise_forward", each(noise_forward), ForwardParameters, "[ours] derived"),
    Transform("zscore", zscore, ZscoreParameters, "[code] BLEUBERI, GRPO"),
    Transform("max_reward", max_reward, RunningBestParameters, "[abs] MaxCode, recursion [ours]"),
)
