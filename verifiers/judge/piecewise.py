"""The ways of asking a judge that go through a completion piece by piece: aspects, sentences, points, steps."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from verifiers.judge import prompts, replies
from verifiers.judge.asking import JudgeFailed, Judges, Reply
from verifiers.judge.labelling import labelled
from verifiers.judge.modes import SUPPORTED, Case, Mode, Reference, Text, credit_check, numbered, verdict_of
from verifiers.reading.patterns import Pattern
from verifiers.verdict import Check, PieceVerdict, Verdict, from_checks

MOST_SENTENCES = 64
"""Of one completion; what is beyond them counts to the last."""
_ENDS = Pattern(r"[.!?。！？]+[\"'”’)\]]*[ \t]+|\n+")
_BREAK = Pattern(r"\n[ \t]*\n\s*")
_RATED = Pattern(r"\W*(?:aspect)?\W*(\d{1,3})\W*[:.)|]\W*(\d{1,2})\b\W*(.*)", ignore_case=True, dot_all=True)


class Aspects(Mode):
    """A rating from 1 to ``highest`` for each of several aspects, with the reason for it, in one request.

    A check for each, its reason as evidence; the score is their mean. Source: multi-reward image editing.
    """

    mode: Literal["aspects"]
    aspects: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=20)]
    highest: int = Field(5, ge=2, le=10)

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One question about all aspects."""
        task = "Rate a response in each of the numbered aspects, each by itself."
        parts = [*case.asked, ("Aspects", numbered(self.aspects)), ("Response", case.text)]
        reply = judges.chat(case.judge, prompts.reasoned_ratings(task, self.highest, parts))
        rated = _rated(reply, len(self.aspects), self.highest)
        return from_checks(
            [
                credit_check(
                    f"aspect_{number}", (rate - 1) / (self.highest - 1), f"{rate} of {self.highest}: {why}"
                )
                for number, (rate, why) in enumerate(rated, 1)
            ]
        )


class Faithful(Mode):
    """Is each sentence borne out by the documents? With ``reference`` also, where all are, is the answer right?

    A check for each sentence. The score is the share of faithful ones, with ``reference`` half of it for the
    answer, which is asked about only where nothing is made up. Source: TRM, its aggregate ours.
    """

    mode: Literal["faithful"]
    documents: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=20)]
    reference: Text | None = None

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One question about all sentences, and perhaps one about the answer."""
        sentences = sentences_of(case.text)
        task = "Decide for each numbered sentence whether the documents, and they alone, bear it out."
        shown = [(f"Document {number}", text) for number, text in enumerate(self.documents, 1)]
        parts = [*case.asked, *shown, ("Sentences", numbered(sentences))]
        reply = judges.chat(case.judge, prompts.labels(task, tuple(SUPPORTED), parts))
        borne_out = labelled(reply, len(sentences), SUPPORTED)
        checks = [credit_check(f"sentence_{n}", one, sentences[n - 1][:200]) for n, one in enumerate(borne_out, 1)]
        share = sum(borne_out) / len(borne_out)
        if self.reference is None:
            return verdict_of(share, tuple(checks))
        if share < 1:
            checks.append(
                Check("answer", False, 0.0, error="wrong_answer", evidence="not asked: not all is faithful")
            )
            return verdict_of(share / 2, tuple(checks))
        answer = Reference(mode="reference", reference=self.reference).judge(case, judges)
        checks.append(credit_check("answer", answer.score or 0.0))
        return verdict_of((share + (answer.score or 0.0)) / 2, tuple(checks))


class Critique(Mode):
    """How alike are the completion, a critique, and one by a person, whose points are given? F1 (RM-NLHF).

    Recall is the share of the person's points that the completion makes, precision that of the completion's
    sentences which those points bear out.
    """

    mode: Literal["critique"]
    points: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=100)]

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """Two questions, the critiques changing places."""
        recall = self._share(case, judges, self.points, case.text)
        precision = self._share(case, judges, sentences_of(case.text), numbered(self.points))
        score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        checks = (credit_check("recall", recall), credit_check("precision", precision))
        return verdict_of(score, checks)

    def _share(self, case: Case, judges: Judges, points: Sequence[str], text: str) -> float:
        task = "Decide for each numbered point of one critique whether another critique makes it."
        parts = [*case.asked, ("Facts", numbered(points)), ("Response", text)]
        reply = judges.chat(case.judge, prompts.labels(task, tuple(SUPPORTED), parts))
        stated = labelled(reply, len(points), SUPPORTED)
        return sum(stated) / len(stated)


class FirstError(Mode):
    """Which step of a solution is the first wrong one, beside a ``reference`` solution? (InT)

    Steps are the paragraphs, those of the reasoning included. A check for each: right before the first wrong one,
    wrong from there on, with what the judge says as evidence; the score is the share of right ones.
    """

    mode: Literal["first_error"]
    reference: Text

    def judge(self, case: Case, judges: Judges) -> Verdict:
        """One question about all steps."""
        steps = paragraphs_of(case.text)
        task = "Find the first wrong step of a solution. Other ways than that of the reference may be right."
        parts = [*case.asked, ("Reference solution", self.reference), ("Steps", numbered(steps))]
        reply = judges.chat(case.judge, prompts.first_wrong(task, parts))
        wrong = replies.first_wrong(reply, len(steps))
        right = len(steps) if wrong is None else wrong - 1
        checks = [Check(f"step_{number}", True, 1.0) for number in range(1, right + 1)]
        for number in range(right + 1, len(steps) + 1):
            evidence = reply.text[:2000] if number == wrong else "behind the first wrong step"
            checks.append(Check(f"step_{number}", False, 0.0, error="wrong_answer", evidence=evidence))
        return from_checks(checks)


def step_pieces(verdict: Verdict, steps: Sequence[str]) -> tuple[PieceVerdict, ...]:
    """What a verdict on the first error says of a completion's own steps, each of one paragraph or more."""
    passed = [check.passed is True for check in verdict.checks if check.name.startswith("step_")]
    if not passed:
        return ()
    counts = [len(paragraphs_of(step)) for step in steps]
    # Of a long completion the judge is shown the end: in what stands before nothing wrong was found.
    passed = [True] * (sum(counts) - len(passed)) + passed
    pieces, done = [], 0
    for place, count in enumerate(counts):
        right = all(passed[done : done + count])
        done += count
        pieces.append(PieceVerdict(place, "correct" if right else "incorrect", float(right)))
    return tuple(pieces)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, lines apart, at least one."""
    return _cut(text, _ENDS)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, at least one."""
    return _cut(text, _BREAK, most=256)


def _cut(text: str, ends: Pattern, most: int = MOST_SENTENCES) -> list[str]:
    pieces, begin = [], 0
    for found in ends.finditer(text):
        pieces.append(text[begin : found.end()])
        begin = found.end()
    pieces.append(text[begin:])
    kept = [piece.strip() for piece in pieces if piece.strip()] or [text]
    return kept if len(kept) <= most else [*kept[: most - 1], " ".join(kept[most - 1 :])]


def _rated(reply: Reply, count: int, highest: int) -> list[tuple[int, str]]:
    found: dict[int, tuple[int, str]] = {}
    for line in reply.text.splitlines():
        match = _RATED.fullmatch(line)
        number, rate = (int(match[1] or 0), int(match[2] or 0)) if match else (0, 0)
        if match and 1 <= rate <= highest:
            if number in found:
                raise JudgeFailed("the judge rated an aspect twice")
            found[number] = rate, (match[3] or "").strip()[:500]
    if sorted(found) != list(range(1, count + 1)):
        raise JudgeFailed(f"the judge rated {len(found)} of {count} aspects")
    return [found[number] for number in range(1, count + 1)]
