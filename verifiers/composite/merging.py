"""From the verdicts of a composite verifier's parts to one verdict.

    decision  = all required ``always`` parts correct (all ``always`` parts, where none is required)
    correct   = all required ``accepted`` parts correct            where the decision is to accept
              = there are required ``rejected`` parts, all correct where it is to reject: an appeal that is upheld
    score     = sum w s / sum w over ``always`` and ``accepted`` parts, an ``accepted`` part that was not reached
                counting 0; where an appeal is upheld, the same over the ``rejected`` parts

What we failed to judge is neither right nor wrong: a required part that was rejected decides whatever became of
the others; otherwise one that is not known leaves the decision open, and then nothing that hangs on it is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from verifiers.verdict import Check, PartVerdict, Status, Verdict, When

SKIPPED: Literal["skipped"] = "skipped"


class PartOf(Protocol):
    """What merging asks of a part."""

    @property
    def name(self) -> str:
        """What rewards and checks call it."""

    @property
    def when(self) -> When:
        """When it is judged."""

    @property
    def required(self) -> bool:
        """Whether it decides."""

    @property
    def weight(self) -> float:
        """How much of the score it is worth."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A part's verdict, by which verifier, and what it cost."""

    verdict: Verdict
    kind: str
    version: str
    seconds: float = 0.0
    cached: bool = False


def decision(parts: Sequence[PartOf], found: Mapping[str, Judgement]) -> bool | None:
    """Whether the ``always`` parts accept; ``None`` where that is not known because we failed."""
    always = [part for part in parts if part.when == "always"]
    return _all_correct([part for part in always if part.required] or always, found)


def _all_correct(parts: Iterable[PartOf], found: Mapping[str, Judgement]) -> bool | None:
    statuses = [found[part.name].verdict.status if part.name in found else None for part in parts]
    if any(status not in ("correct", "infrastructure_error", None) for status in statuses):
        return False
    return True if all(status == "correct" for status in statuses) else None


def merged(parts: Sequence[PartOf], found: Mapping[str, Judgement]) -> Verdict:
    """The verdict on a completion, of the parts that were judged."""
    accepted = decision(parts, found)
    upheld = accepted is False and _upheld(parts, found)
    right = upheld if accepted is False else accepted
    if accepted:
        right = _all_correct([part for part in parts if part.when == "accepted" and part.required], found)
    chosen = [part for part in parts if (part.when == "rejected") == bool(upheld)]
    score = _score(chosen, found, accepted=bool(accepted))
    verdicts = [one.verdict for one in found.values()]
    features = next((verdict.features for verdict in verdicts if verdict.features is not None), None)
    status = _status(right, score, verdicts)
    return Verdict(
        status,
        None if status == "infrastructure_error" else score,
        next((verdict.answer for verdict in verdicts if verdict.answer), None),
        tuple(dict.fromkeys(flag for verdict in verdicts for flag in verdict.flags)),
        tuple(check for part in parts for check in _checks(part, found, accepted=accepted)),
        features,
        tuple(_part(part, found.get(part.name), accepted) for part in parts),
        next((verdict.turns for verdict in verdicts if verdict.turns), ()),
        next((verdict.steps for verdict in verdicts if verdict.steps), ()),
    )


def _upheld(parts: Sequence[PartOf], found: Mapping[str, Judgement]) -> bool | None:
    appeals = [part for part in parts if part.when == "rejected" and part.required]
    return _all_correct(appeals, found) if appeals else False


def _score(parts: Sequence[PartOf], found: Mapping[str, Judgement], *, accepted: bool) -> float | None:
    """The weighted mean; ``None`` where a part that counts is not known."""
    whole = credit = 0.0
    for part in parts:
        if part.name not in found and (accepted or part.when != "accepted"):
            return None
        score = found[part.name].verdict.score if part.name in found else 0.0
        if part.weight and score is None:
            return None
        whole += part.weight
        credit += part.weight * (score or 0.0)
    return credit / whole if whole else float(accepted)


def _status(right: bool | None, score: float | None, verdicts: Sequence[Verdict]) -> Status:
    if right is None:
        return "infrastructure_error"
    if right:
        return "correct"
    statuses = {verdict.status for verdict in verdicts}
    alone = next(iter(statuses)) if len(statuses) == 1 else None
    if alone in ("no_answer", "undecided"):
        return alone
    return "partial" if score else "incorrect"


def _checks(part: PartOf, found: Mapping[str, Judgement], *, accepted: bool | None) -> list[Check]:
    """The part's checks, which together weigh as much as the part."""
    if part.name not in found:
        if part.when != "accepted" or accepted is not False:
            return []
        reason = "not judged: the completion was rejected before"
        return [Check(f"{part.name}/skipped", False, 0.0, part.weight, evidence=reason)]
    checks = found[part.name].verdict.checks
    whole = sum(check.weight for check in checks)
    share = part.weight / whole if whole else 0.0
    return [replace(one, name=f"{part.name}/{one.name}", weight=one.weight * share) for one in checks]


def _part(part: PartOf, one: Judgement | None, accepted: bool | None) -> PartVerdict:
    if one is None:
        # Whether it is needed hangs on a decision that we failed to reach: not even that is known of it.
        return PartVerdict(
            part.name, "", "", part.when, "infrastructure_error" if accepted is None else SKIPPED, None
        )
    verdict = one.verdict
    return PartVerdict(
        part.name,
        one.kind,
        one.version,
        part.when,
        verdict.status,
        verdict.score,
        verdict.answer,
        verdict.flags,
        verdict.turns,
        verdict.steps,
        one.seconds,
        one.cached,
    )


def verdict_of_part(verdict: Verdict, name: str) -> Verdict | None:
    """A part's own verdict out of the whole; ``None`` where it was not needed or there is no such part."""
    part = next((part for part in verdict.parts if part.name == name), None)
    if part is None or part.status == "skipped":
        return None
    beginning = f"{name}/"
    checks = tuple(
        replace(check, name=check.name.removeprefix(beginning))
        for check in verdict.checks
        if check.name.startswith(beginning)
    )
    return Verdict(
        part.status, part.score, part.answer, part.flags, checks, verdict.features, (), part.turns, part.steps
    )
