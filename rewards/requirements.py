"""What a reward asks of the completions, checked before anything is judged."""

from collections.abc import Callable, Sequence
from typing import Literal

from rewards.calibration import Stated
from rewards.errors import UnusableReward
from rewards.progress import TiersParameters
from rewards.sample import Features
from rewards.scheme import Parameters
from rewards.table import Combination, scheme_of
from rewards.verpo import VerpoParameters

_HINT = "{0} needs {1}: no completion has any; send completions as objects with {2}{1}"
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
    "turns": ("turns", lambda one: one.n_turns is not None or one.details.turn_scores is not None),
    "steps": ("steps", lambda one: one.prefixes is not None or one.details.step_scores is not None),
    "judgements": ("details.judgements", lambda one: bool(one.details.judgements)),
    "distance": ("details.distance", lambda one: one.details.distance is not None),
    "followups": ("details.followups", lambda one: one.details.followups is not None),
    "label": ("details.label", lambda one: one.details.label is not None),
    "graph": ("details.graph", lambda one: one.details.graph is not None),
}


Told = Literal["turns", "steps"]


def told_by(use: Parameters) -> Told | None:
    """What a scheme asks a verifier, or the trainer, to say of: of each turn or of each step."""
    scheme = scheme_of(use)
    if scheme.needs in ("turns", "judgements"):
        return "turns"
    return "steps" if scheme.needs == "steps" and scheme.scope == "sample" else None


def demands(reward: Combination) -> bool:
    """A part asks for more than verdicts, so that ``ensure_possible`` has something to look at."""
    schemes = [scheme_of(use) for use in reward.parts]
    if any(isinstance(use, TiersParameters) and use.progress == "gaussian" for use in reward.parts):
        return True
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
    needs = "distance" if isinstance(use, TiersParameters) and use.progress == "gaussian" else scheme.needs
    if needs in _INPUTS and not (isinstance(use, Stated) and use.stated):
        name, is_there = _INPUTS[needs]
        if not any(is_there(one) for group in batch for one in group):
            return _HINT.format(scheme.name, name, "" if name == "turns" else "text and ")
    learns = isinstance(use, VerpoParameters) and use.source == "running"
    if scheme.compares and not learns and all(len(group) < 2 for group in batch):
        return f"{scheme.name} compares the completions of a group: {_GROUP_HINT}"
    return None
