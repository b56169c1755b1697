"""Rewards of turns and of steps.

    turn_scores   aggregate of the scores s_t of the judged turns
        turn:     s_t + discount s_{t+1} + discount^2 s_{t+2} + …      (discount 0 by default: s_t itself)
    step_scores   aggregate of the scores of the steps
        step:     its score
    potential     c + coef sum_t gamma^t F_t over the turns that have a potential
        turn:     coef F_t,  F_t = gamma phi_{t+1} - phi_t, phi after the last one being ``terminal``
    reseek        mean over the turns that the policy judged
        turn:     +match where its judgement is that of the score (score >= threshold), else -mismatch
    ppr           c + mean of the step rewards
        step:     s_k - (1 - c)
    value_labels  c
        step:     the share of correct ones among the group's completions that begin with the same k steps

c is 1 for a correct completion, else 0. Scores are ``details.turn_scores`` or ``step_scores`` where the trainer
sent any, else what a verifier that looks at each turn or each step has found.

Source: turn_scores [code] MatchTIR (its turn rewards and their discounted returns), R3-RAG [abs]; potential [abs]
BARFI, after Ng et al. 1999; reseek [project page], its two values [ours]; ppr [ours], since the paper's normaliser
was not found: it keeps process from turning a failure positive; value_labels [abs] GLoRe and TVM.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from rewards.sample import Sample
from rewards.scheme import (
    NO_PIECES,
    Group,
    Parameters,
    Pieces,
    Scheme,
    per_sample,
    pieces_per_group,
    pieces_per_sample,
)

Share = Annotated[FiniteFloat, Field(ge=0, le=1)]
_AGGREGATES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "mean": fmean,
    "last": lambda scores: scores[-1],
    "sum": sum,
    "min": min,
}


class StepScoresParameters(Parameters):
    """How the steps' scores become one number."""

    aggregate: Literal["mean", "last", "sum", "min"] = "mean"


class TurnScoresParameters(StepScoresParameters):
    """``discount``: what a later turn's score is worth one turn before."""

    discount: Share = 0.0


class PotentialParameters(Parameters):
    """The discount, and the potential after the last turn; 0 leaves the best policy what it is."""

    gamma: Share = 1.0
    terminal: FiniteFloat = 0.0
    shaping_coef: FiniteFloat = 1.0


class ReseekParameters(Parameters):
    """What a judgement is worth that fits the turn's score, and one that does not."""

    threshold: FiniteFloat = 0.5
    match: FiniteFloat = 1.0
    mismatch: FiniteFloat = 1.0


def turn_scores(sample: Sample, parameters: TurnScoresParameters) -> float | None:
    """The mean (last, sum, least) of the scores of the turns that were judged; 0 where no turn did anything."""
    if _did_nothing(sample):
        return 0.0
    return _aggregated(list(sample.turn_scores.values()), parameters.aggregate)


def _did_nothing(sample: Sample) -> bool:
    """The completion left a verifier no turn to score: that is its own doing, and no reason for no reward."""
    return sample.details.turn_scores is None and not sample.turn_scores


def turn_scores_pieces(sample: Sample, parameters: TurnScoresParameters) -> Pieces:
    """Each judged turn's score, and with ``discount`` the discounted scores of the turns behind it."""
    scores = sample.turn_scores
    if not scores:
        return NO_PIECES
    returns: dict[int, float | None] = {}
    behind = 0.0
    for place in sorted(scores, reverse=True):
        score = scores[place]
        returns[place] = None if score is None else score + parameters.discount * behind
        behind = returns[place] or 0.0
    return Pieces(turns=sample.by_turn(returns))


def step_scores(sample: Sample, parameters: StepScoresParameters) -> float | None:
    """The mean (last, sum, least) of the steps' scores."""
    return _aggregated(sample.step_scores or (), parameters.aggregate)


def step_scores_pieces(sample: Sample, _parameters: StepScoresParameters) -> Pieces:
    """Each step's score."""
    return Pieces(steps=sample.step_scores)


def _aggregated(scores: Sequence[float | None], how: str) -> float | None:
    known = [score for score in scores if score is not None]
    return _AGGREGATES[how](known) if known and len(known) == len(scores) else None


def potential(sample: Sample, parameters: PotentialParameters) -> float | None:
    """The reward 1 if correct, plus the discounted sum of gamma phi(s') - phi(s) over turns (Ng et al., 1999)."""
    if _did_nothing(sample):
        return float(sample.correct)
    shaped = _shaped(sample, parameters)
    if shaped is None:
        return None
    total = sum(parameters.gamma**turn * value for turn, value in enumerate(shaped.values()))
    return sample.correct + parameters.shaping_coef * total


def potential_pieces(sample: Sample, parameters: PotentialParameters) -> Pieces:
    """gamma phi(s') - phi(s) of each turn that has a potential."""
    shaped = _shaped(sample, parameters)
    if shaped is None:
        return NO_PIECES
    return Pieces(turns=sample.by_turn({turn: parameters.shaping_coef * one for turn, one in shaped.items()}))


def _shaped(sample: Sample, parameters: PotentialParameters) -> dict[int, float] | None:
    scores = sample.turn_scores
    potentials = [(place, score) for place, score in sorted(scores.items()) if score is not None]
    if not potentials or len(potentials) < len(scores):
        return None
    following = [*(score for _, score in potentials[1:]), parameters.terminal]
    return {
        place: parameters.gamma * after - score
        for (place, score), after in zip(potentials, following, strict=True)
    }


def reseek(sample: Sample, parameters: ReseekParameters) -> float | None:
    """The mean over the turns that the policy judged of +match where the judgement fits, else -mismatch."""
    if sample.details.judgements is not None and not any(one is not None for one in sample.details.judgements):
        return 0.0
    return _aggregated(list(_judgements(sample, parameters).values()), "mean")


def reseek_pieces(sample: Sample, parameters: ReseekParameters) -> Pieces:
    """+match or -mismatch for each turn that the policy judged."""
    found = _judgements(sample, parameters)
    return Pieces(turns=sample.by_turn(found)) if found else NO_PIECES


def _judgements(sample: Sample, parameters: ReseekParameters) -> dict[int, float | None]:
    scores = sample.turn_scores
    found: dict[int, float | None] = {}
    for place, said in enumerate(sample.details.judgements or ()):
        score = scores.get(place)
        if said is not None and score is not None:
            fits = said == (score >= parameters.threshold)
            found[place] = parameters.match if fits else -parameters.mismatch
    return found


def ppr(sample: Sample, _parameters: Parameters) -> float | None:
    """1 if correct, plus the mean of the steps' scores less 1 where the completion is wrong."""
    mean = _aggregated(sample.step_scores or (), "mean")
    return None if mean is None else sample.correct + mean - (1 - sample.correct)


def ppr_pieces(sample: Sample, _parameters: Parameters) -> Pieces:
    """Each step's score, less 1 where the completion is wrong."""
    scores = sample.step_scores
    if scores is None:
        return NO_PIECES
    return Pieces(steps=[None if score is None else score - (1 - sample.correct) for score in scores])


def value_labels(sample: Sample, _parameters: Parameters) -> float | None:
    """A reward of 1 if correct, else 0; what matters are the labels of its steps."""
    return float(sample.correct)


def value_labels_pieces(group: Group, _parameters: Parameters) -> list[Pieces]:
    """Of each step, the share of correct ones among the group's completions that begin with the same steps."""
    counted: dict[bytes, list[int]] = defaultdict(lambda: [0, 0])
    for sample in group:
        for prefix in sample.features.prefixes or ():
            counted[prefix][0] += sample.correct
            counted[prefix][1] += 1
    return [
        Pieces(
            steps=None
            if sample.features.prefixes is None
            else [counted[prefix][0] / counted[prefix][1] for prefix in sample.features.prefixes]
        )
        for sample in group
    ]


FAMILY = (
    Scheme(
        "turn_scores", per_sample(turn_scores), TurnScoresParameters, "turns", (None, None), "turns",
        "[code] MatchTIR", pieces=pieces_per_sample(turn_scores_pieces),
    ),
    Scheme(
        "step_scores", per_sample(step_scores), StepScoresParameters, "steps", (None, None), "steps",
        "definition", pieces=pieces_per_sample(step_scores_pieces),
    ),
    Scheme(
        "potential", per_sample(potential), PotentialParameters, "turns", (None, None), "potential",
        "[abs] BARFI", pieces=pieces_per_sample(potential_pieces),
    ),
    Scheme(
        "reseek", per_sample(reseek), ReseekParameters, "judgements", (None, None), "reseek",
        "[project page] ReSeek, values [ours]", pieces=pieces_per_sample(reseek_pieces),
    ),
    Scheme(
        "ppr", per_sample(ppr), Parameters, "steps", (None, None), "ppr",
        "[ours] in place of PPR's normaliser", pieces=pieces_per_sample(ppr_pieces),
    ),
    Scheme(
        "value_labels", per_sample(value_labels), Parameters, "steps", (0.0, 1.0), "correct",
        "[abs] GLoRe, TVM", "group", pieces=pieces_per_group(value_labels_pieces),
    ),
)  # fmt: skip
