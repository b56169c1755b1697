"""What earlier steps of a run have shown of a prompt, and what a job adds to that.

Schemes read it and never change it: a job's rewards come of the steps before its own, so they do not depend on the
order in which a step's jobs are judged. Without any, schemes fall back to their prior.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a verifier errs: P(judged right | wrong) and P(judged wrong | right)."""

    fp: float
    fn: float


NO_ERRORS = Rates(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class History:
    """Sums (decayed by the steps since), best values and first values, by name. ``version`` counts its updates.

    ``rates`` are those of the group's verifier by the labels that people gave, where there are enough.
    """

    sums: Mapping[str, float] = field(default_factory=dict)
    bests: Mapping[str, float] = field(default_factory=dict)
    firsts: Mapping[str, Sequence[float]] = field(default_factory=dict)
    version: int = 0
    rates: Rates | None = None

    @property
    def empty(self) -> bool:
        """Earlier steps have shown nothing."""
        return not (self.sums or self.bests or self.firsts)

    def over(self, other: "History") -> "History":
        """Both together; names do not clash."""
        return History(
            {**other.sums, **self.sums},
            {**other.bests, **self.bests},
            {**other.firsts, **self.firsts},
            other.version + self.version,
            self.rates or other.rates,
        )


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Amount:
    """What is added to a sum, and by what that sum shrinks with each step."""

    value: float
    decay: float = 1.0


@dataclass(frozen=True, slots=True)
class Observed:
    """What a job has shown of a prompt or of its run."""

    sums: Mapping[str, Amount] = field(default_factory=dict)
    bests: Mapping[str, float] = field(default_factory=dict)
    firsts: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing was shown."""
        return not (self.sums or self.bests or self.firsts)
