"""How well scores agree with labels: error rates, calibration, consistency on contrast sets."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

_BINS = 10
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A completion's score, and whether it is right. ``slice`` and ``pair`` say what it is counted with."""

    score: float
    label: bool
    slice: Hashable = None
    pair: Hashable = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval (Wilson, 1927). ``rate`` is None of nothing."""

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share itself."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """What the true share lies in, nineteen times of twenty."""
        if not self.of:
            return None
        share, z2 = self.count / self.of, _Z * _Z
        middle = share + z2 / (2 * self.of)
        half = _Z * math.sqrt(share * (1 - share) / self.of + z2 / (4 * self.of**2))
        scale = 1 + z2 / self.of
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a score above the threshold means a right completion."""

    accuracy: Rate
    false_negatives: Rate
    false_positives: Rate

    @property
    def youden_j(self) -> float | None:
        """1 − false negatives − false positives, as shares (Youden, 1950): 0 is chance, 1 is no error."""
        missed, fooled = self.false_negatives.rate, self.false_positives.rate
        return None if missed is None or fooled is None else 1 - missed - fooled


def rates(rows: Iterable[Labelled], threshold: float = 0.5) -> Rates:
    """Error rates where a score above the threshold counts as "right"."""
    found = [(row.label, row.score > threshold) for row in rows]
    right = [accepted for label, accepted in found if label]
    wrong = [accepted for label, accepted in found if not label]
    agreeing = sum(right) + len(wrong) - sum(wrong)
    return Rates(
        Rate(agreeing, len(found)), Rate(len(right) - sum(right), len(right)), Rate(sum(wrong), len(wrong))
    )


def by_slice(rows: Iterable[Labelled], threshold: float = 0.5) -> dict[Hashable, Rates]:
    """The same for each slice, largest first. A score above ``threshold`` counts as accepted."""
    slices: dict[Hashable, list[Labelled]] = defaultdict(list)
    for row in rows:
        slices[row.slice].append(row)
    ordered = sorted(slices.items(), key=lambda item: -len(item[1]))
    return {name: rates(some, threshold) for name, some in ordered}


def calibration_error(rows: Sequence[Labelled]) -> float | None:
    """Expected calibration error (0 to 1) over ten equal bins (Guo et al., 2017). None for scores outside it."""
    if not rows or not all(0 <= row.score <= 1 for row in rows):
        return None
    bins: dict[int, list[Labelled]] = defaultdict(list)
    for row in rows:
        bins[min(_BINS - 1, int(row.score * _BINS))].append(row)
    gaps = (abs(sum(row.score - row.label for row in some)) for some in bins.values())
    return sum(gaps) / len(rows)


def brier_score(rows: Sequence[Labelled]) -> float | None:
    """Mean squared distance of score and label (Brier, 1950). None of scores outside [0, 1]."""
    if not rows or not all(0 <= row.score <= 1 for row in rows):
        return None
    return sum((row.score - row.label) ** 2 for row in rows) / len(rows)


def consistency(rows: Iterable[Labelled], threshold: float = 0.5) -> Rate:
    """Share of contrast sets of which all members are judged right, by ``threshold`` (Gardner et al., 2020)."""
    sets: dict[Hashable, list[bool]] = defaultdict(list)
    for row in rows:
        if row.pair is not None:
            sets[row.pair].append((row.score > threshold) == row.label)
    several = [members for members in sets.values() if len(members) > 1]
    return Rate(sum(all(members) for members in several), len(several))
