"""How an answer is put: its length beside the reference's, repetition, what the prompt did for it.

    answer_length = 1 - per_token min(|answer - reference|, cap) if correct (lengths in tokens), 0 if wrong,
                    ``no_answer`` (-0.5) where there is none
    repetition    = -(share of n-grams of words that were there before), in [-1, 0]
    sar           = max((alone - given_prompt) / alone, -1), of the completion's perplexities, in [-1, 1)

All are meant to be added to a reward of correctness; sar with ``coef`` 0.2.

Source: answer_length [code] General-Reasoner; repetition [code] Noisy Rewards; sar [code] Self-Aligned Reward.
"""

import math
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from rewards.sample import CHARACTERS_PER_TOKEN, Sample
from rewards.scheme import Parameters, Scheme, per_sample


class AnswerLengthParameters(Parameters):
    """What each token too many or too few costs, up to how many count, and what no answer is worth."""

    per_token: Annotated[FiniteFloat, Field(ge=0, le=1e6)] = 0.05
    cap: Annotated[int, Field(ge=0, le=2**53)] = 10
    no_answer: FiniteFloat = -0.5


class RepetitionParameters(Parameters):
    """``n``: the length in words of what must not be repeated: 20 sees loops only, 3 also phrases."""

    n: Literal[3, 20] = 20


def answer_length(sample: Sample, parameters: AnswerLengthParameters) -> float | None:
    """1 if correct, less for an answer longer or shorter than the reference; -0.5 where there is none."""
    if not sample.answered:
        return parameters.no_answer
    if not sample.correct:
        return 0.0
    answer, reference = _answer_tokens(sample), sample.details.n_reference_tokens
    if answer is None or reference is None:
        return None
    return 1 - parameters.per_token * min(abs(answer - reference), parameters.cap)


def _answer_tokens(sample: Sample) -> float | None:
    """As the trainer counted them, else a quarter of the characters of the answer that was judged."""
    if sample.details.n_answer_tokens is not None:
        return float(sample.details.n_answer_tokens)
    answer = sample.verdict.answer
    return None if answer is None else math.ceil(len(answer) / CHARACTERS_PER_TOKEN)


def repetition(sample: Sample, parameters: RepetitionParameters) -> float | None:
    """Minus the share of word n-grams that were there before."""
    features = sample.verdict.features
    return None if features is None else -features.repetition.get(str(parameters.n), 0.0)


def sar(sample: Sample, _parameters: Parameters) -> float | None:
    """By what share the prompt lowers the completion's perplexity; at least -1."""
    perplexity = sample.details.perplexity
    if perplexity is None:
        return None
    return max((perplexity.alone - perplexity.given_prompt) / perplexity.alone, -1.0)


FAMILY = (
    Scheme(
        "answer_length",
        per_sample(answer_length),
        AnswerLengthParameters,
        "answer_lengths",
        (None, None),
        "answer_length",
        "[code] General-Reasoner",
    ),
    Scheme(
        "repetition",
        per_sample(repetition),
        RepetitionParameters,
        "sample",
        (-1.0, 0.0),
        "repetition",
        "[code] Noisy Rewards",
    ),
    Scheme("sar", per_sample(sar), Parameters, "perplexity", (-1.0, 1.0), "sar", "[code] Self-Aligned Reward"),
)
