"""Which parts of a reward learn from earlier steps, and what a finished job teaches them.

verpo with source "running"         the passes of every check of the prompt
max_reward with running             the best reward of the prompt so far
par, log_sigmoid with refs "running"  the prompt's first rewards, at most ten
zscore over "run"                   count, sum and sum of squares of all rewards of the run
"""

from collections.abc import Iterable, Sequence

from rewards.centred import MOST_REFERENCES, Centred
from rewards.history import Amount, Observed
from rewards.noise import ForwardParameters
from rewards.parts import viewed
from rewards.scheme import Group
from rewards.scored import Scored, name_of
from rewards.table import Combination
from rewards.transforms import RunningBestParameters, ZscoreParameters
from rewards.verpo import VerpoParameters, observed_checks


def learns(reward: Combination) -> bool:
    """Some part of the reward uses what earlier steps of the run have shown."""
    return any(_is_running(use) for use in (*reward.parts, *reward.transform))


def is_reviewed(reward: Combination) -> bool:
    """Some part of the reward uses what labels have shown of the verifier."""
    return any(isinstance(use, ForwardParameters) and use.rates == "review" for use in reward.transform)


def appeals_count(reward: Combination) -> bool:
    """Some part of the reward uses what appeals have shown within the job."""
    return any(isinstance(use, ForwardParameters) and use.rates == "appeals" for use in reward.transform)


def recalls(reward: Combination) -> bool:
    """Some part of the reward uses what has been learnt before."""
    return learns(reward) or is_reviewed(reward)


def _is_running(use: object) -> bool:
    match use:
        case VerpoParameters():
            return use.source == "running"
        case RunningBestParameters():
            return use.running
        case Centred():
            return use.refs == "running"
        case ZscoreParameters():
            return use.over == "run"
    return False


def observed_of_prompt(reward: Combination, group: Group, scored: Sequence[Scored]) -> Observed:
    """What a group shows of its prompt."""
    sums: dict[str, Amount] = {}
    for use in reward.parts:
        if isinstance(use, VerpoParameters) and _is_running(use):
            sums |= observed_checks(viewed([group], use).needed[0], use.decay)
    bests: dict[str, float] = {}
    firsts: dict[str, Sequence[float]] = {}
    for place, transform in enumerate(reward.transform):
        seen = _seen(scored, place)
        if not seen or not _is_running(transform):
            continue
        if isinstance(transform, RunningBestParameters):
            bests[name_of(place)] = max(one.trail[place + 1] for one in scored if len(one.trail) > place + 1)
        elif isinstance(transform, Centred):
            firsts[name_of(place)] = seen[:MOST_REFERENCES]
    return Observed(sums, bests, firsts)


def observed_of_run(reward: Combination, groups: Iterable[Sequence[Scored]]) -> Observed:
    """What all groups of a job show of the run."""
    everything = [one for group in groups for one in group]
    sums: dict[str, Amount] = {}
    for place, use in enumerate(reward.transform):
        if isinstance(use, ZscoreParameters) and _is_running(use):
            seen = _seen(everything, place)
            powers = (float(len(seen)), sum(seen), sum(value * value for value in seen))
            sums |= {f"{name_of(place)}:{n}": Amount(power) for n, power in enumerate(powers) if seen}
    return Observed(sums)


def _seen(scored: Sequence[Scored], place: int) -> list[float]:
    """The rewards that the transform at ``place`` was given."""
    return [one.trail[place] for one in scored if len(one.trail) > place]
