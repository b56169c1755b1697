"""What a trainer may say of a completion besides its text, for the schemes that ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, FiniteFloat

_STRICT = ConfigDict(strict=True, extra="forbid")
_Tokens = Annotated[int, Field(ge=0, le=2**53)]
Scores = Annotated[Sequence[FiniteFloat | None], Field(max_length=256)]
_Perplexity = Annotated[FiniteFloat, Field(gt=0)]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from, how likely the policy finds it, and what choosing it means."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    text: str
    logprob: FiniteFloat
    role: Literal["correct", "wrong", "idk"]


@dataclass(frozen=True, slots=True)
class Perplexity:
    """The policy's perplexity of the completion, after the prompt and without it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    given_prompt: _Perplexity
    alone: _Perplexity


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """The final answer to the same question asked again; ``options`` maps its letters to those of the first."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    answer: str
    options: Annotated[dict[str, str], Field(max_length=100)] | None = None


@dataclass(frozen=True, slots=True)
class Followups:
    """Log-probabilities of follow-up utterances: of those that speak for an answer, and of those against it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    positive: Annotated[Sequence[FiniteFloat], Field(min_length=1, max_length=1000)]
    negative: Annotated[Sequence[FiniteFloat], Field(min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True)
class GraphItem:
    """One item of a rubric over entities: whether the answer names them all, and whether its sources say it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    entities: Annotated[Sequence[str], Field(min_length=1, max_length=100)]
    identified: bool
    supported: bool


@dataclass(frozen=True, slots=True)
class Details:
    """Everything that only some schemes ask for.

    ``rubric`` is somebody's score in [0, 1] of the whole trace; ``out_of_knowledge`` says that the policy cannot
    know the answer to this prompt. ``turn_scores`` and ``step_scores`` are the trainer's own, one for each turn or
    step and in whatever range (potentials, relevance, process rewards); ``judgements`` what the policy itself said
    of each turn (relevant or not). ``label`` is the class of the ground truth, ``distance`` how far the answer
    lies from it in standard deviations, ``followups`` the log-probabilities of what a reader might say next,
    ``baseline_seconds`` the CPU time of a reference program, ``graph`` a rubric whose items share entities.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    options: Annotated[Sequence[Option], Field(max_length=1000)] | None = None
    perplexity: Perplexity | None = None
    second: SecondAnswer | None = None
    n_answer_tokens: _Tokens | None = None
    n_reference_tokens: _Tokens | None = None
    rubric: Annotated[FiniteFloat, Field(ge=0, le=1)] | None = None
    out_of_knowledge: bool | None = None
    turn_scores: Scores | None = None
    step_scores: Scores | None = None
    judgements: Annotated[Sequence[bool | None], Field(max_length=256)] | None = None
    label: Annotated[str, Field(max_length=200)] | None = None
    distance: Annotated[FiniteFloat, Field(ge=0)] | None = None
    followups: Followups | None = None
    baseline_seconds: Annotated[FiniteFloat, Field(gt=0)] | None = None
    graph: Annotated[Sequence[GraphItem], Field(max_length=1000)] | None = None


NO_DETAILS = Details()
