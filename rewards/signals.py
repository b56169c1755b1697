"""Rewards from what the trainer knows, or the worker has measured, of a completion.

    jepo          log(sum_j p_j / n) - log(sum_{j != i} p_j / (n - 1)) over the group,  p_j = exp(sum of logprobs)
    flr           mean log-probability of the follow-ups that speak for the answer - of those that speak against it
    speedup       t_reference / t if correct (its logarithm to base 2 with ``log``), else 0;  t: CPU seconds of all
                  checks; the reference's are ``details.baseline_seconds``, or those of the group's completion
                  number ``reference``, which is the reference program; with ``most`` as upper bound
    by_label      weight of ``details.label`` (``otherwise`` for others) if correct, else ``wrong``
    carr          share of the rubric's items (``details.graph``) that are supported and connected with ``root`` by
                  entities of supported items

Source: jepo [abs] JEPO, the leave-one-out form of its bound [ours]; flr [abs] FLR; speedup [abs] MaxCode; by_label
[abs] ATS resume GRPO; carr [code] CaRR.
"""

import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, FiniteFloat

from rewards.details import GraphItem
from rewards.sample import Sample
from rewards.scheme import Batch, Group, Parameters, Rewards, Scheme, per_group, per_sample

_LEAST_SECONDS = 1e-4


class SpeedupParameters(Parameters):
    """Which completion of the group is the reference, how much speed can earn, and on which scale."""

    reference: Annotated[int, Field(ge=0, le=100_000)] | None = None
    most: Annotated[FiniteFloat, Field(gt=0)] = 100.0
    log: bool = False


class ByLabelParameters(Parameters):
    """What a right completion is worth by the class of its ground truth."""

    weights: Annotated[dict[str, FiniteFloat], Field(min_length=1, max_length=1000)]
    otherwise: FiniteFloat = 1.0
    wrong: FiniteFloat = 0.0


class CarrParameters(Parameters):
    """The entity that the question begins from."""

    root: Annotated[str, Field(min_length=1, max_length=1000)]


def jepo(group: Group, _parameters: Parameters) -> Rewards:
    """How much a completion adds to the group's bound on the likelihood of the reference."""
    sums = [sum(one.features.logprobs) if one.features.logprobs else None for one in group]
    known = [one for one in sums if one is not None]
    if len(known) < 2:
        return [None] * len(group)
    whole = _log_mean(known)
    rewards: Rewards = []
    for place, one in enumerate(sums):
        others = [other for number, other in enumerate(sums) if other is not None and number != place]
        rewards.append(None if one is None else whole - _log_mean(others))
    return rewards


def _log_mean(logs: Sequence[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(one - most) for one in logs) / len(logs))


def flr(sample: Sample, _parameters: Parameters) -> float | None:
    """Mean log-probability (nats) of satisfied follow-ups less that of dissatisfied ones."""
    said = sample.details.followups
    if said is None:
        return None
    return sum(said.positive) / len(said.positive) - sum(said.negative) / len(said.negative)


def speedup(batch: Batch, parameters: SpeedupParameters) -> list[Rewards]:
    """How many times faster than the reference a correct program is; 0 if wrong."""
    return [_speedups(group, parameters) for group in batch]


def _speedups(group: Group, parameters: SpeedupParameters) -> Rewards:
    seconds = [_cpu_seconds(sample) for sample in group]
    place = parameters.reference
    reference = seconds[place] if place is not None and place < len(group) and group[place].correct else None
    return [_gain(sample, own, reference, parameters) for sample, own in zip(group, seconds, strict=True)]


def _cpu_seconds(sample: Sample) -> float:
    return sum(check.seconds for check in sample.verdict.checks)


def _gain(sample: Sample, own: float, reference: float | None, parameters: SpeedupParameters) -> float | None:
    if sample.unscored:
        return None
    if not sample.correct:
        return 0.0
    base = sample.details.baseline_seconds if sample.details.baseline_seconds is not None else reference
    if base is None:
        return None
    gain = min(max(base, _LEAST_SECONDS) / max(own, _LEAST_SECONDS), parameters.most)
    return math.log2(gain) if parameters.log else gain


def by_label(sample: Sample, parameters: ByLabelParameters) -> float | None:
    """The weight of the label if correct, else ``wrong``."""
    if not sample.correct:
        return parameters.wrong
    label = sample.details.label
    return None if label is None else parameters.weights.get(label, parameters.otherwise)


def carr(sample: Sample, parameters: CarrParameters) -> float | None:
    """The share of the items that are supported and hang together with the question."""
    items = sample.details.graph
    return None if not items else reached(items, parameters.root) / len(items)


def reached(items: Sequence[GraphItem], root: str) -> int:
    """How many items are reached from the root over the entities of supported ones."""
    usable = [set(item.entities) for item in items if item.identified and item.supported]
    known, count = {root}, 0
    while True:
        connected = [entities for entities in usable if entities & known]
        if not connected:
            return count
        count += len(connected)
        usable = [entities for entities in usable if not entities & known]
        known = known.union(*connected)


FAMILY = (
    Scheme(
        "jepo", per_group(jepo), Parameters, "logprobs", (None, None), "jepo",
        "[abs] JEPO, leave-one-out [ours]", "group", compares=True,
    ),
    Scheme("flr", per_sample(flr), Parameters, "followups", (None, None), "follow_up", "[abs] FLR"),
    Scheme(
        "speedup", speedup, SpeedupParameters, "seconds", (None, None), "speedup", "[abs] MaxCode", "group",
    ),
    Scheme("by_label", per_sample(by_label), ByLabelParameters, "label", (None, None), "by_label", "[abs] ATS"),
    Scheme("carr", per_sample(carr), CarrParameters, "graph", (0.0, 1.0), "carr", "[code] CaRR"),
)  # fmt: skip
