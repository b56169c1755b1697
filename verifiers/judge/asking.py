"""What a verifier may ask of models that run elsewhere. Who can reach them, implements this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


class JudgeFailed(Exception):
    """The model could not be reached, or its reply means nothing. Never the completion's fault: no verdict."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What a judge may call with one text, as it is told of it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool. ``arguments`` are JSON, if the judge wrote any."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a judge, with the images that it is shown, as URLs.

    ``calls`` are those of an assistant's turn; ``call_id`` is the call that a tool's turn answers.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    images: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a judge said. ``alternatives``: probabilities of what its first token could have been, if asked for.

    ``calls``: the tools whose results it waits for before it says more.
    """

    text: str
    alternatives: Mapping[str, float] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()


class Judges(Protocol):
    """The models that the settings name. Safe to use from several threads."""

    def chat(self, name: str, messages: Sequence[Message], *, one_token: bool = False) -> Reply:
        """Ask a judge; with ``one_token`` for a single one and its alternatives. Raises JudgeFailed."""

    def score(self, name: str, question: str, answer: str) -> float:
        """What a reward model says of an answer, as the settings map it. Raises JudgeFailed."""


class Conversing(Judges, Protocol):
    """Judges that may be offered tools."""

    def chat(
        self,
        name: str,
        messages: Sequence[Message],
        *,
        one_token: bool = False,
        tools: Sequence[Tool] = (),
        may_call: bool = True,
    ) -> Reply:
        """Ask a judge that is told of the tools and, where it ``may_call``, may call them. Raises JudgeFailed."""
