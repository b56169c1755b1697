"""VeRPO: partial credit by how few of the group pass a check, fused with full success (single turn).

Checks that few completions of the group pass are worth more, and checks of about the same difficulty share
their worth, so that a crowd of easy tests counts about as much as one.

    rho_j  = share of the group that passes check j
    N_j    = sum over k of exp(-(rho_j - rho_k)^2 / (2 sigma^2))
    w_j    = exp(-alpha rho_j) / (N_j + delta)
    reward = gamma [all passed] + beta sum_j w_j p_ij          (``normalize`` divides the sum by sum_j w_j)

Rewards have no unit and lie in [0, gamma + beta sum_j w_j]. A trainer that subtracts only the group's mean
turns them into the paper's advantage (its equation 14); dividing by the standard deviation lost 2.4 points there.

Source: VeRPO equations 3 and 7 to 14 [2nd]; the values of all parameters, which the paper's summary lacks, and
running rates [ours].
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from rewards.history import Amount
from rewards.sample import Sample
from rewards.scheme import Batch, Group, Parameters, Rewards, Scheme

Row = Sequence[float | None]


class VerpoParameters(Parameters):
    """How much difficulty counts (``alpha``), how wide a level of it is (``sigma``), how much partial counts.

    ``source`` ``running`` counts the prompt's earlier steps too: as ``mix`` completions, each step's passes being
    worth ``decay`` of the next one's.
    """

    alpha: Annotated[float, Field(gt=0, le=100)] = 1.0
    sigma: Annotated[float, Field(ge=1e-4, le=10)] = 0.1
    delta: Annotated[float, Field(gt=0, le=1e6)] = 1e-6
    beta: Annotated[float, Field(ge=0, le=1e6)] = 0.5
    gamma: Annotated[float, Field(gt=0, le=1)] = 1.0
    normalize: bool = False
    source: Literal["group", "running"] = "group"
    mix: Annotated[float, Field(gt=0, le=1e6)] = 1.0
    decay: Annotated[float, Field(gt=0, le=1)] = 0.9


def verpo(batch: Batch, parameters: VerpoParameters) -> list[Rewards]:
    """Full success plus ``beta`` times the passed checks, each worth more the fewer of the group pass it."""
    return [_group_rewards(group, parameters) for group in batch]


def _group_rewards(group: Group, parameters: VerpoParameters) -> Rewards:
    rows = pass_rows(group)
    rates = pass_rates(rows)
    if parameters.source == "running" and group:
        rates = running_rates(group, rows, parameters.mix)
    partial = turn_rewards(rows, check_weights(rates, parameters), parameters)
    return [
        None if sample.owed else parameters.gamma * sample.correct + parameters.beta * share
        for sample, share in zip(group, partial, strict=True)
    ]


def pass_rows(group: Group) -> list[Row]:
    """Per sample, 1 or 0 for each check of the group; ``None`` where we failed to check."""
    columns = _columns(group)
    known = [_by_name(sample) for sample in group]
    # A check that is missing was not reached because of the completion (no program, stopped early): it failed.
    return [
        [checks.get(key, None if sample.owed else 0.0) for key in columns]
        for sample, checks in zip(group, known, strict=True)
    ]


def _columns(group: Group) -> list[tuple[str, int]]:
    judged = [sample for sample in group if sample.verdict.status in ("correct", "partial", "incorrect")]
    return list(dict.fromkeys(key for sample in judged for key in _by_name(sample)))


def _names(group: Group) -> list[str]:
    return [f"{name}:{number}" for name, number in _columns(group)]


def _by_name(sample: Sample) -> dict[tuple[str, int], float | None]:
    """Credit by name of the check; checks of one name are told apart by their order."""
    seen: Counter[str] = Counter()
    credit: dict[tuple[str, int], float | None] = {}
    for check in sample.verdict.checks:
        credit[check.name, seen[check.name]] = None if check.passed is None else float(check.passed)
        seen[check.name] += 1
    return credit


def pass_rates(rows: Sequence[Row]) -> list[float]:
    """The share of samples that pass each check, of those for which it is known; 0 if it is for none."""
    rates = []
    for column in zip(*rows, strict=True):
        known = [cell for cell in column if cell is not None]
        rates.append(sum(known) / len(known) if known else 0.0)
    return rates


def running_rates(group: Group, rows: Sequence[Row], mix: float) -> list[float]:
    """(mix r + passes) / (mix + known) of each check, r = (s + 1) / (n + 2) from n and s of earlier steps."""
    sums, rates = group[0].history.sums, []
    for name, column in zip(_names(group), zip(*rows, strict=True), strict=True):
        known = [cell for cell in column if cell is not None]
        before = (sums.get(f"passed:{name}", 0.0) + 1) / (sums.get(f"known:{name}", 0.0) + 2)
        rates.append((mix * before + sum(known)) / (mix + len(known)))
    return rates


def observed_checks(group: Group, decay: float) -> dict[str, Amount]:
    """How often each check is known and passed, for later steps."""
    amounts: dict[str, Amount] = {}
    for name, column in zip(_names(group), zip(*pass_rows(group), strict=True), strict=True):
        known = [cell for cell in column if cell is not None]
        amounts[f"known:{name}"] = Amount(float(len(known)), decay)
        amounts[f"passed:{name}"] = Amount(sum(known), decay)
    return amounts


def check_weights(rates: Sequence[float], parameters: VerpoParameters) -> list[float]:
    """What each check is worth by the pass rates of all."""
    # At most one rate per sample differs from all others, so this is cheap for suites of any size.
    levels = Counter(rates)
    weight = {rate: _weight(rate, levels, parameters) for rate in levels}
    return [weight[rate] for rate in rates]


def _weight(rate: float, levels: Counter[float], parameters: VerpoParameters) -> float:
    spread = 2 * parameters.sigma**2
    crowd = sum(count * math.exp(-((rate - other) ** 2) / spread) for other, count in levels.items())
    return math.exp(-parameters.alpha * rate) / (crowd + parameters.delta)


def turn_rewards(rows: Sequence[Row], weights: Sequence[float], parameters: VerpoParameters) -> list[float]:
    """The worth of each sample's passed checks."""
    whole = sum(weights) if parameters.normalize else 1.0
    return [sum(w * (p or 0.0) for w, p in zip(weights, row, strict=True)) / (whole or 1.0) for row in rows]


FAMILY = (
    Scheme(
        "verpo",
        verpo,
        VerpoParameters,
        "group",
        (0.0, None),
        "verpo",
        "[2nd] VeRPO, parameters [ours]",
        "group",
        True,
        {"std": "verpo is its paper's advantage with the mean alone taken off; dividing by the std distorts it"},
    ),
)
