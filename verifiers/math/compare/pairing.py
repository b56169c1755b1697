"""Each element of a collection with a partner of its own on the other side."""

from collections.abc import Callable, Sequence

from verifiers.math.finding import TooCostly
from verifiers.math.read.tree import Node

MAX_PAIRS = 2500


def pair_off(
    first: Sequence[Node], second: Sequence[Node], same: Callable[[Node, Node], bool | None]
) -> bool | None:
    """Whether every element has a partner; ``None`` where that hangs on a pair that nobody can tell."""
    if len(first) != len(second):
        return False
    left = list(second)
    rest = [one for one in first if not _take_twin(one, left)]
    if len(rest) * len(left) > MAX_PAIRS:
        raise TooCostly("timeout", "too many elements to compare with one another")
    doubtful = False
    for one in rest:
        outcomes = []
        for place, other in enumerate(left):
            outcome = same(one, other)
            if outcome:
                del left[place]
                break
            outcomes.append(outcome)
        else:
            if None not in outcomes:
                return False
            doubtful = True
    return None if doubtful else True


def _take_twin(one: Node, left: list[Node]) -> bool:
    """Remove a partner that is written alike."""
    for place, other in enumerate(left):
        if one == other:
            del left[place]
            return True
    return False
