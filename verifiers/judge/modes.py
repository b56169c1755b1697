"""The ways of asking a judge: each turns an answer into checks, and them into a score."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from verifiers.judge import prompts, replies
from verifiers.judge.asking import Judges, Message
from verifiers.judge.labelling import labelled
from verifiers.verdict import Check, Verdict, from_checks

Text = Annotated[str, Field(min_length=1, max_length=100_000)]


class Case(BaseModel):
    """Who is asked about what. ``answer`` is the final answer alone, ``text`` all that follows the reasoning."""

    model_config = ConfigDict(frozen=True)

    judge: str
    question: str
    answer: str
    text: str

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The question, where there is one."""
        return [("Question", self.question)] if self.question else []


class Mode(BaseModel, ABC):
    """One way of asking."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @abstractmethod
    def judge(self, case: Case, judges: Judges) -> Verdict:
        """Ask, and conclude. Raises JudgeFailed."""


class Reference(Mode):
    """Does the final answer mean the same as a reference? ``soft``: the probability of yes (General-Reasoner)."""

    mode: Literal["reference"]
    reference: Text
    soft: bool = False

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """The judge sees the final answer alone, not what led to it."""
        task = (
            "Decide whether a student's final answer is equivalent to the reference answer of a question. "
            "Form does not matter, content does; an answer that is empty, hedges or only announces one is not."
        )
        parts = [*case.asked, ("Reference answer", self.reference), ("Student's final answer", case.answer)]
        return _yes_no(task, parts, case, judges, soft=self.soft)


class Principle(Mode):
    """Does the completion satisfy a principle? (RLBFF)"""

    mode: Literal["principle"]
    principle: Text
    soft: bool = False

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """Yes or no, or the probability of yes."""
        task = "Decide whether a response satisfies the principle given. Judge nothing else about it."
        parts = [*case.asked, ("Principle", self.principle), ("Response", case.text)]
        return _yes_no(task, parts, case, judges, soft=self.soft)


class RubricItem(BaseModel):
    """One thing asked of a response. ``hard``: without it nothing else counts. A negative weight is a fault."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    text: Text
    weight: float = Field(1.0, ge=-1000, le=1000, allow_inf_nan=False)
    hard: bool = False


class Rubric(Mode):
    """Hard rules gate, principles score: clip(Σ w s / Σ of positive w) with s of 0, ½ or 1 (OpenRubrics)."""

    mode: Literal["rubric"]
    items: Annotated[tuple[RubricItem, ...], Field(strict=False, min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _something_to_earn(self) -> "Rubric":
        if not any(item.weight > 0 for item in self.items if not item.hard) and not any(
            i.hard for i in self.items
        ):
            raise ValueError("no item can earn anything")
        return self

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One question about all items."""
        task = "Decide for each numbered item how far a response fulfils it (for a fault: how far it commits it)."
        parts = [*case.asked, ("Items", numbered([item.text for item in self.items])), ("Response", case.text)]
        reply = judges.chat(case.judge, prompts.labels(task, tuple(_FULFILLED), parts))
        met = labelled(reply, len(self.items), _FULFILLED)
        gated = any(item.hard and credit < 1 for item, credit in zip(self.items, met, strict=True))
        pairs = zip(self.items, met, strict=True)
        checks = tuple(_item_check(number, *pair, gated=gated) for number, pair in enumerate(pairs, 1))
        return verdict_of(rubric_score(self.items, met), checks)


class Nuggets(Mode):
    """How many of these facts does the completion state? support 1, partial_support ½ (Search-Gen-V)."""

    mode: Literal["nuggets"]
    nuggets: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=100)]

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One question about all facts."""
        task = "Decide for each numbered fact whether a response states it."
        parts = [*case.asked, ("Facts", numbered(self.nuggets)), ("Response", case.text)]
        reply = judges.chat(case.judge, prompts.labels(task, tuple(SUPPORTED), parts))
        stated = labelled(reply, len(self.nuggets), SUPPORTED)
        checks = [credit_check(f"nugget_{number}", credit) for number, credit in enumerate(stated, 1)]
        return from_checks(checks)


class Ordinal(Mode):
    """A rating from 1 to ``highest``, mapped to [0, 1]: its expectation by the judge's probabilities (OPRM).

    ``critique``: the judge writes a critique first, and what it then states counts (MM-RLHF).
    """

    mode: Literal["ordinal"]
    criterion: Text
    highest: int = Field(5, ge=2, le=9)
    critique: bool = False

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One digit with its alternatives, or a critique and a digit."""
        task = "Rate a response by the criterion given."
        parts = [*case.asked, ("Criterion", self.criterion), ("Response", case.text)]
        if self.critique:
            reply = judges.chat(case.judge, prompts.critique(task, self.highest, parts))
            found, evidence = replies.stated_rating(reply, self.highest), reply.text[:_CRITIQUE]
        else:
            reply = judges.chat(case.judge, prompts.rating(task, self.highest, parts), one_token=True)
            found = replies.rating(reply, self.highest)
            evidence = f"the judge rates {found.mean:.3g} of {self.highest}, variance {found.variance:.3g}"
        return from_checks([credit_check("rating", found.credit, evidence)])


class Pairwise(Mode):
    """Is the completion better than a reference response? Asked in both orders; if they disagree, it is a tie."""

    mode: Literal["pairwise"]
    reference: Text
    criterion: Text = "Which of the responses is better?"

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """1 if better both times, 0 if worse both times, else ½."""
        first = replies.preference(judges.chat(case.judge, self._messages(case, case.text, self.reference)))
        second = replies.preference(judges.chat(case.judge, self._messages(case, self.reference, case.text)))
        credit = {("a", "b"): 1.0, ("b", "a"): 0.0}.get((first, second), 0.5)
        return from_checks([credit_check("preferred", credit)])

    def _messages(self, case: Case, a: str, b: str) -> list[Message]:
        task = f"{self.criterion} Do not let order or length count."
        return prompts.preference(task, [*case.asked, ("Response A", a), ("Response B", b)])


_CRITIQUE = 2_000
_FULFILLED: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}
SUPPORTED: Mapping[str, float] = {"support": 1.0, "partial_support": 0.5, "not_support": 0.0}


def rubric_score(items: Sequence[RubricItem], met: Sequence[float]) -> float:
    """0 where a hard rule is not met in full; else the weighted share, between 0 and 1."""
    pairs = list(zip(items, met, strict=True))
    if any(item.hard and credit < 1 for item, credit in pairs):
        return 0.0
    scored = [(item.weight, credit) for item, credit in pairs if not item.hard]
    most = sum(weight for weight, _ in scored if weight > 0)
    earned = sum(weight * credit for weight, credit in scored)
    return min(1.0, max(0.0, earned / most)) if most > 0 else 1.0


def _yes_no(task: str, parts: Sequence[tuple[str, str]], case: Case, judges: Judges, *, soft: bool) -> Verdict:
    reply = judges.chat(case.judge, prompts.yes_no(task, parts, one_word=soft), one_token=soft)
    credit = replies.agreement(reply) if soft else float(replies.decision(reply))
    return from_checks([credit_check("judge", credit)])


def credit_check(name: str, credit: float, evidence: str = "") -> Check:
    """More than half of the credit passes: of what is short of it, the judge rather says no."""
    passed = credit > 0.5
    evidence = evidence or f"the judge gives {credit:.3g}"
    return Check(name, passed, credit, error=None if passed else "wrong_answer", evidence=evidence)


def _item_check(number: int, item: RubricItem, credit: float, *, gated: bool) -> Check:
    """A hard rule gates and has no weight of its own; where one is not met, nothing else earns anything."""
    if item.hard:
        return replace(credit_check(f"rule_{number}", float(credit == 1)), weight=0.0)
    kept = 1 - credit if item.weight < 0 else credit
    check = credit_check(f"item_{number}", kept)
    return replace(check, weight=abs(item.weight), score=0.0 if gated else kept)


def verdict_of(score: float, checks: tuple[Check, ...]) -> Verdict:
    """The verdict of a score that is not the mean of its checks."""
    if score == 1:
        return Verdict("correct", 1.0, checks=checks)
    return Verdict("partial" if score > 0 else "incorrect", score, checks=checks)


def numbered(texts: Sequence[str]) -> str:
    """One text a line, each with its number."""
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
