"""The queues of the page Review: which verdicts each shows."""

from collections.abc import Callable, Mapping
from typing import Literal

from rewards.error_rates import side_of
from services.jobs.model import Judged
from verifiers.verdict import Status

Queue = Literal["negatives", "positives", "flagged", "disagreement", "second"]

ABOUT: Mapping[Queue, str] = {
    "negatives": "negatives: judged not right",
    "positives": "positives: judged right",
    "flagged": "flagged: with a sign of reward hacking",
    "disagreement": "disagreement: verifiers of a composite, or a first and a second look, differ",
    "second": "second opinion: labelled by others, not by you",
}


def belongs(queue: Queue) -> Callable[[Judged], bool]:
    """Whether a verdict is in a queue. Whatever may be labelled has a side, and may be second-guessed."""
    return _RULES[queue]


def disagrees(one: Judged) -> bool:
    """Whether some verifier took the completion for right and another did not."""
    statuses: list[Status | None] = [one.second_status]
    statuses += [part.status for part in one.verdict.parts if part.status != "skipped"]
    if one.second_status is not None:
        statuses.append(one.verdict.status)
    return len({side_of(status) for status in statuses if status is not None} - {None}) > 1


_RULES: Mapping[Queue, Callable[[Judged], bool]] = {
    "negatives": lambda one: side_of(one.verdict.status) == "negatives",
    "positives": lambda one: side_of(one.verdict.status) == "positives",
    "flagged": lambda one: bool(one.verdict.flags) and side_of(one.verdict.status) is not None,
    "disagreement": lambda one: side_of(one.verdict.status) is not None and disagrees(one),
    "second": lambda one: side_of(one.verdict.status) is not None,
}
