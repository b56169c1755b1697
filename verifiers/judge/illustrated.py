"""Images that a judge is shown with the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from verifiers.judge.asking import Judges, Message, Reply

_URL = r"^(?:data:image/[a-z0-9.+-]{1,32};base64,[A-Za-z0-9+/=]+|https://[^\s]{1,2000})$"
Images = Annotated[tuple[Annotated[str, Field(pattern=_URL)], ...], Field(strict=False, max_length=16)]
"""Data URLs, or addresses that the judge's own server fetches; this one fetches none."""


@dataclass(frozen=True, slots=True)
class Illustrated:
    """Judges that see the same images whatever they are asked."""

    judges: Judges
    images: tuple[str, ...]

    def chat(self, name: str, messages: Sequence[Message], *, one_token: bool = False) -> Reply:
        """Ask with the images behind what the user says last. Raises JudgeFailed."""
        *before, last = messages
        return self.judges.chat(name, [*before, replace(last, images=self.images)], one_token=one_token)

    def score(self, name: str, question: str, answer: str) -> float:
        """Reward models are asked about texts only. Raises JudgeFailed."""
        return self.judges.score(name, question, answer)
