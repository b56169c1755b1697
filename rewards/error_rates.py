"""How often a verifier errs, estimated from a sample that people have labelled.

People label samples of what was judged right (positives) and of what was not (negatives). That gives the share of
each that was judged wrongly, with Wilson's interval (Wilson 1927). The correction for noisy verifiers asks for
the rates the other way round, P(judged wrong | right) and P(judged right | wrong); with N judged completions of
each kind, and u and v the wrongly judged shares of negatives and positives:

    fn = u N- / (u N- + (1 - v) N+)        fp = v N+ / (v N+ + (1 - u) N-)

Both grow with u and with v, so the ends of the two intervals give an interval that is rather too wide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from rewards.history import Rates

Side = Literal["negatives", "positives"]
Truth = Literal["right", "wrong"]

_Z = 1.959964  # 95 %
_NEGATIVE = frozenset({"incorrect", "partial", "no_answer"})
_FEWEST_LABELS = 20
_MOST = 0.49


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; ``of`` labels were given."""

    count: int
    of: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """``missed`` are negatives that are right, ``let_through`` positives that are wrong; fn and fp follow."""

    missed: Rate
    let_through: Rate
    fn: Rate
    fp: Rate


def side_of(status: str) -> Side | None:
    """What a verdict counts as; what could not be decided is on neither side."""
    if status == "correct":
        return "positives"
    return "negatives" if status in _NEGATIVE else None


def rates_of(labels: Mapping[tuple[Side, Truth], int], judged: Mapping[str, int]) -> ErrorRates:
    """The rates by the labels on either side, and by how many verdicts there are of each status."""
    right, wrong = (labels.get(("negatives", truth), 0) for truth in ("right", "wrong"))
    missed = wilson(right, right + wrong)
    right, wrong = (labels.get(("positives", truth), 0) for truth in ("right", "wrong"))
    let_through = wilson(wrong, right + wrong)
    # Labels outlive counters: there were at least as many verdicts as labels.
    negatives = max(sum(count for status, count in judged.items() if side_of(status) == "negatives"), missed.of)
    positives = max(judged.get("correct", 0), let_through.of)
    return error_rates(missed, let_through, negatives, positives)


def usable(rates: ErrorRates) -> Rates | None:
    """What a correction may go by: each rate held below 0.49; nothing before either side has 20 labels."""
    fp, fn = rates.fp.value, rates.fn.value
    if fp is None or fn is None or min(rates.missed.of, rates.let_through.of) < _FEWEST_LABELS:
        return None
    return Rates(min(fp, _MOST), min(fn, _MOST))


def wilson(count: int, of: int) -> Rate:
    """The share of ``count`` in ``of`` with Wilson's score interval."""
    if not of:
        return Rate(count, of, None, 0.0, 1.0)
    share, z2 = count / of, _Z * _Z
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == of else min(1.0, centre + half)
    return Rate(count, of, share, low, high)


def error_rates(missed: Rate, let_through: Rate, negatives: int, positives: int) -> ErrorRates:
    """Both ways round, for so many completions judged as each."""

    def fn(u: float, v: float) -> float:
        return _ratio(u * negatives, (1 - v) * positives)

    def fp(u: float, v: float) -> float:
        return _ratio(v * positives, (1 - u) * negatives)

    ends = (missed.low, let_through.low), (missed.high, let_through.high)
    known = missed.value is not None and let_through.value is not None
    middle = (missed.value or 0.0, let_through.value or 0.0)
    rates = [
        Rate(0, missed.of + let_through.of, rate(*middle) if known else None, rate(*ends[0]), rate(*ends[1]))
        for rate in (fn, fp)
    ]
    return ErrorRates(missed, let_through, *rates)


def _ratio(part: float, rest: float) -> float:
    return part / (part + rest) if part + rest > 0 else 0.0
