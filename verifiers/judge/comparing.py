"""The ways of asking a judge about a whole group: its completions are judged against each other."""

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar

from pydantic import Field

from verifiers.judge import prompts
from verifiers.judge.asking import JudgeFailed, Judges
from verifiers.judge.labelling import labelled
from verifiers.judge.modes import Case, Mode, Pairwise, Text, credit_check
from verifiers.verdict import Verdict, from_checks, infrastructure_error

T = TypeVar("T")

MOST_COMPARED = 64
"""Completions of a group. A judge reads all of them in one request, or the group's reference in each."""


class SideBySide(Protocol):
    """Asks several questions at a time."""

    def __call__(self, ask: Callable[[T], Verdict], about: Sequence[T]) -> list[Verdict]:
        """The verdict about each, in order."""


class Comparing(Mode):
    """A way of asking in which a completion's verdict depends on the others of its group."""

    @abstractmethod
    def compare(self, cases: Sequence[Case], judges: Judges, side_by_side: SideBySide) -> list[Verdict]:
        """Each case's verdict; one that the judge fails at is an infrastructure error. Raises JudgeFailed."""

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """A group of one."""
        return self.compare([case], judges, lambda ask, about: [ask(one) for one in about])[0]


class Listwise(Comparing):
    """Rate all responses of a group in one request by a principle: (s - 1) / (highest - 1) (RewardAnything).

    The judge sees them numbered, in an order that says nothing of where they came from.
    """

    mode: Literal["listwise"]
    principle: Text
    highest: int = Field(5, ge=2, le=10)

    def compare(
        self,
        cases: Sequence[Case],
        judges: Judges,
        side_by_side: SideBySide,  # noqa: ARG002 - there is one question only
    ) -> list[Verdict]:
        """One request; a rating that is missing fails them all."""
        shuffled = sorted(range(len(cases)), key=lambda place: _digest(cases[place].text))
        task = (
            "Rate each numbered response by the principle given, compared with the other responses. "
            "Judge nothing else about them; neither order nor length counts."
        )
        shown = [(f"Response {number}", cases[place].text) for number, place in enumerate(shuffled, 1)]
        messages = prompts.ratings(task, self.highest, [*cases[0].asked, ("Principle", self.principle), *shown])

        worth = {str(one): (one - 1) / (self.highest - 1) for one in range(1, self.highest + 1)}
        ratings = labelled(judges.chat(cases[0].judge, messages), len(cases), worth)
        by_place = dict(zip(shuffled, ratings, strict=True))
        return [from_checks([credit_check("rating", by_place[place])]) for place in range(len(cases))]


class PairwiseGroup(Comparing):
    """Is a completion better than one of its group, drawn by content? 1, ½, 0; itself ½ (Writing-Zero)."""

    mode: Literal["pairwise_group"]
    criterion: Text = "Which of the responses is better?"

    def compare(self, cases: Sequence[Case], judges: Judges, side_by_side: SideBySide) -> list[Verdict]:
        """Two requests for each but the one drawn."""
        drawn = _draw([case.text for case in cases])
        pair = Pairwise(mode="pairwise", reference=cases[drawn].text, criterion=self.criterion)

        def prefer(case: Case) -> Verdict:
            try:
                return pair.judge(case, judges)
            except JudgeFailed as error:
                return infrastructure_error(f"{case.judge}: {error}")

        others = iter(side_by_side(prefer, [case for place, case in enumerate(cases) if place != drawn]))
        itself = from_checks([credit_check("preferred", 0.5, "the others were compared with this one")])
        return [itself if place == drawn else next(others) for place in range(len(cases))]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _draw(texts: Sequence[str]) -> int:
    """A place that no text can choose for itself, and that does not depend on their order."""
    digests = [_digest(text) for text in texts]
    whole = int.from_bytes(hashlib.blake2b(b"".join(sorted(digests)), digest_size=8).digest(), "big")
    return digests.index(sorted(digests)[whole % len(digests)])
