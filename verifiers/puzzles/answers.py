"""The part of a completion that answers a puzzle."""

from verifiers.reading.announcements import tagged
from verifiers.reading.extraction import extract
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, CheckError, Verdict

SHOWN = 500


def tagged_answer(completion: str) -> str | None:
    """What stands in the last answer tags behind the reasoning."""
    return tagged(conclusion(completion))


def final_answer(completion: str) -> str:
    """The same, or without tags the final answer; empty if there is none."""
    said = tagged_answer(completion)
    return extract(completion) if said is None else said


def no_answer() -> Verdict:
    """The verdict of a completion without an answer."""
    check = Check("answer", False, 0.0, error="missing", evidence="no final answer")
    return Verdict("no_answer", 0.0, checks=(check,))


def wrong(answer: str, error: CheckError, evidence: str) -> Verdict:
    """The verdict of an answer that is none of the right ones."""
    check = Check("answer", False, 0.0, error=error, evidence=evidence)
    return Verdict("incorrect", 0.0, answer[:SHOWN], checks=(check,))


def right(answer: str, evidence: str | None = None) -> Verdict:
    """The verdict of a right answer."""
    return Verdict("correct", 1.0, answer[:SHOWN], checks=(Check("answer", True, 1.0, evidence=evidence),))
