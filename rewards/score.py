"""From a group's verdicts to its rewards, by whatever reward the trainer asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rewards.errors import UnusableReward
from rewards.gates import GATES
from rewards.scheme import Parameters, Rewards
from rewards.table import REWARD_SPEC, SCHEMES, Combination, scheme_of, transform_of
from verifiers.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Scored:
    """The reward of one completion and the numbers it was made of."""

    reward: float | None
    components: dict[str, float | None]
    sample_weight: float = 1.0


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


def score(verdicts: Sequence[Verdict], reward: Combination) -> list[Scored]:
    """Rewards of one group, in the order of its verdicts. A verdict that we owe makes a reward of ``None``."""
    parts = [scheme_of(use).rewards(verdicts, use) for use in reward.sum]
    names = _component_names(reward.sum)
    coefs = [use.coef for use in reward.sum]
    scored = []
    for index, verdict in enumerate(verdicts):
        values = [part[index] for part in parts]
        total = _combine(values, coefs, reward.missing)
        components = dict(zip(names, values, strict=True))
        scored.append(Scored(_gated_and_transformed(total, verdict, reward), components))
    return scored


def _component_names(uses: Sequence[Parameters]) -> list[str]:
    names: list[str] = []
    for use in uses:
        name = scheme_of(use).component
        taken = names.count(name)
        names.append(f"{name}_{taken + 1}" if taken else name)
    return names


def _combine(values: Rewards, coefs: Sequence[float], missing: str) -> float | None:
    present = [(value, coef) for value, coef in zip(values, coefs, strict=True) if value is not None]
    if not present or (len(present) < len(values) and missing == "null"):
        return None
    total = sum(coef * value for value, coef in present)
    if missing != "renormalise" or len(present) == len(values):
        return total
    weight = sum(coef for _, coef in present)
    return total / weight * sum(coefs) if weight else None


def _gated_and_transformed(total: float | None, verdict: Verdict, reward: Combination) -> float | None:
    if total is None or verdict.status == "infrastructure_error":
        return None
    if not all(GATES[gate](verdict) for gate in reward.gate):
        total = 0.0
    for use in reward.transform:
        total = transform_of(use).apply(total, use)
    return total


def describe() -> list[dict[str, Any]]:
    """Every scheme with its parameters' JSON schema, needs, bounds and source."""
    return [
        {
            "name": scheme.name,
            "description": (scheme.rewards.__doc__ or "").strip(),
            "parameters": scheme.parameters.model_json_schema(),
            "needs": scheme.needs,
            "bounds": scheme.bounds,
            "source": scheme.source,
        }
        for scheme in SCHEMES.values()
    ]
