"""What travels to a child process and back: one completion against one verifier specification."""

from dataclasses import dataclass

from verifiers.judge.modes import Case
from verifiers.text_features import TextFeatures


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: judge a completion, or (without one) see whether the specification is usable."""

    specification: bytes
    completion: str | None


@dataclass(frozen=True, slots=True)
class TooHeavy:
    """The answer of a light child to what takes the modules that it does not hold."""


@dataclass(frozen=True, slots=True)
class ToAsk:
    """What a child read of a completion that a model is to judge: what to ask about, and what the audit found."""

    case: Case
    features: TextFeatures | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a specification can be judged against; ``field`` and ``reason`` say why not.

    ``read_as`` is what each ground truth is read as, for verifiers that can tell.
    """

    usable: bool
    field: str = ""
    reason: str = ""
    read_as: tuple[str, ...] = ()
