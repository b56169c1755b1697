"""What travels to a child process and back: one completion against one verifier specification."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: judge a completion, or (without one) see whether the specification is usable."""

    specification: bytes
    completion: str | None


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a specification can be judged against; ``field`` and ``reason`` say why not."""

    usable: bool
    field: str = ""
    reason: str = ""
