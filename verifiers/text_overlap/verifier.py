"""The verifier of kind ``text_overlap``."""

from collections.abc import Callable, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sandbox.sandbox import Sandbox
from verifiers.errors import UnusableSpec
from verifiers.reading.announcements import tagged
from verifiers.reading.reasoning import conclusion
from verifiers.text_overlap.bleu import bleu, bleuberi
from verifiers.text_overlap.rouge import rouge_l
from verifiers.text_overlap.tokens import rouge_tokens, tokens_13a
from verifiers.verdict import Check, Verdict, from_checks
from verifiers.verifier import Verifier

Metric = Literal["bleuberi", "bleu", "rouge_l", "bleu_rouge_f1"]

_SHOWN = 500
_READ = 100_000


def bleu_rouge_f1(text: str, references: Sequence[str]) -> float:
    """The harmonic mean of ``bleuberi`` and ``rouge_l``. Source: [code] BLEUBERI."""
    precision, recall = bleuberi(text, references), rouge_l(text, references)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


_METRICS: dict[Metric, Callable[[str, Sequence[str]], float]] = {
    "bleuberi": bleuberi,
    "bleu": bleu,
    "rouge_l": rouge_l,
    "bleu_rouge_f1": bleu_rouge_f1,
}


class TextOverlapVerifier(Verifier):
    """How much of a reference text does a completion say in the same words?

    One check, ``overlap``, whose credit is the metric; it passes from ``pass_from`` on. Of a completion counts
    what follows its reasoning, and of that the content of ``<answer>`` tags if there are any, or with
    ``extraction`` ``whole`` everything. Of several ground truths all count as references.
    """

    version: ClassVar[str] = "1.1.0"

    kind: Literal["text_overlap"]
    ground_truth: str | Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=64)]
    metric: Metric = "bleuberi"
    extraction: Literal["auto", "whole"] = "auto"
    pass_from: Annotated[float, Field(gt=0, le=1)] = 1.0

    def verify(self, completion: str, sandbox: Sandbox) -> Verdict:  # noqa: ARG002 - nothing is run
        """Compare one completion with the references."""
        text = completion if self.extraction == "whole" else _said(completion)
        if not text.strip():
            check = Check("overlap", False, 0.0, error="missing", evidence="no text")
            return Verdict("no_answer", 0.0, checks=(check,))
        credit = min(max(_METRICS[self.metric](text[:_READ], self._truths), 0.0), 1.0)
        passed = credit >= self.pass_from - 1e-9
        check = Check(
            "overlap",
            passed,
            credit,
            error=None if passed else "wrong_answer",
            evidence=f"{self.metric} {credit:.4f}",
        )
        return from_checks([check], text.strip()[:_SHOWN])

    def ensure_usable(self) -> None:
        """Raise UnusableSpec for a reference without a word that the metric counts."""
        words = rouge_tokens if "rouge" in self.metric else tokens_13a
        if not all(words(truth) for truth in self._truths):
            raise UnusableSpec("ground_truth", f"has no words that {self.metric} counts")

    def expected_seconds(self, completion: str) -> float:
        """About a second for half a million characters, the references' included."""
        return 0.0003 + 2e-6 * (min(len(completion), _READ) + sum(map(len, self._truths)))

    @property
    def _truths(self) -> tuple[str, ...]:
        return (self.ground_truth,) if isinstance(self.ground_truth, str) else self.ground_truth


def _said(completion: str) -> str:
    text = conclusion(completion)
    answer = tagged(text)
    return text if answer is None else answer
