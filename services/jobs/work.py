"""What travels to a child process and back: one completion against one verifier specification."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: judge a completion, or (without one) see whether the specification is usable."""

    specification: bytes
    completion: str | None


@dataclass(frozen=True, slots=True)
class TooHeavy:
    """The answer of a light child to what takes the modules that it does not hold."""


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a specification can be judged against; ``field`` and ``reason`` say why not."""

    usable: bool
    field: str = ""
    reason: str = ""
