"""VeRPO: partial credit by how few of the group pass a check, fused with full success.

Checks that few completions of the group pass are worth more, and checks of about the same difficulty share
their worth, so that a crowd of easy tests counts about as much as one.

    rho_j  = share of the group's turns that pass check j
    N_j    = sum over k of exp(-(rho_j - rho_k)^2 / (2 sigma^2))
    w_j    = exp(-alpha rho_j) / (N_j + delta)
    R_it   = sum_j w_j p_itj                                   (``normalize`` divides it by sum_j w_j)
    T_i    = gamma^turns [the last turn passes all]
    reward = T_i + beta mean_t R_it

A completion of one text has one turn. ``turn_rewards`` are R_it, or with ``turns`` "advantage" equation 14,

    A_it = T_i - mean of T + beta (R_it - mean of R over all turns of the group)

Rewards have no unit and lie in [0, gamma + beta sum_j w_j]. A trainer that subtracts only the group's mean
turns them into the paper's advantage (its equation 14); dividing by the standard deviation lost 2.4 points there.

Source: VeRPO equations 3 and 7 to 14 [2nd]; the values of all parameters, which the paper's summary lacks,
running rates, and one number for several turns [ours].
"""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import Annotated, Literal

from pydantic import Field

from rewards.history import Amount
from rewards.sample import Sample
from rewards.scheme import (
    NO_PIECES,
    Batch,
    Group,
    Parameters,
    Pieces,
    Rewards,
    Scheme,
)
from verifiers.verdict import Check, PieceVerdict, Verdict

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
    turns: Literal["reward", "advantage"] = "reward"


def verpo(batch: Batch, parameters: VerpoParameters) -> list[Rewards]:
    """Full success plus ``beta`` times the passed checks, each worth more the fewer of the group pass it."""
    return [_group_rewards(group, parameters) for group in batch]


def _group_rewards(group: Group, parameters: VerpoParameters) -> Rewards:
    local = _local(group, parameters)
    return [
        None if sample.unscored else outcome(sample, parameters) + parameters.beta * fmean(turns)
        for sample, turns in zip(group, local, strict=True)
    ]


def verpo_turns(batch: Batch, parameters: VerpoParameters) -> list[list[Pieces]]:
    """The worth of each turn's passed checks, or the turn's advantage."""
    return [_turns_of_group(group, parameters) for group in batch]


def _turns_of_group(group: Group, parameters: VerpoParameters) -> list[Pieces]:
    if not any(sample.verdict.turns for sample in group):
        return [NO_PIECES] * len(group)
    local = _local(group, parameters)
    if parameters.turns == "advantage":
        local = _advantages(group, local, parameters)
    return [
        NO_PIECES
        if sample.unscored
        else Pieces(turns=sample.by_turn(dict(zip(sample.turn_places, turns, strict=False))))
        for sample, turns in zip(group, local, strict=True)
    ]


def _advantages(group: Group, local: list[list[float]], parameters: VerpoParameters) -> list[list[float]]:
    """Equation 14 over what is known of the group: a completion of which we know nothing is not in it."""
    whole = [outcome(sample, parameters) for sample in group]
    known = [any(map(_is_known, _turns(sample))) for sample in group]
    mean = fmean([one for one, there in zip(whole, known, strict=True) if there] or [0.0])
    turn_mean = fmean(
        [value for turns, there in zip(local, known, strict=True) if there for value in turns] or [0.0]
    )
    return [
        [one - mean + parameters.beta * (value - turn_mean) for value in turns]
        for one, turns in zip(whole, local, strict=True)
    ]


def outcome(sample: Sample, parameters: VerpoParameters) -> float:
    """A reward of gamma^turns if correct, else 0."""
    return sample.correct * parameters.gamma ** len(_turns(sample))


def _local(group: Group, parameters: VerpoParameters) -> list[list[float]]:
    """The worth of each sample's turns."""
    rows = pass_rows(group)
    rates = pass_rates(rows)
    if parameters.source == "running" and group:
        rates = running_rates(group, rows, parameters.mix)
    worth = iter(turn_rewards(rows, check_weights(rates, parameters), parameters))
    return [[next(worth) for _ in _turns(sample)] for sample in group]


def pass_rows(group: Group) -> list[Row]:
    """Per turn of each sample, 1 or 0 for each check of the group; ``None`` where we failed to check."""
    columns = _columns(group)
    rows: list[Row] = []
    for sample in group:
        for turn in _turns(sample):
            known = _by_name(turn.checks)
            # A check that is missing was not reached because of the completion (no program, stopped early): it
            # failed; unless we failed, and nobody knows.
            missing = None if turn.status == _OWED else 0.0
            rows.append([known.get(key, missing) for key in columns])
    return rows


def _turns(sample: Sample) -> Sequence[Verdict | PieceVerdict]:
    """The verdict on each turn; that on the completion where it has one text."""
    return sample.verdict.turns or (sample.verdict,)


_OWED = "infrastructure_error"
_JUDGED = frozenset({"correct", "partial", "incorrect"})


def _is_known(turn: Verdict | PieceVerdict) -> bool:
    """Some check of it was judged."""
    return turn.status != _OWED or any(check.passed is not None for check in turn.checks)


def _columns(group: Group) -> list[tuple[str, int]]:
    keys: dict[tuple[str, int], None] = {}
    for sample in group:
        for turn in _turns(sample):
            if turn.status in _JUDGED or (turn.status == _OWED and _is_known(turn)):
                keys.update(dict.fromkeys(_by_name(turn.checks)))
    return list(keys)


def _names(group: Group) -> list[str]:
    return [f"{name}:{number}" for name, number in _columns(group)]


def _by_name(checks: Sequence[Check]) -> dict[tuple[str, int], float | None]:
    """Credit by name of the check; checks of one name are told apart by their order."""
    seen: Counter[str] = Counter()
    credit: dict[tuple[str, int], float | None] = {}
    for check in checks:
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
    """Pass rates: (mix r + passes) / (mix + known), r = (s + 1) / (n + 2) with n, s of earlier steps."""
    sums, rates = group[0].history.sums, []
    for name, column in zip(_names(group), zip(*rows, strict=True), strict=True):
        known = [cell for cell in column if cell is not None]
        before = (sums.get(f"passed:{name}", 0.0) + 1) / (sums.get(f"known:{name}", 0.0) + 2)
        rates.append((mix * before + sum(known)) / (mix + len(known)))
    return rates


def observed_checks(group: Group, decay: float) -> dict[str, Amount]:
    """How often each check is known and passed, for later steps; ``decay`` (0 to 1) is the factor of each step."""
    amounts: dict[str, Amount] = {}
    for name, column in zip(_names(group), zip(*pass_rows(group), strict=True), strict=True):
        known = [cell for cell in column if cell is not None]
        amounts[f"known:{name}"] = Amount(float(len(known)), decay)
        amounts[f"passed:{name}"] = Amount(sum(known), decay)
    return amounts


def check_weights(rates: Sequence[float], parameters: VerpoParameters) -> list[float]:
    """The weight of each check by the pass rates (0 to 1) of all: rare ones weigh more."""
    # At most one rate per sample differs from all others, so this is cheap for suites of any size.
    levels = Counter(rates)
    weight = {rate: _weight(rate, levels, parameters) for rate in levels}
    return [weight[rate] for rate in rates]


def _weight(rate: float, levels: Counter[float], parameters: VerpoParameters) -> float:
    spread = 2 * parameters.sigma**2
    crowd = sum(count * math.exp(-((rate - other) ** 2) / spread) for other, count in levels.items())
    return math.exp(-parameters.alpha * rate) / (crowd + parameters.delta)


def turn_rewards(rows: Sequence[Row], weights: Sequence[float], parameters: VerpoParameters) -> list[float]:
    """Each row's reward: the weights of its passed checks, or their share in all weights (``normalize``)."""
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
        verpo_turns,
    ),
)
