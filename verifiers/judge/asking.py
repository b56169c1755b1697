"""What a verifier may ask of models that run elsewhere. Who can reach them, implements this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


class JudgeFailed(Exception):
    """The model could not be reached, or its reply means nothing. Never the completion's fault: no verdict."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what a judge is told, with the images that it is shown, as URLs."""

    role: Literal["system", "user"]
    content: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a judge said. ``alternatives``: probabilities of what its first token could have been, if asked for."""

    text: str
    alternatives: Mapping[str, float] = field(default_factory=dict)


class Judges(Protocol):
    """The models that the settings name. Safe to use from several threads."""

    def chat(self, name: str, messages: Sequence[Message], *, one_token: bool = False) -> Reply:
        """Ask a judge; with ``one_token`` for a single one and its alternatives. Raises JudgeFailed."""

    def score(self, name: str, question: str, answer: str) -> float:
        """What a reward model says of an answer, as the settings map it. Raises JudgeFailed."""
