"""What a reward scheme is: a pure function of a group's verdicts, its parameters, and what it declares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat

from verifiers.verdict import Verdict

Rewards = list[float | None]
Needs = Literal["sample", "group", "batch", "logprobs", "confidence", "lengths"]


class Strict(BaseModel):
    """How parameters are read: strictly typed, unknown names refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Parameters(Strict):
    """A scheme's parameters as they arrive. ``coef`` weighs the scheme inside a sum."""

    coef: FiniteFloat = 1.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """One row of the table of reward schemes.

    ``rewards`` takes the verdicts of one group and parameters of type ``parameters``, and gives one number
    per verdict, ``None`` where there is no verdict. ``component`` names that number in an answer.
    """

    name: str
    rewards: Callable[[Sequence[Verdict], Any], Rewards]
    parameters: type[Parameters]
    needs: Needs
    bounds: tuple[float | None, float | None]
    component: str
    source: str
