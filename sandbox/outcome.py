"""How one piece of limited work ended."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Ending = Literal["returned", "raised", "timeout", "memory", "crashed", "lost"]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How a piece of work ended, and what it returned if it did.

    ``timeout``, ``memory`` and ``crashed`` are the work's own doing. ``raised`` is a defect of the function,
    and ``lost`` says that we could not run it at all: neither says anything about the work.
    """

    ending: Ending
    value: T | None = None
    detail: str = ""
    seconds: float = 0.0

    def __reduce__(self) -> "tuple[type[Outcome[T]], tuple[object, ...]]":
        """By its fields: hundreds at a time travel between processes; the default costs five times as much."""
        return type(self), (self.ending, self.value, self.detail, self.seconds)
