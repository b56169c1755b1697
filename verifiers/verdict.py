"""The verdict: every check of one completion and the status that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from verifiers.text_features import TextFeatures

When = Literal["always", "accepted", "rejected"]
"""When a part of a composite verifier is judged."""
Status = Literal["correct", "partial", "incorrect", "no_answer", "undecided", "infrastructure_error"]

CheckError = Literal[
    "wrong_answer",
    "runtime_error",
    "timeout",
    "memory",
    "output_limit",
    "syntax",
    "compile",
    "import",
    "forbidden",
    "unparsable",
    "unit",
    "sign",
    "missing",
    "ambiguous",
    "infrastructure",
]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing checked.

    ``score`` is the credit in [0, 1]. ``passed`` and ``score`` are ``None`` where we failed to check:
    that is never the completion's fault and never counts as 0.
    """

    name: str
    passed: bool | None
    score: float | None
    weight: float = 1.0
    error: CheckError | None = None
    evidence: str | None = None
    seconds: float = 0.0
    memory_mb: float | None = None
    """Peak memory of what was run for it, where something was run."""


@dataclass(frozen=True, slots=True)
class PieceVerdict:
    """What a verifier says of one turn or step of a completion. ``place`` is where it stands, from 0 on."""

    place: int
    status: Status
    score: float | None
    answer: str | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """What one part of a composite verifier says. ``skipped``: it was not needed, so nothing was judged.

    Its checks are those of the whole verdict whose names begin with ``name/``.
    """

    name: str
    kind: str
    version: str
    when: When
    status: Status | Literal["skipped"]
    score: float | None
    answer: str | None = None
    flags: tuple[str, ...] = ()
    turns: tuple[PieceVerdict, ...] = ()
    steps: tuple[PieceVerdict, ...] = ()
    seconds: float = 0.0
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one completion. ``score`` is the dense score in [0, 1]; ``None`` if we failed.

    ``features`` are read off the text for every kind of verifier; a verifier leaves them out. ``parts`` are those
    of a composite verifier, ``turns`` and ``steps`` what was judged one by one of a trajectory.
    """

    status: Status
    score: float | None
    answer: str | None = None
    flags: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    features: TextFeatures | None = None
    parts: tuple[PartVerdict, ...] = ()
    turns: tuple[PieceVerdict, ...] = ()
    steps: tuple[PieceVerdict, ...] = ()

    @property
    def unscored(self) -> bool:
        """We failed to judge it, or a part of it."""
        unscored = "infrastructure_error"
        return self.status == unscored or any(part.status == unscored for part in self.parts)


def from_checks(checks: Sequence[Check], answer: str | None = None, flags: Sequence[str] = ()) -> Verdict:
    """The verdict that follows from checks alone: score is their mean credit, all passed is correct."""
    checks = tuple(checks)
    scores = [check.score for check in checks if check.score is not None]
    if len(scores) < len(checks):
        return Verdict("infrastructure_error", None, answer, tuple(flags), checks)
    if not checks:
        return Verdict("incorrect", 0.0, answer, (*flags, "no_checks"), checks)
    score = sum(scores) / len(scores)
    if all(check.passed for check in checks):
        return Verdict("correct", score, answer, tuple(flags), checks)
    return Verdict("partial" if score > 0 else "incorrect", score, answer, tuple(flags), checks)


def infrastructure_error(reason: str) -> Verdict:
    """The verdict when we failed to judge: no score, so that no reward can be made of it."""
    check = Check("infrastructure", None, None, error="infrastructure", evidence=reason)
    return Verdict("infrastructure_error", None, checks=(check,))


def undecided(error: CheckError, evidence: str, answer: str | None = None, seconds: float = 0.0) -> Verdict:
    """The verdict when the completion drove the verifier to its limits: counts 0 unless a scheme says else."""
    check = Check("answer", False, 0.0, error=error, evidence=evidence, seconds=seconds)
    return Verdict("undecided", 0.0, answer, checks=(check,))
