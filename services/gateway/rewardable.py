"""Refuses a reward at submit that could not be computed of what the request brings."""

from collections.abc import Sequence, Set

from rewards.details import NO_DETAILS
from rewards.errors import UnusableReward
from rewards.observing import learns
from rewards.requirements import demands, ensure_possible
from rewards.sample import Features
from rewards.score import normalised
from rewards.table import Combination
from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import AnyRequest, Completion
from verifiers.composite.verifier import parts_of
from verifiers.text_features import stated_confidence


def ensure_rewardable(request: AnyRequest) -> None:
    """Raises a 422 problem that names the part of the reward at fault and says what to send."""
    reward = normalised(request.reward)
    ensure_memorable(reward, request.run, request.step, [group.id for group in request.groups])
    ensure_parts(reward, [{part.name for part in parts_of(group.verifier)} for group in request.groups])
    if demands(reward):
        ensure_reward(reward, [[_features(one) for one in group.completions] for group in request.groups])


def ensure_parts(reward: Combination, names: Sequence[Set[str]]) -> None:
    """Every group's verifier must have the parts that the reward names."""
    for number, known in enumerate(names):
        missing = sorted(reward.part_names - known)
        if missing:
            reason = f"group {number} is judged by no part {missing[0]!r}; its parts: {sorted(known) or 'none'}"
            raise Problem(422, "The reward names a part that a verifier lacks.", [FieldError(["reward"], reason)])


def ensure_reward(reward: Combination, batch: Sequence[Sequence[Features]]) -> None:
    """The same of a reward for completions that are stored already."""
    try:
        ensure_possible(reward, batch)
    except UnusableReward as error:
        fields = [FieldError(["reward", *error.path], error.reason)]
        raise Problem(422, "The reward cannot be computed of these completions.", fields) from error


def ensure_memorable(
    reward: Combination, run: str | None, step: int | None, group_ids: Sequence[str | None]
) -> None:
    """A reward that learns from earlier steps must be told the run, the step and the prompts."""
    if not learns(reward):
        return
    wanted = {"run": run is None, "step": step is None, "groups[].id": None in group_ids}
    missing = [name for name, is_missing in wanted.items() if is_missing]
    if missing:
        reason = f"it learns from the run's earlier steps: send {', '.join(missing)} too"
        raise Problem(422, "The reward cannot be computed of this job.", [FieldError(["reward"], reason)])


def _features(completion: str | Completion) -> Features:
    if isinstance(completion, str):
        return Features(confidence=stated_confidence(completion))
    confidence = (
        stated_confidence(completion.judged_text) if completion.confidence is None else completion.confidence
    )
    return Features(completion.n_tokens, confidence, completion.logprobs, details=completion.details or NO_DETAILS)
