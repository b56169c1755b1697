"""From a group's verdicts to its rewards, by whatever reward the trainer asked for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from pydantic import ValidationError

from rewards.appeals import appeals_in, usable_rate
from rewards.combiners import combine
from rewards.errors import UnusableReward
from rewards.gates import GATES
from rewards.hacking import policy_for
from rewards.history import NO_ERRORS, NO_HISTORY, Rates
from rewards.keep import kept
from rewards.observing import appeals_count, is_reviewed, learns
from rewards.parts import View, gated, viewed
from rewards.pieces import added, mapped, scaled
from rewards.sample import NO_FEATURES, Features, Sample
from rewards.scheme import Batch, Group, Parameters, Pieces, Rewards
from rewards.scored import NOT_FINITE, Scored, finite, transformed
from rewards.table import REWARD_SPEC, SCHEMES, Combination, scheme_of
from verifiers.verdict import Verdict


def parse(specification: bytes) -> Combination:
    """Read a reward as sent (a name, an object or a combination) into its full form.

    Raises UnusableReward where a name or parameter is unknown.
    """
    try:
        spec = REWARD_SPEC.validate_json(specification)
    except ValidationError as error:
        first = error.errors()[0]
        raise UnusableReward(first["loc"], first["msg"]) from error
    return normalised(spec)


def normalised(spec: Any) -> Combination:
    """A validated reward in its full form: a bare name or object is a sum of one."""
    if isinstance(spec, Combination):
        return spec
    return _named(spec) if isinstance(spec, str) else Combination.model_validate({"sum": [spec.model_dump()]})


@lru_cache(maxsize=256)
def _named(name: str) -> Combination:
    """A scheme with its defaults, which most requests ask for. Nobody changes what is shared."""
    return Combination.model_validate({"sum": [{"use": name}]})


def score(
    verdicts: Sequence[Verdict], reward: Combination, features: Sequence[Features] | None = None
) -> list[Scored]:
    """Rewards of one group alone, in the order of its verdicts."""
    known = features or [NO_FEATURES] * len(verdicts)
    group = [Sample(*one) for one in zip(verdicts, known, strict=True)]
    (scored,) = score_batch([group], reward)
    return scored


def score_batch(batch: Batch, reward: Combination) -> list[list[Scored]]:
    """Rewards of all groups, in their order. A verdict that is unscored makes a reward of ``None``."""
    views = [viewed(batch, use) for use in reward.parts]
    parts = [_values(view, use) for view, use in zip(views, reward.parts, strict=True)]
    pieces = [_pieces(view, use) for view, use in zip(views, reward.parts, strict=True)]
    names = _component_names(reward.parts)
    learning, reviewed = learns(reward), is_reviewed(reward)
    appealed = _rates_of_appeals(batch) if appeals_count(reward) else None
    return [
        _score_group(
            group,
            [part[number] for part in parts],
            [part[number] for part in pieces if part is not None],
            names,
            reward,
            [_is_owed(sample, reward, views, number, index) for index, sample in enumerate(group)],
            learning=learning,
            reviewed=reviewed,
            appealed=appealed,
        )
        for number, group in enumerate(batch)
    ]


def _values(view: View, use: Parameters) -> list[Rewards]:
    return view.spread(scheme_of(use).rewards(view.needed, use), use.skipped)


def _pieces(view: View, use: Parameters) -> list[list[Pieces]] | None:
    """The scheme's rewards of turns and steps, by its coefficient; ``None`` where it has none."""
    of_pieces = scheme_of(use).pieces
    if of_pieces is None:
        return None
    found = view.spread_pieces(of_pieces(view.needed, use))
    return found if use.coef == 1 else [[scaled(one, use.coef) for one in group] for group in found]


def _is_owed(sample: Sample, reward: Combination, views: Sequence[View], group: int, index: int) -> bool:
    """We failed to judge something that the reward depends on."""
    if any(view.is_unscored(group, index) for view in views):
        return True
    return any(gated(sample.verdict, part).status == "infrastructure_error" for _, part in reward.gates)


def _score_group(
    group: Group,
    parts: Sequence[Rewards],
    pieces: Sequence[Sequence[Pieces]],
    names: Sequence[str],
    reward: Combination,
    unscored: Sequence[bool],
    *,
    learning: bool,
    reviewed: bool,
    appealed: Rates | None,
) -> list[Scored]:
    history = group[0].history if group else NO_HISTORY
    by_length = any(scheme_of(use).needs == "lengths" for use in reward.parts)
    weight = 1.0 if kept(group, reward.keep) else 0.0
    scored = []
    for index, sample in enumerate(group):
        values = [finite(part[index]) for part in parts]
        flags = ["length_estimated"] if by_length and sample.length_estimated else []
        if not weight:
            flags.append("filtered")
        if (learning and history.empty) or (reviewed and history.rates is None):
            flags.append("no_history")
        if any(part[index] is not None and value is None for part, value in zip(parts, values, strict=True)):
            flags.append(NOT_FINITE)
        total = None if unscored[index] else _total(sample, values, reward)
        components = dict(zip(names, values, strict=True))
        scored.append(Scored(total, components, weight, tuple(flags)))
        if pieces and not unscored[index]:
            summed = added([of_scheme[index] for of_scheme in pieces])
            kept_pieces = mapped(summed, partial(_held, sample, reward=reward))
            scored[-1] = replace(scored[-1], turn_rewards=kept_pieces.turns, step_rewards=kept_pieces.steps)
    return transformed(scored, reward.transform, history, appealed, group[0].prompt if group else "")


def _rates_of_appeals(batch: Batch) -> Rates:
    appeals = appeals_in(sample.verdict for group in batch for sample in group)
    return NO_ERRORS if appeals is None else Rates(0.0, usable_rate(appeals))


def _total(sample: Sample, values: Rewards, reward: Combination) -> float | None:
    coefs = [use.coef for use in reward.parts]
    if None in values and sample.verdict.unscored:
        return None  # what is missing may be our failure, which no policy on missing parts makes good
    total = combine(reward.how, values, coefs, reward.missing)
    return None if total is None else _held(sample, total, reward)


def _held(sample: Sample, total: float, reward: Combination) -> float | None:
    """The number after the gates, and after what becomes of signs of reward hacking."""
    if not all(GATES[gate](gated(sample.verdict, part)) for gate, part in reward.gates):
        total = 0.0
    policy = policy_for(sample.verdict.flags, reward.hack) if sample.verdict.flags else "flag"
    if policy == "flag":
        return total
    # The values of logsum all lie below 0, so there is no 0 to hold them to.
    return None if policy == "null" or reward.how == "logsum" else min(total, 0.0)


def _component_names(uses: Sequence[Parameters]) -> list[str]:
    names: list[str] = []
    for use in uses:
        name = scheme_of(use).component if use.part is None else f"{use.part}/{scheme_of(use).component}"
        taken = names.count(name)
        names.append(f"{name}_{taken + 1}" if taken else name)
    return names


def describe() -> list[dict[str, Any]]:
    """Every scheme with its parameters' JSON schema, needs, bounds and source."""
    return [
        {
            "name": scheme.name,
            "description": (scheme.rewards.__doc__ or "").strip(),
            "parameters": scheme.parameters.model_json_schema(),
            "needs": scheme.needs,
            "scope": scheme.scope,
            "bounds": scheme.bounds,
            "source": scheme.source,
        }
        for scheme in SCHEMES.values()
    ]
