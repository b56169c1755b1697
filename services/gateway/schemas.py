"""Request bodies as they arrive: strictly typed, unknown fields refused."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, create_model, model_validator

from rewards.details import Details
from rewards.survival import Normalisation
from rewards.table import RewardSpec
from services.jobs.model import CacheUse, Feedback, Priority
from verifiers.registry import Registry
from verifiers.trajectory import MOST_PIECES, Turn, judged_places
from verifiers.verifier import Verifier

V = TypeVar("V")

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Tags = Annotated[dict[Name, Name], Field(max_length=16)]


class Wire(BaseModel):
    """How every request body is read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Completion(Wire):
    """A completion with what the trainer knows of it: a text, the turns of a trajectory, or the steps of a text.

    ``steps`` may stand beside the ``text`` that they make; by themselves they make one, with blank lines between.
    """

    text: str | None = None
    turns: Annotated[Sequence[Turn], Field(min_length=1, max_length=MOST_PIECES)] | None = None
    steps: Annotated[Sequence[str], Field(min_length=1, max_length=MOST_PIECES)] | None = None
    id: Name | None = None
    n_tokens: Annotated[int, Field(ge=0, le=2**53)] | None = None
    confidence: FiniteFloat | None = None
    logprobs: Sequence[FiniteFloat] | None = None
    details: Details | None = None

    @model_validator(mode="after")
    def _something_to_judge(self) -> "Completion":
        if self.turns is not None and (self.text is not None or self.steps is not None):
            raise ValueError("turns stand instead of text and steps")
        if self.turns is None and self.text is None and self.steps is None:
            raise ValueError("give text, turns or steps")
        if self.turns is not None and not judged_places(self.turns):
            raise ValueError("no turn is the assistant's")
        return self

    @property
    def judged_text(self) -> str:
        """The text; of turns, that of the last one that counts."""
        if self.turns is not None:
            return self.turns[judged_places(self.turns)[-1]].text
        return "\n\n".join(self.steps or ()) if self.text is None else self.text


class Message(Wire):
    """One message of a prompt."""

    role: Name
    content: str


class Group(Wire, Generic[V]):
    """Completions of one prompt, judged by one verifier. The ``prompt`` is shown and searched, not judged."""

    verifier: V
    completions: Annotated[list[str | Completion], Field(min_length=1)]
    id: Name | None = None
    tags: Tags = {}
    prompt: str | Annotated[list[Message], Field(max_length=MOST_PIECES)] | None = None

    @property
    def shown_prompt(self) -> str:
        """The prompt as text, each message under its role."""
        if isinstance(self.prompt, list):
            return "\n\n".join(f"{message.role}: {message.content}" for message in self.prompt)
        return self.prompt or ""


class Trainer(Wire):
    """What the trainer does with rewards: the answer then warns of what that cancels."""

    normalisation: Normalisation


class VerifyRequest(Wire, Generic[V]):
    """Groups to judge, and how to make rewards of the verdicts."""

    groups: Annotated[list[Group[V]], Field(min_length=1)]
    run: Name | None = None
    step: Annotated[int, Field(ge=0, le=2**53)] | None = None
    split: Name | None = None
    tags: Tags = {}
    reward: RewardSpec = "binary"
    trainer: Trainer | None = None
    feedback: Feedback = "summary"
    timeout_seconds: Annotated[FiniteFloat, Field(ge=0.1, le=86_400)] = 60.0
    priority: Priority = "train"
    cache: CacheUse = "use"


class RescoreRequest(Wire):
    """Another reward for verdicts that are there already."""

    reward: RewardSpec
    trainer: Trainer | None = None
    feedback: Feedback = "summary"


AnyRequest = VerifyRequest[Verifier]


def request_model(registry: Registry) -> type[AnyRequest]:
    """The request body of a server with these verifiers."""
    parametrise: Any = VerifyRequest.__class_getitem__
    base: type[AnyRequest] = parametrise(registry.any_verifier)
    return create_model("VerifyRequest", __base__=base, __doc__=VerifyRequest.__doc__)
