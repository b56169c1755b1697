"""What a reward asks of the completions, checked before anything is judged."""

from collections.abc import Sequence

from rewards.errors import UnusableReward
from rewards.sample import Features
from rewards.scheme import Parameters
from rewards.table import Combination, scheme_of

_HINT = "{0}: no completion has any; send completions as objects with text and {0}"
_GROUP_HINT = "no group has two; send all completions of a prompt as one group's completions"


def demands(reward: Combination) -> bool:
    """A part asks for more than verdicts, so that ``ensure_possible`` has something to look at."""
    schemes = [scheme_of(use) for use in reward.parts]
    return any(scheme.compares or scheme.needs in ("confidence", "logprobs") for scheme in schemes)


def ensure_possible(reward: Combination, batch: Sequence[Sequence[Features]]) -> None:
    """Raises UnusableReward, with a hint, where a scheme would have nothing to work on.

    Only what is missing everywhere is refused: a completion that lacks its confidence, or a group of one among
    others, is for the scheme to score. Lengths are never missing, for characters stand in for tokens.
    """
    for number, use in enumerate(reward.parts):
        reason = _objection(use, batch)
        if reason is not None:
            raise UnusableReward((reward.how, number), reason)


def _objection(use: Parameters, batch: Sequence[Sequence[Features]]) -> str | None:
    scheme = scheme_of(use)
    everything = [one for group in batch for one in group]
    if scheme.needs == "confidence" and all(one.confidence is None for one in everything):
        return f"{scheme.name} needs {_HINT.format('confidence')}"
    if scheme.needs == "logprobs" and not any(one.logprobs for one in everything):
        return f"{scheme.name} needs {_HINT.format('logprobs')}"
    if scheme.compares and all(len(group) < 2 for group in batch):
        return f"{scheme.name} compares the completions of a group: {_GROUP_HINT}"
    return None
