"""What a comparison ends with: a finding, or the reason why there is none."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from verifiers.verdict import CheckError

AnswerType = Literal[
    "auto", "number", "expression", "interval", "set", "tuple", "matrix", "equation", "choice", "text"
]

MAX_DEPTH = 3
"""How many collections may lie in one another, such as a list of tuples."""


class TooCostly(Exception):
    """Deciding would take more than it is worth: the verdict is ``undecided``."""

    def __init__(self, error: CheckError, reason: str) -> None:
        super().__init__(error, reason)
        self.error = error
        self.reason = reason


class TooLarge(TooCostly):
    """A number in it is out of proportion."""

    def __init__(self, reason: str) -> None:
        super().__init__("timeout", reason)


class NeedsAlgebra(Exception):
    """Nothing but computer algebra could decide, and it was not to be asked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A layer's decision and, in a few words that never hold the ground truth, how it came about."""

    equal: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Allowance:
    """By how much numbers may differ: the larger of the absolute and the relative part.

    Told apart by identity, because hashing fractions would cost every comparison more than it is worth.
    """

    relative: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)
    exact: bool = field(init=False)
    """Whether nothing but equality will do."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "exact", not (self.relative or self.absolute))

    def covers(self, truth: Fraction, value: Fraction) -> bool:
        """Whether ``value`` counts as ``truth``."""
        return abs(truth - value) <= max(self.absolute, self.relative * abs(truth))
