"""TruthRL: an honest "I don't know" is worth more than a wrong answer.

    ternary:   correct 1, abstained 0, wrong -1
    binary:    correct 1, abstained -1, wrong -1
    knowledge: as ternary, but abstaining is worth 1 on prompts that the policy cannot know

With ``wrong`` = -t / (1 - t) answering pays where the chance to be right is above t. Abstention is looked for in
the answer that was judged and in how the completion ends, never in the reasoning, whatever kind of verifier judged
(``verifiers/reading/abstention.py``); a correct answer is correct however it is hedged. No answer at all is not
abstention.

Source: TruthRL section 3.2 [2nd].
"""

from typing import Literal

from pydantic import FiniteFloat

from rewards.sample import Sample
from rewards.scheme import Parameters, Scheme, per_sample
from verifiers.reading.abstention import abstains


class TernaryParameters(Parameters):
    """What each outcome is worth. ``out_of_knowledge`` (mode ``knowledge``) is for completions that do not say."""

    mode: Literal["ternary", "binary", "knowledge"] = "ternary"
    correct: FiniteFloat = 1.0
    abstained: FiniteFloat = 0.0
    wrong: FiniteFloat = -1.0
    no_answer: FiniteFloat | None = None
    out_of_knowledge: bool = False


def ternary(sample: Sample, parameters: TernaryParameters) -> float | None:
    """Rewards ``correct`` (1), ``abstained`` (0) where the answer says that it does not know, ``wrong`` (-1)."""
    if sample.correct:
        return parameters.correct
    if abstained(sample):
        return _worth_of_abstention(sample, parameters)
    if not sample.answered and parameters.no_answer is not None:
        return parameters.no_answer
    return parameters.wrong


def _worth_of_abstention(sample: Sample, parameters: TernaryParameters) -> float:
    if parameters.mode == "binary":
        return parameters.wrong
    said = sample.details.out_of_knowledge
    unknowable = parameters.out_of_knowledge if said is None else said
    if parameters.mode == "knowledge" and unknowable:
        return parameters.correct
    return parameters.abstained


def abstained(sample: Sample) -> bool:
    """The answer that was judged says that it is not known, or the completion ends by saying so."""
    features = sample.verdict.features
    return abstains(sample.verdict.answer) or (features is not None and features.abstains)


FAMILY = (
    Scheme("ternary", per_sample(ternary), TernaryParameters, "sample", (None, None), "truthful", "[2nd] TruthRL"),
)
