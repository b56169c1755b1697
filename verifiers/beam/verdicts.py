"""From judged answers to the verdict: one check for each asked quantity, its evidence and its credit."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifiers.beam.asked import Asked
from verifiers.beam.case import Case
from verifiers.beam.equilibrium import residual
from verifiers.beam.evidence import Evidence, stated_reactions
from verifiers.beam.judging import Answer
from verifiers.verdict import Check, Verdict

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Manner:
    """How answers become a verdict: the tolerance, what equilibrium may earn, and whether evidence is hidden."""

    rel: float
    abs_frac: float
    residual: float
    hidden: bool


def verdict_of(case: Case, answers: Sequence[Answer], manner: Manner) -> Verdict:
    """The verdict of one completion."""
    if not answers:
        return Verdict("no_answer", 0.0, None)
    lines = Evidence(case, answers, manner.rel, manner.abs_frac).lines(hidden=manner.hidden)
    credit = _credit(case, answers, manner.residual) if manner.residual else 0.0
    checks = tuple(_check(case, number, answer, lines[number], credit) for number, answer in enumerate(answers))
    if all(answer.error == "missing" for answer in answers):
        return Verdict("no_answer", 0.0, None, checks=checks)
    shown = "; ".join(
        f"{asked.key} = {answer.text}" for asked, answer in zip(case.asked, answers, strict=True) if answer.text
    )
    return _of_checks(checks, shown)


def together(asked: Sequence[Asked], own: Verdict, derived: Verdict) -> Verdict:
    """One verdict of both makes of quantities, its checks in the order asked."""
    by_key = {check.name: check for check in (*own.checks, *derived.checks)}
    checks = tuple(by_key[one.key] for one in asked)
    if own.status == derived.status == "no_answer":
        return Verdict("no_answer", 0.0, None, checks=checks)
    return _of_checks(checks, "; ".join(one.answer for one in (own, derived) if one.answer))


def _of_checks(checks: tuple[Check, ...], answer: str) -> Verdict:
    shown = answer[:_SHOWN]
    if all(check.passed for check in checks):
        return Verdict("correct", 1.0, shown, checks=checks)
    score = sum(check.weight * (check.score or 0.0) for check in checks) / sum(check.weight for check in checks)
    return Verdict("partial" if score > 0 else "incorrect", score, shown, checks=checks)


def _check(case: Case, number: int, answer: Answer, evidence: str | None, credit: float) -> Check:
    asked = case.asked[number]
    passed = answer.error is None
    earned = 1.0 if passed else credit if asked.meaning.form in ("force", "couple") else 0.0
    return Check(asked.key, passed, earned, asked.weight, answer.error, evidence)


def _credit(case: Case, answers: Sequence[Answer], cap: float) -> float:
    """What each wrong reaction earns for equilibrium: all of them together less than one right entry."""
    wrong = [
        asked
        for asked, answer in zip(case.asked, answers, strict=True)
        if answer.error is not None and asked.meaning.form in ("force", "couple")
    ]
    total = sum(asked.weight for asked in wrong)
    if not total:
        return 0.0
    distances = []
    for place, solution in enumerate(case.solutions):
        stated = stated_reactions(case, answers, place)
        if stated is None:
            return 0.0
        distances.append(residual(solution, stated))
    least = min(asked.weight for asked in case.asked if asked.weight)
    return cap * (1 - min(1.0, max(distances))) * min(least / total, 1 / len(wrong))
