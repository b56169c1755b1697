"""A number for trainers that need one where there is no verdict: the mean of what is known.

A reward equal to the mean of its prompt has no advantage under group baselines: it teaches nothing. 0 would teach
that the completion was wrong, and NaN spoils whole batches.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable

_REMEMBERED = 20_000
_WINDOW = 256
_UNKNOWN = 0.5
"""What stands for a reward of which nothing is known; it counts as one that was seen."""


class Neutral:
    """Mean rewards by question, and of all, seen in this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._means: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, question: Hashable, reward: float) -> None:
        """Take in a reward."""
        with self._lock:
            for key in (question, None):
                mean, count = self._means.pop(key, (0.0, 0))
                count = min(count + 1, _WINDOW)
                self._means[key] = mean + (reward - mean) / count, count
            while len(self._means) > _REMEMBERED:
                self._means.popitem(last=False)

    def guess(self, question: Hashable) -> float:
        """The mean reward of the question; else of all, drawn towards 0.5 while few of them are known.

        Processes that score a few samples each, as verl's prime manager starts them, know next to nothing: there 0
        would say wrong, and the mean of a single one that this one is like it.
        """
        with self._lock:
            if question in self._means:
                return self._means[question][0]
            mean, count = self._means.get(None, (0.0, 0))
            return (mean * count + _UNKNOWN) / (count + 1)
