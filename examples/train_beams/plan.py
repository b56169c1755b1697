"""What a run is: stages of training, by which reward, from which form of answers, tested on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms import TERMS, Form
from steelyard import Client
from steelyard.beams import BeamOptions, BeamProblem
from steelyard.bodies import Reward


@dataclass(frozen=True)
class Problems:
    """Problems of a family, as the service draws them."""

    family: str
    options: BeamOptions = field(default_factory=BeamOptions)

    def draw(self, client: Client, count: int, seed: int) -> list[BeamProblem]:
        """So many, or as many different ones as there are."""
        options: BeamOptions = {**self.options, "prompt_style": "short"}
        return list(client.generate_beams(self.family, seed=seed, count=count, **options))


@dataclass(frozen=True)
class Stage:
    """What is trained on for so many steps: the pools in turn, prompt by prompt."""

    pools: Sequence[Problems]
    steps: int


@dataclass(frozen=True)
class Plan:
    """One run, from the warm-up of its form or with what the run ``after`` has learned.

    ``beta`` weighs the divergence from where it starts. ``verifier`` is added to every problem's verifier in
    training, not in tests.
    """

    name: str
    stages: Sequence[Stage]
    tests: Mapping[str, Problems]
    seed: int = 0
    after: str | None = None
    form: Form = TERMS
    reward: Reward = "dense"
    verifier: Mapping[str, Any] = field(default_factory=dict)
    by_deviation: bool = True
    rate: float = 1.5e-3
    beta: float = 0.02
    prompts: int = 16
    group: int = 16
    tested: int = 32

    @property
    def steps(self) -> int:
        """Steps of all stages."""
        return sum(stage.steps for stage in self.stages)
