"""Refuses a reward at submit that could not be computed of what the request brings."""

from collections.abc import Sequence, Set

from rewards.details import NO_DETAILS
from rewards.errors import UnusableReward
from rewards.observing import learns
from rewards.requirements import Told, demands, ensure_possible, told_by
from rewards.sample import Features
from rewards.scheme import Parameters
from rewards.score import normalised
from rewards.table import Combination, scheme_of
from services.gateway.problems import FieldError, Problem
from services.gateway.schemas import AnyRequest, Completion
from services.jobs.model import Header, Judged
from verifiers.composite.merging import verdict_of_part
from verifiers.composite.verifier import parts_of
from verifiers.text_features import stated_confidence


def ensure_rewardable(request: AnyRequest) -> None:
    """Raises a 422 problem that names the part of the reward at fault and says what to send."""
    reward = normalised(request.reward)
    ensure_memorable(reward, request.run, request.step, [group.id for group in request.groups])
    ensure_parts(reward, [{part.name for part in parts_of(group.verifier)} for group in request.groups])
    if demands(reward):
        ensure_reward(reward, [[_features(one) for one in group.completions] for group in request.groups])
    ensure_pieces(reward, request)


def ensure_parts(reward: Combination, names: Sequence[Set[str]]) -> None:
    """Every group's verifier must have the parts that the reward names."""
    for number, known in enumerate(names):
        missing = sorted(reward.part_names - known)
        if missing:
            reason = f"group {number} is judged by no part {missing[0]!r}; its parts: {sorted(known) or 'none'}"
            raise Problem(422, "The reward names a part that a verifier lacks.", [FieldError(["reward"], reason)])


def ensure_pieces(reward: Combination, request: AnyRequest) -> None:
    """What a scheme asks of turns or steps must come from the trainer or from a verifier that tells it."""
    for use in reward.parts:
        what = told_by(use)
        if what is None or any(_sends(what, one) for group in request.groups for one in group.completions):
            continue
        for number, group in enumerate(request.groups):
            verifiers = [part.verifier for part in parts_of(group.verifier) if use.part in (None, part.name)]
            if not any(verifier.tells(what) for verifier in verifiers or [group.verifier]):
                raise _untold(use, what, number)


def ensure_told(reward: Combination, header: Header, judged: Sequence[Judged]) -> None:
    """The same of a stored job: its verdicts must tell of turns or steps, or the trainer must have sent scores."""
    for use in reward.parts:
        what = told_by(use)
        if what is None:
            continue
        telling = {one.group for one in judged if _tells(one, what, use.part)}
        # Only calls of tools may be judged and tell of no turn, where a completion calls none.
        silent = {"tool_calls", "composite"} if telling else {"tool_calls"}
        for number, group in enumerate(header.groups):
            if number not in telling and not (what == "turns" and group.kind in silent):
                raise _untold(use, what, number)


def _tells(judged: Judged, what: Told, part: str | None) -> bool:
    details = judged.details or NO_DETAILS
    verdict = judged.verdict if part is None else verdict_of_part(judged.verdict, part)
    if what == "turns":
        return details.turn_scores is not None or bool(verdict and verdict.turns)
    return details.step_scores is not None or bool(verdict and verdict.steps)


def _untold(use: Parameters, what: Told, group: int) -> Problem:
    look = {"turns": "each_turn", "steps": "each_step"}[what]
    reason = f'{scheme_of(use).name} needs a verifier of group {group} with "looks_at": "{look}"'
    hint = f", or details.{what[:-1]}_scores of the completions"
    return Problem(422, "The reward cannot be computed of this job.", [FieldError(["reward"], reason + hint)])


def _sends(what: Told, completion: str | Completion) -> bool:
    details = None if isinstance(completion, str) else completion.details
    if details is None:
        return False
    return (details.turn_scores if what == "turns" else details.step_scores) is not None


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
    return Features(
        completion.n_tokens,
        confidence,
        completion.logprobs,
        details=completion.details or NO_DETAILS,
        n_turns=None if completion.turns is None else len(completion.turns),
        prefixes=None if completion.steps is None else (),
    )
