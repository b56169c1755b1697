"""The verifier of kind ``qa``."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.qa.comparing import Normalisation, f1, normalised
from verifiers.reading.announcements import tagged
from verifiers.reading.extraction import Extraction, extract
from verifiers.reading.reasoning import conclusion
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

_LONGEST = 4_000
_WRAPPED = re.compile(r"\\(?:boxed|text|textbf|textit|mathrm|mbox)\s?\{([^{}]*)\}")
_SHOWN = 500
_ABSTENTIONS = {"", "noanswer", "no answer", "unanswerable", "unknown", "not answerable", "cannot be answered"}
_EDGES = " \t\n*`$\"'“”."

Answer = Annotated[str, StringConstraints(max_length=_LONGEST)]


class QaVerifier(Verifier):
    """Does a completion give one of the answers, as question answering compares them?

    One check, ``answer``: right where the answer equals a ground truth after normalisation (exact match); else its
    credit is the greatest F1 of their words. What counts is the last ``<answer>…</answer>``, or without tags the
    final answer. Without ground truths the question has no answer, and only a completion that abstains is right.
    ``normalisation`` ``triviaqa`` and ``hotpotqa`` add the rules of those sets' scripts. ``match`` ``text``
    compares the answers as they stand, without regard to case unless ``case_sensitive``.
    """

    version: ClassVar[str] = "1.1.0"

    kind: Literal["qa"]
    ground_truth: Answer | Annotated[tuple[Answer, ...], Field(strict=False, max_length=500)]
    match: Literal["words", "text"] = "words"
    normalisation: Normalisation = "squad"
    case_sensitive: bool = False
    extraction: Extraction = "auto"

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Compare the answer of one completion with every ground truth."""
        answer = self._answer(completion)
        if answer is None:
            check = Check("answer", False, 0.0, error="missing", evidence="no final answer")
            return Verdict("no_answer", 0.0, checks=(check,))
        shown = answer[:_SHOWN]
        if len(answer) > _LONGEST:
            check = Check("answer", False, 0.0, error="unparsable", evidence="a text that long is no answer")
            return Verdict("incorrect", 0.0, shown, checks=(check,))
        return from_checks([self._check(answer)], shown)

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a ground truth of which nothing is left to compare."""
        for number, truth in enumerate(self._truths):
            if not self._prepared(truth):
                raise UnusableSpec(f"ground_truth.{number}", "holds no words to compare")

    @property
    def surely_usable(self) -> bool:
        """Looking is as quick as telling."""
        return all(map(self._prepared, self._truths))

    @property
    def _truths(self) -> tuple[str, ...]:
        return (self.ground_truth,) if isinstance(self.ground_truth, str) else self.ground_truth

    def _answer(self, completion: str) -> str | None:
        """The answer as said; None where there is none, unless abstaining could be right."""
        said = tagged(conclusion(completion)) if self.extraction == "auto" else None
        if said is None:
            said = extract(completion, self.extraction)
        said = _WRAPPED.sub(r"\1", said)
        return said if said.strip() or not self._truths else None

    def _check(self, answer: str) -> Check:
        given = self._prepared(answer)
        if not self._truths:
            right = given in _ABSTENTIONS
            evidence = "abstains" if right else "answers what has no answer"
            return Check("answer", right, float(right), error=None if right else "wrong_answer", evidence=evidence)
        if any(given == self._prepared(truth) for truth in self._truths):
            return Check("answer", True, 1.0, evidence="one of the answers")
        credit = 0.0
        if self.match == "words":
            credit = max(f1(given, self._prepared(truth), self.normalisation) for truth in self._truths)
        # The same words in another order are no exact match.
        return Check("answer", False, min(credit, 0.99), error="wrong_answer", evidence=f"F1 {credit:.4f}")

    def _prepared(self, text: str) -> str:
        if self.match == "words":
            return normalised(text, self.normalisation)
        plain = " ".join(text.split()).strip(_EDGES)
        return plain if self.case_sensitive else plain.casefold()
