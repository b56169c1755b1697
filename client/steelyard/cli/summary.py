"""What came of a file: counts, the mean reward, and with labels how often the verifier is right."""

from dataclasses import dataclass, field

from steelyard.cli.scoring import Scored

STATUSES = ("correct", "partial", "incorrect", "no_answer", "undecided")
NO_VERDICT = "no_verdict"


@dataclass(slots=True)
class Summary:
    """Counts completions as they come. A status of a newer server gets a count of its own."""

    rows: int = 0
    refused: int = 0
    rewards: int = 0
    reward_sum: float = 0.0
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*STATUSES, NO_VERDICT), 0))
    labelled: dict[tuple[bool, bool], int] = field(default_factory=dict)

    def add(self, scored: Scored) -> None:
        """Count one completion."""
        self.rows += 1
        result = scored.result
        if result is None:
            self.refused += 1
            return
        if result.reward is not None:
            self.rewards += 1
            self.reward_sum += result.reward
        status = NO_VERDICT if result.verdict is None or result.reward is None else result.verdict.status
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if scored.origin.label is not None and status != NO_VERDICT:
            case = (scored.origin.label, status == "correct")
            self.labelled[case] = self.labelled.get(case, 0) + 1

    @property
    def is_complete(self) -> bool:
        """Whether every completion has a reward."""
        return self.rewards == self.rows

    def document(self, seconds: float) -> dict[str, object]:
        """The summary as JSON."""
        return {
            "rows": self.rows,
            "mean_reward": self.reward_sum / self.rewards if self.rewards else None,
            **self.statuses,
            "refused": self.refused,
            "seconds": round(seconds, 3),
            "completions_per_second": round(self.rows / seconds, 1) if seconds > 0 else None,
            **(self._accuracy() if self.labelled else {}),
        }

    def _accuracy(self) -> dict[str, object]:
        """Positive means: the verifier says correct. Completions without a verdict count on neither side."""
        missed, found = self._count(True, False), self._count(True, True)
        fooled, spotted = self._count(False, True), self._count(False, False)
        return {
            "accuracy": _rate(found + spotted, sum(self.labelled.values())),
            "false_negatives": _rate(missed, missed + found),
            "false_positives": _rate(fooled, fooled + spotted),
        }

    def _count(self, label: bool, is_correct: bool) -> int:
        return self.labelled.get((label, is_correct), 0)


def _rate(count: int, of: int) -> dict[str, object]:
    return {"rate": count / of if of else None, "count": count, "of": of}
