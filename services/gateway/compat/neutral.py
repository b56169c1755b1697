"""What to answer where we failed to judge and a protocol needs a number: one that teaches nothing.

A sample with the mean reward of its prompt has no advantage under group baselines, and with the mean reward of its
run about none under others. 0 would teach that the completion was wrong, and NaN spoils whole batches.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import msgspec

_REMEMBERED = 20_000
_WINDOW = 256  # answers; older ones fade, since a policy changes


@dataclass(slots=True)
class _Mean:
    value: float = 0.0
    count: int = 0

    def add(self, reward: float) -> None:
        self.count = min(self.count + 1, _WINDOW)
        self.value += (reward - self.value) / self.count


class Neutral:
    """Remembers mean rewards by prompt and by run, of one gateway, since its start."""

    def __init__(self) -> None:
        self._means: OrderedDict[Hashable, _Mean] = OrderedDict()

    def add(self, tenant: str, run: str | None, question: Any, reward: float) -> None:
        """Take in a reward. ``question`` is what the completions of one group share: prompt and label."""
        for key in _keys(tenant, run, question):
            mean = self._means.pop(key, None) or _Mean()
            mean.add(reward)
            self._means[key] = mean
        while len(self._means) > _REMEMBERED:
            self._means.popitem(last=False)

    def guess(self, tenant: str, run: str | None, question: Any) -> float | None:
        """The mean reward of the prompt, else of the run, else None."""
        known = (self._means.get(key) for key in _keys(tenant, run, question))
        return next((mean.value for mean in known if mean), None)


def _keys(tenant: str, run: str | None, question: Any) -> tuple[Hashable, Hashable]:
    digest = hashlib.blake2b(msgspec.json.encode(question), digest_size=16).digest()
    return (tenant, run, digest), (tenant, run)
