"""Request bodies as they arrive: strictly typed, unknown fields refused."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, create_model

from rewards.details import Details
from rewards.survival import Normalisation
from rewards.table import RewardSpec
from services.jobs.model import CacheUse, Feedback, Priority
from verifiers.registry import Registry
from verifiers.verifier import Verifier

V = TypeVar("V")

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Wire(BaseModel):
    """How every request body is read."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Completion(Wire):
    """A completion with what the trainer knows of it."""

    text: str
    id: Name | None = None
    n_tokens: Annotated[int, Field(ge=0, le=2**53)] | None = None
    confidence: FiniteFloat | None = None
    logprobs: Sequence[FiniteFloat] | None = None
    details: Details | None = None


class Group(Wire, Generic[V]):
    """Completions of one prompt, judged by one verifier."""

    verifier: V
    completions: Annotated[list[str | Completion], Field(min_length=1)]
    id: Name | None = None


class Trainer(Wire):
    """What the trainer does with rewards: the answer then warns of what that cancels."""

    normalisation: Normalisation


class VerifyRequest(Wire, Generic[V]):
    """Groups to judge, and how to make rewards of the verdicts."""

    groups: Annotated[list[Group[V]], Field(min_length=1)]
    run: Name | None = None
    step: Annotated[int, Field(ge=0, le=2**53)] | None = None
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
