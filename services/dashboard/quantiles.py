"""Quantiles of durations that are kept as a histogram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.jobs.figures import BUCKETS, MILLION


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took: how often, the mean and three quantiles, in seconds; None where it never was."""

    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None


def durations(counts: Mapping[str, int], prefix: str) -> Durations:
    """Read off the fields ``prefix|bucket`` and ``prefix|sum``."""
    buckets = [counts.get(f"{prefix}|{number}", 0) for number in range(len(BUCKETS) + 1)]
    count = sum(buckets)
    if not count:
        return Durations(0, None, None, None, None)
    mean = counts.get(f"{prefix}|sum", 0) / MILLION / count
    return Durations(count, mean, *(quantile(buckets, share) for share in (0.5, 0.95, 0.99)))


def quantile(buckets: Sequence[int], share: float) -> float:
    """Interpolated inside its bucket; what is beyond the last bound counts as that bound."""
    rank = share * sum(buckets)
    below = 0
    for number, count in enumerate(buckets):
        if below + count >= rank and count:
            lower = BUCKETS[number - 1] if number else 0.0
            upper = BUCKETS[min(number, len(BUCKETS) - 1)]
            return lower + (upper - lower) * (rank - below) / count
        below += count
    return BUCKETS[-1]
