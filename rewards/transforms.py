"""Maps applied to finished rewards, of each completion alone or of its group; ``None`` stays ``None``."""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from statistics import fmean, pstdev, stdev
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, FiniteFloat, model_validator

from rewards.centred import Centred, LogSigmoidParameters, ParParameters, log_sigmoid, par
from rewards.history import NO_ERRORS, History, Rates
from rewards.noise import BackwardParameters, ForwardParameters, noise_backward, noise_forward
from rewards.scheme import Strict

P = TypeVar("P", bound=Strict)
C = TypeVar("C", bound=Centred)
F = TypeVar("F", bound=ForwardParameters)
OfGroup = Callable[[Sequence[float], Any, "Recalled"], list[float]]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What earlier steps have shown one transform, and what labels have shown of the verifier."""

    sums: tuple[float, ...] = ()
    best: float | None = None
    firsts: Sequence[float] = ()
    rates: Rates = NO_ERRORS
    prompt: str = ""


def recalled(history: History, name: str) -> Recalled:
    """What a history holds under the name of one transform."""
    rates = history.rates or NO_ERRORS
    if history.empty:
        return Recalled(rates=rates)
    sums = tuple(history.sums.get(f"{name}:{power}", 0.0) for power in range(3))
    return Recalled(sums if any(sums) else (), history.bests.get(name), history.firsts.get(name, ()), rates)


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
    """``eps`` is added to the standard deviation; ``ddof`` 1 is that of a sample (torch), 0 of a population.

    ``over`` ``run`` takes mean and deviation from all rewards of the run's earlier steps.
    """

    eps: Annotated[float, Field(gt=0, le=1)] = 1e-6
    ddof: Literal[0, 1] = 1
    over: Literal["group", "run"] = "group"


class RunningBestParameters(Strict):
    """What the best so far is still worth one attempt later; ``running`` begins with that of earlier steps."""

    discount: Annotated[float, Field(ge=0, le=1)] = 1.0
    running: bool = False


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
    def apply(rewards: Sequence[float], parameters: P, _recalled: Recalled) -> list[float]:
        return [transform(reward, parameters) for reward in rewards]

    return apply


def centred(transform: Callable[[float, C, Sequence[float]], float]) -> OfGroup:
    """A map of one reward and reference rewards: those given, or the prompt's first ones."""

    @wraps(transform)
    def apply(rewards: Sequence[float], parameters: C, recalled: Recalled) -> list[float]:
        references = recalled.firsts if parameters.refs == "running" else parameters.refs
        return [transform(reward, parameters, [float(one) for one in references]) for reward in rewards]

    return apply


def corrected(transform: Callable[[float, F, Rates], float]) -> OfGroup:
    """A map of one reward and of how often the verifier errs."""

    @wraps(transform)
    def apply(rewards: Sequence[float], parameters: F, recalled: Recalled) -> list[float]:
        return [transform(reward, parameters, recalled.rates) for reward in rewards]

    return apply


def clip(reward: float, parameters: ClipParameters) -> float:
    """The reward held in [min, max]."""
    return min(max(reward, parameters.min), parameters.max)


def affine(reward: float, parameters: AffineParameters) -> float:
    """scale * reward + shift."""
    return parameters.scale * reward + parameters.shift


def zscore(rewards: Sequence[float], parameters: ZscoreParameters, recalled: Recalled) -> list[float]:
    """How many standard deviations each reward is above the group's mean (0 for one alone), or the run's."""
    if parameters.over == "run" and recalled.sums and recalled.sums[0] > parameters.ddof:
        mean, spread = _moments(recalled.sums, parameters.ddof)
    elif len(rewards) < 2:
        return [0.0] * len(rewards)
    else:
        mean, spread = fmean(rewards), (stdev if parameters.ddof else pstdev)(rewards)
    return [(reward - mean) / (spread + parameters.eps) for reward in rewards]


def _moments(sums: Sequence[float], ddof: int) -> tuple[float, float]:
    """Mean and standard deviation of a count, a sum and a sum of squares."""
    count, total, squares = sums
    mean = total / count
    return mean, math.sqrt(max(squares - count * mean * mean, 0.0) / (count - ddof))


def max_reward(rewards: Sequence[float], parameters: RunningBestParameters, recalled: Recalled) -> list[float]:
    """max(discount * best so far, reward), the group's completions being attempts one after the other."""
    known = recalled.best if parameters.running else None
    best: list[float] = [] if known is None else [known]
    for reward in rewards:
        best.append(max(parameters.discount * best[-1], reward) if best else reward)
    return best if known is None else best[1:]


class DifficultyParameters(Strict):
    """``strength``: by how much a reward grows in a group that earns nothing."""

    strength: Annotated[FiniteFloat, Field(ge=0, le=1e6)] = 1.0


class InjectParameters(Strict):
    """How many groups have their rewards turned around, and which: the same ones for the same ``seed``."""

    p: Annotated[float, Field(ge=0, le=1)]
    seed: int = 0


def difficulty(rewards: Sequence[float], parameters: DifficultyParameters, _recalled: Recalled) -> list[float]:
    """Each reward times 1 + strength (1 - p), p being the group's mean reward held in [0, 1]."""
    if not rewards:
        return []
    hard = 1 - min(max(fmean(rewards), 0.0), 1.0)
    return [reward * (1 + parameters.strength * hard) for reward in rewards]


def noise_inject(rewards: Sequence[float], parameters: InjectParameters, recalled: Recalled) -> list[float]:
    """1 - reward in a share ``p`` of the groups, for trying how a trainer bears a verifier that errs."""
    named = f"{parameters.seed}\0{recalled.prompt}".encode()
    drawn = int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), "big") / 2**64
    return [1 - reward for reward in rewards] if drawn < parameters.p else list(rewards)


TRANSFORMS = (
    Transform("clip", each(clip), ClipParameters, "definition"),
    Transform("affine", each(affine), AffineParameters, "definition"),
    Transform("par", centred(par), ParParameters, "[code] PAR"),
    Transform(
        "log_sigmoid", centred(log_sigmoid), LogSigmoidParameters, "[abs] Transforming and Combining Rewards"
    ),
    Transform("noise_backward", corrected(noise_backward), BackwardParameters, "[2nd] noisy verifiers"),
    Transform("noise_forward", corrected(noise_forward), ForwardParameters, "[ours] derived"),
    Transform("zscore", zscore, ZscoreParameters, "[code] BLEUBERI, GRPO"),
    Transform("difficulty", difficulty, DifficultyParameters, "[ours] in place of DR-IRL's scale"),
    Transform("noise_inject", noise_inject, InjectParameters, "[code] Noisy Rewards"),
    Transform("max_reward", max_reward, RunningBestParameters, "[abs] MaxCode, recursion [ours]"),
)
