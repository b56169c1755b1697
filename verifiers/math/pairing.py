"""Matching the elements of two collections: in order, or each with some partner."""

from collections import Counter
from collections.abc import Sequence

from verifiers.math.finding import Comparison, Finding, TooCostly
from verifiers.math.notation import compact

MAX_PAIRS = 2500
MAX_COSTLY_PAIRS = 64


def all_equal(comparison: Comparison, truths: Sequence[str], answers: Sequence[str], what: str) -> Finding | None:
    """Compare element by element in order; ``None`` if no element differs but one cannot be judged."""
    parts = [comparison.part(*pair) for pair in zip(truths, answers, strict=True)]
    quick = [part.without_last_layer().judge() for part in parts]
    if any(finding is not None and not finding.equal for finding in quick):
        return Finding(False, f"elements of {what} differ")
    findings = [finding or part.judge() for finding, part in zip(quick, parts, strict=True)]
    if None in findings:
        return None
    same = all(finding and finding.equal for finding in findings)
    return Finding(same, f"{what} agree element by element" if same else f"elements of {what} differ")


def matched(comparison: Comparison, truths: Sequence[str], answers: Sequence[str]) -> bool:
    """Whether every element has a partner of its own on the other side. Sure pairs are taken first."""
    open_truths, left = _without_twins(truths, answers)
    _ensure_few(len(open_truths) * len(left), MAX_PAIRS)
    open_truths = [truth for truth in open_truths if not _take(comparison, truth, left, costly=False)]
    _ensure_few(len(open_truths) * len(left), MAX_COSTLY_PAIRS)
    return all(_take(comparison, truth, left, costly=True) for truth in open_truths)


def _without_twins(truths: Sequence[str], answers: Sequence[str]) -> tuple[list[str], list[str]]:
    """The elements of both sides that have no partner written like them."""
    unmatched = Counter(map(compact, answers))
    rest = [truth for truth in truths if not _spend(unmatched, compact(truth))]
    return rest, [answer for answer in answers if _spend(unmatched, compact(answer))]


def _spend(supply: Counter[str], key: str) -> bool:
    if supply[key] <= 0:
        return False
    supply[key] -= 1
    return True


def _ensure_few(pairs: int, most: int) -> None:
    if pairs > most:
        raise TooCostly("timeout", "too many elements to compare with one another")


def _take(comparison: Comparison, truth: str, left: list[str], *, costly: bool) -> bool:
    """Remove the first partner of ``truth`` from ``left``."""
    for position, answer in enumerate(left):
        part = comparison.part(truth, answer)
        finding = (part if costly else part.without_last_layer()).judge()
        if finding is not None and finding.equal:
            del left[position]
            return True
    return False
