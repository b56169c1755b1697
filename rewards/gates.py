"""Conditions on a verdict that multiply a reward by 1 or 0."""

from collections.abc import Callable

from verifiers.verdict import Verdict


def no_tampering(verdict: Verdict) -> bool:
    """The completion did not try to influence its own judging."""
    return "tampering" not in verdict.flags


def not_forgeable(verdict: Verdict) -> bool:
    """No test shared a process with the program, which could then have forged its end."""
    return "forgeable" not in verdict.flags


def answered(verdict: Verdict) -> bool:
    """Something that could be judged was found in the completion."""
    return verdict.status != "no_answer"


def correct(verdict: Verdict) -> bool:
    """Every check passed."""
    return verdict.status == "correct"


GATES: dict[str, Callable[[Verdict], bool]] = {
    "no_tampering": no_tampering,
    "not_forgeable": not_forgeable,
    "answered": answered,
    "correct": correct,
}
