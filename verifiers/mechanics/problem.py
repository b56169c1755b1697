"""What a generator of problems makes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A generated problem: ``verifier`` is what to send with completions of ``prompt``."""

    id: str
    prompt: str
    verifier: dict[str, Any]
    tags: dict[str, Any]
