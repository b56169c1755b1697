"""From a group's verdicts to its rewards, by whatever reward the trainer asked for."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from rewards.combiners import combine
from rewards.errors import UnusableReward
from rewards.gates import GATES
from rewards.hacking import policy_for
from rewards.history import NO_HISTORY
from rewards.keep import kept
from rewards.observing import is_reviewed, learns
from rewards.sample import NO_FEATURES, Features, Sample
from rewards.scheme import Batch, Group, Parameters, Rewards
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
    use = {"use": spec} if isinstance(spec, str) else spec.model_dump()
    return Combination.model_validate({"sum": [use]})


def score(
    verdicts: Sequence[Verdict], reward: Combination, features: Sequence[Features] | None = None
) -> list[Scored]:
    """Rewards of one group alone, in the order of its verdicts."""
    known = features or [NO_FEATURES] * len(verdicts)
    group = [Sample(*one) for one in zip(verdicts, known, strict=True)]
    (scored,) = score_batch([group], reward)
    return scored


def score_batch(batch: Batch, reward: Combination) -> list[list[Scored]]:
    """Rewards of all groups, in their order. A verdict that we owe makes a reward of ``None``."""
    parts = [scheme_of(use).rewards(batch, use) for use in reward.parts]
    names = _component_names(reward.parts)
    learning, reviewed = learns(reward), is_reviewed(reward)
    return [
        _score_group(group, [part[number] for part in parts], names, reward, learning=learning, reviewed=reviewed)
        for number, group in enumerate(batch)
    ]


def _score_group(
    group: Group,
    parts: Sequence[Rewards],
    names: Sequence[str],
    reward: Combination,
    *,
    learning: bool,
    reviewed: bool,
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
        total = None if sample.owed else _total(sample, values, reward)
        scored.append(Scored(total, dict(zip(names, values, strict=True)), weight, tuple(flags)))
    return transformed(scored, reward.transform, history)


def _total(sample: Sample, values: Rewards, reward: Combination) -> float | None:
    coefs = [use.coef for use in reward.parts]
    total = combine(reward.how, values, coefs, reward.missing)
    if total is None:
        return None
    if not all(GATES[gate](sample.verdict) for gate in reward.gate):
        total = 0.0
    policy = policy_for(sample.verdict.flags, reward.hack) if sample.verdict.flags else "flag"
    if policy == "flag":
        return total
    # The values of logsum all lie below 0, so there is no 0 to hold them to.
    return None if policy == "null" or reward.how == "logsum" else min(total, 0.0)


def _component_names(uses: Sequence[Parameters]) -> list[str]:
    names: list[str] = []
    for use in uses:
        name = scheme_of(use).component
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
