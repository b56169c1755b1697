"""What a reward asks of the completions, checked before anything is judged."""

from collections.abc import Callable, Sequence

from rewards.calibration import Stated
from rewards.errors import UnusableReward
from rewards.sample import Features
from rewards.scheme import Parameters
from rewards.table import Combination, scheme_of
from rewards.verpo import VerpoParameters

_HINT = "{0} needs {1}: no completion has any; send completions as objects with text and {1}"
_GROUP_HINT = "no group has two; send all completions of a prompt as one group's completions"

# What a scheme may need of the completions themselves: how it is sent, and whether one completion has it.
_INPUTS: dict[str, tuple[str, Callable[[Features], bool]]] = {
    "confidence": ("confidence", lambda one: one.confidence is not None),
    "logprobs": ("logprobs", lambda one: bool(one.logprobs)),
    "options": ("details.options", lambda one: bool(one.details.options)),
    "perplexity": ("details.perplexity", lambda one: one.details.perplexity is not None),
    "second_answer": ("details.second", lambda one: one.details.second is not None),
    "answer_lengths": ("details.n_reference_tokens", lambda one: one.details.n_reference_tokens is not None),
    "rubric": ("details.rubric", lambda one: one.details.rubric is not None),
}


def demands(reward: Combination) -> bool:
    """A part asks for more than verdicts, so that ``ensure_possible`` has something to look at."""
    schemes = [scheme_of(use) for use in reward.parts]
    return any(scheme.compares or scheme.needs in _INPUTS for scheme in schemes)


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
    # What a completion should state itself and does not is its own fault, never the request's.
    if scheme.needs in _INPUTS and not (isinstance(use, Stated) and use.stated):
        name, is_there = _INPUTS[scheme.needs]
        if not any(is_there(one) for group in batch for one in group):
            return _HINT.format(scheme.name, name)
    learns = isinstance(use, VerpoParameters) and use.source == "running"
    if scheme.compares and not learns and all(len(group) < 2 for group in batch):
        return f"{scheme.name} compares the completions of a group: {_GROUP_HINT}"
    return None
