"""What a rule is asked: two trees, and by what latitude they are compared."""

from dataclasses import dataclass, replace
from typing import Literal

from verifiers.math.finding import MAX_DEPTH, Allowance, AnswerType, TooCostly

UnitsMode = Literal["check", "ignore", "require"]


@dataclass(frozen=True, slots=True)
class Latitude:
    """How values are compared: the tolerance, what units count for, and the ground truth as seed of the points."""

    allowance: Allowance
    units: UnitsMode = "check"
    seed: str = ""
    answer_type: AnswerType = "auto"
    depth: int = 0
    whole: bool = True
    """Whether the values are all of what is asked, so that free constants may be chosen for them alone."""

    general: bool = True
    """Whether values with a parameter may stand for all their values, each for itself."""

    def deeper(self, *, whole: bool = False) -> "Latitude":
        """For one element of a collection, or for the ``whole`` value of what is named."""
        if self.depth >= MAX_DEPTH + 2:
            raise TooCostly("unparsable", "collections are nested too deeply")
        return replace(self, depth=self.depth + 1, answer_type="auto", whole=whole and self.whole)
