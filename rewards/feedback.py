"""Textual feedback: what failed and where, in words a policy can learn from.

Evidence is written by verifiers so that it never holds a ground truth or a hidden test; nothing is added here.
"""

from typing import Literal

from verifiers.verdict import Check, Verdict

Level = Literal["none", "summary", "first_failure", "full"]

_IN_WORDS = {
    "correct": "correct",
    "partial": "partly correct",
    "incorrect": "incorrect",
    "no_answer": "no answer found",
    "undecided": "could not be decided within the limits",
    "infrastructure_error": "not judged: the failure was ours",
}


def feedback(verdict: Verdict, level: Level) -> str | None:
    """The feedback text at the level asked for, or ``None`` for none."""
    if level == "none":
        return None
    summary = _summary(verdict)
    failed = [check for check in verdict.checks if not check.passed]
    if level == "summary" or not failed:
        return summary
    shown = failed[:1] if level == "first_failure" else failed
    return "\n".join([summary, *(_line(check) for check in shown)])


def _summary(verdict: Verdict) -> str:
    words = _IN_WORDS[verdict.status]
    if len(verdict.checks) < 2:
        return words
    passed = sum(check.passed is True for check in verdict.checks)
    return f"{words}: {passed} of {len(verdict.checks)} checks passed"


def _line(check: Check) -> str:
    reason = check.error or "failed"
    return f"{check.name}: {reason}" + (f" ({check.evidence})" if check.evidence else "")
